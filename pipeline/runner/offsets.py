"""Which offsets may be committed: only what lies below the lowest unfinished message (DESIGN 4.2, 4.3).

Pure bookkeeping, driven by the loop and by a hypothesis state machine.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Generic, TypeVar

P = TypeVar("P")


class Delivery(Enum):
    """What a delivered message is to this worker."""

    NEW = "new"
    """Start work on it."""
    RUNNING = "running"
    """Its work goes on since before the last rebalance: adopt it."""
    FINISHED = "finished"
    """It finished while its partition was between assignments, or above the watermark: nothing to do."""


class Watermark:
    """Offsets of one partition since its last assignment, which began with the committed one.

    `value` is the lowest offset that is not finished. `next` only moves by delivery: what finishes before it comes
    again (early) must not carry the watermark over messages that have not been delivered yet.
    """

    def __init__(self, first: int, finished: Iterable[int] = ()) -> None:
        self.next = first
        self.open: set[int] = set()
        self.early = {offset for offset in finished if offset >= first}
        self.committed = first

    @property
    def value(self) -> int:
        return min(self.open, default=self.next)

    def deliver(self, offset: int) -> bool:
        """Whether the message is unfinished. Offsets rise; missing ones (compaction, transactions) never come."""
        self.next = offset + 1
        if offset in self.early:
            self.early.discard(offset)
            return False
        self.open.add(offset)
        return True

    def finish(self, offset: int) -> None:
        if offset >= self.next:
            self.early.add(offset)
        self.open.discard(offset)

    def finished_above(self) -> set[int]:
        """What has finished and is not covered by `value`: it comes again after a rebalance."""
        return {offset for offset in range(self.value, self.next) if offset not in self.open} | self.early


class Offsets(Generic[P]):
    """Delivered, running and finished messages of all partitions, over rebalances."""

    def __init__(self) -> None:
        self.owned: frozenset[P] = frozenset()
        self.running: set[tuple[P, int]] = set()
        self._marks: dict[P, Watermark] = {}
        self._finished: dict[P, set[int]] = {}  # of owned partitions from which nothing has been delivered yet

    def assign(self, partitions: Iterable[P]) -> list[tuple[P, int]]:
        """A new assignment; the messages whose work is now somebody else's and must be cancelled."""
        self.owned = frozenset(partitions)
        for partition, mark in self._marks.items():
            self._finished.setdefault(partition, set()).update(mark.finished_above())
        self._finished = {p: offsets for p, offsets in self._finished.items() if p in self.owned}
        self._marks = {}
        lost = [key for key in self.running if key[0] not in self.owned]
        self.running.difference_update(lost)
        return lost

    def deliver(self, partition: P, offset: int) -> Delivery:
        """Count a message that the consumer returned."""
        mark = self._marks.get(partition)
        if mark is None or offset < mark.next:  # the first, or the log was made anew
            mark = self._marks[partition] = Watermark(offset, self._finished.pop(partition, ()))
        if not mark.deliver(offset):
            return Delivery.FINISHED
        if (partition, offset) in self.running:
            return Delivery.RUNNING
        self.running.add((partition, offset))
        return Delivery.NEW

    def finish(self, partition: P, offset: int) -> None:
        """The message is done with, whatever its outcome. Ignored when its partition has gone elsewhere."""
        self.running.discard((partition, offset))
        if partition in self._marks:
            self._marks[partition].finish(offset)
        elif partition in self.owned:
            self._finished.setdefault(partition, set()).add(offset)

    def watermark(self, partition: P) -> int | None:
        """The lowest unfinished offset; None before the first delivery."""
        mark = self._marks.get(partition)
        return mark.value if mark else None

    def spread(self, partition: P) -> int:
        """How many offsets lie between the watermark and the last delivered: what a crash would repeat at most."""
        mark = self._marks.get(partition)
        return mark.next - mark.value if mark else 0

    def to_commit(self) -> dict[P, int]:
        """Watermarks that have moved since they were last committed."""
        return {p: mark.value for p, mark in self._marks.items() if mark.value != mark.committed}

    def committed(self, offsets: Mapping[P, int]) -> None:
        """Kafka has these."""
        for partition, offset in offsets.items():
            if partition in self._marks:
                self._marks[partition].committed = offset
