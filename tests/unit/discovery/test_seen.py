"""Whether a page's text is to be seen, and whether it has letters."""

from services.discovery.seen import garbled, hidden, wordless

PAGE = 600.0 * 800
TEXT, SCAN = (50.0, 100.0, 250.0, 112.0), (0.0, 0.0, 600.0, 800.0)


def test_invisible_text_and_text_under_a_later_picture_is_hidden() -> None:
    assert hidden([("fill-text", TEXT)], PAGE) == 0
    assert hidden([("fill-image", SCAN), ("ignore-text", TEXT)], PAGE) == 1
    assert hidden([("fill-text", TEXT), ("fill-image", SCAN)], PAGE) == 1
    assert hidden([("fill-image", SCAN), ("fill-text", TEXT)], PAGE) == 0
    assert hidden([("fill-text", TEXT), ("ignore-text", TEXT)], PAGE) == 0.5
    assert hidden([("fill-text", TEXT), ("fill-image", (0, 0, 20, 20))], PAGE) == 0
    assert hidden([], PAGE) == 0


def test_signs_without_letters_are_looked_at_only_where_a_text_looks_strange() -> None:
    def unasked() -> str:
        raise AssertionError("nobody asks for the text of a page that reads well")

    assert garbled("Oak, a calm floor for much light", unasked) == 0
    assert garbled("\x03\x17\x18 oak", lambda: "\ufffd\ufffd\ufffd oak") == 0.5
    assert garbled("", unasked) == 0


def test_words_without_vowels() -> None:
    said = (
        "a calm chair for quiet rooms of oak and wool that will be with you for many years and more of all that is good"
    )
    assert not wordless(said)
    assert wordless("".join(chr((ord(c) - 97 + 3) % 26 + 97) if c.isalpha() else c for c in said))
    assert not wordless("RAL 9010, TV-1240")
