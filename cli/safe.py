"""Texts of documents and callers on a terminal: names are shown, never obeyed."""

from rich.markup import escape

from pipeline.plain import plain


def safe(text: object) -> str:
    """`text` fit for rich's markup: brackets are no styles, escape sequences show as \\x1b."""
    return escape(plain(str(text)))
