"""Names from documents and callers reach no terminal as escape sequences or styles."""

import io
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import structlog
from rich.console import Console, RenderableType

from cli import status, summary
from cli.errors import Exit, Unreachable, _stop
from pipeline import logs
from pipeline.plain import plain
from tests.hostile import NAMES

AT = datetime(2026, 1, 5, tzinfo=UTC)


def job(**fields: Any) -> dict[str, Any]:
    return {
        "run_id": UUID(int=1), "document_id": UUID(int=2), "filename": "a.pdf", "status": "failed",
        "stage": "discovery", "progress": 0.1, "error_code": "source_missing", "error": "gone", "error_page": None,
        "started_at": AT, "updated_at": AT, "finished_at": AT, "products_discovered": None, "chunks_created": None,
        "warnings": [], "images_processed": None, "links": None, "seconds": {},
    } | fields  # fmt: skip


def printed(shown: RenderableType) -> str:
    """As on a terminal that takes colours."""
    out = io.StringIO()
    Console(file=out, force_terminal=True, color_system=None, width=100_000).print(shown)
    return out.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_shown_and_not_obeyed(name: str) -> None:
    rows = [{"name": name, "pages": [1], "metadata": {"designer": [{"value": name}]}}]
    ledger = [{"stage": "imager", "kind": "page", "emitted": 0, "skipped": 0, "dead_lettered": 1, "why": name}]
    for shown in (
        status.shown([job(filename=name, error=name)]),
        summary._products(rows),
        summary._ledger(ledger),
    ):
        text = printed(shown)
        # rich's own are colours and the like, of which there are none here
        assert not any(each in text for each in ("\x1b", "\x9b", "\0", "\a", "\u202e"))
        assert plain(name)[:10] in text


def test_brackets_are_no_styles() -> None:
    assert "[red]not red[/]" in printed(status.shown([job(filename="[red]not red[/]")]))


def test_errors_are_sentences_without_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    _stop(Unreachable("no \x1b[2J there\nsecond line"), Exit.UNREACHABLE)
    assert capsys.readouterr().err == "tessera: no \\x1b[2J there\nsecond line\n"


@pytest.mark.parametrize("form", ["json", "pretty"])
def test_logs_do_not_obey_either(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    with structlog.contextvars.bound_contextvars():
        logs.configure(form, "INFO")
        structlog.stdlib.get_logger("t").info("given_up", filename="\x1b[2J\x9b31m\nforged=line", reason="\x07")
        written = capsys.readouterr().err
    structlog.reset_defaults()
    assert not any(each in written for each in ("\x1b[2J", "\x9b", "\x07"))
    assert len(written.splitlines()) == 1
    if form == "json":
        assert json.loads(written)["filename"] == "\x1b[2J\x9b31m\nforged=line"
