"""When a replay has passed through: the ids of its events tell, not the job's status."""

from typing import Any
from uuid import UUID

import pytest

from cli.replay_outcome import Ended, Seen, StageSeen, Track, met, outcome, track
from pipeline.ids import output_event_id
from pipeline.state import StageName

RUN = UUID("01a20962-2d27-76e2-8178-1b37d8cc8597")
CHUNKS, IMAGES = "chunks.created.v1", "images.embedded.v1"
NEW = {stage: f"new-{stage}" for stage in ("discovery", "chunker", "imager", "linker", "validator")}


def out(stage: StageName, event_id: str) -> str:
    return str(output_event_id(RUN, stage, event_id))


DETECTED = out("discovery", NEW["discovery"])
CHUNKED, EMBEDDED = out("chunker", DETECTED), out("imager", DETECTED)


def finished(event_id: str, attempt: int = 2) -> StageSeen:
    return StageSeen("finished", attempt, event_id)


def before() -> dict[str, Any]:
    """A completed run: each stage has met an event that no replay sent."""
    stages = {stage: finished(f"old-{stage}", 1) for stage in NEW}
    stages["linker"] = finished("old-images", 1)
    stages["validator"] = finished(out("linker", "old-images"), 1)
    return {"stages": stages, "arrivals": {CHUNKS: "old-chunks", IMAGES: "old-images"}, "fired_by": "old-images"}


def seen(*, arrivals: dict[str, str] | None = None, fired_by: str | None = None, **stages: Any) -> Seen:
    """What was before, changed."""
    known = before()
    return Seen(
        known["stages"] | stages, known["arrivals"] | (arrivals or {}), fired_by or known["fired_by"], newest=True
    )


WHOLE = track(RUN, {"discovery": NEW["discovery"]}, "pdf.uploaded.v1", linked=1)
ARRIVED = {CHUNKS: CHUNKED, IMAGES: EMBEDDED}


def test_a_run_completed_before_is_not_taken_for_the_repair() -> None:
    assert outcome(RUN, WHOLE, seen()) is None


def test_a_repair_from_discovery_counts_when_the_last_firing_is_through() -> None:
    first = {"linker": finished(EMBEDDED), "validator": finished(out("linker", EMBEDDED))}
    assert outcome(RUN, WHOLE, seen(arrivals={IMAGES: EMBEDDED}, fired_by=EMBEDDED, **first)) is None
    assert outcome(RUN, WHOLE, seen(arrivals=ARRIVED, fired_by=CHUNKED, **first)) is None
    linked = {"linker": finished(CHUNKED, 3)}
    assert outcome(RUN, WHOLE, seen(arrivals=ARRIVED, fired_by=CHUNKED, **linked)) is None
    through = linked | {"validator": finished(out("linker", CHUNKED), 3)}
    assert outcome(RUN, WHOLE, seen(arrivals=ARRIVED, fired_by=CHUNKED, **through)) == Ended("completed")


def test_linked_in_another_order_than_fired_counts_once_both_are_linked() -> None:
    def linked(attempt: int) -> Seen:
        validator = finished(out("linker", EMBEDDED))
        return seen(arrivals=ARRIVED, fired_by=CHUNKED, linker=finished(EMBEDDED, attempt), validator=validator)

    assert outcome(RUN, WHOLE, linked(2)) is None
    assert outcome(RUN, WHOLE, linked(3)) == Ended("completed")


def test_what_the_first_firing_failed_over_does_not_count_while_another_comes() -> None:
    failed = {"linker": finished(EMBEDDED), "validator": StageSeen("failed", 2, out("linker", EMBEDDED), "odd: counts")}
    assert outcome(RUN, WHOLE, seen(arrivals={IMAGES: EMBEDDED}, fired_by=EMBEDDED, **failed)) is None
    last = seen(arrivals=ARRIVED, fired_by=EMBEDDED, **failed)
    assert outcome(RUN, WHOLE, last) == Ended("failed", "validator: odd: counts")


