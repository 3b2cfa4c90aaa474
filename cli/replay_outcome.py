"""Whether what a replay published has passed through all stages: pure, from what the database shows.

A job that completed stays completed while a repair passes through, so its status says nothing. But every event id
derives from its input's (pipeline.ids.output_event_id): the ids under which each stage will meet the replay are known
before it does, and its state names the one it met last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from pipeline.ids import output_event_id
from pipeline.state import StageName

PARTS: Mapping[StageName, str] = {"chunker": "chunks.created.v1", "imager": "images.embedded.v1"}
"""What the linker waits for, by who makes it."""


@dataclass(frozen=True)
class StageSeen:
    """A stage's last record of a run, as far as it matters here."""

    status: str
    attempt: int
    event_id: str
    error: str = ""


@dataclass(frozen=True)
class Seen:
    """What the database shows of a run. `arrivals`: event ids at the fan-in by CloudEvents type; `fired_by`: the one
    that fired it last; `newest`: whether no later run of the document is known.
    """

    stages: Mapping[StageName, StageSeen] = field(default_factory=dict)
    arrivals: Mapping[str, str] = field(default_factory=dict)
    fired_by: str | None = None
    newest: bool = True


@dataclass(frozen=True)
class Track:
    """Where a replay comes by. `due`: the event id by which each stage before the fan-in meets it; `parts`: those that
    arrive at the fan-in because of it, by type; `validated`: the id at the validator, if it starts there; `linked`: the
    linker's attempts before.
    """

    due: Mapping[StageName, str]
    parts: Mapping[str, str]
    validated: str | None = None
    linked: int = 0


@dataclass(frozen=True)
class Ended:
    """How a replay ended, with a sentence if not well."""

    status: Literal["completed", "failed", "superseded"]
    error: str = ""


def track(run_id: UUID, event_ids: Mapping[StageName, str], linker_input: str | None, linked: int) -> Track:
    """The track of a replay that begins with these events, an id for each stage. `linker_input`: CloudEvents type of
    what the linker got, if it begins there; `linked`: the attempts the linker has had.
    """
    due = dict(event_ids)
    if "discovery" in due:
        detected = str(output_event_id(run_id, "discovery", due["discovery"]))
        due |= {"chunker": detected, "imager": detected}
    validated, linker = due.pop("validator", None), due.pop("linker", None)
    parts = {PARTS[stage]: str(output_event_id(run_id, stage, due[stage])) for stage in PARTS if stage in due}
    if linker and linker_input:
        parts[linker_input] = linker
    return Track(due, parts, validated, linked)


def outcome(run_id: UUID, way: Track, seen: Seen) -> Ended | None:
    """How the replay ended; None while it goes on."""
    for stage, event_id in way.due.items():
        if ended := _unwell(stage, seen, event_id):
            return ended
    validated = way.validated or _linked(run_id, way, seen)
    if isinstance(validated, Ended):
        return validated
    validator = seen.stages.get("validator")
    if validated and validator and validator.event_id == validated and validator.status == "finished":
        return Ended("completed")
    if validated and (ended := _unwell("validator", seen, validated)):
        return ended
    return None if seen.newest else Ended("superseded", "a newer run of the document came before it ended")


def met(way: Track, seen: Seen) -> set[str]:
    """The ids of the replay that are to be seen. One that was and is no longer was overtaken by another repair."""
    due = dict(way.due) | ({"validator": way.validated} if way.validated else {})
    at_stages = {each for stage, each in due.items() if stage in seen.stages and seen.stages[stage].event_id == each}
    return at_stages | {each for part, each in way.parts.items() if seen.arrivals.get(part) == each}


def _linked(run_id: UUID, way: Track, seen: Seen) -> str | Ended | None:
    """The id of the event that the linker publishes in the end; None before it has. A repair of both of its inputs
    fires it twice, and only the last time counts: the first may have met what was half done.
    """
    if any(seen.arrivals.get(part) != event_id for part, event_id in way.parts.items()):
        return None
    for stage, part in PARTS.items():
        if part not in seen.arrivals and (ended := _unwell(stage, seen)):
            return ended  # not replayed, and without it nothing goes on
    linker = seen.stages.get("linker")
    if not linker or linker.event_id not in seen.arrivals.values():
        return None
    # two workers may link one after the other in the order in which they claimed, which need not be that of firing
    if linker.event_id != seen.fired_by and not (len(way.parts) == 2 and linker.attempt >= way.linked + 2):
        return None
    if ended := _unwell("linker", seen, linker.event_id):
        return ended
    return str(output_event_id(run_id, "linker", linker.event_id)) if linker.status == "finished" else None


def _unwell(stage: StageName, seen: Seen, event_id: str | None = None) -> Ended | None:
    """How `stage` ended (over this event, if one is given) if it neither finished nor goes on."""
    state = seen.stages.get(stage)
    if state is None or (event_id and state.event_id != event_id):
        return None
    if state.status == "failed":
        return Ended("failed", f"{stage}: {state.error}")
    return Ended("superseded", "a newer run of the document came first") if state.status == "superseded" else None
