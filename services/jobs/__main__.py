"""`python -m services.jobs`."""

import asyncio
import logging
import sys

import asyncpg

from pipeline import logs, settings
from pipeline.errors import Misconfigured
from pipeline.runner.kafka import KafkaError
from services.jobs.service import serve
from services.jobs.settings import JobsSettings

UNREACHABLE, MISCONFIGURED = 3, 4
"""Exit codes, as the command line has them; 70 is the watchdog's, 1 a bug."""


def main() -> int:
    """Run the service; the exit code. What people can mend is said in one line on stderr."""
    try:
        chosen = settings.load(JobsSettings)
        logs.configure(chosen.log_format, chosen.log_level, stage="jobs", worker=chosen.worker)
        logging.getLogger("faust").setLevel(logging.WARNING)  # whole tables of partitions at every start
        asyncio.run(serve(chosen))
    except Misconfigured as error:
        print(f"jobs: {error.message}", file=sys.stderr)
        return MISCONFIGURED
    except (KafkaError, OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError) as error:
        print(f"jobs: Kafka or the database cannot be reached: {error!r}", file=sys.stderr)
        return UNREACHABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())
