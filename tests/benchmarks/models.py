"""What the 71-page catalogue costs with models, and how long it takes at the monolith's latencies: the whole stack,
with a local server for Anthropic, OpenAI and the vision model. Run `python -m tests.benchmarks.models [SCALE [RATE]]`:
SCALE 1 is the monolith's seconds, RATE the share of calls that fail (429, 500, cut connections).
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter
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
from tests.wire.all_knowing import AllKnowing, capability, seconds
from tests.wire.behaviour import Asked, Behaviour
from tests.wire.server import running

VARIANT = "tiles-71"
COSTS = """SELECT stage, capability, model, calls, usd, tokens_in, tokens_out, tokens_read, seconds
FROM ai_costs WHERE run_id = $1 ORDER BY usd DESC"""
ENDED = "SELECT status FROM async_jobs WHERE run_id = $1 AND status <> 'running'"


async def measured(settings: Settings, pdf: Path) -> None:
    """Upload `pdf`, wait for its end, print what it took."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        began = time.monotonic()
        (submitted,) = await publish(settings, find_uploads([str(pdf)]), Request(Options(), "bench"))
        while (status := await connection.fetchval(ENDED, submitted.run_id)) is None:  # noqa: ASYNC110  the database tells nobody
            await asyncio.sleep(0.05)
        print(f"{status} after {time.monotonic() - began:.1f} s")
        rows = await connection.fetch(COSTS, submitted.run_id)
        for row in rows:
            print(
                f"  {row['stage']:9} {row['capability']:15} {row['model']:44} {row['calls']:3} calls  ${row['usd']:.4f}"
                f"  in {row['tokens_in']:6} (cached {row['tokens_read']}) out {row['tokens_out']:5}"
                f"  {row['seconds']:.1f} s"
            )
        print(f"  together ${sum(row['usd'] for row in rows):.4f}, {sum(row['calls'] for row in rows)} calls")
    finally:
        await connection.close()


async def main(scale: float = 1.0, rate: float = 0.0) -> None:
    with tempfile.TemporaryDirectory(prefix="tessera-") as folder:
        sample = generate(VARIANT, Path(folder))
        asked = Counter[str]()

        def latency(question: Asked | None) -> float:
            asked[capability(question)] += 1
            return seconds(question, scale)

        behaviour = Behaviour(AllKnowing(sample.truth), latency=latency, rate=rate)
        async with running(behaviour) as url:
            with Stack(Path(folder) / "stack") as stack:
                await create(stack.bootstrap)
                await asyncio.to_thread(migrate, stack.database_url)
                services = Services(stack.state_dir)
                keys = {"ANTHROPIC_KEY": "k", "ANTHROPIC_URL": url, "OPENAI_KEY": "k", "OPENAI_URL": f"{url}/v1"}
                keys |= {"VISION_KEY": "k", "VISION_URL": f"{url}/v1", "AI_REQUESTS": "600"}
                await asyncio.to_thread(services.start, {f"TESSERA_{name}": value for name, value in keys.items()})
                try:
                    await asyncio.to_thread(services.wait_ready)
                    settings = load(Settings, stack.state_dir / "env")
                    for title in ("first", "replay of the same file"):
                        before = asked.copy()
                        print(f"{VARIANT}, {title}, latencies times {scale:g}, {rate:.0%} of calls fail:")
                        await measured(settings, sample.pdf)
                        print(f"  the server was asked {dict(asked - before)}; outcomes {dict(behaviour.outcomes)}")
                finally:
                    await asyncio.to_thread(services.stop)


if __name__ == "__main__":
    asyncio.run(main(*map(float, sys.argv[1:])))
