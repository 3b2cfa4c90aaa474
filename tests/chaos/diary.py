"""What a chaos worker writes down as it goes, a JSON line each: the kernel keeps it even if the process is killed the
next moment. Times are of CLOCK_MONOTONIC, which all processes of a machine share and no wrong wall clock touches.
"""

import json
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import structlog

FOLDER = "diaries"


class Diary:
    """Lines of one process."""

    def __init__(self, folder: Path, stage: str, worker: str) -> None:
        path = folder / FOLDER / f"{worker}.{os.getpid()}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self._about = {"stage": stage, "worker": worker, "pid": os.getpid()}

    def write(self, what: str, **more: Any) -> None:
        """`document` is the one that is being worked on, if any."""
        document = structlog.contextvars.get_contextvars().get("document_id")
        line = {"what": what, "at": time.monotonic(), "document": document} | self._about | more
        os.write(self._file, json.dumps(line, default=str).encode() + b"\n")

    def keep(self) -> None:
        """From now on note every question to a provider and every answer stored, what is run in the sandbox, and every
        step saved.
        """
        from pipeline import sandbox
        from pipeline.ai import results
        from pipeline.runner.attempt import Attempt

        remembered, put, run, save = results.remembered, results.StoredResults.put, sandbox.Sandbox.run, Attempt.save

        async def remember(
            store: results.Results,
            provider: results.Provider,
            questions: Sequence[bytes],
            ask: Callable[[list[int]], Awaitable[list[bytes]]],
        ) -> list[bytes]:
            looked, keys = time.monotonic(), [provider.key(question).hex() for question in questions]

            async def asked(indexes: list[int]) -> list[bytes]:
                self.write("asked", looked=looked, keys=[keys[index] for index in indexes])
                return await ask(indexes)

            return await remembered(store, provider, questions, asked)

        async def stored(self_: results.StoredResults, provider: results.Provider, answers: dict[bytes, bytes]) -> None:
            await put(self_, provider, answers)
            self.write("stored", keys=[key.hex() for key in answers])

        async def ran(self_: sandbox.Sandbox, seconds: float, function: Any, /, *args: Any, **kwargs: Any) -> Any:
            self.write("ran", function=f"{function.__module__}.{function.__qualname__}")
            return await run(self_, seconds, function, *args, **kwargs)

        async def saved(self_: Attempt, name: str, value: Any) -> None:
            await save(self_, name, value)
            self.write("saved", step=name, run=self_.claim.run_id)

        results.remembered = remember  # type: ignore[assignment]
        results.StoredResults.put = stored  # type: ignore[method-assign]
        sandbox.Sandbox.run = ran  # type: ignore[method-assign]
        Attempt.save = saved  # type: ignore[method-assign, assignment]


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """Every line of every worker; a last one that was cut by a kill is left out."""
    for path in sorted((folder / FOLDER).glob("*.jsonl")):
        for line in path.read_bytes().split(b"\n")[:-1]:
            yield json.loads(line)
