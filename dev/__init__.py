"""The embedded stack: Kafka, PostgreSQL with pgvector and the six services on this machine, for demo and tests."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
"""The checkout."""


class StackError(Exception):
    """The embedded stack cannot do what was asked; the message says why and what to do."""
