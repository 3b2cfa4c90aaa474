"""Settings every service has, from TESSERA_* environment variables. Only here and in each service's settings.py is the
environment read.
"""

import os
import socket
from pathlib import Path
from typing import TypeVar

from pydantic import Field, PositiveFloat, PositiveInt, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.errors import Misconfigured

MIB = 1024 * 1024


class Settings(BaseSettings):
    """What the worker core and storage need; a service adds its own in a subclass."""

    model_config = SettingsConfigDict(env_prefix="TESSERA_", frozen=True)

    kafka_bootstrap: str = Field(
        description="host:port of Kafka brokers, comma-separated.", examples=["localhost:9092"]
    )
    database_url: str = Field(
        description="PostgreSQL with pgvector.", examples=["postgresql://tessera@localhost:5432/tessera"]
    )
    objects_url: str = Field(
        description="Object store: file:///folder or s3://bucket/prefix.", examples=["file:///var/lib/tessera"]
    )
    topic_prefix: str = Field(
        "", description="Put before every topic and group name, so that deployments can share Kafka."
    )
    worker: str = Field(
        default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}", description="Name of this process in records."
    )
    slots: PositiveInt = Field(4, description="Messages worked on at once.")
    database_connections: PositiveInt = Field(4, description="Most connections to PostgreSQL.")
    processes: PositiveInt = Field(1, description="Subprocesses for CPU work and uploaded files.")
    process_memory_bytes: PositiveInt = Field(1024 * MIB, description="Most private memory of one subprocess.")
    memory_limit_bytes: PositiveInt | None = Field(
        None, description="Memory of this worker with its subprocesses; the cgroup's limit if unset."
    )
    heartbeat_seconds: PositiveFloat = Field(10, description="Between a worker's signs of life.")
    stop_seconds: PositiveFloat = Field(10, description="For work in hand at SIGTERM before it is released.")
    kafka_session_seconds: PositiveFloat = Field(
        10, description="Silence after which Kafka gives a worker's partitions to another."
    )
    attempts: PositiveInt = Field(5, description="Tries of a Transient error before the dead letter.")
    backoff_seconds: PositiveFloat = Field(1, description="Before the second of these tries; doubled with each.")
    crashes: PositiveInt = Field(3, description="Worker deaths over one document, alone, before the dead letter.")
    dlq_limit: PositiveInt = Field(10, description="Bugs in a row after which the consumer stops.")
    poll_stall_seconds: PositiveFloat = Field(60, description="Without polling, after which the watchdog exits.")
    rejoin_stall_seconds: PositiveFloat = Field(
        180, description="Between two assignments, or for reading checkpoints, after which the watchdog exits."
    )
    stuck_seconds: PositiveFloat = Field(
        300, description="Without progress, after which services/jobs has a document started over."
    )
    work_seconds: PositiveFloat = Field(
        900, description="For one try at a document, more for each of its items; a second try has twice as long."
    )
    work_seconds_per_item: PositiveFloat = Field(
        30, description="Added to work_seconds for each page or image that the stage finds to do."
    )
    work_stall_seconds: PositiveFloat = Field(
        1800, description="Without progress on a document, after which the watchdog exits."
    )
    recycle_bytes: PositiveInt | None = Field(
        None,
        description="Memory of the worker's own process above which it ends, with nothing in hand; never if unset.",
    )
    metrics_host: str = Field("127.0.0.1", description="Interface of the metrics and health port.")
    metrics_port: int = Field(0, ge=0, le=65535, description="Port of /metrics, /live, /ready; 0 picks a free one.")
    log_format: str = Field("json", pattern="^(json|pretty)$", description="Form of the logs.")
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level logged.")

    @property
    def longest_silence(self) -> float:
        """Seconds that a document may be without progress and all is well: `stuck_seconds` must be longer. A stage with
        subprocesses says its own; this is a transaction (pipeline.db.TRANSACTION_SECONDS).
        """
        return 180.0


S = TypeVar("S", bound=Settings)


def load(kind: type[S], env_file: Path | None = None) -> S:
    """The settings from the environment, and from `env_file` (KEY=VALUE lines) where that is silent.

    Raises Misconfigured naming each wrong variable, its shape and an example.
    """
    try:
        return kind(_env_file=env_file)
    except ValidationError as error:
        problems = []
        for problem in error.errors():
            name = str(problem["loc"][0])
            field = kind.model_fields.get(name)
            example = f", e.g. {field.examples[0]}" if field and field.examples else ""
            problems.append(f"TESSERA_{name.upper()}: {problem['msg'].lower()}{example}")
        raise Misconfigured("settings", "; ".join(problems)) from error
