"""How much the services' own processes grow over many documents: `python -m tests.benchmarks.growth --documents 200`.

Runs the embedded stack with the six services and submits small catalogues; prints each service's resident memory
without its subprocesses, and at the end the growth from the tenth part on, when all is loaded.
"""

# mypy: disable-error-code="no-untyped-call"

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from rich.console import Console

from cli import connections
from cli.submit import Request, find_uploads, publish
from cli.up import Phases, start
from dev.services import Services
from dev.stack import Stack
from pipeline.events import Options
from pipeline.mupdf import pymupdf

MIB = 1024 * 1024
ENDED = "SELECT count(*) FROM async_jobs WHERE status <> 'running'"


def catalogue(path: Path, number: int, pages: int) -> None:
    """A catalogue unlike any other: a product a page, with facts, prose and a picture."""
    with pymupdf.open() as document:
        for page_number in range(1, pages + 1):
            page = document.new_page()
            page.insert_text((72, 90), f"Tavira {number} {page_number}", fontsize=28)
            for row, text in enumerate(("Designer: Ana Moura", "Size: 60 x 60 cm", f"Code: TV-{number}{page_number}")):
                page.insert_text((72, 130 + 16 * row), text, fontsize=10)
            for row in range(20):
                page.insert_text((72, 200 + 14 * row), f"{number}.{page_number}.{row} A surface for the morning light.")
            pixels = bytes(
                (x * number + y * page_number + c * 40) % 256 for y in range(90) for x in range(120) for c in range(3)
            )
            picture = pymupdf.Pixmap(pymupdf.csRGB, 120, 90, pixels, False)
            page.insert_image((72, 520, 272, 670), pixmap=picture)
        document.save(path)


def own(services: Services) -> dict[str, int]:
    """MiB of each service's own process."""
    sizes = {}
    for name, daemon in services.daemons.items():
        process = daemon.process()
        sizes[name] = process.memory_info().rss // MIB if process else 0
    return sizes


async def run(stack: Stack, services: Services, folder: Path, documents: int, every: int) -> list[dict[str, int]]:
    """Submit `documents`, a tenth at a time; the sizes after each."""
    settings = connections.settings(stack.state_dir)
    sizes = [own(services)]
    async with connections.database(settings.database_url) as pool:
        for first in range(0, documents, every):
            some = [str(folder / f"{number}.pdf") for number in range(first, min(first + every, documents))]
            await publish(settings, find_uploads(some), Request(Options()))
            while await pool.fetchval(ENDED) < first + len(some):  # noqa: ASYNC110  PostgreSQL does not tell
                await asyncio.sleep(0.5)
            sizes.append(own(services))
            print(
                f"{first + len(some):>6} {time.strftime('%X')}  " + "  ".join(f"{k} {v}" for k, v in sizes[-1].items())
            )
    return sizes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--pages", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tessera-growth-") as folder:
        for number in range(options.documents):
            catalogue(Path(folder) / f"{number}.pdf", number, options.pages)
        stack = Stack(Path(folder) / "stack")
        services = Services(stack.state_dir)
        every = max(1, options.documents // 10)
        with start(stack, services, Phases(Console(stderr=True))):
            sizes = asyncio.run(run(stack, services, Path(folder), options.documents, every))
    print(f"growth of the service's own process from document {every} to {options.documents}, MiB:")
    for name in sizes[-1]:
        print(f"{name:<10} {sizes[1][name]:>5} -> {sizes[-1][name]:>5}  {sizes[-1][name] - sizes[1][name]:+d}")


if __name__ == "__main__":
    main()
