"""What the stack leaves for other commands, and what it says when a program is missing."""

import socket
from pathlib import Path

import pytest

from dev import StackError, kafka, ports
from dev.stack import read_environment, write_environment


def test_the_environment_comes_back_as_written_and_is_private(tmp_path: Path) -> None:
    variables = {"TESSERA_DATABASE_URL": "postgresql://u:p=w@127.0.0.1:1/t", "TESSERA_OBJECTS_URL": "file:///a b"}
    write_environment(tmp_path / "env", variables)
    assert read_environment(tmp_path) == variables
    assert (tmp_path / "env").stat().st_mode & 0o077 == 0


def test_without_a_stack_the_environment_is_empty(tmp_path: Path) -> None:
    assert read_environment(tmp_path) == {}


def test_a_taken_port_is_changed_and_a_free_one_kept() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        taken = server.getsockname()[1]
        assert ports.accepts(taken)
        other = ports.free_port(taken)
        assert other != taken
        assert ports.FIRST <= other <= ports.LAST
        assert ports.free_port(other) == other
    assert not ports.accepts(taken)


def test_without_java_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(StackError, match=r"needs Java 17 or newer.*apt-get install openjdk-17-jre-headless"):
        kafka.find_java()


def test_without_maven_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(kafka, "CACHE", tmp_path / "no jars yet")
    with pytest.raises(StackError, match=r"no mvn on the PATH.*apt-get install maven"):
        kafka.jars()
