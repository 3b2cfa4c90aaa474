"""`python -m dev.schema` (make schema): what the migrations make, as pipeline/sql/schema.sql, for people and a test."""

import re
import sys
import tempfile
from pathlib import Path

from dev.postgres import BIN, Postgres
from pipeline.migrate import SCHEMA, dbmate, migrate


def dump(url: str) -> str:
    """The schema of the database at `url` as SQL, without what differs between two dumps of the same."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "schema.sql"
        dbmate(url, "--schema-file", str(file), "dump", environment={"PATH": str(BIN)})
        return re.sub(r"^(\\(un)?restrict \S+|-- Dumped (from|by) .*)\n", "", file.read_text(), flags=re.MULTILINE)


def main() -> None:
    """Migrate an empty database of its own and write its schema."""
    with tempfile.TemporaryDirectory() as folder:
        postgres = Postgres(Path(folder))
        postgres.start()
        try:
            migrate(postgres.url())
            SCHEMA.write_text(dump(postgres.url()))
        finally:
            postgres.stop()
    sys.stdout.write(f"wrote {SCHEMA.name}\n")


if __name__ == "__main__":
    main()
