"""Every metric of a worker, and the port that serves them with its health. Names start with tessera_, units are in the
name, and each metric carries the label `stage`.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, make_wsgi_app

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800)


class Metrics:
    """The metrics of one worker, each a function of its label values: `metrics.messages("finished").inc()`."""

    def __init__(self, stage: str, registry: CollectorRegistry = REGISTRY) -> None:
        def counter(name: str, about: str, *labels: str) -> Callable[..., Counter]:
            return partial(Counter(name, about, ("stage", *labels), registry=registry).labels, stage)

        def gauge(name: str, about: str, *labels: str) -> Callable[..., Gauge]:
            return partial(Gauge(name, about, ("stage", *labels), registry=registry).labels, stage)

        def histogram(name: str, about: str) -> Callable[..., Histogram]:
            return partial(Histogram(name, about, ("stage",), registry=registry, buckets=SECONDS).labels, stage)

        # Messages
        self.messages = counter(
            "tessera_messages_total",
            "Messages done with, by outcome: finished; repeated (was done before, its output is published again); "
            "joined (a fan-in that does not fire); superseded (a newer run has the document); "
            "not_addressed (a replay for another stage); rejected, transient, "
            "bug, crashed (dead letters).",
            "outcome",
        )
        self.dead_letters = counter("tessera_dead_letters_total", "Dead letters, by kind and code.", "kind", "code")
        self.seconds = histogram("tessera_work_seconds", "From claim to published output of finished messages.")
        self.running = gauge("tessera_running_messages", "Messages in hand.")
        self.orders = counter("tessera_orders_total", "Orders of services/jobs obeyed: restart, give_up.", "action")
        self.retries = counter("tessera_retries_total", "Tries after a Transient error.")
        self.outages = counter("tessera_outages_total", "Messages that had to wait for PostgreSQL or Kafka.")

        # Claims
        self.fenced = counter("tessera_fenced_total", "Attempts that found a newer one and wrote nothing more.")
        self.released = counter("tessera_released_total", "Claims given back at a rebalance or stop.")
        self.suspects = counter("tessera_suspects_total", "Messages tried alone because a worker died over them.")

        # Intake
        self.paused = gauge(
            "tessera_paused", "1 while intake is paused, by reason: slots, memory, outage, recycling.", "reason"
        )
        self.reachable = gauge("tessera_reachable", "Whether a server answers: kafka, postgresql.", "server")
        self.memory = gauge("tessera_memory_bytes", "Memory of the worker with its subprocesses, or of its cgroup.")

        # Partitions and offsets
        self.assigned = gauge("tessera_assigned_partitions", "Input partitions of this worker.")
        self.lag = gauge("tessera_lag_messages", "Messages at or above the watermarks of its partitions, in sum.")
        self.spread = gauge(
            "tessera_spread_messages", "Offsets delivered above the watermark, in its widest partition."
        )
        self.commits = counter("tessera_commits_total", "Offset commits, by result: ok, failed.", "result")
        self.rebalances = counter("tessera_rebalances_total", "Assignments received.")
        self.adopted = counter("tessera_adopted_total", "Running messages redelivered and kept after a rebalance.")
        self.moved = counter(
            "tessera_moved_total", "Running messages cancelled because their partition went elsewhere."
        )

        # State topic
        self.states = counter("tessera_state_records_total", "Records written to the state topic.", "status")
        self.restore_seconds = histogram("tessera_restore_seconds", "Reading the checkpoints of an assignment.")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Scrapes are not news."""


@contextmanager
def serve(
    host: str,
    port: int,
    *,
    live: Callable[[], str | None],
    ready: Callable[[], str | None],
    registry: CollectorRegistry = REGISTRY,
) -> Iterator[int]:
    """Serve /metrics, /live and /ready from a thread, also while the event loop is busy; yields the port.

    `live` and `ready` return what is wrong, None if nothing: 503 with it or 200. Raises OSError if the port is taken.
    """
    metrics: Callable[..., Iterable[bytes]] = make_wsgi_app(registry)
    checks = {"/live": live, "/ready": ready}

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            return metrics(environ, start_response)
        if path not in checks:
            status, body = "404 Not Found", "/metrics, /live and /ready are served here"
        else:
            wrong = checks[path]()
            status, body = ("503 Service Unavailable", wrong) if wrong else ("200 OK", "ok")
        start_response(status, [("Content-Type", "text/plain; charset=utf-8")])
        return [f"{body}\n".encode()]

    server = make_server(host, port, answer, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="metrics", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
