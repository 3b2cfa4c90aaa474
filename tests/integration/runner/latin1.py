"""A producer that writes header names which are not UTF-8, as librdkafka lets it: `python -m … BOOTSTRAP TOPIC`, with
AIOKAFKA_NO_EXTENSIONS=1 (test_failures.py).
"""

import asyncio
import sys

from aiokafka import AIOKafkaProducer


class Latin1(str):
    """Text that aiokafka writes in another encoding."""

    __slots__ = ()

    def encode(self, *_: str) -> bytes:
        return super().encode("latin-1")


async def main(bootstrap: str, topic: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        headers = [(Latin1("größe"), b"1"), (Latin1("ce_type"), b"no such type")]
        await producer.send_and_wait(topic, b"{}", key=b"k", partition=0, headers=headers)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
