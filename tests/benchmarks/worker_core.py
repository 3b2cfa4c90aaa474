"""What the worker core costs: messages a second of a stage that does nothing, against a bare aiokafka loop that answers
each message with one and commits. Run: `python -m tests.benchmarks.worker_core [MESSAGES]`; starts its own stack.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from dev.stack import Stack
from pipeline.migrate import migrate
from pipeline.settings import Settings
from tests.integration.runner.harness import Kafka, at_once, kafka, make_topics, running

PARTITIONS = 12
SLOTS = (1, 4, 16)


async def publish(topics: Kafka, count: int) -> None:
    await asyncio.gather(*(topics.publish() for _ in range(count)))


async def bare(topics: Kafka, count: int) -> float:
    """Seconds for `count` messages, one after the other."""
    consumer = AIOKafkaConsumer(
        f"{topics.prefix}products.detected",
        bootstrap_servers=topics.bootstrap,
        group_id=f"{topics.prefix}bare",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    producer = AIOKafkaProducer(bootstrap_servers=topics.bootstrap, enable_idempotence=True)
    await consumer.start()
    await producer.start()
    try:
        began, left = time.perf_counter(), count
        while left:
            batch = await consumer.getmany(timeout_ms=200)
            for records in batch.values():
                for record in records:
                    await producer.send_and_wait(f"{topics.prefix}chunks.created", record.value, key=record.key)
                    left -= 1
            await consumer.commit()
        return time.perf_counter() - began
    finally:
        await producer.stop()
        await consumer.stop()


async def core(topics: Kafka, settings: Settings, count: int) -> float:
    """Seconds from the first message in hand to the last finished."""
    async with running(settings, at_once) as run:

        async def reached(finished: int) -> float:
            while run.count("tessera_messages_total", outcome="finished") < finished:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            return time.perf_counter()

        began = await reached(1)
        return await reached(count) - began


async def measure(bootstrap: str, database_url: str, count: int) -> None:
    for slots in (0, *SLOTS):
        prefix = f"slots{slots}."
        await make_topics(bootstrap, prefix, PARTITIONS)
        async with kafka(bootstrap, prefix, PARTITIONS) as topics:
            await publish(topics, count)
            if slots == 0:
                name, seconds = "bare aiokafka loop", await bare(topics, count)
            else:
                settings = Settings(
                    kafka_bootstrap=bootstrap,
                    database_url=database_url,
                    objects_url="file:///nowhere",
                    topic_prefix=prefix,
                    slots=slots,
                    database_connections=slots + 1,
                )
                name, seconds = f"worker core, {slots} slots", await core(topics, settings, count)
        print(f"{name:24} {count / seconds:8.0f} messages/s  {1000 * seconds / count:6.2f} ms a message")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack:
        migrate(stack.database_url)
        asyncio.run(measure(stack.bootstrap, stack.database_url, count))


if __name__ == "__main__":
    main()
