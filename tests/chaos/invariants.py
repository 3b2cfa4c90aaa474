"""What must hold once all is drained, whatever happened. Each function returns sentences, one a violation."""

import base64
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pipeline.state import STAGES, StageState
from tests.chaos import diary
from tests.chaos.documents import Document
from tests.chaos.fleet import Exit
from tests.chaos.poison import CODES
from tests.chaos.running import Running
from tests.chaos.watching import Seen

VOLATILE: dict[str, dict[str, str]] = {
    "documents": {"created_at": "time", "updated_at": "time"},
    "fences": {
        "attempt": "how often it was claimed",
        "alone": "whether a worker died over it before",
        "crashes": "how often",
        "deaths": "how often beside others",
        "worker": "who had it last",
        "claimed_at": "time",
    },
    "fan_ins": {"created_at": "time", "fired_at": "time", "fired_by": "whichever of the two events came last"},
    "arrivals": {"arrived_at": "time"},
    "ai_results": {"created_at": "time"},
    "async_jobs": {
        "seconds": "working time",
        "started_at": "time",
        "updated_at": "time",
        "heartbeat_at": "time",
        "finished_at": "time",
    },
    "job_checkpoints": {
        "attempt": "how often it was claimed",
        "sequence": "how many records that took",
        "worker": "who had it last",
        "seconds": "working time",
        "updated_at": "time",
    },
}
"""Columns that faults may change, and why."""
VOLATILE_TABLES = {"schema_migrations": "when it was made", "incidents": "the faults as jobs saw them"}
"""Tables that are not compared, and why."""
VOLATILE_KEYS: dict[str, str] = {
    "seconds": "working time",
    "at": "time",
    "worker": "who had it last",
    "attempt": "how often it was claimed",
    "sequence": "how many records that took",
    "log": "the last line logged, with its time",
    "input": "of the linker: whichever of the two events came last; of a duplicate: its offset",
    "event_id": "of the linker: whichever of the two events came last",
    "dead_letter": "where it lies, in topics of each world's own",
    "headers": "time and trace of an event; its id is compared on the topics",
}
"""Keys within JSON columns and events that faults may change, and why."""
STARTING_SECONDS = 10.0
"""After an outage: who tried to start in it may only now have ended."""
STAGED = re.compile(r"#\d+$")
"""Objects that a killed process was just writing; the store does not list them."""
TIMED = re.compile(r"\.seconds\.json$")
"""Objects that hold working time."""
DOWNSTREAM = ("products.detected", "chunks.created", "images.embedded", "products.linked", "document.completed")
STEPS = {
    "pages": "services.discovery.reading.read",
    "catalogue": "services.discovery.catalogue.discover_packed",
}
"""Steps of discovery, and what must not be run again once they are saved."""


@dataclass(frozen=True)
class Facts:
    """All that is known of one drained world."""

    documents: list[Document]
    messages: Mapping[str, list[Seen]]
    tables: dict[str, list[dict[str, Any]]]
    objects: dict[str, str]
    uncommitted: list[str]
    offsets: list[str]
    samples: int
    diary: list[dict[str, Any]]
    zombies: list[dict[str, Any]]
    fired: dict[UUID, set[UUID]]
    exits: list[Exit]
    lingered: list[str]
    writes: int = 0
    outages: list[tuple[float, float]] = field(default_factory=list)


