"""Deleting the topics that a test has made."""

from aiokafka.admin import AIOKafkaAdminClient


async def delete(bootstrap: str, prefix: str) -> None:
    """Delete all whose names begin with `prefix`."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        if names := [name for name in await admin.list_topics() if name.startswith(prefix)]:
            await admin.delete_topics(names)
    finally:
        await admin.close()
