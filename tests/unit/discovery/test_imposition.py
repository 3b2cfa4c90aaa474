"""Printed pages side by side or in the order of a press, put into the order of reading and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.artefacts import Fact, Page, Product, pack_pages, unpack_pages
from services.discovery.halves import halves, is_double
from services.discovery.imposition import arranged, numbered, saddle
from services.discovery.opening import OutlineEntry
from tests.unit.discovery.build import DOCUMENT, HEIGHT, PHOTO, WIDTH, folio, heading, line, page, texts

LYING = (8, 1, 2, 7, 6, 3, 4, 5)
"""Printed pages of a booklet of eight, as its sheets lie."""


def double(number: int, left: int | None, right: int | None, *, wide: float = 2 * WIDTH) -> Page:
    """Two printed pages on one, their numbers at the outer margins."""
    numbers = [line(str(n), x, 815, size=8) for n, x in ((left, 30), (right, wide - 40)) if n is not None]
    return page(
        number, *texts(f"On {left}", y=300), *texts(f"On {right}", x=wide / 2 + 50, y=300), *numbers
    ).model_copy(update={"width": wide})


def spots(pages: list[Page]) -> list[tuple[int, float]]:
    return [(place.page, place.left) for place in arranged(pages).places]


def test_of_a_booklet_of_eight() -> None:
    assert [LYING[index] for index in saddle(8)] == list(range(1, 9))


@given(st.integers(1, 40))
def test_every_page_of_a_booklet_is_read_once(sheets: int) -> None:
    assert sorted(saddle(4 * sheets)) == list(range(4 * sheets))


def test_pages_one_after_the_other_are_left_as_they_are() -> None:
    pages = [page(n, *texts("Aurora"), folio(n + 3)) for n in range(1, 9)]
    found = arranged(pages)
    assert list(found.pages) == pages
    assert [(place.page, place.left) for place in found.places] == [(n, 0.0) for n in range(1, 9)]


def test_pages_without_numbers_are_left_as_they_are() -> None:
    pages = [double(n, None, None) for n in range(1, 7)]
    assert spots(pages) == [(n, 0.0) for n in range(1, 7)]


def test_spreads_are_read_left_then_right() -> None:
    cover = page(1, heading("Katalog"))
    pages = [cover, *(double(n, 2 * n - 2, 2 * n - 1) for n in range(2, 6))]
    found = arranged(pages)
    assert spots(pages) == [(1, 0.0), *((n, x) for n in range(2, 6) for x in (0.0, WIDTH))]
    assert [p.text.splitlines()[0] for p in found.pages[1:4]] == ["On 2", "On 3", "On 4"]
    assert {p.width for p in found.pages} == {WIDTH}
    assert found.pages[2].lines[0].box[0] == pytest.approx(50)


def test_spreads_numbered_on_the_right_only() -> None:
    pages = [double(n, None, 2 * n + 1) for n in range(1, 7)]
    assert spots(pages) == [(n, x) for n in range(1, 7) for x in (0.0, WIDTH)]


def test_spreads_whose_one_number_names_both_pages() -> None:
    pages = [
        page(n, *texts("On both"), line(f"{2 * n}–{2 * n + 1}", WIDTH - 20, 815, size=8)).model_copy(
            update={"width": 2 * WIDTH}
        )
        for n in range(1, 7)
    ]
    assert spots(pages) == [(n, x) for n in range(1, 7) for x in (0.0, WIDTH)]


def test_landscape_pages_with_one_number_each_stay_whole() -> None:
    pages = [
        page(n, *texts("Aurora"), line(str(n), 30 if n % 2 else 800, 815, size=8)).model_copy(update={"width": 900})
        for n in range(1, 9)
    ]
    assert spots(pages) == [(n, 0.0) for n in range(1, 9)]


def test_single_pages_in_stapling_order_though_covers_have_no_number() -> None:
    pages = [page(n, *texts("Aurora"), *([folio(p)] if 1 < p < 8 else [])) for n, p in enumerate(LYING, start=1)]
    assert spots(pages) == [(LYING.index(p) + 1, 0.0) for p in range(1, 9)]


def test_a_booklet_whose_covers_are_apart() -> None:
    inside = [page(n, *texts("Aurora"), folio(p)) for n, p in enumerate(LYING, start=2)]
    pages = [page(1, heading("Katalog")), *inside, page(10, heading("Kontakt"))]
    assert spots(pages) == [(1, 0.0), *((LYING.index(p) + 2, 0.0) for p in range(1, 9)), (10, 0.0)]


def test_sheets_with_two_pages_each_in_stapling_order() -> None:
    pages = [double(n + 1, LYING[2 * n], LYING[2 * n + 1]) for n in range(4)]
    assert [p.text.splitlines()[0] for p in arranged(pages).pages] == [f"On {n}" for n in range(1, 9)]


def test_pages_from_the_last_to_the_first() -> None:
    pages = [page(n, *texts("Aurora"), folio(9 - n)) for n in range(1, 9)]
    assert spots(pages) == [(n, 0.0) for n in range(8, 0, -1)]


def test_folded_sheets_one_after_the_other() -> None:
    numbers = [8 * sheet + p for sheet in range(3) for p in LYING]
    pages = [page(n, *texts("Aurora"), folio(p)) for n, p in enumerate(numbers, start=1)]
    assert [place.page for place in arranged(pages).places] == [numbers.index(p) + 1 for p in range(1, 25)]


def test_what_is_found_is_said_of_the_pdfs_pages() -> None:
    found = arranged([double(n + 1, LYING[2 * n], LYING[2 * n + 1]) for n in range(4)])
    assert found.pdf_pages((6, 7)) == (2, 3)
    assert found.in_words("index p. 7, heading p. 1") == "index p. 2, heading p. 1"
    fact = Fact(name="size", value="1×2", text="1 x 2", page=7, box=(10, 20, 30, 40), rule="pattern")
    product = Product(product_id=DOCUMENT, name="Aurora", pages=(6, 7), facts=(fact,), evidence=("heading p. 6",))
    there = found.product(product.model_copy(update={"variants": (product,)}))
    assert (there.pages, there.evidence) == ((2, 3), ("heading p. 3",))
    assert [(f.page, f.box) for f in (*there.facts, *there.variants[0].facts)] == [
        (2, (10 + WIDTH, 20, 30 + WIDTH, 40))
    ] * 2
    assert [e.page for e in found.outline([OutlineEntry(level=1, title="Aurora", page=1)])] == [8, 1]


def test_the_number_printed_on_each_page_is_kept_with_it() -> None:
    pages = [double(n + 1, LYING[2 * n], LYING[2 * n + 1]) for n in range(4)]
    lines = numbered([p.model_dump_json().encode() for p in pages])
    assert [Page.model_validate_json(x).printed for x in lines] == ["8, 1", "2, 7", "6, 3", "4, 5"]
    assert list(unpack_pages(pack_pages(pages))) == pages


def test_halves_of_a_page() -> None:
    whole = double(1, 2, 3).model_copy(update={"pictures": (PHOTO.model_copy(update={"box": (0, 0, 2 * WIDTH, 500)}),)})
    (_, left), (x, right) = halves(whole)
    assert x == WIDTH
    assert ([p.box for p in left.pictures], [p.box for p in right.pictures]) == ([(0, 0, WIDTH, 500)],) * 2
    assert {p.text for p in (left, right)} == {"On 2\n2", "On 3\n3"}


def test_text_across_the_fold_stays_in_one_piece() -> None:
    whole = page(1, *texts("A line that runs over all of the page", x=300, size=40)).model_copy(
        update={"width": 2 * WIDTH}
    )
    (_, left), (_, right) = halves(whole)
    assert left == whole
    assert (right.lines, right.width) == ((), WIDTH)


@pytest.mark.parametrize(("width", "expected"), [(2 * WIDTH, True), (WIDTH, False), (HEIGHT, False)])
def test_two_pages_are_as_wide_as_the_widest(width: float, expected: bool) -> None:
    assert is_double(page(1).model_copy(update={"width": width}), 2 * WIDTH) is expected
