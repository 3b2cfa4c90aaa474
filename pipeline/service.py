"""How a service starts: what it is given, and the one `main` behind every services/X/__main__.py."""

from contextlib import ExitStack
from dataclasses import dataclass

from pipeline.ai.results import StoredResults
from pipeline.db import Pool
from pipeline.objects import Objects
from pipeline.settings import Settings
from pipeline.work import Clock


@dataclass(frozen=True)
class Resources:
    """What every service is given to build its stage from. What `build` opens it pushes onto `closing`, which is
    unwound once the last message is out of hand.
    """

    settings: Settings
    pool: Pool
    objects: Objects
    results: StoredResults
    clock: Clock
    closing: ExitStack
