"""How the pages of runs were read, and what that cost: `tessera status ID`, from the ledger."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from cli.safe import safe

PAGES = """
SELECT run_id, details ->> 'read' AS read, coalesce(details ->> 'why', '') AS why, count(*) AS pages,
    round(avg((details ->> 'seconds')::numeric), 3)::float AS mean_seconds,
    max((details ->> 'seconds')::numeric)::float AS most_seconds,
    min((details ->> 'confidence')::numeric)::float AS least_confidence
FROM ledger WHERE run_id = ANY($1) AND stage = 'discovery' AND kind = 'page' AND details ? 'read'
GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC, 2, 3
"""
WAYS = {"text": "the file's own text", "ocr": "by OCR", "none": "not at all"}


def shown(rows: Sequence[Mapping[str, Any]]) -> Table:
    """How many pages were read in which way and why, seconds a page, and how sure their text is."""
    table = Table("pages", "read", "why", "s/page", "most", "least sure", title="pages read", box=SIMPLE)
    for row in rows:
        seconds = ("-" if row[key] is None else f"{row[key]:.3f}" for key in ("mean_seconds", "most_seconds"))
        sure = f"{row['least_confidence']:.2f}"
        table.add_row(str(row["pages"]), WAYS.get(row["read"], safe(row["read"])), safe(row["why"]), *seconds, sure)
    return table
