"""Files that harm the subprocess that opens them. The fork server of a chaos worker imports this, so that opening a PDF
with a mark at its end does there what a bug of MuPDF could do.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MARK = b"\n%chaos:"
"""A comment behind the end of the file, which PDF readers skip."""


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _out_of_memory() -> None:
    hoard = []
    while True:
        hoard.append(bytes(1 << 24))


def _hangs() -> None:
    while True:
        time.sleep(1)


def _exits() -> None:
    os._exit(3)


EFFECTS: dict[str, Callable[[], None]] = {
    "killed": _killed,
    "memory": _out_of_memory,
    "hangs": _hangs,
    "exits": _exits,
}
"""By mark."""
CODES = {"killed": "parse_crashed", "memory": "parse_memory", "hangs": "parse_timeout", "exits": "parse_crashed"}
"""What the dead letter of each must say."""


def poisoned(pdf: bytes, effect: str) -> bytes:
    """`pdf` with the mark."""
    return pdf + MARK + effect.encode() + b"\n"


def _install() -> None:
    opening = sys.modules.get("services.discovery.opening")
    if opening is None:  # another service's sandbox, or not a fork server
        return
    inspect = opening.inspect

    def inspect_poisoned(path: Path, *args: Any, **kwargs: Any) -> Any:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 64))
            _, mark, effect = file.read().rpartition(MARK)
        if mark:
            EFFECTS[effect.decode().strip()]()
        return inspect(path, *args, **kwargs)

    opening.inspect = inspect_poisoned  # type: ignore[attr-defined]


_install()
