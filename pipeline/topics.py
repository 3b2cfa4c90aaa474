"""The topics, read from schemas/topics.yaml."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

TOPICS_FILE = Path(__file__).parent.parent / "schemas" / "topics.yaml"


class Topic(BaseModel):
    """One topic as declared: who owns it, what is on it, how long it is kept, where its dead letters go."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    owner: str
    about: str
    schema_: str | None = Field(None, alias="schema", description="File in schemas/, none for dead letters.")
    partitions: int = Field(12, ge=1)
    cleanup: Literal["delete", "compact"] = "delete"
    retention_hours: int | None = Field(None, ge=1, description="None where compaction keeps the last of each key.")
    dlq: str | None = None

    @property
    def config(self) -> dict[str, str]:
        """Broker configuration of the topic."""
        config: dict[str, str] = {"cleanup.policy": self.cleanup}
        if self.retention_hours is not None:
            config["retention.ms"] = str(self.retention_hours * 3_600_000)
        if self.cleanup == "compact":
            # small segments, so that a worker reads little on assign
            config |= {"segment.ms": "3600000", "min.cleanable.dirty.ratio": "0.1"}
        if self.name.endswith(".dlq"):
            # a message of the 1 MiB that Kafka takes by default, and in headers why it is here
            config["max.message.bytes"] = str(2 * 1024 * 1024)
        return config


def load(path: Path = TOPICS_FILE) -> dict[str, Topic]:
    """Topics by name."""
    declared = yaml.safe_load(path.read_text())
    topics = [Topic.model_validate({"name": name, **body}) for name, body in declared["topics"].items()]
    return {topic.name: topic for topic in topics}
