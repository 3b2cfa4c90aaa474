"""Hierarchical pieces: no text lost, order kept, sizes bounded, in any script."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chunker.splitting import LEAF, SIZES, Headings, Piece, split, tokens

WORD = st.text(st.sampled_from("abcdeéőßжמاب中文。.,!?#*|-` 👩\u200d"), min_size=1, max_size=30)
TEXTS = st.lists(WORD, max_size=200).flatmap(
    lambda words: st.lists(
        st.sampled_from([" ", "\n", "\n\n", "\n\n# ", "|", "\n- "]), min_size=len(words), max_size=len(words)
    ).map(lambda gaps: "".join(word + gap for word, gap in zip(words, gaps, strict=True)))
)
SMALL = (64, 24, 8)


def inside(text: str, piece: Piece) -> str:
    return text[piece.start : piece.end]


@given(TEXTS)
def test_leaves_hold_all_of_the_text_once_and_in_order(text: str) -> None:
    leaves = [piece for piece in split(text, SMALL) if piece.level == LEAF]
    assert all(left.end <= right.start for left, right in pairwise(leaves))
    assert "".join("".join(inside(text, leaf).split()) for leaf in leaves) == "".join(text.split())


@given(TEXTS)
def test_sizes_are_bounded_and_nothing_is_blank(text: str) -> None:
    for piece in split(text, SMALL):
        assert inside(text, piece).strip() == inside(text, piece) != ""
        assert tokens(inside(text, piece)) <= SMALL[piece.level]


@given(TEXTS)
def test_a_parent_comes_first_holds_its_children_and_has_several(text: str) -> None:
    pieces = split(text, SMALL)
    children: dict[int, int] = {}
    for index, piece in enumerate(pieces):
        if piece.parent is not None:
            parent = pieces[piece.parent]
            assert piece.parent < index
            assert parent.level < piece.level
            assert parent.start <= piece.start < piece.end <= parent.end
            children[piece.parent] = children.get(piece.parent, 0) + 1
    for index, piece in enumerate(pieces):
        assert piece.level == LEAF or children[index] > 1


def test_three_levels_of_a_long_text() -> None:
    text = "\n\n".join(f"## Part {part}\n\n" + "The calm of stone. " * 40 for part in range(30))
    pieces = split(text)
    assert {piece.level for piece in pieces} == {0, 1, 2}
    for piece in pieces:
        assert tokens(inside(text, piece)) <= SIZES[piece.level]


def test_a_short_text_is_one_leaf() -> None:
    assert split("  Spotted Gum \n") == [Piece(LEAF, 2, 13, None)]
    assert split("") == []
    assert split(" \n ") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "这块瓷砖适用于室内和室外地面。",
        "タイルは床と壁に使えます。",
        "هذا البلاط مناسب للأرضيات والجدران.",
        "กระเบื้องนี้ใช้ได้กับพื้นและผนัง ",
    ],
)
def test_scripts_without_spaces_or_from_the_right_split_between_letters(sentence: str) -> None:
    text = sentence * 60
    leaves = [inside(text, piece) for piece in split(text) if piece.level == LEAF]
    assert "".join("".join(leaves).split()) == "".join(text.split())
    assert SIZES[LEAF] / 2 < tokens(text) / len(leaves) <= SIZES[LEAF]


def test_chinese_splits_at_ends_of_sentences() -> None:
    text = "这块瓷砖适用于室内和室外地面。" * 60
    leaves = [inside(text, piece) for piece in split(text) if piece.level == LEAF]
    assert all(leaf.endswith("。") for leaf in leaves)


def test_heading_paths() -> None:
    text = "intro\n\n# Solenne\n\na\n\n## Colours\n\nb\n\n## Formats\n\nc\n\n# Lantern\n\nd"
    headings = Headings(text)
    assert headings.at(0) == ""
    assert headings.at(text.index("# Solenne")) == "Solenne"
    assert headings.at(text.index("\n\nb")) == "Solenne > Colours"
    assert headings.at(text.index("\n\nc")) == "Solenne > Formats"
    assert headings.at(len(text) - 1) == "Lantern"


def test_the_product_stands_above_its_headings_and_is_said_once() -> None:
    text = "x\n\n# SOLENNE\n\na\n\n# Packing\n\nb"
    headings = Headings(text, "Solenne")
    assert headings.at(0) == "Solenne"
    assert headings.at(text.index("a")) == "SOLENNE"
    assert headings.at(len(text) - 1) == "Solenne > Packing"
