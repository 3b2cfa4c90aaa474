"""What libraries log over and over, once in a while: an outage of Kafka is 170 lines a second of aiokafka's."""

import logging
import time
from collections.abc import Callable

SECONDS = 30.0
MOST = 1_000
"""Messages told apart at most; beyond, the count starts anew."""


class Repeats(logging.Filter):
    """Lets a library's message pass once in `SECONDS`, then with how often it was left out. Ours always pass."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._seen: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not isinstance(record.msg, str):  # structlog's, ours
            return True
        now = self._clock()
        key = record.name, record.levelno, record.msg
        passed_at, left_out = self._seen.get(key, (-SECONDS, 0))
        if now - passed_at < SECONDS:
            self._seen[key] = passed_at, left_out + 1
            return False
        if len(self._seen) >= MOST:
            self._seen.clear()
        self._seen[key] = now, 0
        if left_out:
            record.repeated = left_out
        return True
