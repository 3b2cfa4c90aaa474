"""`python -m tests.fuzz --seconds 600`: fuzz event decoding and the PDF entry for longer than the tests do."""

import argparse
import asyncio
import secrets
from pathlib import Path

from tests.fuzz.running import run_events, run_pdfs


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="for each of the two")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32), help="repeats a run")
    parser.add_argument("--only", choices=("events", "pdfs"), help="one of the two")
    parser.add_argument("--keep", type=Path, default=Path("fuzzed"), help="folder for PDFs that failed")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    if arguments.only != "pdfs":
        print(run_events(arguments.seed, arguments.seconds), flush=True)
    if arguments.only != "events":
        print(asyncio.run(run_pdfs(arguments.seed, arguments.seconds, arguments.keep)), flush=True)


if __name__ == "__main__":
    main()
