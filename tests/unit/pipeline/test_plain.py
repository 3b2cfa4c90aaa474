"""What others wrote is shown, not obeyed."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import LONGEST, Rejected
from pipeline.plain import HIDDEN, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Oak floor 60×60 cm, naturale «éß», 木材, خشب", "Oak floor 60×60 cm, naturale «éß», 木材, خشب"),
        ("\x1b[31mred\x1b]0;title\x07", "\\x1b[31mred\\x1b]0;title\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("a\x00b\r\nc\x7f", "a\\x00b\\r\\nc\\x7f"),
        ("gnp.\u202efdp.exe\u2066", "gnp.\\u202efdp.exe\\u2066"),
        ("\ud800 alone", "\\ud800 alone"),
    ],
)
def test_only_what_would_act_is_written_out(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text(st.characters()), st.integers(1, 50))
def test_any_text_becomes_one_line_that_can_be_sent_and_stays_so(text: str, most: int) -> None:
    shown = plain(text)
    assert not HIDDEN.search(shown)
    assert len(shown.splitlines()) <= 1
    shown.encode()  # as JSON, headers and tables need it
    assert plain(shown) == shown
    assert len(plain(text, most)) <= most


def test_a_message_may_quote_anything_and_crosses_a_process_unchanged() -> None:
    error = Rejected("source_missing", "\x1b[2J" + "../" * 4_000 + "\ud800 is not there")
    assert error.message.startswith("\\x1b[2J../")
    assert len(error.message) == LONGEST
    assert str(error) == pickle.loads(pickle.dumps(error)).message == error.message  # noqa: S301
