"""Memory in use against its limit: the cgroup's where there is one, else that of the process and its subprocesses."""

from pathlib import Path

import psutil

PAUSE_AT, RESUME_AT = 0.80, 0.70
"""Shares of the limit (DESIGN 4.1); apart, so that intake does not flicker."""

SHRINK_AT = 0.50
"""Share of the limit from which batches become smaller, to one item where intake pauses."""

UNLIMITED = 1 << 60
"""cgroup v1 says 'no limit' with a number near 2^63."""


class Memory:
    """`limit` in bytes, None if there is none; `full` with hysteresis."""

    def __init__(self, limit: int | None = None, cgroup: Path = Path("/sys/fs/cgroup")) -> None:
        """`limit` goes before the cgroup's."""
        self._cgroup = _Cgroup.find(cgroup) if limit is None else None
        self.limit = limit if self._cgroup is None else self._cgroup.limit
        self.full = False
        self.used = 0

    def measure(self) -> None:
        """Read `used` (bytes) and set `full`; takes a few milliseconds and blocks."""
        self.used = self._cgroup.used() if self._cgroup else tree_bytes()
        if self.limit is not None:
            self.full = self.used > self.limit * (RESUME_AT if self.full else PAUSE_AT)

    def batch(self, most: int) -> int:
        """pipeline.work.Batch: all of `most` up to half of the limit, 1 where intake pauses, a share between."""
        if self.limit is None:
            return most
        left = (PAUSE_AT - self.used / self.limit) / (PAUSE_AT - SHRINK_AT)
        return max(1, min(most, round(most * left)))


class _Cgroup:
    """The container's own cgroup, v2 or v1: what the kernel will kill for."""

    def __init__(self, limit: int, usage: Path, stat: Path, inactive: str) -> None:
        self.limit = limit
        self._usage, self._stat, self._inactive = usage, stat, inactive

    @classmethod
    def find(cls, root: Path) -> "_Cgroup | None":
        for limit, usage, inactive in (
            (root / "memory.max", "memory.current", "inactive_file"),
            (root / "memory" / "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        ):
            text = limit.read_text().strip() if limit.exists() else "max"
            if text != "max" and int(text) < UNLIMITED:
                return cls(int(text), limit.with_name(usage), limit.with_name("memory.stat"), inactive)
        return None

    def used(self) -> int:
        """The working set: without the file cache the kernel can drop, as the kubelet counts."""
        stat = dict(line.split() for line in self._stat.read_text().splitlines())
        return max(0, int(self._usage.read_text()) - int(stat.get(self._inactive, 0)))


def tree_bytes() -> int:
    """Memory of this process and its subprocesses, pages they share counted once (PSS)."""
    process = psutil.Process()
    total = 0
    for each in (process, *process.children(recursive=True)):
        try:
            total += each.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):  # it has ended meanwhile
            continue
    return total
