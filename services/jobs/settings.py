"""Settings of the jobs service."""

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt

from pipeline.settings import Settings


class JobsSettings(Settings):
    """The common settings and those of job health."""

    fold_batch: PositiveInt = Field(100, description="Most records folded at once.")
    missed_heartbeats: PositiveInt = Field(3, description="After so many a worker is missing.")
    fold_stall_seconds: PositiveFloat = Field(
        60, description="Without progress while records wait, after which the process exits with code 70."
    )
    restarts: NonNegativeInt = Field(
        3, description="Of one run in one stage, stuck or lost, before it is dead-lettered."
    )
    order_seconds: PositiveFloat = Field(
        120, description="After which a worker that does not let go of a stuck document is said to need a restart."
    )
    lost_seconds: PositiveFloat = Field(
        900, description="In nobody's hands and without progress, after which a job's message is looked for."
    )
    fan_in_seconds: PositiveFloat = Field(
        3600, description="After which a run that waits for a part, chunks or images, is reported."
    )
    forget_worker_seconds: PositiveFloat = Field(3600, description="After which a worker not heard of is forgotten.")
    keep_states_days: PositiveFloat = Field(
        30, description="After which an ended document leaves the state topics and Tables; the database keeps it."
    )
