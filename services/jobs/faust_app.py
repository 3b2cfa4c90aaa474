"""The settings of Faust, as measured in DESIGN section 4."""

import tempfile
from pathlib import Path

import faust

from services.jobs.recovery import Tables
from services.jobs.settings import JobsSettings


def faust_app(settings: JobsSettings) -> faust.App:
    """An App without agents."""
    return faust.App(
        f"{settings.topic_prefix}jobs",
        broker=[f"kafka://{server}" for server in settings.kafka_bootstrap.split(",")],
        store="memory://",
        datadir=Path(tempfile.gettempdir()) / "tessera-jobs",  # made in any case; nothing is kept in it
        TableManager=Tables,
        processing_guarantee="at_least_once",
        table_standby_replicas=0,
        autodiscover=False,
        web_enabled=False,
        topic_allow_declare=False,  # all are in schemas/topics.yaml
        topic_disable_leader=True,
        stream_wait_empty=False,  # a rebalance or stop need not wait for a batch that can be done again
        stream_buffer_maxsize=1000,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=256 * 1024,  # of a partition; a larger record comes alone
        broker_session_timeout=settings.kafka_session_seconds,
        broker_heartbeat_interval=settings.kafka_session_seconds * 0.3,
        broker_rebalance_timeout=settings.kafka_session_seconds * 1.5,
        broker_max_poll_interval=604_800,  # client-side; reaching it would end the membership silently
        producer_request_timeout=60,
    )
