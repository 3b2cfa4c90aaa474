"""What a replay costs live uploads: median seconds from upload to completed, of documents never seen before, alone and
while a replay runs. Run: `python -m tests.benchmarks.replay [REPLAYED [AT_ONCE [LIVE]]]`; starts its own stack.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import asyncpg

from cli.submit import Request, find_uploads, publish
from cli.topics import create
from dev.services import Services
from dev.stack import Stack
from pipeline.events import Options
from pipeline.migrate import migrate
from pipeline.settings import Settings, load
from samples import generate

VARIANT = "lamps-fr"
ENDED = "SELECT status FROM async_jobs WHERE run_id = $1 AND status <> 'running'"


async def seconds(settings: Settings, pdf: Path, tenant: str) -> float:
    """From the upload to the end."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        began = time.monotonic()
        (submitted,) = await publish(settings, find_uploads([str(pdf)]), Request(Options(), tenant))
        while (status := await connection.fetchval(ENDED, submitted.run_id)) is None:  # noqa: ASYNC110  the database tells nobody
            await asyncio.sleep(0.05)
        assert status == "completed", status
        return time.monotonic() - began
    finally:
        await connection.close()


def main(replayed: int = 12, at_once: int = 2, live: int = 5) -> None:
    with tempfile.TemporaryDirectory(prefix="tessera-") as folder, Stack(Path(folder) / "stack") as stack:
        asyncio.run(create(stack.bootstrap))
        migrate(stack.database_url)
        services = Services(stack.state_dir)
        services.start()
        try:
            services.wait_ready()
            measure(load(Settings, stack.state_dir / "env"), stack, Path(folder), replayed, at_once, live)
        finally:
            services.stop()


def measure(settings: Settings, stack: Stack, folder: Path, replayed: int, at_once: int, live: int) -> None:
    """Print the medians. Both kinds are taken in turn, so that what else the machine does falls on both."""
    pdfs = [generate(VARIANT, folder / str(seed), seed=seed).pdf for seed in range(replayed + 2 * live)]
    for pdf in pdfs[:replayed]:
        asyncio.run(seconds(settings, pdf, "old"))
    command = [sys.executable, "-c", "from cli.main import app; app()", "--state-dir", str(stack.state_dir)]
    command += ["replay", "--tenant", "old", "--recompute", "--at-once", str(at_once)]
    alone, beside, whole = list[float](), list[float](), list[float]()
    for first, second in zip(pdfs[replayed::2], pdfs[replayed + 1 :: 2], strict=True):
        alone.append(asyncio.run(seconds(settings, first, "live")))
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
        )
        assert process.stdout
        process.stdout.readline()  # it has begun
        began = time.monotonic()
        took = asyncio.run(seconds(settings, second, "live"))
        if process.poll() is None:
            beside.append(took)
        else:  # it was alone for a part
            print(f"left out: the replay ended before the live upload did ({took:.1f} s); replay more documents")
        out, _ = process.communicate()
        assert process.returncode == 0, out
        whole.append(time.monotonic() - began)
    print(f"live upload alone            median {statistics.median(alone):.1f} s of {len(alone)}")
    print(f"live upload beside a replay  median {statistics.median(beside):.1f} s of {len(beside)}")
    print(f"factor {statistics.median(beside) / statistics.median(alone):.2f}")
    print(f"{replayed} documents recomputed, {at_once} at once, in {statistics.median(whole):.0f} s (median)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
