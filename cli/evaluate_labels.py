"""The PDFs of a folder and the labels that say which products they have."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from cli.evaluate_score import Label


class Unusable(Exception):
    """A folder, label or earlier run that cannot be used; the message says which, why and what to do."""


@dataclass(frozen=True)
class Case:
    """A PDF (absolute) and the products it has; `labels` is None where nobody has said, unlike where it has none."""

    file: Path
    labels: tuple[Label, ...] | None


def cases(folder: Path) -> list[Case]:
    """Every PDF in `folder`, by name, each with `labels/NAME.json`, or else the `NAME.json` beside it, if there is one.

    Raises Unusable for a folder without PDFs and for broken labels.
    """
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() == ".pdf" and file.is_file())
    if not files:
        raise Unusable(f"{folder} holds no PDF: name the folder with the catalogues themselves")
    return [Case(file.absolute(), _labels(folder, file)) for file in files]


def without_pdf(folder: Path, cases: Sequence[Case]) -> list[Path]:
    """Files in `labels/` that are of no case: of a PDF that was renamed, or is not there."""
    stems = {case.file.stem for case in cases}
    return [file for file in sorted((folder / "labels").glob("*.json")) if file.stem not in stems]


def read(file: Path) -> tuple[Label, ...]:
    """The labels in `file`, a JSON list of {"name", "pages", "metadata"}; an empty list says that no products are
    right. Raises Unusable, naming the file and the entry.
    """
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unusable(f"{file} cannot be read as JSON: {error}") from error
    if not isinstance(entries, list):
        raise Unusable(f'{file} must be a list of {{"name", "pages", "metadata"}}')
    labels = []
    for number, entry in enumerate(entries, 1):
        try:
            labels.append(Label.model_validate(entry))
        except ValidationError as error:
            raise Unusable(f"{file}: entry {number}{_named(entry)} is broken: {wrong(error)}") from error
    return tuple(labels)


def wrong(error: ValidationError) -> str:
    """The first thing that is wrong, as a part of a sentence."""
    first = error.errors(include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}" if where else first["msg"]


def _labels(folder: Path, file: Path) -> tuple[Label, ...] | None:
    for label in (folder / "labels" / f"{file.stem}.json", file.with_suffix(".json")):
        if label.exists():
            return read(label)
    return None


def _named(entry: object) -> str:
    return f" ({entry['name']!r})" if isinstance(entry, dict) and isinstance(entry.get("name"), str) else ""
