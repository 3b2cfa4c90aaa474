"""What is said of incidents in the log and counted: the same words and names for each."""

import structlog

from services.jobs.incidents import Incident
from services.jobs.metrics import JobsMetrics

log = structlog.stdlib.get_logger(__name__)

SAID = {"restart": "restart", "give_up": "given_up"}


def tell(incident: Incident, metrics: JobsMetrics) -> None:
    """Count an incident that is news and log it: `crashed`, `stuck` or `lost`, then what is done if jobs does it."""
    metrics.incidents.labels(incident.stage, incident.kind, incident.action).inc()
    log.error(incident.kind, what=incident.what, **names(incident))
    if done := SAID.get(incident.action):
        log.warning(done, restarts=incident.restarts, **names(incident))


def names(incident: Incident) -> dict[str, object]:
    """What tells an incident from others; stage and worker are those of the work, not of this process."""
    return {
        "document_id": str(incident.document_id),
        "run_id": str(incident.run_id),
        "stage": incident.stage,
        "attempt": incident.attempt,
        "page": incident.page,
        "worker": incident.worker,
        "last_line": incident.log,
    }
