"""Schemas, examples and topics agree with the models, and a change does not break what was released."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel

from pipeline import schemas, topics
from pipeline.events import EVENTS
from pipeline.state import STAGES

EXAMPLES = sorted((schemas.FOLDER / "examples").glob("*/*.json"))
RELEASED = sorted((schemas.FOLDER / "released").glob("*/*.schema.json"))


def named(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


@pytest.mark.parametrize("name", schemas.MODELS)
def test_committed_schema_is_the_models(name: str) -> None:
    committed = (schemas.FOLDER / f"{name}.schema.json").read_text()
    assert committed == schemas.schema(name), "run `python -m pipeline.schemas` and commit what it writes"


def test_every_schema_has_a_model_and_an_example() -> None:
    assert {file.name.removesuffix(".schema.json") for file in schemas.FOLDER.glob("*.schema.json")} == set(
        schemas.MODELS
    )
    assert {file.parent.name for file in EXAMPLES} == set(schemas.MODELS)


@pytest.mark.parametrize("file", EXAMPLES, ids=named)
def test_example_holds_to_schema_and_model(file: Path) -> None:
    body = json.loads(file.read_text())
    schema = json.loads(schemas.schema(file.parent.name))
    jsonschema.validate(body, schema, jsonschema.Draft202012Validator)
    model: type[BaseModel] = schemas.MODELS[file.parent.name]
    read = model.model_validate(body)
    assert model.model_validate_json(read.model_dump_json()) == read


@pytest.mark.parametrize("file", RELEASED, ids=named)
def test_compatible_with_what_was_released(file: Path) -> None:
    name = file.name.removesuffix(".schema.json")
    assert schemas.incompatibilities(json.loads(file.read_text()), json.loads(schemas.schema(name))) == []


def changed(path: str, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of pdf.uploaded before and after setting (or, for None, removing) what lies at `path`."""
    old, new = (json.loads(schemas.schema("pdf.uploaded.v1")) for _ in range(2))
    *parents, last = path.split("/")
    place = new
    for parent in parents:
        place = place[parent]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return old, new


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("properties/filename", None, "filename was removed"),
        ("properties/source/type", "integer", "source: type string became integer"),
        ("properties/source/maxLength", 10, "source: maxLength 4096 became 10"),
        ("required", ["source", "tenant"], "the event: tenant is now required"),
        ("$defs/Options/properties/priority/maximum", 5, "options.priority: maximum 9 became 5"),
        ("properties/document_id/anyOf", [{"type": "null"}], "document_id: string uuid is no longer allowed"),
        (
            "$defs/Options/properties/entity_kinds/items/enum",
            ["logo"],
            "options.entity_kinds[]: value care was removed",
        ),
    ],
)
def test_breaking_change_is_named(path: str, value: Any, complaint: str) -> None:
    assert complaint in schemas.incompatibilities(*changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties/a_new_one", {"type": "string"}),
        ("properties/source/maxLength", 9000),
        ("description", "Other words."),
    ],
)
def test_harmless_change_is_let_through(path: str, value: Any) -> None:
    assert schemas.incompatibilities(*changed(path, value)) == []


def test_topics_have_schema_dead_letters_and_one_partition_count() -> None:
    declared = topics.load()
    for topic in declared.values():
        assert topic.schema_ is None or (schemas.FOLDER / topic.schema_).is_file(), topic.name
        assert topic.dlq is None or topic.dlq in declared, topic.name
        assert topic.cleanup == "compact" or topic.retention_hours, f"{topic.name} is kept for ever"
    carries_event = {topic.schema_ for topic in declared.values()}
    assert {f"{name}.schema.json" for name in EVENTS} <= carries_event
    assert {f"{stage}.state" for stage in STAGES} <= declared.keys()
    assert len({topic.partitions for topic in declared.values()}) == 1
