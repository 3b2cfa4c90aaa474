"""python -m services.jobs"""

import asyncio
import sys

from pipeline.errors import Misconfigured
from pipeline.service import EXIT_MISCONFIGURED
from pipeline.settings import load
from services.jobs.service import run
from services.jobs.settings import JobsSettings


def main() -> int:
    """Run the service; exit codes as in pipeline.service.main."""
    try:
        return asyncio.run(run(load(JobsSettings)))
    except Misconfigured as error:
        print(error.message, file=sys.stderr)
        return EXIT_MISCONFIGURED


if __name__ == "__main__":
    sys.exit(main())