async def facts(run: Running) -> Facts:
    """Gather them, while the servers still run."""
    uncommitted = await run.uncommitted()
    world = run.world
    names = await world.rows("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
    tables = {}
    async with world.database() as connection:
        for name in sorted(row["name"] for row in names):
            rows = await connection.fetch(f"SELECT to_jsonb(t) AS row FROM {name} t")
            tables[name] = [row["row"] for row in rows]
    zombies = await world.rows(
        """SELECT * FROM audit.writes WHERE operation <> 'DELETE' AND (
            attempt IS DISTINCT FROM newest_attempt OR coalesce(run_id, newest_run) IS DISTINCT FROM newest_run
            OR writer IS DISTINCT FROM split_part(newest_worker, '/', 1))"""
    )
    fired: dict[UUID, set[UUID]] = defaultdict(set)
    for row in await world.rows("SELECT run_id, fired_by FROM audit.fired"):
        fired[row["run_id"]].add(row["fired_by"])
    (writes,) = await world.rows("SELECT count(*) AS n FROM audit.writes")
    return Facts(
        documents=list(run.fed),
        messages=run.watch.messages,
        tables=tables,
        objects={
            str(path.relative_to(world.objects)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in world.objects.rglob("*")
            if path.is_file() and not STAGED.search(path.name) and not TIMED.search(path.name)
        },
        uncommitted=uncommitted,
        offsets=list(run.watch.violations),
        samples=run.watch.samples,
        diary=sorted(diary.read(world.folder), key=lambda line: line["at"]),
        zombies=zombies,
        fired=fired,
        exits=list(run.fleet.exits),
        lingered=list(run.fleet.lingered),
        writes=writes["n"],
        outages=list(run.outages),
    )


def nothing_lost(found: Facts, last: str = "document.completed") -> list[str]:
    """Documents in = completed (on the topic `last`) + dead-lettered, none in both; poison ends as it should, all else
    is completed.
    """
    completed = {value["run_id"] for value in _values(found, last)}
    dead = {(run, code) for _, run, code in dead_letters(found)}
    words = []
    for document in found.documents:
        run, codes = str(document.run_id), {code for run, code in dead if run == str(document.run_id)}
        wanted = {CODES[document.poison]} if document.poison else set()
        if (run in completed) == bool(document.poison) or codes != wanted:
            was = "completed" if run in completed else "not completed"
            words.append(
                f"document {document.document_id} is {was}, dead letters {sorted(codes)}, not {sorted(wanted)}"
            )
    strangers = completed - {str(document.run_id) for document in found.documents}
    return words + [f"run {run} was completed but never asked for" for run in sorted(strangers)]


def dead_letters(found: Facts) -> list[tuple[str, str, str]]:
    """Topic, run and code of each."""
    return [
        (topic, str(json.loads(seen.value or b"{}").get("run_id")), seen.headers["tessera.error.code"].decode())
        for topic, messages in found.messages.items()
        if topic.endswith(".dlq")
        for seen in messages
    ]


def all_committed(found: Facts) -> list[str]:
    """Every message is behind its group's committed offset."""
    return found.uncommitted


def never_above_the_lowest_unfinished(found: Facts) -> list[str]:
    """What the samples taken throughout said."""
    return found.offsets if found.samples else ["committed offsets were never sampled"]


def same_tables(found: Facts, unfaulted: Facts) -> list[str]:
    """All tables row by row, without what is volatile."""
    words = []
    for name in sorted((found.tables.keys() | unfaulted.tables.keys()) - VOLATILE_TABLES.keys()):
        ours, theirs = (Counter(_steady_rows(name, each.tables.get(name, []))) for each in (found, unfaulted))
        words += [f"{name} has with faults alone: {row[:2000]}" for row in (ours - theirs).elements()]
        words += [f"{name} has without faults alone: {row[:2000]}" for row in (theirs - ours).elements()]
    return words


def same_objects(found: Facts, unfaulted: Facts) -> list[str]:
    """The object stores hold the same bytes under the same keys."""
    keys = sorted(found.objects.keys() | unfaulted.objects.keys())
    return [f"object {key} differs" for key in keys if found.objects.get(key) != unfaulted.objects.get(key)]


def one_result_per_event(found: Facts) -> list[str]:
    """Each event id published downstream is one result, and each run has one of each topic."""
    words = []
    for topic in DOWNSTREAM:
        results: dict[str, set[str]] = defaultdict(set)
        ids: dict[str, set[str]] = defaultdict(set)
        for seen in found.messages.get(topic, []):
            value = json.loads(seen.value or b"{}")
            results[seen.event_id].add(_steady(value))
            ids[value["run_id"]].add(seen.event_id)
        words += [f"{topic} has {len(r)} results under event id {id_}" for id_, r in results.items() if len(r) > 1]
        words += [f"{topic} has {len(i)} events of run {run}" for run, i in ids.items() if len(i) > 1]
    return words


def states_agree(found: Facts) -> list[str]:
    """State topics = the Table's changelog = job_checkpoints, by the record of the highest rank."""
    topics = {
        (str(state.document_id), state.stage): (state.attempt, state.sequence, state.status)
        for _, state in _newest_states(found)
    }
    newest: dict[str, Any] = {}
    for seen in found.messages.get("jobs-documents-changelog", []):
        newest[(seen.key or b"").decode()] = json.loads(seen.value) if seen.value else {"runs": {}}
    table = {
        (document, stage): (kept["attempt"], kept["sequence"], kept["status"])
        for document, value in newest.items()
        for run in value["runs"].values()
        for stage, kept in run.items()
    }
    rows = {
        (row["document_id"], row["stage"]): (row["attempt"], row["sequence"], row["status"])
        for row in found.tables["job_checkpoints"]
    }
    return [
        f"{key[1]} of {key[0]}: topic {topics.get(key)}, {name} {other.get(key)}"
        for name, other in (("the Table's changelog", table), ("job_checkpoints", rows))
        for key in sorted(topics.keys() | other.keys())
        if topics.get(key) != other.get(key)
    ]


def compaction_keeps_the_newest(found: Facts) -> list[str]:
    """The last record of a document on a state topic is the highest in rank."""
    return [
        f"{best.stage}.state ends for {best.document_id} with ({last.attempt}, {last.sequence}, {last.status}),"
        f" not with its highest ({best.attempt}, {best.sequence}, {best.status})"
        for last, best in _newest_states(found)
        if last.rank != best.rank
    ]


def _newest_states(found: Facts) -> Iterator[tuple[StageState, StageState]]:
    """Of each stage and document the last record, and that of the highest rank."""
    for stage in STAGES:
        last: dict[UUID, StageState] = {}
        best: dict[UUID, StageState] = {}
        for seen in found.messages.get(f"{stage}.state", []):
            if seen.value is not None:
                state = StageState.model_validate_json(seen.value)
                last[state.document_id] = state
                known = best.setdefault(state.document_id, state)
                best[state.document_id] = max(known, state, key=lambda each: each.rank)
        yield from ((last[document], best[document]) for document in best)


def fired_once(found: Facts) -> list[str]:
    """Each fan-in was fired by one event, and none waits."""
    words = [f"the fan-in of run {run} was fired by {len(by)} events" for run, by in found.fired.items() if len(by) > 1]
    waiting = [row["run_id"] for row in found.tables["fan_ins"] if row["fired_by"] is None]
    return words + [f"the fan-in of run {run} still waits" for run in waiting]


def no_job_running(found: Facts) -> list[str]:
    """Each document has a job, it has ended, and nothing that jobs noticed is left unresolved."""
    status = {row["run_id"]: row["status"] for row in found.tables["async_jobs"]}
    words = [
        f"{row['stage']} of run {row['run_id']}: {row['kind']} ({row['what']}) was never resolved"
        for row in found.tables.get("incidents", [])
        if row["resolved_at"] is None and row["action"] != "give_up"
    ]
    return words + [
        f"the job of run {document.run_id} is {status.get(str(document.run_id), 'missing')}"
        for document in found.documents
        if status.get(str(document.run_id)) != ("failed" if document.poison else "completed")
    ]


def no_zombie_writes(found: Facts) -> list[str]:
    """No row was written but by the newest claimant of its document and stage at that moment."""
    if not found.writes:
        return ["no write was audited"]
    counted = Counter(
        f"{row['writer']} (attempt {row['attempt']}) wrote to {row['relation']} of document {row['document_id']} while"
        f" {row['newest_worker']} had attempt {row['newest_attempt']}"
        for row in found.zombies
    )
    return [f"{words} ({rows} rows)" for words, rows in counted.items()]


def nothing_asked_again(found: Facts) -> list[str]:
    """No question was asked of a provider whose answer was stored when its asker looked: what is asked again was in
    flight when its asker was interrupted.
    """
    return [
        f"{line['worker']} asked {key[:12]} again of document {line['document']}, though its answer was stored"
        for line, key in _asked(found)
        if (stored := _stored(found).get(key)) is not None and stored < line["looked"]
    ]


def repeated_questions(found: Facts) -> int:
    """Questions asked more than once."""
    asked = Counter(key for _, key in _asked(found))
    return sum(asked.values()) - len(asked)


def nothing_read_again(found: Facts) -> list[str]:
    """What discovery saved as a step of a run was not done again after."""
    saved: dict[tuple[str, str], float] = {}
    words = []
    for line in found.diary:
        if line["what"] == "saved" and line["stage"] == "discovery" and line["step"] in STEPS:
            saved.setdefault((line["document"], STEPS[line["step"]]), line["at"])
        if line["what"] == "ran" and (line["document"], line.get("function")) in saved:
            words.append(f"{line['worker']} ran {line['function']} for {line['document']} again, whose step was saved")
    return words


def workers_stayed_well(found: Facts) -> list[str]:
    """No worker ended but by a fault's hand, in order, by its watchdog, or when it could not start for want of a
    server; no subprocess outlived its worker.
    """

    def in_an_outage(exit_: Exit) -> bool:
        return any(began <= exit_.at <= back + STARTING_SECONDS for began, back in found.outages)

    odd = [each for each in found.exits if each.code not in (0, -9, 70) and not (each.code == 2 and in_an_outage(each))]
    return [f"{each.worker} ended with code {each.code}" for each in odd] + found.lingered


ALONE = (
    nothing_lost,
    all_committed,
    never_above_the_lowest_unfinished,
    one_result_per_event,
    states_agree,
    compaction_keeps_the_newest,
    fired_once,
    no_job_running,
    no_zombie_writes,
    nothing_asked_again,
    nothing_read_again,
    workers_stayed_well,
)
COMPARED = (same_tables, same_objects)


def violations(found: Facts, unfaulted: Facts) -> dict[str, list[str]]:
    """What every invariant says, by its name."""
    said = {check.__name__: check(found) for check in ALONE}
    return said | {check.__name__: check(found, unfaulted) for check in COMPARED}


def _asked(found: Facts) -> Iterator[tuple[dict[str, Any], str]]:
    return ((line, key) for line in found.diary if line["what"] == "asked" for key in line["keys"])


def _stored(found: Facts) -> dict[str, float]:
    first: dict[str, float] = {}
    for line in found.diary:
        if line["what"] == "stored":
            for key in line["keys"]:
                first.setdefault(key, line["at"])
    return first


def _values(found: Facts, topic: str) -> list[dict[str, Any]]:
    return [json.loads(seen.value or b"{}") for seen in found.messages.get(topic, [])]


def _steady_rows(table: str, rows: Iterable[dict[str, Any]]) -> list[str]:
    volatile = VOLATILE.get(table, {})
    return [_steady({name: value for name, value in row.items() if name not in volatile}) for row in rows]


def _steady(value: Any) -> str:
    """As JSON, without volatile keys at any depth."""
    return json.dumps(_without(value), sort_keys=True)


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() >= {"topic", "value", "headers"} and value["value"]:  # an output event kept whole
            topic = value["topic"].partition(".")[2]  # every world has a prefix of its own
            value = value | {"topic": topic, "value": json.loads(base64.urlsafe_b64decode(value["value"]))}
        return {key: _without(each) for key, each in value.items() if key not in VOLATILE_KEYS}
    return [_without(each) for each in value] if isinstance(value, list) else value
