"""Errors as types that say what to do with the message that met them (DESIGN section 4, point 6)."""

from pipeline.plain import plain

LONGEST = 2_000
"""Characters of a message: it goes into headers, records and lines of logs."""


class TesseraError(Exception):
    """Base of every expected error: `code` is stable and for machines, `message` a plain sentence for people.

    What the message quotes may come from a file or an event: controls in it are shown, not obeyed.
    """

    def __init__(self, code: str, message: str, *, page: int | None = None) -> None:
        self.code = code
        self.message = plain(message, LONGEST)
        super().__init__(self.message)
        self.page = page

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with the code, so that the error crosses a subprocess boundary whole."""
        return _rebuild, (type(self), self.code, self.message, self.page)


def _rebuild(kind: type[TesseraError], code: str, message: str, page: int | None) -> TesseraError:
    return kind(code, message, page=page)


class Rejected(TesseraError):
    """The input can never be processed: dead-letter it at once with this code and sentence."""


class Transient(TesseraError):
    """Something outside was not there: try again with backoff, dead-letter when that is used up."""


class Away(Transient):
    """Something outside is not there for anybody: the stage waits until it is back, and no try is counted."""


class Fenced(TesseraError):
    """A newer attempt or run owns this document: stop, write nothing, publish nothing."""

    def __init__(
        self, code: str = "fenced", message: str = "a newer attempt owns this document", *, page: int | None = None
    ) -> None:
        super().__init__(code, message, page=page)


class Misconfigured(TesseraError):
    """The service cannot start: a setting, topic, migration or extension is wrong or missing."""
