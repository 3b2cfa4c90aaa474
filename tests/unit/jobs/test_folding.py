"""The fold of state records into jobs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events import DocumentCompleted, LedgerCounts, ProductsDetected, ProductsLinked, StageEvent
from pipeline.state import SHARES, STAGES, Failure, Message, StageName, StageState
from services.jobs.folding import RUNS_KEPT, Document, Job, checkpoint

DOCUMENT = UUID(int=7)
RUN = UUID(int=1)
START = datetime(2026, 1, 1, tzinfo=UTC)


def state(stage: StageName, status: str = "working", *, run: UUID = RUN, **more: Any) -> StageState:
    values = {"attempt": 1, "sequence": 0, "worker": "w", "at": START, "event_id": "e", "input": Message(topic="t")}
    return StageState(**(values | {"stage": stage, "status": status, "document_id": DOCUMENT, "run_id": run} | more))


def jobs(*states: StageState) -> list[Job]:
    document = Document()
    for each in states:
        document.add(checkpoint(each))
    return document.jobs()


def finished(*stages: StageName, **more: Any) -> list[StageState]:
    return [state(stage, "finished", **more) for stage in stages]


def output(event: StageEvent) -> Message:
    return Message(topic="t", value=event.model_dump_json().encode())


def event(kind: type[StageEvent], **more: Any) -> StageEvent:
    refs = {"document_ref": "d", "pages_ref": "p", "catalogue_ref": "c", "filename": "tiles.pdf", "sha256": "0" * 64}
    return kind(document_id=DOCUMENT, run_id=RUN, page_count=3, **refs, **more)


def test_running_job_adds_up_the_finished_shares_and_the_done_parts() -> None:
    [job] = jobs(
        *finished("discovery"),
        state("chunker", done=1, total=4, seconds=2.5),
        state("imager", checkpoints=("IMAGES_EXTRACTED",), done=9, total=10, seconds=3),
    )
    assert job.status == "running"
    assert job.progress == pytest.approx(0.30 + 0.20 / 4 + 0.20)
    assert job.seconds == {"discovery": 0, "chunker": 2.5, "imager": 3}
    assert job.finished_at is None
    assert job.error is None


def test_discovery_moves_through_its_two_checkpoints() -> None:
    [half] = jobs(state("discovery", done=5, total=10))
    [planned] = jobs(state("discovery", checkpoints=("PRODUCTS_DETECTED",), done=5, total=10))
    [nothing] = jobs(state("discovery"))
    assert [half.progress, planned.progress, nothing.progress] == pytest.approx([0.075, 0.225, 0])


def test_more_done_than_there_is_counts_as_all() -> None:
    [job] = jobs(state("discovery", done=12, total=10))
    assert job.progress == pytest.approx(SHARES["PRODUCTS_DETECTED"])


def test_completed_job_carries_what_the_last_event_says() -> None:
    detected = event(ProductsDetected, products_discovered=12, pages_planned=9, cost_usd={"discovery": "0.02"})
    linked = event(
        ProductsLinked,
        products_discovered=11,
        chunks_created=40,
        images_processed=20,
        entities_found=2,
        links={"image_product": 5, "chunk_product": 6, "image_chunk": 7},
        cost_usd={"discovery": "0.02", "imager": "0.10"},
        warnings=["no outline"],
    )
    completed = event(
        DocumentCompleted,
        products_discovered=11,
        chunks_created=40,
        images_processed=20,
        links=18,
        confidence_score=0.9,
        cost_usd={"discovery": "0.02", "imager": "0.10"},
        warnings=["no outline", "two pages rotated"],
    )
    [before] = jobs(state("discovery", "finished", output=output(detected)), state("linker", output=output(linked)))
    assert (before.results.products_discovered, before.results.links) == (11, 18)
    [job] = jobs(
        state("discovery", "finished", output=output(detected), filename="tiles.pdf", at=START),
        *finished("chunker", "imager"),
        state("linker", "finished", output=output(linked)),
        state("validator", "finished", output=output(completed), at=START + timedelta(seconds=20)),
    )
    assert (job.status, job.progress, job.stage, job.filename) == ("completed", 1, "validator", "tiles.pdf")
    assert job.results.model_dump() == {
        "products_discovered": 11,
        "chunks_created": 40,
        "images_processed": 20,
        "links": 18,
        "confidence_score": 0.9,
        "cost_usd": {"discovery": Decimal("0.02"), "imager": Decimal("0.10")},
        "warnings": ("no outline", "two pages rotated"),
    }
    assert (job.started_at, job.finished_at) == (START, START + timedelta(seconds=20))


def test_output_that_cannot_be_read_is_a_warning_not_a_lost_state() -> None:
    [job] = jobs(state("validator", "finished", output=Message(topic="t", value=b"{}")))
    assert job.status == "completed"
    assert job.results.confidence_score is None
    assert job.results.warnings == ("the event of validator cannot be read; its counts are missing",)


def test_ledger_is_kept_per_stage() -> None:
    counts = {"page": LedgerCounts(emitted=3, skipped=1)}
    [job] = jobs(state("discovery", "finished", ledger=counts), state("chunker"))
    assert job.ledger == {"discovery": counts}


def test_a_stage_that_gave_up_fails_the_job_with_its_words_while_its_neighbour_works_on() -> None:
    error = Failure(code="pdf_encrypted", message="the PDF is encrypted", page=4)
    [job] = jobs(*finished("discovery"), state("chunker", "failed", error=error), state("imager", done=1, total=2))
    assert (job.status, job.stage, job.error) == ("failed", "chunker", error)
    assert job.finished_at == START
    assert job.progress == pytest.approx(0.30 + 0.10)


def test_a_failed_stage_tried_again_is_running_without_error() -> None:
    [job] = jobs(
        state("discovery", "failed", error=Failure(code="c", message="m")), state("discovery", attempt=2, sequence=0)
    )
    assert (job.status, job.error, job.finished_at) == ("running", None, None)


def test_a_completed_job_stays_so_while_a_repair_passes_but_not_when_the_repair_fails() -> None:
    done = finished(*STAGES)
    [repairing] = jobs(*done, state("discovery", attempt=2))
    [failed] = jobs(*done, state("linker", "failed", attempt=2, error=Failure(code="c", message="m")))
    assert (repairing.status, failed.status) == ("completed", "failed")


@pytest.mark.parametrize(("status", "expected"), [("working", "superseded"), ("released", "superseded")])
def test_an_unfinished_run_is_superseded_by_a_newer_one(status: str, expected: str) -> None:
    old, new = jobs(state("imager", status), state("discovery", run=UUID(int=2)))
    assert (old.status, new.status) == (expected, "running")


def test_an_ended_run_is_not_superseded() -> None:
    error = Failure(code="c", message="m")
    completed, failed, _ = jobs(
        *finished("validator"),
        state("discovery", "failed", run=UUID(int=2), error=error),
        state("discovery", run=UUID(int=3)),
    )
    assert (completed.status, failed.status) == ("completed", "failed")


def test_a_stage_that_found_itself_superseded_says_so_before_the_newer_run_is_known() -> None:
    [job] = jobs(state("discovery", "superseded"))
    assert job.status == "superseded"


def test_the_oldest_runs_are_forgotten() -> None:
    document = Document()
    for number in range(RUNS_KEPT + 2):
        document.add(checkpoint(state("discovery", run=UUID(int=number))))
    document.trim()
    assert sorted(document.runs) == [UUID(int=number) for number in range(2, RUNS_KEPT + 2)]


ranks = st.tuples(st.sampled_from(STAGES), st.integers(1, 3), st.integers(1, 2), st.integers(0, 2))


@st.composite
def records(draw: st.DrawFn) -> list[StageState]:
    """Records of several runs, stages and attempts; what is in a record depends on its rank alone, as in life."""
    made = []
    for stage, run, attempt, sequence in draw(st.lists(ranks, min_size=1, max_size=12, unique=True)):
        number = STAGES.index(stage) + 10 * run + 100 * attempt + 1000 * sequence
        status = ("working", "released", "finished", "failed", "superseded")[number * 7919 // 13 % 5]
        error = Failure(code=f"c{number}", message="m") if status == "failed" else None
        at = START + timedelta(seconds=number * 7919 % 1000)
        made.append(
            state(
                stage,
                status,
                run=UUID(int=run),
                attempt=attempt,
                sequence=sequence,
                at=at,
                error=error,
                done=number % 5,
                total=4,
                seconds=number,
                filename=f"{number}.pdf",
            )
        )
    return made


@given(records(), st.data())
def test_any_order_and_any_repetition_give_the_same_jobs(states: list[StageState], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(states), max_size=6))
    shuffled = data.draw(st.permutations(states + again))
    assert jobs(*shuffled) == jobs(*states)


@given(records(), st.data())
def test_a_rebuilt_table_folds_on_as_if_nothing_had_happened(states: list[StageState], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(states)))
    document = Document()
    for each in states[:cut]:
        document.add(checkpoint(each))
    restored = Document.model_validate_json(document.model_dump_json(exclude_defaults=True))
    for each in states[cut:]:
        restored.add(checkpoint(each))
    assert restored.jobs() == jobs(*states)


@given(records())
def test_progress_is_a_share_and_whole_only_when_completed(states: list[StageState]) -> None:
    for job in jobs(*states):
        assert 0 <= job.progress <= 1
        assert (job.status == "completed") <= (job.progress == 1)
        assert (job.error is not None) == (job.status == "failed")
        assert job.started_at <= job.updated_at
