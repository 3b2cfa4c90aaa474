"""`tessera dlq show|requeue|drop`: bytes, headers and places that come back, and what is remembered of it."""

import asyncio
import json
import os
import pwd
import socket
from pathlib import Path
from types import SimpleNamespace

import asyncpg
import pytest

from cli import dlq as dlq_command
from pipeline.errors import Rejected
from tests.integration.cli.dlq_harness import CLOUD, DOCUMENT, Dlq, event, noise

USER = pwd.getpwuid(os.getuid()).pw_name


def rows(url: str, query: str) -> list[dict[str, object]]:
    async def run() -> list[dict[str, object]]:
        connection = await asyncpg.connect(url)
        try:
            return [dict(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    return asyncio.run(run())


def test_show_has_all_of_a_letter(letters: Dlq) -> None:
    value = event(filename="Fliesen ü.pdf", unknown=[1, {"deep": None}])
    try:
        raise Rejected("no_products", "page 3 names no product", page=3)
    except Rejected as error:
        [name] = letters.give_up(letters.message(value), error=error)
    shown = letters.dlq("show", name)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert json.loads(shown.stdout[shown.stdout.index("\n{") :]) == json.loads(value)
    for line in (
        "chunker gave it up (no_products, rejected), page 3",
        "message   products.detected/3/40",
        f"document  {DOCUMENT}",
        "run       0190a000-0000-7000-8000-000000000001",
        "event     e1",
        "  a key",
        "  ce_source: /x",
        "  __connect.errors.exception.class.name: pipeline.errors.Rejected",
        "pipeline.errors.Rejected: page 3 names no product",
        '  "filename": "Fliesen ü.pdf",',
    ):
        assert f"\n{line}\n" in shown.stdout
    assert "in test_show_has_all_of_a_letter\n" in shown.stdout


@pytest.mark.parametrize("value", [b"\x00\xffnot json\n" * 200, b"", b"[" * 100_000, b'"\\ud800"'])
def test_what_is_no_json_is_shown_as_bytes_and_written_as_it_is(letters: Dlq, value: bytes) -> None:
    [name] = letters.give_up(letters.message(value))
    shown, raw = letters.dlq("show", name), letters.dlq("show", name, "--raw")
    assert shown.exit_code == 0, shown.output
    assert f"value, {len(value)} bytes" in shown.stdout
    assert len(shown.stdout.splitlines()) < 150
    if value.startswith(b"\x00"):
        assert "00000000  00 ff 6e 6f 74 20 6a 73 6f 6e 0a 00 ff 6e 6f 74  |..not json...not|" in shown.stdout
        assert "… and 1176 bytes more: --raw has all" in shown.stdout
    assert (raw.exit_code, raw.stdout_bytes) == (0, value)


def test_raw_bytes_do_not_go_to_a_terminal(letters: Dlq, monkeypatch: pytest.MonkeyPatch) -> None:
    [name] = letters.give_up(letters.message(b"\x1b[2J"))
    monkeypatch.setattr(dlq_command, "sys", SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True)))
    result = letters.dlq("show", name, "--raw")
    assert (result.exit_code, result.stdout) == (2, "")


MESSAGES = {
    "an event": (b"a key", event(unknown="é"), CLOUD),
    "no headers": (b"k", b'{"source": "x"}', ()),
    "no key": (None, b"\x00\xff", (("x", b"\xff"), ("x", b"2"), ("empty", b""), ("null", None))),
    "no value": (b"k", None, ()),
    "reasons of its own": (b"k", b"v", (("__connect.errors.topic", b"mine"), ("tessera.error.code", b"mine"))),
}


def test_what_is_sent_back_is_the_message_byte_for_byte(letters: Dlq) -> None:
    records = [
        letters.message(value, key=key, headers=headers, offset=number)
        for number, (key, value, headers) in enumerate(MESSAGES.values())
    ]
    names = letters.give_up(*records, stage="imager")
    done = letters.dlq("requeue", *names)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"{name} -> products.detected/3/{n}" for n, name in enumerate(names)]
    sent = letters.read("products.detected", len(records))
    for number, (record, back) in enumerate(zip(records, sent, strict=True)):
        assert (back.partition, back.offset, back.key, back.value) == (3, number, record.key, record.value)
        assert back.headers == (
            *record.headers,
            ("tessera_stage", b"imager"),
            ("tessera_requeued", names[number].encode()),
            ("tessera_first", f"{number}@{record.timestamp_ms}".encode()),
        )


def test_a_message_sent_back_twice_keeps_its_first_place_and_no_older_orders(letters: Dlq) -> None:
    orders = (("tessera_stage", b"imager"), ("tessera_give_up", b"lost"), ("tessera_requeued", b"x.dlq/0/0"))
    first = (("tessera_first", b"5@1600000000000"),)
    [name] = letters.give_up(letters.message(event(), headers=(*CLOUD, *orders, *first)), stage="chunker")
    assert letters.dlq("requeue", name).exit_code == 0
    [back] = letters.read("products.detected", 1)
    added = (("tessera_stage", b"chunker"), ("tessera_requeued", name.encode()))
    assert back.headers == (*CLOUD, *first, *added)


