"""Exit codes and errors of the command line, as its help promises them: one sentence on stderr, nothing on stdout."""

import os
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from cli.errors import Commands, Exit
from cli.main import app

ID = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TESSERA_")]:
        monkeypatch.delenv(name)


def run(state_dir: Path, *arguments: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, ["--state-dir", str(state_dir), *arguments], env=env)


def one_sentence(result: Result) -> str:
    """What was said on stderr, which must be all that was said."""
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.mark.parametrize("command", [["status"], ["topics"], ["migrate"]])
def test_without_a_stack_it_says_so_and_how_to_start_one(tmp_path: Path, command: list[str]) -> None:
    result = run(tmp_path, *command)
    assert result.exit_code == 3
    said = one_sentence(result)
    assert said.startswith(f"tessera: no stack runs in {tmp_path}")
    assert "TESSERA_DATABASE_URL" in said
    assert "`tessera up`" in said


@pytest.mark.parametrize(
    ("command", "said"),
    [(["status"], "the database cannot be reached"), (["topics"], "Kafka at 127.0.0.1:9 cannot be reached")],
)
def test_what_does_not_answer_is_named(tmp_path: Path, command: list[str], said: str) -> None:
    settings = {
        "KAFKA_BOOTSTRAP": "127.0.0.1:9",
        "DATABASE_URL": "postgresql://u@127.0.0.1:9/d",
        "OBJECTS_URL": "file:///x",
    }
    result = run(tmp_path, *command, env={f"TESSERA_{name}": value for name, value in settings.items()})
    assert result.exit_code == 3
    assert said in one_sentence(result)


def test_a_wrong_setting_of_a_running_stack_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("TESSERA_KAFKA_BOOTSTRAP=x:1\nTESSERA_DATABASE_URL=y\nTESSERA_OBJECTS_URL=z\n")
    result = run(tmp_path, "topics", env={"TESSERA_SLOTS": "none"})
    assert result.exit_code == 4
    assert "TESSERA_SLOTS" in one_sentence(result)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-file.pdf"], "there is no file no-such-file.pdf"),
        (["{empty}"], "there is no PDF in the folder"),
        (["{pdf}", "--label", "colour"], "is not KEY=VALUE"),
        (["{pdf}", "{pdf}", "--document-id", ID], "it is for one document"),
        (["{pdf}", "--priority", "10"], "less than or equal to 9"),
        ([], "Missing argument"),
    ],
)
def test_wrong_calls_of_submit(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "empty").mkdir()
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    names = {"empty": str(tmp_path / "empty"), "pdf": str(pdf)}
    result = run(tmp_path, "submit", *(argument.format(**names) for argument in arguments))
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())


def test_unknown_commands_and_options_are_usage_errors(tmp_path: Path) -> None:
    assert run(tmp_path, "frobnicate").exit_code == 2
    assert run(tmp_path, "status", "--frobnicate").exit_code == 2
    assert run(tmp_path, "status", "not-an-id").exit_code == 2


def test_a_missing_program_is_named_before_anything_starts(tmp_path: Path) -> None:
    result = run(tmp_path, "up", env={"PATH": str(tmp_path), "JAVA_HOME": ""})
    assert result.exit_code == 4
    assert "Java 17 or newer" in result.stderr.splitlines()[-1]
    assert not (tmp_path / "env").exists()


def test_down_without_a_stack_is_no_error(tmp_path: Path) -> None:
    result = run(tmp_path, "down")
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("command", ["demo", "up", "down", "submit", "status", "inspect", "topics", "migrate"])
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    result = run(tmp_path, command, "--help")
    assert result.exit_code == 0
    assert len(result.stdout) > 200


@pytest.mark.parametrize("command", ["list", "show", "requeue", "drop"])
def test_commands_on_dead_letters_have_examples(tmp_path: Path, command: str) -> None:
    result = run(tmp_path, "dlq", command, "--help")
    assert result.exit_code == 0
    assert f"\n  tessera dlq {command} " in result.stdout


@pytest.mark.parametrize("lost", [TimeoutError("no answer"), ConnectionResetError("reset")])
def test_a_connection_lost_half_way_is_a_sentence(lost: Exception) -> None:
    app = typer.Typer(cls=Commands)

    @app.callback()
    def main() -> None:
        """Commands need a callback beside them."""

    @app.command()
    def ask() -> None:
        raise lost

    result = CliRunner().invoke(app, ["ask"])
    assert result.exit_code == Exit.UNREACHABLE
    assert "tessera: the connection was lost, or nothing answered in time" in result.output
