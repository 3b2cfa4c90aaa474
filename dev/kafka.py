"""Embedded Apache Kafka: the jars from Maven, one process that is broker and controller (KRaft)."""

import asyncio
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from dev import ROOT, StackError
from dev.daemon import Daemon
from dev.ports import accepts, free_port, is_free

POM = ROOT / "dev" / "kafka.pom.xml"
LOGGING = ROOT / "dev" / "kafka.log4j2.properties"
CACHE = ROOT / ".tools" / "kafka"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
CLUSTER_ID = "dGVzc2VyYS1lbWJlZGRlZA"  # any 16 bytes in base64
START_SECONDS = 60

PROPERTIES = """\
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:{controller}
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# tests that kill workers need not wait the usual 6 s and more for it to be noticed
group.min.session.timeout.ms=1000
# a broker that was killed is let in again only when its last session has expired
broker.session.timeout.ms=4000
"""


class Kafka:
    """One broker on 127.0.0.1 whose data outlives it; keeps its port from start to start where it can."""

    def __init__(self, state_dir: Path) -> None:
        self.daemon = Daemon("kafka", state_dir)
        self._folder = state_dir / "kafka"

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.daemon.port}"

    def start(self) -> None:
        """Start the broker, unless it runs, and wait until it answers. Raises StackError."""
        if self.daemon.process() is None:
            java, classpath = find_java(), f"{jars()}/*"
            port = free_port(self.daemon.port)
            properties = self._configure(port)
            if not (self._data / "meta.properties").exists():
                self._format(java, classpath, properties)
            logging = f"-Dlog4j2.configurationFile={LOGGING}"
            # half the start-up time and processor of the defaults, which are made for machines that only run Kafka
            small = ["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
            command = [java, *small, logging, "-cp", classpath, "kafka.Kafka", str(properties)]
            self.daemon.start(command, env=dict(os.environ), port=port)
        self.daemon.wait_ready(self._answers, START_SECONDS)

    def stop(self) -> None:
        self.daemon.stop()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.daemon.kill()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _configure(self, port: int) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        controller = port + 1 if is_free(port + 1) else free_port()
        properties = self._folder / "server.properties"
        properties.write_text(PROPERTIES.format(port=port, controller=controller, data=self._data))
        return properties

    def _format(self, java: str, classpath: str, properties: Path) -> None:
        tool = [java, "-XX:TieredStopAtLevel=1", f"-Dlog4j2.configurationFile={LOGGING}", "-cp", classpath]
        format_ = [*tool, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", str(properties)]
        done = subprocess.run(format_, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(self._data, ignore_errors=True)
            raise StackError(f"Kafka could not format {self._data}: {done.stderr.strip() or done.stdout.strip()}")

    def _answers(self) -> bool:
        port = self.daemon.port
        return port is not None and accepts(port) and asyncio.run(_lists_itself(self.bootstrap))


async def _lists_itself(bootstrap: str) -> bool:
    """Whether a metadata request is answered with a broker and a controller."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=5_000)
    try:
        await admin.start()
        cluster = await admin.describe_cluster()
    except (KafkaError, OSError):
        return False
    finally:
        await admin.close()
    return bool(cluster["brokers"]) and cluster["controller_id"] >= 0


def find_java() -> str:
    """The Java to run. Raises StackError naming what to install."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if java is None:
        where = f"in JAVA_HOME ({home})" if home else "on the PATH"
        raise StackError(f"Kafka needs Java 17 or newer and there is none {where}: {_install('java')}")
    return java


def jars() -> Path:
    """The folder of Kafka's jars; filled by Maven when there is none yet for this pom. Raises StackError."""
    folder = CACHE / hashlib.sha256(POM.read_bytes()).hexdigest()[:12]
    if folder.exists():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise StackError(f"Kafka's jars come by Maven and there is no mvn on the PATH: {_install('maven')}")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        into = Path(scratch) / "jars"
        fetch = [maven, "-B", "-q", "-f", str(POM), COPY, f"-DoutputDirectory={into}", "-DincludeScope=runtime"]
        done = subprocess.run(fetch, capture_output=True, text=True, check=False)
        if done.returncode:
            reason = next((line for line in done.stdout.splitlines() if "ERROR" in line), done.stderr.strip())
            raise StackError(f"Maven could not fetch Kafka's jars: {reason}")
        try:
            into.rename(folder)
        except OSError:
            if not folder.exists():  # else another process was faster
                raise
    return folder


def _install(what: str) -> str:
    packages = {"java": "openjdk-17-jre-headless", "maven": "maven"}
    return f"install it (Debian, Ubuntu: apt-get install {packages[what]})"