def test_what_was_requeued_is_hidden_remembered_and_needs_again(letters: Dlq, database_url: str) -> None:
    name, other = letters.give_up(letters.message(event()), letters.message(event(), offset=41))
    assert letters.dlq("requeue", name).exit_code == 0
    assert [letter["name"] for letter in letters.listed()] == [other]
    [handled] = [letter["handled"] for letter in letters.listed("--all") if letter["name"] == name]
    assert (handled["action"], handled["by"], handled["host"]) == ("requeued", USER, socket.gethostname())
    assert f"requeued by {USER}@{socket.gethostname()} at 20" in letters.dlq("list", "--all").stdout
    assert f"requeued by {USER}@" in letters.dlq("show", name).stdout
    twice = letters.dlq("requeue", other, name)
    assert (twice.exit_code, twice.stdout) == (2, "")
    assert f"{name} was requeued by {USER}@" in " ".join(twice.stderr.replace("│", " ").split())
    letters.read("products.detected", 1)
    assert letters.dlq("requeue", name, "--again").exit_code == 0
    letters.read("products.detected", 2)
    assert rows(
        database_url, "SELECT DISTINCT topic, kafka_offset, count(*) FROM dead_letters_handled GROUP BY 1, 2"
    ) == [{"topic": f"{letters.prefix}products.detected.dlq", "kafka_offset": 0, "count": 2}]


def test_filters_ask_first_and_a_dry_run_does_nothing(letters: Dlq) -> None:
    a, b = letters.give_up(letters.message(event()), letters.message(event(), offset=41))
    [other] = letters.give_up(letters.message(event(), topic="chunks.created"), stage="linker")
    by_stage = ("requeue", "--stage", "chunker")
    dry = letters.dlq(*by_stage, "--dry-run")
    assert (dry.exit_code, dry.stderr) == (0, "2 would be requeued.\n")
    assert a in dry.stdout
    for answer in ("n\n", ""):
        refused = letters.dlq(*by_stage, answer=answer)
        assert refused.exit_code == 130
        assert a in refused.stdout
        assert "Requeue these 2? [y/N]" in refused.stderr
        assert refused.stderr.endswith("tessera: nothing was done\n")
    letters.read("products.detected", 0)
    assert letters.dlq(*by_stage, answer="y\n").exit_code == 0
    assert [back.headers[-2][1].decode() for back in letters.read("products.detected", 2)] == [a, b]
    assert letters.dlq(*by_stage, "--yes").exit_code == 2  # none is left
    assert letters.dlq("requeue", "--topic", "chunks.created", "--yes").stdout == f"{other} -> chunks.created/3/0\n"


def test_dropped_letters_stay_on_the_topic_with_the_reason(letters: Dlq) -> None:
    [name] = letters.give_up(letters.message(event()))
    why = "not ours \x1b[2J"
    refused = letters.dlq("drop", name, "--reason", why, answer="n\n")
    assert refused.exit_code == 130
    assert len(letters.listed()) == 1
    done = letters.dlq("drop", name, "--reason", why, "--yes")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "1 dropped; their bytes stay on the topic until its retention ends." in done.stderr
    assert letters.listed() == []
    assert "not ours \\x1b[2J" in letters.dlq("list", "--all").stdout
    letters.read("products.detected.dlq", 1)
    letters.read("products.detected", 0)
    assert letters.dlq("drop", name, "--reason", "again", "--yes").exit_code == 2
    assert letters.dlq("requeue", name).exit_code == 2
    assert letters.dlq("requeue", name, "--again").exit_code == 0  # after all
    [back] = letters.read("products.detected", 1)
    assert back.value == event()


def test_a_topic_made_anew_does_not_hide_its_letters_behind_old_names(letters: Dlq, database_url: str) -> None:
    [name] = letters.give_up(letters.message(event()))
    assert letters.dlq("drop", name, "--reason", "x", "--yes").exit_code == 0
    rows(database_url, "UPDATE dead_letters_handled SET letter_at = letter_at - interval '1 day'")
    assert [letter["name"] for letter in letters.listed()] == [name]


def test_the_largest_message_comes_back_and_what_cannot_is_told(letters: Dlq, tmp_path: Path) -> None:
    fits = letters.message(noise(1_048_000), headers=())
    not_any_more = letters.message(noise(1_048_576 - 80), headers=(), offset=41)
    a, b = letters.give_up(fits, not_any_more)
    done = letters.dlq("requeue", b, a)
    assert done.exit_code == 1
    assert done.stdout == f"{a} -> products.detected/3/0\n"
    assert f"{b} is too large for {letters.prefix}products.detected" in done.stderr
    assert letters.read("products.detected", 1)[0].value == fits.value
    assert [letter["name"] for letter in letters.listed()] == [b]
