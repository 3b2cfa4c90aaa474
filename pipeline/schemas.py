"""JSON Schemas of events and state records, generated from the pydantic models: `python -m pipeline.schemas` writes
them into schemas/; tests fail when they differ, or when a change would break readers or producers of a released
version.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from pipeline.events import EVENTS
from pipeline.state import Heartbeat, Order, StageState
from pipeline.topics import TOPICS_FILE

FOLDER = TOPICS_FILE.parent
MODELS: dict[str, type[BaseModel]] = {
    **EVENTS,
    "stage.state.v1": StageState,
    "jobs.heartbeat.v1": Heartbeat,
    "jobs.restarts.v1": Order,
}

Schema = dict[str, Any]


def schema(name: str) -> str:
    """The JSON Schema (draft 2020-12) of `name` as text, as it is committed."""
    body = MODELS[name].model_json_schema(mode="validation")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{name}.schema.json"}
    return json.dumps(head | body, indent=2, ensure_ascii=False) + "\n"


def write(folder: Path = FOLDER) -> list[Path]:
    """Write every schema into `folder`; the files."""
    files = []
    for name in MODELS:
        file = folder / f"{name}.schema.json"
        file.write_text(schema(name))
        files.append(file)
    return files


def incompatibilities(old: Schema, new: Schema) -> list[str]:
    """What of `new` breaks someone who holds to `old`, as sentences; empty when the change is compatible.

    Both ways are asked for, since producers, workers and stored messages change at different times: a field may be
    added if it is optional, and nothing that was allowed or promised may go.
    """
    return _compare(old, new, old, new, "")


def _compare(old: Schema, new: Schema, old_root: Schema, new_root: Schema, path: str) -> list[str]:
    old, new = _resolve(old, old_root), _resolve(new, new_root)
    at = path or "the event"
    found: list[str] = []
    if old.get("type") != new.get("type"):
        return [f"{at}: type {old.get('type')} became {new.get('type')}"]
    found += [f"{at}: {name} is now required" for name in _set(new, "required") - _set(old, "required")]
    found += [f"{at}: {name} is no longer promised" for name in _set(old, "required") - _set(new, "required")]
    found += [f"{at}: value {value} was removed" for value in _set(old, "enum") - _set(new, "enum")]
    for bound, tighter in (("maximum", -1), ("maxLength", -1), ("maxItems", -1), ("minimum", 1), ("minLength", 1)):
        before, after = old.get(bound), new.get(bound)
        if after is not None and (before is None or (after - before) * tighter > 0):
            found.append(f"{at}: {bound} {before} became {after}")
    if old.get("pattern") != new.get("pattern") and "pattern" in new:
        found.append(f"{at}: pattern {old.get('pattern')} became {new['pattern']}")
    for name, body in old.get("properties", {}).items():
        field = f"{path}.{name}" if path else name
        if name not in new.get("properties", {}):
            found.append(f"{field} was removed")
        else:
            found += _compare(body, new["properties"][name], old_root, new_root, field)
    for key in ("items", "additionalProperties"):
        if isinstance(old.get(key), dict) and isinstance(new.get(key), dict):
            found += _compare(old[key], new[key], old_root, new_root, f"{path}[]")
    for kind, body in _kinds(old, old_root).items():
        others = _kinds(new, new_root)
        if kind not in others:
            found.append(f"{at}: {kind} is no longer allowed")
        else:
            found += _compare(body, others[kind], old_root, new_root, path)
    return found


def _resolve(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def _set(schema: Schema, key: str) -> set[Any]:
    return set(schema.get(key, ()))


def _kinds(schema: Schema, root: Schema) -> dict[str, Schema]:
    """Alternatives of an anyOf by what tells them apart."""
    resolved = (_resolve(option, root) for option in schema.get("anyOf", ()))
    return {f"{option.get('type')} {option.get('format', '')}".strip(): option for option in resolved}


if __name__ == "__main__":
    for file in write():
        sys.stdout.write(f"{file}\n")
