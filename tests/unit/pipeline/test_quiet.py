"""Libraries that repeat themselves are heard once in a while, with how often."""

import logging

from pipeline.quiet import SECONDS, Repeats


def test_a_repeated_message_passes_once_in_a_while_with_its_count() -> None:
    now = 100.0
    repeats = Repeats(lambda: now)

    def passes(message: object, name: str = "aiokafka") -> logging.LogRecord | None:
        record = logging.LogRecord(name, logging.ERROR, "", 0, message, (), None)
        return record if repeats.filter(record) else None

    assert [bool(passes("no broker")) for _ in range(5)] == [True, False, False, False, False]
    assert passes("another")
    assert passes("no broker", "faust")
    assert all(passes({"event": "ours"}) for _ in range(3))
    now += SECONDS
    record = passes("no broker")
    assert record is not None
    assert vars(record)["repeated"] == 4
