"""Every metric of the jobs service; pipeline.metrics serves them. Names start with tessera_, units are in the name."""

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge


class JobsMetrics:
    """The metrics of one process."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self.records = Counter(
            "tessera_jobs_records_total",
            "Records of the state topics and of jobs.heartbeat, by outcome: folded, or ignored (not valid).",
            ("topic", "outcome"),
            registry=registry,
        )
        self.documents = Gauge("tessera_jobs_documents", "Documents in the Table.", registry=registry)
        self.workers = Gauge(
            "tessera_workers",
            "Workers by state: alive, or missing (silent for several heartbeats with documents in hand).",
            ("stage", "state"),
            registry=registry,
        )
        self.incidents = Counter(
            "tessera_incidents_total",
            "What went wrong with work (crashed, stuck, lost), and what is done: waiting (for a worker to take over), "
            "taken_over, restart, give_up.",
            ("stage", "kind", "action"),
            registry=registry,
        )
        self.jobs = Gauge("tessera_jobs", "Jobs by status.", ("status",), registry=registry)
        self.oldest = Gauge(
            "tessera_jobs_oldest_running_seconds",
            "Since the oldest running job began, 0 if none runs.",
            registry=registry,
        )
        self.fan_ins_waiting = Gauge(
            "tessera_fan_ins_waiting", "Running runs that have waited too long for chunks or images.", registry=registry
        )
        self.heartbeat_age = Gauge(
            "tessera_heartbeat_age_seconds", "Since the most silent worker was heard.", ("stage",), registry=registry
        )
