"""How a group shares the partitions of several topics."""

import asyncio

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from pipeline.runner.kafka import Consumer, Partition, _assignors
from pipeline.settings import Settings
from tests.integration.runner.harness import until


@pytest.mark.parametrize("topics", [["pdf.uploaded"], ["chunks.created", "images.embedded"]])
def test_a_member_joins_by_one_assignor(topics: list[str]) -> None:
    """aiokafka 0.14 sends a JoinGroup for each of several: after a kill -9 two members made each other rebalance every
    heartbeat, and neither worked, until the test ended.
    """
    assert len(_assignors(topics)) == 1


async def test_workers_of_a_fan_in_share_the_partitions_of_each_topic(bootstrap: str, topic_prefix: str) -> None:
    """Else one has all the last parts, and with them all the work."""
    topics = [f"{topic_prefix}{name}" for name in ("chunks", "images")]
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 12, 1) for topic in topics])
    await admin.close()
    settings = Settings(kafka_bootstrap=bootstrap, database_url="none", objects_url="none", kafka_session_seconds=3)
    owned: dict[int, frozenset[Partition]] = {}

    async def revoked() -> None:
        """Nothing to commit."""

    def consumer(number: int) -> Consumer:
        return Consumer(
            settings,
            f"{topic_prefix}linker",
            topics,
            revoked=revoked,
            assigned=lambda partitions: owned.__setitem__(number, partitions),
        )

    async def shared() -> bool:
        for each in consumers:
            await each.poll(timeout_ms=50, max_records=1)
        return len(owned) == 3 and sorted(map(len, owned.values())) == [8, 8, 8]

    consumers = [consumer(number) for number in range(3)]
    try:
        await consumers[0].start()
        await asyncio.gather(*(each.start() for each in consumers[1:]))
        await until(shared)
    finally:
        for each in consumers:
            await each.stop()
    for partitions in owned.values():
        numbers = {topic: {each.number for each in partitions if each.topic == topic} for topic in topics}
        assert numbers[topics[0]] == numbers[topics[1]]
