"""What people are shown: pages, facts and memory."""

import os
import sys
from pathlib import Path

import pytest

from cli import pages_read
from cli.memory import MemoryPeak
from cli.submit import find_uploads, read_labels
from cli.summary import main_facts, page_ranges
from dev.daemon import Daemon


@pytest.mark.parametrize(
    ("pages", "shown"), [([], ""), ([3], "3"), ([6, 7, 8, 11], "6-8, 11"), ([9, 2, 1, 2], "1-2, 9")]
)
def test_page_ranges(pages: list[int], shown: str) -> None:
    assert page_ranges(pages) == shown


def test_pages_read_says_how_and_what_it_cost() -> None:
    rows = [
        {"pages": 11, "read": "text", "why": "", "mean_seconds": 0.0123, "most_seconds": 0.04, "least_confidence": 1.0},
        {"pages": 3, "read": "ocr", "why": "its text is a picture", "mean_seconds": None, "most_seconds": None,
         "least_confidence": 0.93},
    ]  # fmt: skip
    table = pages_read.shown(rows)
    cells = [list(column.cells) for column in table.columns]
    assert cells[0] == ["11", "3"]
    assert cells[1] == ["the file's own text", "by OCR"]
    assert cells[2] == ["", "its text is a picture"]
    assert cells[3] == ["0.012", "-"]
    assert cells[5] == ["1.00", "0.93"]


def test_main_facts_shows_each_value_once_and_what_people_look_for_first() -> None:
    metadata = {
        "weight": [{"value": 12}],
        "size": [{"value": f"{side}x{side}", "unit": "cm"} for side in (10, 20, 30, 40, 50)] + [{"value": "10x10 cm"}],
        "designer": [{"value": "Ana Soler"}],
    }
    assert main_facts(metadata) == "designer Ana Soler · size 10x10 cm, 20x20 cm, 30x30 cm, 40x40 cm, …"


def test_a_folder_gives_its_pdfs_deeply_and_in_order(tmp_path: Path) -> None:
    for name in ("b.PDF", "a/c.pdf", "a/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"%PDF-1.7")
    assert [upload.filename for upload in find_uploads([str(tmp_path)])] == ["c.pdf", "b.PDF"]


def test_a_url_is_passed_on_as_it_is() -> None:
    (upload,) = find_uploads(["s3://bucket/folder/cat.pdf"])
    assert (upload.identity, upload.filename, upload.path) == ("s3://bucket/folder/cat.pdf", "cat.pdf", None)


def test_labels_may_hold_an_equals_sign() -> None:
    assert read_labels(["a=1", "b=x=y"]) == {"a": "1", "b": "x=y"}


CHILD = "import time; held = bytearray(80 << 20); time.sleep(600)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}])"


def test_memory_counts_subprocesses(tmp_path: Path) -> None:
    daemon = Daemon("parent", tmp_path)
    daemon.start([sys.executable, "-c", PARENT], env=os.environ)
    with MemoryPeak({"parent": daemon}) as memory:
        daemon.wait_ready(lambda: memory.total > 80 << 20, 20)
    daemon.kill()
    assert 80 << 20 < memory.peak["parent"] < 200 << 20
