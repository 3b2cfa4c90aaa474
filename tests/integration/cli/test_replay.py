"""`tessera replay` up to Kafka: which documents it means, what it publishes, what it refuses."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from cli import connections
from cli.replay_find import find
from cli.replay_plan import Way
from cli.replay_run import Entry, Replay
from cli.replay_select import Selectors
from pipeline import ids
from pipeline.codec import decode
from pipeline.events import PdfUploaded
from pipeline.settings import Settings, load
from pipeline.state import Message, StageName
from tests.integration.cli.replay_harness import START, Bench, Made, make


@pytest.fixture
def bench(
    bootstrap: str, database_url: str, topic_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Bench:
    monkeypatch.setenv("TESSERA_KAFKA_BOOTSTRAP", bootstrap)
    monkeypatch.setenv("TESSERA_DATABASE_URL", database_url)
    monkeypatch.setenv("TESSERA_OBJECTS_URL", f"file://{tmp_path}/objects")
    monkeypatch.setenv("TESSERA_TOPIC_PREFIX", topic_prefix)
    bench = Bench(bootstrap, database_url, topic_prefix, tmp_path)
    made = bench.tessera("topics")
    assert made.exit_code == 0, made.stderr
    return bench


def newer_run(bench: Bench, old: Made) -> Made:
    """A later run of a document."""
    made = make(run_id=ids.run_id(old.document_id, "later", START.replace(month=2)), prefix=bench.prefix)
    states = {stage: state.model_copy(update={"document_id": old.document_id}) for stage, state in made.states.items()}
    return Made(old.document_id, made.run_id, states)


def test_without_a_selector_it_names_them(bench: Bench) -> None:
    result = bench.replay("--from-stage", "linker")
    assert result.exit_code == 2
    for name in ("--all", "--since", "--until", "--topic", "--failed-only", "--tenant"):
        assert name in result.stderr


def test_selectors_leave_only_what_all_of_them_mean(bench: Bench) -> None:
    old, new = bench.job(age_hours=50), bench.job(tenant="acme")
    chunker, linker = bench.job("chunker", age_hours=5), bench.job("linker", tenant="acme")

    def meant(*arguments: object) -> set[str]:
        return set(bench.dry(*arguments))

    every = {str(each.document_id) for each in (old, new, chunker, linker)}
    assert meant("--all") == every
    assert meant("--since", "2h") == {str(new.document_id), str(linker.document_id)}
    assert meant("--until", "2h") == {str(old.document_id), str(chunker.document_id)}
    assert meant("--since", "2d", "--until", "2h") == {str(chunker.document_id)}
    assert meant("--failed-only") == {str(chunker.document_id), str(linker.document_id)}
    assert meant("--failed-only", "--tenant", "acme") == {str(linker.document_id)}
    assert meant("--topic", "products.linked") == {str(old.document_id), str(new.document_id)}
    assert meant("--topic", "products.detected", "--failed-only") == {str(chunker.document_id)}
    assert meant("--topic", "images.embedded", "--failed-only") == {str(linker.document_id)}
    assert meant(old.document_id, new.run_id) == {str(old.document_id), str(new.document_id)}
    assert meant(old.document_id, "--failed-only") == set()
    assert not any(bench.messages(topic) for topic in ("pdf.uploaded", "products.detected", "products.linked"))


def test_where_it_begins(bench: Bench) -> None:
    done, failed = bench.job(), bench.job("linker")

    def begins(*arguments: object) -> list[str]:
        (entry,) = bench.dry(*arguments).values()
        stages: list[str] = entry["from_stages"]
        return stages

    assert begins(done.document_id) == ["discovery"]
    assert begins(failed.document_id) == ["linker"]
    assert begins(failed.document_id, "--from-stage", "imager") == ["imager"]
    assert begins(done.document_id, "--topic", "products.detected") == ["chunker", "imager"]
    assert begins(failed.document_id, "--recompute") == ["discovery"]


def test_a_running_job_is_left_alone_unless_it_is_named(bench: Bench) -> None:
    made = make("imager", prefix=bench.prefix)
    made.states["imager"] = made.states["imager"].model_copy(update={"status": "working", "error": None})
    bench.keep(made)
    assert bench.dry("--all") == {}
    assert list(bench.dry(made.document_id)) == [str(made.document_id)]


@pytest.mark.parametrize(
    ("stage", "topic", "addressee"),
    [
        ("discovery", "pdf.uploaded", None),
        ("chunker", "products.detected", b"chunker"),
        ("imager", "products.detected", b"imager"),
        ("linker", "images.embedded", None),
        ("validator", "products.linked", None),
    ],
)
def test_a_repair_is_the_input_with_a_new_id_on_the_same_run(
    bench: Bench, stage: StageName, topic: str, addressee: bytes | None
) -> None:
    made = bench.job()
    result = bench.replay(made.document_id, "--from-stage", stage, "--no-wait")
    assert result.exit_code == 0, result.output
    (record,) = bench.messages(topic)
    assert record.key == str(made.document_id).encode()
    was, now = json.loads(made.states[stage].input.value or b""), json.loads(record.value)
    assert now == was
    assert (now["document_id"], now["run_id"]) == (str(made.document_id), str(made.run_id))
    headers, before = dict(record.headers), dict(made.states[stage].input.headers)
    assert headers.get("tessera_stage") == addressee
    assert UUID(headers["ce_id"].decode())
    changed = {"ce_id", "ce_time", "tessera_stage"}
    assert {k: v for k, v in headers.items() if k not in changed} == {
        k: v for k, v in before.items() if k not in changed
    }


def test_a_recompute_is_a_new_run_also_where_the_upload_named_one(bench: Bench) -> None:
    made = bench.job()
    result = bench.replay(made.document_id, "--recompute", "--no-wait", "--json")
    assert result.exit_code == 0, result.output
    (record,) = bench.messages("pdf.uploaded")
    decoded = decode(PdfUploaded, record.value, record.headers, timestamp_ms=record.timestamp, position="test")
    assert (decoded.event.document_id, decoded.event.run_id) == (made.document_id, None)
    (entry,) = json.loads(result.stdout)
    new = ids.run_id(made.document_id, decoded.event_id, decoded.time)
    assert (entry["run_id"], entry["mode"]) == (str(new), "recompute")
    assert new > made.run_id


def test_the_stored_copy_is_the_source_and_the_name_stays(bench: Bench) -> None:
    made = make("linker", prefix=bench.prefix)
    event = json.loads(made.states["chunker"].input.value or b"")
    output = Message(topic="products.detected", value=json.dumps(event | {"filename": "Käse & Öl.pdf"}).encode())
    made.states["discovery"] = made.states["discovery"].model_copy(update={"output": output})
    bench.keep(made)
    early = make("discovery", prefix=bench.prefix)
    step = {"document": {"ref": "documents/abc.pdf", "sha256": "abc", "size": 1}}
    early.states["discovery"] = early.states["discovery"].model_copy(update={"steps": step})
    bench.keep(early)
    for document in (made.document_id, early.document_id):
        result = bench.replay(document, "--recompute", "--stored", "--no-wait")
        assert result.exit_code == 0, result.output
    first, second = (json.loads(record.value) for record in bench.messages("pdf.uploaded"))
    assert (first["source"], first["filename"]) == (f"object:///{event['document_ref']}", "Käse & Öl.pdf")
    assert (second["source"], second["filename"]) == ("object:///documents/abc.pdf", "cat[1].pdf")
    never = bench.job("discovery")
    refused = bench.replay(never.document_id, "--recompute", "--stored")
    assert refused.exit_code == 1
    assert "discovery never got the file" in refused.output


def test_what_the_database_lost_is_read_from_the_state_topics(bench: Bench) -> None:
    lost, partly = make("chunker", prefix=bench.prefix), make("chunker", prefix=bench.prefix)
    bench.keep(partly, without=("chunker",))
    for made in (lost, partly):
        for stage in made.states:
            bench.publish(made, stage)
    assert bench.dry(partly.document_id, "--from-stage", "chunker")[str(partly.document_id)]["status"] == "planned"
    result = bench.replay(lost.document_id, "--no-wait")
    assert result.exit_code == 0, result.output
    (record,) = bench.messages("products.detected")
    assert record.value == lost.states["chunker"].input.value
    assert dict(record.headers)["tessera_stage"] == b"chunker"


def test_refusals_say_why_and_the_rest_goes_on(bench: Bench) -> None:
    good = bench.job()
    large = make(prefix=bench.prefix)
    large.states["validator"] = large.states["validator"].model_copy(update={"input": Message(topic="products.linked")})
    bench.keep(large)
    early = bench.job("chunker")
    broken = make(prefix=bench.prefix)
    source = broken.states["validator"].input.model_copy(update={"value": b"{}"})
    broken.states["validator"] = broken.states["validator"].model_copy(update={"input": source})
    bench.keep(broken)
    result = bench.replay("--all", "--from-stage", "validator", "--no-wait", "--rate", 6000, "--json")
    assert result.exit_code == 1
    entries = {entry["document_id"]: entry for entry in json.loads(result.stdout)}
    reasons = (
        (large, "too large to keep"),
        (early, f"validator has no record of run {early.run_id}"),
        (broken, "breaks products.linked.v1.schema.json"),
    )
    for made, reason in reasons:
        assert entries[str(made.document_id)]["status"] == "refused"
        assert reason in entries[str(made.document_id)]["error"]
    assert entries[str(good.document_id)]["status"] == "published"
    assert [record.key for record in bench.messages("products.linked")] == [str(good.document_id).encode()]


def test_ids_that_are_no_newest_run(bench: Bench) -> None:
    nothing = bench.replay(uuid4())
    assert nothing.exit_code == 2
    assert "there is no job of" in nothing.stderr
    old = bench.job()
    bench.keep(newer_run(bench, old))
    result = bench.replay(old.run_id)
    assert result.exit_code == 2
    assert "name the document" in result.stderr
    assert list(bench.dry("--all")) == [str(old.document_id)]


class Nobody:
    """An audience that remembers how entries ended."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def published(self, entry: Entry) -> None:
        self.heard.append(entry.status)

    def ended(self, entry: Entry) -> None:
        self.heard.append(entry.status)

    def working(self, stages: Iterable[StageName]) -> None:
        pass


def test_an_old_upload_is_not_recomputed_over_a_newer_edition_that_came_meanwhile(bench: Bench) -> None:
    old = bench.job()
    settings = load(Settings)
    plans = asyncio.run(find(settings, Selectors(ids=(old.document_id,)), Way(recompute=True, prefix=bench.prefix)))
    bench.keep(newer_run(bench, old))
    entries, audience = [Entry.of(each) for each in plans], Nobody()

    async def replay() -> None:
        async with (
            connections.database(bench.database_url) as pool,
            connections.producer(bench.bootstrap) as producer,
        ):
            await Replay(pool, producer, audience, at_once=4).run(entries)

    asyncio.run(replay())
    assert audience.heard == ["superseded"]
    assert bench.messages("pdf.uploaded") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--all", "--recompute", "--from-stage", "linker"), "a new run has nothing yet"),
        (("--all", "--stored", "--from-stage", "imager"), "does not read the source"),
        (("--topic", "imager.state"), "no stage reads"),
        (("--since", "yesterday"), "is no time"),
    ],
)
def test_what_cannot_be_meant(bench: Bench, arguments: tuple[str, ...], said: str) -> None:
    result = bench.replay(*arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())
