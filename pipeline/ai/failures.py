"""How a provider fails, told apart by what helps."""

from pipeline.errors import Away, Rejected, Transient


class Busy(Transient):
    """This call failed and another may not: overloaded, cut off, too slow. `after` are seconds it asks us to wait."""

    def __init__(self, code: str, message: str, *, after: float | None = None, page: int | None = None) -> None:
        super().__init__(code, message, page=page)
        self.after = after


class Down(Away):
    """No call to this provider can succeed now: wrong key, unknown model, no credit, call after call failed."""


class Declined(Rejected):
    """This question gets no usable answer here: blocked, too large, cut off, not in the form asked for."""


class OverBudget(Declined):
    """The call would pass what a document, or a day, may cost."""
