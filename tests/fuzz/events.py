"""Any message becomes an event or a rejection, at once: examples with values, bytes and headers replaced."""

import json
import random
import time
from pathlib import Path
from typing import Any

from pipeline.errors import Rejected
from pipeline.events import EVENTS
from pipeline.runner.delivery import identify, unidentified
from pipeline.runner.dlq import failure_of, reasons
from pipeline.runner.kafka import Headers, Partition, Record
from tests.fuzz.bytes import mutated

EXAMPLES = sorted(
    path for path in (Path(__file__).parents[2] / "schemas/examples").glob("*/*.json") if path.parent.name in EVENTS
)
SECONDS = 2.0
"""Most for one message, far above what the slowest takes."""
DEEP: Any = [[]]
for _ in range(150):
    DEEP = [DEEP]
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 10**400, 0.1, -0.0, 1e308, float("inf"), float("nan"), "", "\0", "\ud800", "x" * 5_000,
    "\x1b[2J", "../../etc/passwd", "'; DROP TABLE products; --", "6f0f2f0e-6b2c-5d1c-9a53-7e55e12a0009", [], {}, DEEP,
    {"a": DEEP}, ["x"] * 2_000, {str(n): "" for n in range(2_000)}, "9" * 4_400, "file:///", "🜚",
)  # fmt: skip
NAMES = (
    "ce_id", "ce_type", "ce_source", "ce_specversion", "ce_time", "ce_subject", "ce_datacontenttype", "content-type",
    "traceparent", "ce_traceparent", "ce_", "CE_ID", "ce_data", "tessera_stage", "tessera_give_up", "tessera_requeued",
    "tessera_first", "", "\0", "ce_é",
)  # fmt: skip
SENT = (
    b"", b"\0", b"\xff\xfe", b"1", b"1.0", b"pdf.uploaded.v1", b"products.detected.v1", b"/tessera", b"not a time",
    b"2026-01-01T00:00:00Z", b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"2026-02-30T25:61:61Z",
    b"application/json", b"text/xml; charset=\xff", b"x" * 70_000, b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01",
    b"\x1b]0;x\x07", b"discovery", b"{}", b"pdf.uploaded/0/7", b"pdf.uploaded/0/7/1", b"///", b"-1/-1/-1",
    b'{"topic": "a", "partition": -1}',
)  # fmt: skip
TIMES = (0, -1, 1, 1_767_225_600_000, 2**31, 2**53, 2**62, -(2**62), 253_402_300_800_000)


def one(rng: random.Random) -> str:
    """Try one message; the code of its rejection, or "event". Raises whatever should not happen."""
    record = made(rng)
    began = time.process_time()  # other work on the machine is not its fault
    try:
        delivery = identify(record, {record.partition.topic: EVENTS[record.partition.topic]})
    except Rejected as rejected:
        outcome = rejected.code
        delivery = unidentified(record)
        failure = failure_of(rejected, "discovery")
        failure.model_dump_json()
        reasons(record, failure, rejected, "discovery")
    else:
        outcome = "event"
    assert outcome.startswith("event")
    delivery.event.model_dump_json()
    assert "\0" not in delivery.event_id
    assert delivery.event_uuid
    assert delivery.source.model_dump_json()
    assert delivery.addressee is None or isinstance(delivery.addressee, str)
    assert delivery.given_up is None or isinstance(delivery.given_up, str)
    took = time.process_time() - began
    assert took < SECONDS, f"{outcome} took {took:.1f} s of a processor"
    return outcome


def made(rng: random.Random) -> Record:
    """A message that is nearly an example."""
    path = rng.choice(EXAMPLES)
    data = json.loads(path.read_text())
    for _ in range(rng.choice((0, 1, 1, 2, 4))):
        data = _changed(rng, data)
    value: bytes | None = json.dumps(data, ensure_ascii=rng.random() < 0.9).encode("utf-8", "surrogatepass")
    assert value is not None
    if rng.random() < 0.3:
        value = mutated(rng, value)
    if rng.random() < 0.02:
        value = rng.choice((None, b"", b"[" * 60_000, b'{"a":' * 10_000, b"1" * 60_000, rng.randbytes(9_000)))
    headers = _headers(rng, path.parent.name)
    key = rng.choice((None, b"", b"\xff", b"6f0f2f0e-6b2c-5d1c-9a53-7e55e12a0009", rng.randbytes(40)))
    return Record(Partition(path.parent.name, 0), 7, key, value, headers, rng.choice(TIMES))


def _headers(rng: random.Random, kind: str) -> Headers:
    whole = {"ce_id": b"1", "ce_type": kind.encode(), "ce_source": b"/x", "ce_specversion": b"1.0"}
    headers: list[tuple[str, bytes | None]] = list(whole.items()) if rng.random() < 0.6 else []
    for _ in range(rng.choice((0, 0, 1, 2, 5))):
        value = rng.choice((rng.choice(SENT), rng.randbytes(rng.randint(0, 30)), None))
        headers.insert(rng.randint(0, len(headers)), (rng.choice(NAMES), value))
    return tuple(headers)


def _changed(rng: random.Random, data: Any) -> Any:
    """`data` with one value in it replaced, left out, or under another name."""
    if rng.random() < 0.15 or not isinstance(data, dict | list) or not data:
        return rng.choice(VALUES)
    if isinstance(data, list):
        at = rng.randrange(len(data))
        return [*data[:at], _changed(rng, data[at]), *data[at + 1 :]]
    key = rng.choice(list(data))
    match rng.randrange(5):
        case 0:
            return {name: value for name, value in data.items() if name != key}
        case 1:
            return {**data, rng.choice(("", "\0", "\x1b", "x" * 3_000, "run_id", "source")): rng.choice(VALUES)}
        case _:
            return {**data, key: _changed(rng, data[key])}
