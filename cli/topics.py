"""`tessera topics`: the topics of schemas/topics.yaml in Kafka."""

import asyncio
from typing import Annotated

import typer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from cli import connections
from cli.errors import Unreachable
from pipeline import topics as declared
from pipeline.errors import Misconfigured
from pipeline.runner.kafka import answered
from pipeline.topics import Topic

EXISTS = 36  # TOPIC_ALREADY_EXISTS
VISIBLE_SECONDS = 30
ANSWER_SECONDS = 60
"""For all that is asked of Kafka, VISIBLE_SECONDS included."""


def topics(
    ctx: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Create nothing; say only what differs.")] = False,
) -> None:
    """Create the topics of schemas/topics.yaml that are missing, and check those that are there.

    Prints the topics created. A topic with other partitions or another configuration than declared is an error
    (exit code 4) and is left as it is.
    """
    settings = connections.settings(ctx.obj)
    if not check:
        for name in asyncio.run(create(settings.kafka_bootstrap, settings.topic_prefix)):
            typer.echo(name)
    problems = asyncio.run(differences(settings.kafka_bootstrap, settings.topic_prefix))
    if problems:
        raise Misconfigured("topics", "; ".join(problems))


async def create(bootstrap: str, prefix: str = "") -> list[str]:
    """Create the declared topics that are missing, with the broker's default replication; their names.

    Raises Unreachable, also when they do not appear, and Misconfigured when Kafka refuses.
    """
    async with connections.admin(bootstrap) as admin, answered("make the topics", ANSWER_SECONDS):
        there = set(await admin.list_topics())
        missing = [topic for topic in declared.load().values() if prefix + topic.name not in there]
        new = [NewTopic(prefix + topic.name, topic.partitions, -1, {}, topic.config) for topic in missing]
        response = await admin.create_topics(new)
        failed = [f"{name}: {message}" for name, code, message in response.topic_errors if code not in (0, EXISTS)]
        if failed:
            raise Misconfigured("topics", f"Kafka refused {'; '.join(failed)}")
        await _until_visible(admin, {topic.name for topic in new})
    return [topic.name for topic in new]


async def differences(bootstrap: str, prefix: str = "") -> list[str]:
    """What Kafka's topics have otherwise than declared, a sentence each."""
    wanted = {prefix + topic.name: topic for topic in declared.load().values()}
    async with connections.admin(bootstrap) as admin, answered("describe the topics", ANSWER_SECONDS):
        there = {topic["topic"]: len(topic["partitions"]) for topic in await admin.describe_topics()}
        present = [name for name in wanted if name in there]
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in present]
        answers = await admin.describe_configs(resources) if resources else []
    configs = {
        name: {entry[0]: entry[1] for entry in entries}
        for answer in answers
        for _, _, _, name, entries in answer.resources
    }
    missing = [f"topic {name} is missing" for name in wanted if name not in there]
    return missing + [line for name in present for line in _compare(name, wanted[name], there[name], configs[name])]


async def _until_visible(admin: AIOKafkaAdminClient, names: set[str]) -> None:
    """Brokers hear of new topics a little later than the controller, which has answered."""
    try:
        async with asyncio.timeout(VISIBLE_SECONDS):
            while not names <= set(await admin.list_topics()):  # noqa: ASYNC110  Kafka tells nobody
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise Unreachable(f"Kafka created topics but does not show them after {VISIBLE_SECONDS} s") from error


def _compare(name: str, topic: Topic, partitions: int, config: dict[str, str]) -> list[str]:
    wanted = {"partitions": str(topic.partitions), **topic.config}
    has = {"partitions": str(partitions), **config}
    return [
        f"topic {name} has {key} {has.get(key)}, declared is {value}"
        for key, value in wanted.items()
        if has.get(key) != value
    ]
