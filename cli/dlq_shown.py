"""Dead letters for people and for programs. What is in them is not to be trusted: nothing of it is printed raw."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from cli.dlq_handled import Handling
from cli.dlq_letter import DeadLetter, Summary, summary
from pipeline.events import MAX_EVENT_BYTES
from pipeline.plain import plain

DUMPED = 1024
"""Most bytes of a value that is no JSON that are shown."""


def table(letters: Sequence[Summary], handlings: Sequence[Handling | None]) -> RenderableType:
    """Two lines a letter, which fit into 80 columns: what, when, where, why; the document and the sentence."""
    rows = [_cells(letter) for letter in letters]
    head = ("letter", "time (UTC)", "stage", "code", "page")
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [Text(_aligned(head, widths), style="bold")]
    for letter, row, handling in zip(letters, rows, handlings, strict=True):
        lines.append(Text(_aligned(row, widths), style="dim" if handling else ""))
        lines.append(Text.assemble((f"  {letter.document_id or 'no document'}  ", "dim"), plain(letter.message)))
        if handling:
            lines.append(Text(f"  {plain(str(handling))}", style="dim"))
    return Group(*lines)


def _cells(letter: Summary) -> tuple[str, ...]:
    page = "" if letter.page is None else str(letter.page)
    at = f"{letter.at:%Y-%m-%d %H:%M:%S}"
    return str(letter.name), at, plain(letter.stage) or "-", plain(letter.code) or "-", page


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def as_dict(letter: Summary, handling: Handling | None) -> dict[str, Any]:
    """The letter as documented for --json."""
    return {
        **asdict(letter),
        "name": str(letter.name),
        "at": letter.at.isoformat(),
        "document_id": letter.document_id and str(letter.document_id),
        "handled": handling and {**asdict(handling), "at": handling.at.isoformat()},
    }


def whole(letter: DeadLetter, handling: Handling | None) -> RenderableType:
    """All of a letter: the reason, where it came from, its headers, the stack trace, the event."""
    return Group(*_whole(letter, handling))


def _whole(letter: DeadLetter, handling: Handling | None) -> Iterator[Text]:
    told, delivery = summary(letter), letter.delivery
    page = "" if told.page is None else f", page {told.page}"
    yield Text.assemble((str(letter.name), "bold"), f"  {letter.at:%Y-%m-%d %H:%M:%S} UTC")
    yield Text(
        plain(f"{told.stage or 'nobody knows who'} gave it up ({told.code or 'no code'}, {told.kind or '-'}){page}")
    )
    yield Text(f"  {plain(told.message)}", style="red")
    if handling:
        yield Text(plain(str(handling)), style="yellow")
    yield Text(f"message   {told.position or 'nobody knows which'}")
    if delivery:
        yield Text(f"document  {delivery.document_id}")
        yield Text(f"run       {delivery.run_id}")
        yield Text(f"event     {plain(delivery.event_id)}")
    yield _title("key")
    yield Text("  none" if letter.record.key is None else f"  {_decoded(letter.record.key)}")
    yield _title("headers")
    for name, value in letter.headers:
        yield Text(f"  {plain(name)}: {'none' if value is None else _decoded(value)}")
    yield _title("what the stage said")
    for name, said in letter.reasons.items():
        if name != "__connect.errors.exception.stacktrace":
            yield Text(f"  {plain(name)}: {plain(said)}")
    yield _title("stack trace")
    yield Text(_lines(letter.reasons.get("__connect.errors.exception.stacktrace", "none").rstrip("\n")))
    yield _title(f"value, {told.size} bytes")
    yield Text(_value(letter.record.value))


def _title(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _lines(text: str) -> str:
    return "\n".join(map(plain, text.split("\n")))


def _decoded(value: bytes) -> str:
    """UTF-8 made plain, or else hexadecimal."""
    try:
        return plain(value.decode())
    except UnicodeDecodeError:
        return f"0x{value.hex()}"


def _value(value: bytes | None) -> str:
    if not value:
        return "none" if value is None else "empty"
    if len(value) <= MAX_EVENT_BYTES:
        try:
            return _lines(json.dumps(json.loads(value), indent=2, ensure_ascii=False))
        except (ValueError, RecursionError):
            pass  # shown as bytes
    more = f"\n… and {len(value) - DUMPED} bytes more: --raw has all" if len(value) > DUMPED else ""
    return hexdump(value[:DUMPED]) + more


def hexdump(value: bytes) -> str:
    """As `hexdump -C` does: offset, sixteen bytes, and those of them that are ASCII and print."""
    rows = [(start, value[start : start + 16]) for start in range(0, len(value), 16)]
    return "\n".join(f"{start:08x}  {row.hex(' '):<47}  |{_ascii(row)}|" for start, row in rows)


def _ascii(row: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
