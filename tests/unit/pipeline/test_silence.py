"""No stage may be silent for as long as services/jobs lets a document be without progress: it would be started over in
the middle of a call that is all right.
"""

from typing import Any

import pytest

from pipeline import db, objects
from pipeline.settings import Settings
from services.chunker.settings import ChunkerSettings
from services.discovery.settings import DiscoverySettings
from services.imager.settings import ImagerSettings
from services.linker.settings import LinkerSettings
from services.validator.settings import ValidatorSettings

STAGES = [ChunkerSettings, DiscoverySettings, ImagerSettings, LinkerSettings, ValidatorSettings]
PLACES: dict[str, Any] = {"kafka_bootstrap": "x:1", "database_url": "postgresql://x", "objects_url": "file:///x"}


@pytest.mark.parametrize("kind", STAGES)
def test_stuck_is_said_later_than_the_longest_silence(kind: type[Settings]) -> None:
    settings = kind(**PLACES)
    assert settings.stuck_seconds > settings.longest_silence >= db.TRANSACTION_SECONDS
    assert settings.stuck_seconds > db.STATEMENT_SECONDS + db.TRANSACTION_SECONDS
    assert settings.stuck_seconds > objects.ANSWER_SECONDS


def test_the_largest_upload_may_take_its_time() -> None:
    settings = DiscoverySettings(**PLACES)
    storing = objects.ANSWER_SECONDS + settings.max_bytes / objects.SLOWEST
    assert settings.stuck_seconds > storing


@pytest.mark.parametrize("kind", STAGES)
def test_the_others_give_up_after_services_jobs_has_had_its_say(kind: type[Settings]) -> None:
    """The watchdog ends the whole process, a stuck document only itself."""
    settings = kind(**PLACES)
    assert settings.work_stall_seconds > settings.stuck_seconds
    assert settings.work_seconds > settings.longest_silence


def test_longer_deadlines_make_a_longer_silence() -> None:
    usual = ImagerSettings(**PLACES)
    patient = ImagerSettings(**PLACES, seconds_per_page=60)
    assert patient.longest_silence > usual.longest_silence
    assert patient.stuck_seconds == usual.stuck_seconds, "which the service warns of when it starts"
