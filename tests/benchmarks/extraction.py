"""Which way of extraction keeps a page's text, and at what cost: `python -m tests.benchmarks.extraction DIR`.

Of the first pages of every PDF in DIR: the share of the words of MuPDF's own `get_text()` that is lost by our reading
(page artefacts) and by pymupdf4llm's Markdown (with its layout model and without), and milliseconds a page of each; and
how many cells of tables MuPDF's table finder and our rules find, and how many they both cut alike. OCR is switched off
everywhere. Prints a table and, as its last line, JSON.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import pymupdf
import pymupdf4llm

from pipeline.artefacts import Page
from services.discovery import reading
from services.discovery import tables as rules
from services.discovery.text import clean

WORD = re.compile(r"\w+")


class Way(NamedTuple):
    """A way of extraction over one document: words lost (share), of how many, and milliseconds a page (median)."""

    lost: float
    words: int
    milliseconds: float


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(clean(text).casefold()))


def measured(pages: Iterable[int], wanted: dict[int, Counter[str]], text_of: Callable[[int], str]) -> Way:
    """What `text_of` loses of the words wanted of each page, and its median time."""
    lost = total = 0
    times = []
    for number in pages:
        started = time.perf_counter()
        text = text_of(number)
        times.append(time.perf_counter() - started)
        missing = wanted[number] - words(text)
        lost += missing.total()
        total += wanted[number].total()
    return Way(round(lost / total, 4) if total else 0.0, total, round(1000 * median(times), 2))


def raw(document: Any, number: int) -> str:
    return str(document[number - 1].get_text())


def ours(file: Path, number: int) -> str:
    [line] = reading.read(file, number, number).pages
    return Page.model_validate_json(line).text


def markdown(file: Path, number: int) -> str:
    return str(pymupdf4llm.to_markdown(str(file), pages=[number - 1], use_ocr=False, show_progress=False))


class Cells(NamedTuple):
    """Cells of tables over one document: the table finder's, our rules', those that both cut alike; and milliseconds a
    page of the table finder (median).
    """

    finder: int
    ours: int
    alike: int
    milliseconds: float


def cells(file: Path, document: Any, numbers: Iterable[int]) -> Cells:
    theirs, mine = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    times = []
    for number in numbers:
        started = time.perf_counter()
        tables = document[number - 1].find_tables().tables
        found = [cell for table in tables for row in table.extract() for cell in row]
        times.append(time.perf_counter() - started)
        theirs.update((number, squeezed(cell)) for cell in found if cell and cell.strip())
        [line] = reading.read(file, number, number).pages
        for table in rules.tables(number, Page.model_validate_json(line).lines):
            kept = (*table.heads, *(cell.text for row in table.rows for cell in row if cell is not None))
            mine.update((number, squeezed(text)) for text in kept if text)
    return Cells(theirs.total(), mine.total(), (theirs & mine).total(), round(1000 * median(times), 2))


def squeezed(text: str) -> str:
    return "".join(clean(text).split()).casefold()


def document(file: Path, most: int) -> tuple[dict[str, Way], Cells]:
    """Each way over one PDF; pymupdf4llm's two by its switch of the layout model."""
    with pymupdf.open(file) as opened:  # type: ignore[no-untyped-call]
        numbers = range(1, min(len(opened), most) + 1)
        wanted = {number: words(raw(opened, number)) for number in numbers}
        ways = {
            "raw dictionary": measured(numbers, wanted, lambda number: raw(opened, number)),
            "page artefact": measured(numbers, wanted, lambda number: ours(file, number)),
        }
        for name, layout in (("Markdown, layout model", True), ("Markdown", False)):
            pymupdf4llm.use_layout(layout)
            ways[name] = measured(numbers, wanted, lambda number: markdown(file, number))
        return ways, cells(file, opened, numbers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=20)
    options = parser.parse_args()
    found = {file.name: document(file, options.pages) for file in sorted(options.folder.glob("*.pdf"))}
    for name, (ways, table) in found.items():
        print(name)
        for way, (lost, count, milliseconds) in ways.items():
            print(f"  {way:<24} {100 * lost:6.1f} % of {count:>6} words lost {milliseconds:>9.1f} ms a page")
        print(
            f"  cells of tables: finder {table.finder}, ours {table.ours}, alike {table.alike}; {table.milliseconds} ms"
        )
    rows = {name: {way: each._asdict() for way, each in ways.items()} for name, (ways, _) in found.items()}
    print(json.dumps({"ways": rows, "cells": {name: table._asdict() for name, (_, table) in found.items()}}))


if __name__ == "__main__":
    main()
