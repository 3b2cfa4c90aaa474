"""Files that cannot be processed are told apart, each with a code and a sentence that says what to do."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import Rejected
from services.discovery.opening import HEADER_WINDOW, MAX_TITLE, OutlineEntry, inspect, mupdf

MAX_PAGES = 5
NOTHING_IN_IT = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R/Size 3>>\n%%EOF"
)
LESS_THAN_NOTHING = NOTHING_IN_IT.replace(b"/Count 0", b"/Count -1")
Write = Callable[[bytes], Path]


def pdf(pages: int = 1, outline: list[list[Any]] | None = None, title: str = "", **saved: Any) -> bytes:
    """A PDF with a line of text on each page; `saved` goes to PyMuPDF's tobytes."""
    with mupdf().open() as document:
        for number in range(1, pages + 1):
            page = document.new_page()
            page.insert_text((72, 72), f"Oak {number}")
        if outline:
            document.set_toc(outline)
        document.set_metadata({"title": title})
        made: bytes = document.tobytes(**saved)
        return made


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(data: bytes) -> Path:
        path = tmp_path / "upload.pdf"
        path.write_bytes(data)
        return path

    return to_file


def aes(**passwords: Any) -> bytes:
    return pdf(encryption=mupdf().PDF_ENCRYPT_AES_256, **passwords)


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        pytest.param(b"", "source_empty", "no bytes", id="zero bytes"),
        pytest.param(b"PK\x03\x04 a spreadsheet", "not_a_pdf", "not a PDF", id="another format"),
        pytest.param(b" " * HEADER_WINDOW + pdf(), "not_a_pdf", "no %PDF header", id="a header too far in"),
        pytest.param(b"%PDF-1.7\n", "damaged_pdf", "damaged", id="a header alone"),
        pytest.param(b"%PDF-1.7\n" + b"x" * 5_000, "damaged_pdf", "damaged", id="nothing of a PDF after the header"),
        pytest.param(LESS_THAN_NOTHING, "damaged_pdf", "cannot be listed", id="a count of pages that cannot be"),
        pytest.param(NOTHING_IN_IT, "no_pages", "has no pages", id="zero pages"),
        pytest.param(pdf(MAX_PAGES + 1), "too_many_pages", "6 pages, more than the 5 allowed", id="too many pages"),
        pytest.param(aes(user_pw="secret"), "password_protected", "asks for a password", id="a password"),
    ],
)
def test_what_cannot_be_processed_says_why_and_what_to_do(write: Write, data: bytes, code: str, says: str) -> None:
    with pytest.raises(Rejected) as rejected:
        inspect(write(data), MAX_PAGES)
    message = rejected.value.message
    assert rejected.value.code == code
    assert says in message
    assert re.search(r": (upload|export|split) ", message), "it says what to do"
    assert not re.search(r"Error|Exception|Traceback|code=", message), "it is no program's own words"


def test_aes_that_opens_with_an_empty_password_is_processed(write: Write) -> None:
    assert inspect(write(aes(owner_pw="owner", user_pw="")), MAX_PAGES).page_count == 1


def test_as_many_pages_as_allowed(write: Write) -> None:
    assert inspect(write(pdf(MAX_PAGES)), MAX_PAGES).page_count == MAX_PAGES


def test_more_objects_than_allowed(write: Write) -> None:
    path = write(pdf(2))
    with pytest.raises(Rejected) as rejected:
        inspect(path, MAX_PAGES, 5)
    assert rejected.value.code == "too_many_objects"
    assert "more than the 5 allowed: export it again" in rejected.value.message
    assert inspect(path, MAX_PAGES, 100).page_count == 2


def test_titles_are_cut_and_lose_what_would_act(write: Write) -> None:
    hostile = "\x1b[31m\u202eOak\x9b\ud800" + "x" * 5_000
    opened = inspect(
        write(pdf(1, [[1, hostile.replace("\ud800", ""), 1]], title=hostile.replace("\ud800", ""))), MAX_PAGES
    )
    for title in (opened.title, opened.outline[0].title):
        assert "Oak" in title
        assert len(title) <= MAX_TITLE
        assert title.isprintable()


def test_bytes_before_the_header_do_no_harm(write: Write) -> None:
    assert inspect(write(b"\r\n" * 200 + pdf(2)), MAX_PAGES).page_count == 2


def test_a_broken_cross_reference_table_is_repaired(write: Write) -> None:
    data = pdf(3)
    assert inspect(write(re.sub(rb"startxref\s+\d+", b"startxref\n7", data)), MAX_PAGES).page_count == 3


def test_title_and_bookmarks_and_none_that_point_nowhere(write: Write) -> None:
    outline = [[1, "Floors", 1], [2, " Oak  natural ", 2], [2, "Elsewhere", -1], [2, "   ", 2]]
    opened = inspect(write(pdf(2, outline, title="Floors 2026")), MAX_PAGES)
    assert opened.title == "Floors 2026"
    assert opened.outline == (
        OutlineEntry(level=1, title="Floors", page=1),
        OutlineEntry(level=2, title="Oak natural", page=2),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 1), at=st.floats(0, 0.99), junk=st.binary(min_size=1, max_size=40))
def test_damaged_anyhow_it_opens_or_is_rejected(write: Write, cut: float, at: float, junk: bytes) -> None:
    whole = pdf(2, [[1, "Floors", 1]])
    start = int(at * len(whole))
    damaged = (whole[:start] + junk + whole[start + len(junk) :])[: int(cut * len(whole))]
    try:
        opened = inspect(write(damaged), MAX_PAGES)
    except Rejected as rejected:
        ending = rejected.code
    else:
        ending = "opened" if 1 <= opened.page_count <= MAX_PAGES else f"{opened.page_count} pages"
    assert ending in {"opened", "source_empty", "not_a_pdf", "damaged_pdf", "no_pages", "too_many_pages"}
