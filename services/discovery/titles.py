"""The document's title, and lists of pages in words."""

import re
from collections.abc import Sequence

from services.discovery.headings import headline
from services.discovery.layout import View
from services.discovery.text import fold

JUNK = re.compile(
    r"\(?(?:anonymous|untitled|unspecified|unknown|pdf|catalog|document\d*|sans titre|senza titolo|microsoft word.*|"
    r".*\.(?:docx?|indd|pdf|ai|cdr|qxd|pptx?))\)?"
)


def title(metadata: str, views: Sequence[View]) -> str:
    """The title in the file's metadata, unless it is a program's, else the headline of the first page with text."""
    if metadata and not JUNK.fullmatch(fold(metadata)):
        return metadata[:300]
    for view in views[:3]:
        top = headline(view)
        if top:
            return top.text[:300]
    return ""


def pages(numbers: Sequence[int]) -> str:
    """ "page 3" or "pages 3-5, 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs[:20])
    more = ", …" if len(runs) > 20 else ""
    return f"{'page' if len(numbers) == 1 else 'pages'} {shown}{more}"
