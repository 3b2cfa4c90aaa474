"""Logs: one structured line each on stderr, ours and the libraries' alike."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from pipeline.quiet import Repeats

LIBRARIES = {"aiokafka": "WARNING", "mode": "WARNING", "asyncpg.pool": "ERROR"}
"""What they tell every day, we tell with names; asyncpg warns of every try to reconnect, with a traceback."""


MAX_LINE = 500
COMMON = {"document_id", "run_id", "stage", "worker", "timestamp", "logger", "level", "event", "exc_info"}


@dataclass
class LastLine:
    """The last line logged about a document: for operators, when its worker has died."""

    text: str = ""


_line: ContextVar[LastLine | None] = ContextVar("last_line", default=None)


@contextmanager
def last_line() -> Iterator[None]:
    """Keep the last line logged by this task, and by what it starts, within."""
    token = _line.set(LastLine())
    try:
        yield
    finally:
        _line.reset(token)


def current_line() -> LastLine:
    """That line, as it changes; an empty one outside."""
    return _line.get() or LastLine()


def _keep(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """structlog processor."""
    if line := _line.get():
        values = " ".join(f"{key}={event[key]}" for key in event if key not in COMMON and not key.startswith("_"))
        line.text = f"{event.get('level', '')} {event.get('event', '')} {values}".strip()[:MAX_LINE]
    return event


def configure(form: Literal["json", "pretty"] | str, level: str, **always: str) -> None:
    """Set up structlog and the standard library's logging; `always` (stage, worker) is on every line.

    What is bound with structlog.contextvars (document_id, run_id) is on every line of the task that bound it.
    """
    structlog.contextvars.bind_contextvars(**always)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
        _keep,
    ]
    last: list[Processor]
    if form == "json":
        without_values = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        last = [structlog.processors.ExceptionRenderer(without_values), structlog.processors.JSONRenderer(default=str)]
    else:
        last = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), repr_native_str=True)]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    handler.addFilter(Repeats())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in LIBRARIES.items():
        logging.getLogger(name).setLevel(max(logging.getLevelName(level), logging.getLevelName(least)))
