"""Chunks of a document: of the planned pages alone, never from one product into another, each with its pages."""

from pipeline.artefacts import pack, pack_pages, unpack
from services.chunker.chunks import Chunk, Chunks, chunks_of, make
from services.chunker.splitting import LEAF
from tests.unit.chunker.build import catalogue, line, page, said

LONG = "A surface that holds the light of the morning and answers the needs of hotels as well as of homes. " * 8


def leaves(made: Chunks) -> list[Chunk]:
    return [chunk for chunk in made.chunks if chunk.level == LEAF]


def test_only_planned_pages_and_those_without_text_are_told() -> None:
    pages = [said(1, "Cover"), said(2, "Oak, a calm floor"), said(3), said(4, "Contact")]
    made = chunks_of(pages, catalogue({"Oak": [2, 3]}, 5, left_out=[1, 4]))
    assert [(chunk.text, chunk.pages) for chunk in made.chunks] == [("Oak, a calm floor", (2,))]
    assert made.blank == (3,)
    assert made.missing == (5,)


def test_pages_of_one_product_run_on_and_those_of_two_do_not() -> None:
    pages = [said(1, "Oak on walls"), said(2, "Oak on floors"), said(3, "Elm on walls"), said(4, "About us")]
    made = chunks_of(pages, catalogue({"Oak": [1, 2], "Elm": [3]}, 4))
    assert [(chunk.heading, chunk.pages, chunk.text) for chunk in made.chunks] == [
        ("Oak", (1, 2), "Oak on walls\n\nOak on floors"),
        ("Elm", (3,), "Elm on walls"),
        ("", (4,), "About us"),
    ]


def test_products_of_one_page_are_parted_at_their_names() -> None:
    pages = [said(1, "Floors", "Oak", "20×20 cm", "ELM", "30×30 cm", "Elm is light"), said(2, "Both need care")]
    made = chunks_of(pages, catalogue({"Oak": [1, 2], "Elm": [1, 2]}, 2))
    assert [(chunk.heading, chunk.pages, chunk.text) for chunk in made.chunks] == [
        ("", (1,), "Floors"),
        ("Oak", (1,), "Oak\n\n20×20 cm"),
        ("Elm", (1,), "ELM\n\n30×30 cm\n\nElm is light"),
        ("", (2,), "Both need care"),
    ]


def test_a_long_product_has_parents_and_exact_pages() -> None:
    pages = [said(number, f"Page {number}", *[LONG[:90]] * 12) for number in (1, 2, 3)]
    made = chunks_of(pages, catalogue({"Oak": [1, 2, 3]}, 3))
    assert {chunk.level for chunk in made.chunks} == {0, 1, 2}
    for chunk in made.chunks:
        named = {number for number in (1, 2, 3) if f"Page {number}" in chunk.text}
        assert named <= set(chunk.pages)
        if chunk.parent is not None:
            parent = made.chunks[chunk.parent]
            assert chunk.text in parent.text
            assert set(chunk.pages) <= set(parent.pages)
    assert "".join("".join(c.text.split()) for c in leaves(made)) == "".join("".join(p.text.split()) for p in pages)


def test_headings_of_a_product_go_on_over_its_pages() -> None:
    first = page(1, line("Oak", y=50, size=30), *(line(LONG[:90], y=100 + 12 * i, block=1) for i in range(5)))
    second = said(2, *[LONG[:90]] * 6)
    made = chunks_of([first, second], catalogue({"Oak": [1, 2]}, 2))
    assert {chunk.heading for chunk in made.chunks} == {"Oak"}


def test_no_planned_page_no_chunk() -> None:
    assert chunks_of([said(1, "Cover")], catalogue({}, 1, left_out=[1])) == Chunks(chunks=())


def test_made_in_a_subprocess_it_is_the_same() -> None:
    pages, plan = [said(1, "Oak on walls"), said(2, LONG)], catalogue({"Oak": [1, 2]}, 2)
    assert unpack(Chunks, make(pack_pages(pages), pack(plan))) == chunks_of(pages, plan)
