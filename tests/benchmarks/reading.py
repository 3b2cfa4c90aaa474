"""What reading costs beside raw MuPDF, and OCR a page: `python -m tests.benchmarks.reading DIR [--ocr FILE…]`.

Over all PDFs in DIR, in one process, each document in turn read by MuPDF alone (`get_text("dict")` and every picture
object extracted once) and by discovery without OCR; medians of the runs. With --ocr, every doubtful page of these files
is read by OCR on one core: median and worst processor seconds a page, which are what it takes on a core of its own,
however busy the machine is. Prints a table and, as its last line, JSON.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from pipeline.mupdf import pymupdf
from services.discovery import ocr, opening, reading


def raw(file: Path) -> None:
    """`get_text("dict")` of every page, without pictures, and every picture once as stored."""
    flags = pymupdf.TEXTFLAGS_DICT & ~pymupdf.TEXT_PRESERVE_IMAGES
    with pymupdf.open(file) as document:
        seen = set()
        for page in document:
            page.get_text("dict", flags=flags)
            for picture in page.get_images():
                if picture[0] not in seen:
                    seen.add(picture[0])
                    document.extract_image(picture[0])


def seconds(call: Callable[..., Any], *args: Any) -> float:
    started = time.perf_counter()
    call(*args)
    return time.perf_counter() - started


def compared(file: Path, runs: int) -> dict[str, float]:
    """Median seconds of MuPDF alone and of reading, taken in turn."""
    count = opening.inspect(file, 100_000).page_count
    pairs = [(seconds(raw, file), seconds(reading.read, file, 1, count)) for _ in range(runs)]
    return {"pages": count, "raw": median(a for a, _ in pairs), "reading": median(b for _, b in pairs)}


def recognised(file: Path) -> list[float]:
    """Processor seconds of looking at each doubtful page and reading it; the first is read once before, for which the
    engine is loaded.
    """
    count = opening.inspect(file, 100_000).page_count
    lines = reading.read(file, 1, count).pages
    found = ocr.doubtful(lines)
    took = []
    for doubt in found[:1] + found:
        started = time.process_time()
        looked = ocr.look(file, [lines[doubt.number - 1]], [doubt])[doubt.number]
        if looked.line:
            ocr.read(file, looked.line, doubt)
        took.append(time.process_time() - started)
    return took[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--ocr", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    found = {file.name: compared(file, options.runs) for file in sorted(options.folder.glob("*.pdf"))}
    for name, each in found.items():
        ratio = each["reading"] / each["raw"]
        said = f"MuPDF {each['raw']:7.3f} s  read {each['reading']:7.3f} s {ratio:6.2f} times"
        print(f"{name:<36} {each['pages']:>4} pages  {said}")
    whole = {key: sum(each[key] for each in found.values()) for key in ("pages", "raw", "reading")}
    ratios = [each["reading"] / each["raw"] for each in found.values()]
    print(f"the set: {whole['reading'] / whole['raw']:.2f} times MuPDF; median document {median(ratios):.2f} times")
    pages = {file.name: recognised(file) for file in options.ocr}
    for name, took in pages.items():
        print(f"{name:<36} {len(took):>4} pages by OCR, median {median(took):.2f} s, worst {max(took):.2f} s")
    load = os.getloadavg()[0]
    print(f"load {load:.1f}")
    print(json.dumps({"documents": found, "set": whole, "ocr": pages, "load": load}))


if __name__ == "__main__":
    main()
