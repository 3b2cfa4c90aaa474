"""A worker's signs of life on jobs.heartbeat, keyed by worker; also when idle."""

import os
import socket
from datetime import datetime

from pipeline.runner.core import Core
from pipeline.runner.memory import Memory
from pipeline.state import Heartbeat

TOPIC = "jobs.heartbeat"


async def beat(core: Core, started_at: datetime, memory: Memory, paused: str | None, *, stopping: bool = False) -> None:
    """Send one; returns once Kafka has it. Raises KafkaError."""
    heartbeat = Heartbeat(
        worker=core.settings.worker,
        stage=core.stage.name,
        at=core.clock.now(),
        started_at=started_at,
        host=socket.gethostname(),
        pid=os.getpid(),
        memory_bytes=memory.used,
        paused=paused,
        stuck_seconds=core.settings.stuck_seconds,
        stopping=stopping,
        running=[attempt.running for attempt in list(core.running.values())],
    )
    await core.producer.send(
        core.settings.topic_prefix + TOPIC,
        key=core.settings.worker.encode(),
        value=heartbeat.model_dump_json().encode(),
    )
