"""Text from outside, made fit for a line: a terminal obeys escape sequences, PostgreSQL takes no NUL."""

import re

HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls (C0, C1), line separators, what turns the direction of writing about (Unicode TR9), and lone surrogates."""


def plain(text: str, most: int | None = None) -> str:
    """`text` with what would act instead of show as Python's escapes (ESC as \\x1b), cut to `most` characters."""
    shown = HIDDEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
    return shown if most is None or len(shown) <= most else f"{shown[: most - 1]}…"
