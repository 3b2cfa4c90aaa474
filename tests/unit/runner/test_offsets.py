"""The offset tracker against a model of Kafka: what is committed never passes an unfinished message."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline.runner.offsets import Delivery, Offsets

PARTITIONS = ("a", "b")
Key = tuple[str, int]


class Consuming(RuleBasedStateMachine):
    """A worker, seen through `Offsets`, that shares two partitions with another one and is interrupted at will."""

    def __init__(self) -> None:
        super().__init__()
        self.log: dict[str, list[int]] = {}
        self.committed = dict.fromkeys(PARTITIONS, 0)
        self.done: set[Key] = set()
        self.offsets: Offsets[str] = Offsets()
        self.assigned: frozenset[str] = frozenset()
        self.position: dict[str, int] = {}
        self.running: set[Key] = set()
        self.finished_here: set[Key] = set()

    @initialize(data=st.data())
    def fill(self, data: st.DataObject) -> None:
        # compaction and transactions leave gaps between offsets
        offsets = st.sets(st.integers(0, 9), min_size=5).map(sorted)
        self.log = {partition: data.draw(offsets) for partition in PARTITIONS}
        self._assign(frozenset(PARTITIONS))

    @precondition(lambda self: self.assigned)
    @rule(data=st.data(), count=st.sampled_from((1, 1, 5)))
    def deliver(self, data: st.DataObject, count: int) -> None:
        partition = data.draw(st.sampled_from(sorted(self.assigned)))
        for _ in range(count):
            self._deliver_next(partition)

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        for key in data.draw(st.lists(st.sampled_from(sorted(self.running)), min_size=1, unique=True)):
            self._finish(key)

    @rule()
    def commit(self) -> None:
        moved = self.offsets.to_commit()
        self.committed.update(moved)
        self.offsets.committed(moved)

    @rule(data=st.data(), how=st.sampled_from(("rejoin", "rejoin", "move", "freeze", "crash")))
    def interrupt(self, data: st.DataObject, how: str) -> None:
        """One rule for all, so that work in between is not rare.

        rejoin: another worker came or went, we keep what we have; move: partitions come and go; freeze: we stand still
        while another worker gets our partitions, works in them and dies, and never hear of it; crash: nothing is left
        of what we knew.
        """
        assigned = self.assigned
        if how == "move":
            assigned = data.draw(st.frozensets(st.sampled_from(PARTITIONS)))
        elif how == "crash":
            assigned = frozenset(PARTITIONS)
            self.offsets = Offsets()
            self.running.clear()
            self.finished_here.clear()
        for partition in PARTITIONS:
            if how == "freeze" or partition not in self.assigned:
                self._elsewhere(partition, data.draw(st.integers(0, 10)))
        self._assign(assigned)

    @invariant()
    def nothing_unfinished_is_passed(self) -> None:
        for partition, offsets in self.log.items():
            marks = [self.committed[partition]]
            if partition in self.assigned and (mark := self.offsets.watermark(partition)) is not None:
                marks.append(mark)
            passed = {(partition, offset) for offset in offsets if offset < max(marks)}
            assert passed <= self.done

    @invariant()
    def running_is_what_runs(self) -> None:
        assert self.offsets.running == self.running

    def teardown(self) -> None:
        """In the end everything is delivered, finished and committed."""
        if not self.log:
            return
        self._assign(frozenset(PARTITIONS))
        for partition, offsets in self.log.items():
            for _ in offsets:
                self._deliver_next(partition)
        for key in sorted(self.running):
            self._finish(key)
        self.commit()
        self.nothing_unfinished_is_passed()
        for partition, offsets in self.log.items():
            assert self.committed[partition] > offsets[-1]
            assert self.offsets.spread(partition) == 0

    def _assign(self, assigned: frozenset[str]) -> None:
        self.assigned = assigned
        self.position = {partition: self.committed[partition] for partition in assigned}
        lost = self.offsets.assign(assigned)
        assert set(lost) == {key for key in self.running if key[0] not in assigned}
        self.running.difference_update(lost)

    def _deliver_next(self, partition: str) -> None:
        offset = next((offset for offset in self.log[partition] if offset >= self.position[partition]), None)
        if offset is None:
            return
        self.position[partition] = offset + 1
        key = (partition, offset)
        match self.offsets.deliver(partition, offset):
            case Delivery.NEW:
                assert key not in self.running
                self.running.add(key)
            case Delivery.RUNNING:
                assert key in self.running
            case Delivery.FINISHED:
                assert key in self.finished_here

    def _finish(self, key: Key) -> None:
        self.running.discard(key)
        self.done.add(key)
        self.finished_here.add(key)
        self.offsets.finish(*key)

    def _elsewhere(self, partition: str, upto: int) -> None:
        below = [offset for offset in self.log[partition] if offset < upto]
        if below and below[-1] >= self.committed[partition]:
            self.done.update((partition, offset) for offset in below)
            self.committed[partition] = below[-1] + 1


TestConsuming = Consuming.TestCase
TestConsuming.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)


def test_finished_before_its_redelivery_does_not_carry_the_watermark() -> None:
    offsets: Offsets[str] = Offsets()
    offsets.assign(["a"])
    for offset in (5, 6, 7):
        offsets.deliver("a", offset)
    offsets.assign(["a"])
    assert offsets.deliver("a", 5) is Delivery.RUNNING
    offsets.finish("a", 7)
    offsets.finish("a", 5)
    assert offsets.watermark("a") == 6  # 6 has not been delivered again: it may not be passed


def test_finished_above_the_watermark_is_not_done_again_after_a_rebalance() -> None:
    offsets: Offsets[str] = Offsets()
    offsets.assign(["a"])
    for offset in (0, 1):
        offsets.deliver("a", offset)
    offsets.finish("a", 1)
    offsets.assign(["a"])
    assert offsets.deliver("a", 0) is Delivery.RUNNING
    assert offsets.deliver("a", 1) is Delivery.FINISHED
    offsets.finish("a", 0)
    assert offsets.to_commit() == {"a": 2}


def test_a_log_made_anew_is_worked_on_from_its_beginning() -> None:
    offsets: Offsets[str] = Offsets()
    offsets.assign(["a"])
    offsets.deliver("a", 500)
    offsets.finish("a", 500)
    assert offsets.deliver("a", 0) is Delivery.NEW
    assert offsets.watermark("a") == 0