@pytest.mark.parametrize(
    ("stage", "event_id"), [("discovery", NEW["discovery"]), ("chunker", DETECTED), ("imager", DETECTED)]
)
def test_a_stage_that_gives_the_replay_up_ends_it(stage: StageName, event_id: str) -> None:
    gave_up: dict[str, Any] = {stage: StageSeen("failed", 2, event_id, "object_missing: gone")}
    assert outcome(RUN, WHOLE, seen(**gave_up)) == Ended("failed", f"{stage}: object_missing: gone")


def test_a_failure_of_before_does_not_count() -> None:
    assert outcome(RUN, WHOLE, seen(chunker=StageSeen("failed", 1, "old-chunker", "object_missing: gone"))) is None


def test_a_repair_of_one_part_waits_for_the_other_if_it_is_at_work_and_not_if_it_failed() -> None:
    way = track(RUN, {"chunker": NEW["chunker"]}, "products.detected.v1", linked=0)
    made = out("chunker", NEW["chunker"])
    at_work: dict[StageName, StageSeen] = {
        "chunker": finished(NEW["chunker"]),
        "imager": StageSeen("working", 1, "old-imager"),
    }
    waiting = Seen(at_work, {CHUNKS: made})
    assert outcome(RUN, way, waiting) is None
    gave_up: dict[StageName, StageSeen] = at_work | {"imager": StageSeen("failed", 1, "old-imager", "bug: no")}
    assert outcome(RUN, way, Seen(gave_up, {CHUNKS: made})) == Ended("failed", "imager: bug: no")
    arrived = {CHUNKS: made, IMAGES: "live"}
    through: dict[StageName, StageSeen] = {
        "linker": finished("live", 1),
        "validator": finished(out("linker", "live"), 1),
    }
    assert outcome(RUN, way, Seen(at_work | through, arrived, "live")) == Ended("completed")


def test_a_repair_from_the_linker_or_validator() -> None:
    linker = track(RUN, {"linker": NEW["linker"]}, IMAGES, linked=1)
    assert linker == Track({}, {IMAGES: NEW["linker"]}, None, 1)
    linked = {"linker": finished(NEW["linker"]), "validator": finished(out("linker", NEW["linker"]))}
    now = seen(arrivals={IMAGES: NEW["linker"]}, fired_by=NEW["linker"], **linked)
    assert outcome(RUN, linker, now) == Ended("completed")
    assert outcome(RUN, linker, seen()) is None
    validator = track(RUN, {"validator": NEW["validator"]}, "products.linked.v1", linked=1)
    assert outcome(RUN, validator, seen()) is None
    assert outcome(RUN, validator, seen(validator=finished(NEW["validator"]))) == Ended("completed")


def test_a_newer_run_ends_it() -> None:
    known = before()
    overtaken = Seen(known["stages"], known["arrivals"], known["fired_by"], newest=False)
    ended = outcome(RUN, WHOLE, overtaken)
    assert ended
    assert ended.status == "superseded"
    stopped = seen(discovery=StageSeen("superseded", 2, NEW["discovery"]))
    ended = outcome(RUN, WHOLE, stopped)
    assert ended
    assert ended.status == "superseded"


def test_what_was_met_and_is_gone_was_overtaken() -> None:
    assert met(WHOLE, seen()) == set()
    linked = seen(arrivals=ARRIVED, discovery=finished(NEW["discovery"]), chunker=finished(DETECTED))
    assert met(WHOLE, linked) == {NEW["discovery"], DETECTED, CHUNKED, EMBEDDED}
    other = seen(
        arrivals=ARRIVED | {CHUNKS: "another"}, discovery=finished(NEW["discovery"]), chunker=finished(DETECTED)
    )
    assert met(WHOLE, linked) - met(WHOLE, other) == {CHUNKED}
    way = track(RUN, {"validator": NEW["validator"]}, "products.linked.v1", linked=1)
    assert met(way, seen(validator=finished(NEW["validator"]))) == {NEW["validator"]}
