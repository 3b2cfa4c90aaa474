"""`tessera dlq list`: what is found, by what, in which order, and what is said when nothing can be."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cli import dlq_find
from pipeline.errors import Rejected, Transient
from tests.integration.cli.dlq_harness import DOCUMENT, Dlq, event

HOUR = 3_600_000


def hours_ago(hours: float) -> int:
    return int((datetime.now(UTC) - timedelta(hours=hours)).timestamp() * 1000)


def test_a_letter_says_where_when_who_what_and_why(letters: Dlq) -> None:
    [name] = letters.give_up(letters.message(event()), at=(at := hours_ago(1)))
    [found] = letters.listed()
    assert found.pop("at") == datetime.fromtimestamp(at / 1000, UTC).isoformat()
    assert found == {
        "name": name,
        "topic": "products.detected",
        "position": "products.detected/3/40",
        "stage": "chunker",
        "document_id": str(DOCUMENT),
        "event_id": "e1",
        "kind": "rejected",
        "code": "no_products",
        "page": 3,
        "message": "page 3 names no product",
        "size": len(event()),
        "handled": None,
    }
    table = letters.dlq("list")
    assert table.exit_code == 0
    assert [line.split() for line in table.stdout.splitlines()[1:]] == [
        [name, *f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M:%S}".split(), "chunker", "no_products", "3"],
        [str(DOCUMENT), "page", "3", "names", "no", "product"],
    ]
    assert max(map(len, table.stdout.splitlines())) <= 80


def test_newest_first_and_no_more_than_asked_for_over_topics_and_partitions(letters: Dlq) -> None:
    names = {}
    for age, topic in enumerate(["products.detected", "pdf.uploaded", "products.linked", "chunks.created"] * 2):
        [names[age]] = letters.give_up(letters.message(b"x", topic=topic), at=hours_ago(age))
    assert [letter["name"] for letter in letters.listed()] == list(names.values())
    some = letters.dlq("list", "--limit", "3")
    assert [line.split()[0] for line in some.stdout.splitlines()[1::2]] == list(names.values())[:3]
    assert some.stderr == "3 of 8 shown; --limit shows more.\n"


def test_each_filter_and_all_together(letters: Dlq) -> None:
    other = uuid4()
    detected, uploaded = letters.message(event()), letters.message(b"{}", topic="pdf.uploaded")
    [a] = letters.give_up(detected, stage="chunker", at=hours_ago(50))
    [b] = letters.give_up(detected, stage="imager", error=Transient("objects_away", "away"), at=hours_ago(10))
    [c] = letters.give_up(letters.message(event(document_id=str(other))), stage="imager", at=hours_ago(1))
    [d] = letters.give_up(uploaded, stage="discovery", error=Rejected("event_schema", "no source"), at=hours_ago(0.1))

    def names(*filters: str) -> list[str]:
        return [letter["name"] for letter in letters.listed(*filters)]

    assert names() == [d, c, b, a]
    assert names("--topic", "products.detected") == names("--topic", "products.detected.dlq") == [c, b, a]
    assert names("--stage", "imager") == [c, b]
    assert names("--code", "no_products") == [c, a]
    assert names("--document", str(other)) == [c]
    assert names("--since", "2h") == [d, c]
    assert names("--since", "3d", "--until", "5h") == [b, a]
    assert names("--until", (datetime.now(UTC) - timedelta(days=1)).isoformat()) == [a]
    assert names("--stage", "imager", "--code", "no_products", "--topic", "products.detected", "--since", "3d") == [c]
    assert names("--stage", "validator") == []
    nothing = letters.dlq("list", "--stage", "validator")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (0, "", "There are no dead letters like that.\n")


def test_records_that_no_stage_wrote_are_listed_for_what_they_are(letters: Dlq) -> None:
    letters.send("products.detected.dlq", b"who wrote this?", [("tessera.error.code", b"spoofed")])
    letters.send("products.detected.dlq", None)
    found = letters.listed()
    assert {(letter["code"], letter["stage"], letter["document_id"]) for letter in found} == {("", "", None)}
    assert "no document" in letters.dlq("list").stdout
    shown = letters.dlq("show", found[1]["name"])
    assert shown.exit_code == 0
    assert "who wrote this?" in shown.stdout
    refused = letters.dlq("requeue", found[1]["name"])
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "does not say where it came from" in refused.stderr


def test_what_is_in_a_letter_never_reaches_the_terminal_raw(letters: Dlq) -> None:
    evil = "\x1b]0;owned\x07[bold red]\x9b31m\u202etxt.exe\r"
    record = letters.message(
        event(filename=evil), key=evil.encode(), headers=((f"h{evil}", evil.encode()), ("binary", b"\xff\x00"))
    )
    [name] = letters.give_up(record, error=ValueError(evil))
    for command in (["list"], ["show", name], ["requeue", "--dry-run", name], ["list", "--json"]):
        said = letters.dlq(*command).stdout
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\r"} & set(said)
        assert "[bold red]" in said  # text, no style
        assert "x1b]0;owned" in said or "u001b]0;owned" in said


def test_thousands_are_listed_within_seconds(letters: Dlq) -> None:
    records = [letters.message(event(labels={"n": str(n)}), offset=n) for n in range(3000)]
    letters.give_up(*records, at=hours_ago(1))
    found = letters.listed("--limit", "5")
    assert [letter["position"] for letter in found] == [f"products.detected/3/{n}" for n in range(2999, 2994, -1)]


WRONG = [
    (["list", "--topic", "no.such"], "has no dead letters; these have: pdf.uploaded"),
    (["list", "--stage", "chunks"], "is no stage; these are: discovery"),
    (["list", "--since", "yesterday"], "is no time: write 30m, 2h or 3d"),
    (["list", "--since", "999999w"], "is no time"),
    (["show", "products.detected/0/1"], "names no dead letter: they are named like"),
    (["show", "products.detected.dlq/0"], "names no dead letter"),
    (["show", "products.detected.dlq/0/-1"], "names no dead letter"),
    (["show", "products.detected.dlq/0/99"], "there is no dead letter products.detected.dlq/0/99"),
    (["show", "products.detected.dlq/99/0"], "there is no dead letter products.detected.dlq/99/0"),
    (["requeue"], "name letters or give filters"),
    (["requeue", "products.detected.dlq/0/0", "--code", "x"], "name letters or give filters"),
    (["requeue", "--code", "x"], "there are no dead letters like that"),
    (["requeue", "products.detected.dlq/0/0"], "there is no dead letter products.detected.dlq/0/0"),
    (["drop", "--code", "x"], "Missing option '--reason'"),
]


def test_wrong_calls_are_told_what_is_wrong(letters: Dlq) -> None:
    for arguments, said in WRONG:
        result = letters.dlq(*arguments)
        assert (result.exit_code, result.stdout) == (2, ""), arguments
        assert said in " ".join(result.stderr.replace("│", " ").split()), arguments


def test_missing_topics_and_tables_name_the_command_that_makes_them(
    letters: Dlq, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setenv("TESSERA_TOPIC_PREFIX", "nobody.")
        result = letters.dlq("list")
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr == "tessera: topic nobody.pdf.uploaded.dlq is missing: run `tessera topics`\n"
    monkeypatch.setenv("TESSERA_DATABASE_URL", empty_database_url)
    result = letters.dlq("list")
    assert (result.exit_code, result.stderr) == (4, "tessera: the database is empty: run `tessera migrate`\n")


def test_what_is_away_is_one_sentence(letters: Dlq, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSERA_KAFKA_BOOTSTRAP", "127.0.0.1:9")
    result = letters.dlq("list")
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (3, "", 1)
    assert "Kafka at 127.0.0.1:9 cannot be reached" in result.stderr


def test_kafka_falling_silent_ends_the_waiting(letters: Dlq, monkeypatch: pytest.MonkeyPatch) -> None:
    letters.give_up(letters.message(event()))
    monkeypatch.setattr(dlq_find, "PATIENCE", 1e-6)
    result = letters.dlq("list")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "Kafka has said nothing about" in result.stderr
