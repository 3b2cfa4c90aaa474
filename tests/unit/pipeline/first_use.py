"""Prints the longest time in seconds that the event loop stood still over the first call of a sandbox, and the whole
(test_sandbox.py).
"""

import asyncio
import time

from pipeline.sandbox import Sandbox


async def main() -> None:
    longest, last = 0.0, time.monotonic()

    async def tick() -> None:
        nonlocal longest, last
        while True:
            await asyncio.sleep(0.02)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()

    sandbox = Sandbox(1, memory_bytes=1 << 30, preload=["tests.unit.pipeline.slow_to_import"])
    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    began = time.monotonic()
    await sandbox.run(60, abs, -1)
    print(longest, time.monotonic() - began)
    ticking.cancel()
    sandbox.close()


if __name__ == "__main__":
    asyncio.run(main())
