"""A toy worker whose handler holds memory: `python -m tests.integration.runner.hoarder`. The event's label `folder`
names where the test says how many MiB, in the file `hold`, anew whenever it likes; 0 ends the work.
"""

import asyncio
from pathlib import Path

from pipeline.events import ChunksCreated, ProductsDetected
from pipeline.service import Resources, main
from pipeline.settings import Settings
from pipeline.stage import Stage
from tests.integration.runner.harness import Deps, output, toy

MIB = 1024 * 1024


async def hold(event: ProductsDetected, deps: Deps) -> ChunksCreated:
    told = Path(event.labels["folder"]) / "hold"
    held = bytearray()
    while size := int(await asyncio.to_thread(told.read_text)) * MIB:
        if len(held) != size:
            held = bytearray()
            held = bytearray(b"x") * size
        await deps.work.progress(0, 1)
        await asyncio.sleep(0.05)
    return output(event)


def build(_settings: Settings, resources: Resources) -> Stage[ProductsDetected, Deps, ChunksCreated]:
    return toy(hold, resources.pool)


if __name__ == "__main__":
    main(Settings, build)
