"""Memory against the cgroup's limit, v2 and v1, and against one of our own."""

from pathlib import Path

import pytest

from pipeline.runner.memory import Memory, tree_bytes

MIB = 1024 * 1024


def write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)


def v2(root: Path, used: int, cache: int = 0) -> None:
    write(
        root,
        {
            "memory.max": f"{1000 * MIB}\n",
            "memory.current": f"{(used + cache) * MIB}\n",
            "memory.stat": f"anon {used * MIB}\ninactive_file {cache * MIB}\n",
        },
    )


def test_pauses_at_80_percent_and_resumes_at_70(tmp_path: Path) -> None:
    v2(tmp_path, 790)
    memory = Memory(cgroup=tmp_path)
    states = []
    for used in (790, 810, 750, 710, 690, 790):
        v2(tmp_path, used)
        memory.measure()
        states.append(memory.full)
    assert memory.limit == 1000 * MIB
    assert states == [False, True, True, True, False, False]


def test_file_cache_that_the_kernel_can_drop_does_not_count(tmp_path: Path) -> None:
    v2(tmp_path, 500, cache=450)
    memory = Memory(cgroup=tmp_path)
    memory.measure()
    assert (memory.used, memory.full) == (500 * MIB, False)


def test_cgroup_v1(tmp_path: Path) -> None:
    write(
        tmp_path / "memory",
        {
            "memory.limit_in_bytes": f"{100 * MIB}",
            "memory.usage_in_bytes": f"{95 * MIB}",
            "memory.stat": f"cache 1\ntotal_inactive_file {5 * MIB}\n",
        },
    )
    memory = Memory(cgroup=tmp_path)
    memory.measure()
    assert (memory.limit, memory.used, memory.full) == (100 * MIB, 90 * MIB, True)


@pytest.mark.parametrize(
    "files", [{"memory.max": "max"}, {"memory/memory.limit_in_bytes": str(0x7FFFFFFFFFFFF000)}, {}]
)
def test_without_a_limit_it_is_never_full(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        write((tmp_path / name).parent, {Path(name).name: text})
    memory = Memory(cgroup=tmp_path)
    memory.measure()
    assert memory.limit is None
    assert memory.full is False
    assert memory.used > 0


def test_limit_of_our_own_counts_the_process_and_its_subprocesses(tmp_path: Path) -> None:
    v2(tmp_path, 1)
    memory = Memory(limit=1, cgroup=tmp_path)
    memory.measure()
    assert memory.limit == 1
    assert memory.full is True
    assert memory.used == pytest.approx(tree_bytes(), rel=0.2)
