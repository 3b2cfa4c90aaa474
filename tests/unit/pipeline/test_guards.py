"""Every await that leaves the process has an end (docs/timeouts.md). What is found here is not guarded, or is guarded
in a way this test does not know: guard it, or say here why it ends by itself.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCES = sorted(file for folder in ("pipeline", "services", "cli") for file in (ROOT / folder).rglob("*.py"))
GUARDS = {"timeout", "timeout_at", "answered", "_answer", "wait_for", "close_quietly"}
CLIENTS = {"AIOKafkaConsumer", "AIOKafkaProducer", "AIOKafkaAdminClient"}
MAY_OPEN = {
    "asyncpg.connect": {"pipeline/runner/outages.py", "pipeline/ai/locks.py"},  # within a timeout
    "asyncpg.create_pool": set[str](),  # db.Pool alone has a guard
    "asyncpg.Pool": {"pipeline/db.py"},
}
NETWORK = {"httpx", "requests", "aiohttp", "urllib.request", "http.client", "socket", "smtplib", "ftplib", "boto3"}
NETWORK_IN = {
    "pipeline/runner/heartbeat.py",
    "pipeline/runner/outages.py",
    "pipeline/settings.py",
    "cli/dlq_handled.py",
}
"""For the host's name, and for an error's."""
ENDS_BY_ITSELF = {
    "getmany": "has timeout_ms",
    "self._consumer.commit": "within COMMIT_PATIENCE in the loop",
    "self._consumer.start": "the group's first assignment: the watchdog's rejoin_stall_seconds",
    "consumer.stop": "close", "admin.close": "close",
    "result.stream": "each piece within Sources._next",
    "services/discovery/sources.py:obstore.get_async": "within Sources._next",
    "pipeline/runner/kafka.py:self._consumer.position": "within COMMIT_PATIENCE in the loop",
    "producer.send_and_wait": "cli.connections._Producer's",
}  # fmt: skip


def name_of(node: ast.expr) -> str:
    """Dotted, without arguments."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def awaits(node: ast.AST, guarded: bool = False) -> Iterator[tuple[ast.expr, bool]]:
    """What is awaited, and whether a guard is around it in the same function."""
    for child in ast.iter_child_nodes(node):
        inside = guarded
        if isinstance(child, (ast.AsyncFunctionDef, ast.FunctionDef)):
            inside = False
        elif isinstance(child, (ast.AsyncWith, ast.With)):
            inside = guarded or any(name_of(item.context_expr).split(".")[-1] in GUARDS for item in child.items)
        if isinstance(child, ast.Await):
            yield child.value, inside or name_of(child.value).split(".")[-1] in GUARDS
        if isinstance(child, ast.AsyncFor):
            yield child.iter, inside
        yield from awaits(child, inside)


def unguarded(source: str, path: str = "x.py") -> list[str]:
    """Sentences about what leaves the process and might never come back."""
    tree = ast.parse(source)
    libraries = imported(tree)
    found = []
    kafka = any(name.startswith("aiokafka") for name in libraries)
    clients = ("self._consumer.", "self._producer.", "admin.", "client.", "consumer.", "producer.", "super.")
    for awaited, guarded in awaits(tree):
        name = name_of(awaited)
        leaves = name.startswith("obstore.") or name == "result.stream" or name.endswith("bytes_async")
        leaves |= kafka and name.startswith(clients)
        leaves |= name.split(".")[-1] in {"open_connection", "create_subprocess_exec", "create_subprocess_shell"}
        known = not ENDS_BY_ITSELF.keys().isdisjoint({name, name.split(".")[-1], f"{path}:{name}"})
        if leaves and not guarded and not known:
            found.append(f"{path}:{awaited.lineno}: {name} may never come back")
    for call in calls(tree):
        name, options = name_of(call), {keyword.arg for keyword in call.keywords}
        if name in MAY_OPEN and path not in MAY_OPEN[name]:
            found.append(f"{path}:{call.lineno}: {name}: use pipeline.db.connect")
        if name in CLIENTS and "request_timeout_ms" not in options:
            found.append(f"{path}:{call.lineno}: {name} without request_timeout_ms")
        if name in {"subprocess.run", "subprocess.check_output", "subprocess.call"} and "timeout" not in options:
            found.append(f"{path}:{call.lineno}: {name} without timeout")
        if name.endswith(".transaction") and path != "pipeline/db.py" and not name.startswith("db."):
            found.append(f"{path}:{call.lineno}: {name}: its rollback may hang; use pipeline.db.transaction")
        if name in {"from_url", "S3Store"} and path != "pipeline/objects.py":
            found.append(f"{path}:{call.lineno}: {name}: use pipeline.objects.open_remote")
    found += [f"{path}: {name} has no guard here" for name in libraries & NETWORK if path not in NETWORK_IN]
    return found


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_is_waited_for_for_ever(file: Path) -> None:
    assert unguarded(file.read_text(), str(file.relative_to(ROOT))) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import obstore\nasync def f(s):\n    await obstore.get_async(s, 'k')", "may never come back"),
        ("import aiokafka\nasync def f(admin):\n    await admin.start()", "may never come back"),
        ("import aiokafka\nc = AIOKafkaConsumer('t')", "without request_timeout_ms"),
        ("import subprocess\nsubprocess.run(['x'])", "without timeout"),
        ("import asyncpg\nasync def f():\n    await asyncpg.connect('x')", "use pipeline.db.connect"),
        ("async def f(c):\n    async with c.transaction():\n        pass", "rollback may hang"),
        ("import httpx", "no guard"),
        ("import asyncio\nasync def f():\n    await asyncio.open_connection('x', 1)", "may never come back"),
        ("async def f(result):\n    async for x in result.stream():\n        pass", None),
        (
            "import asyncio, obstore\nasync def f(s):\n    async with asyncio.timeout(1):\n"
            "        await obstore.get_async(s, 'k')",
            None,
        ),
    ],
)
def test_the_test_finds_what_it_is_for(source: str, words: str | None) -> None:
    found = unguarded(source)
    assert any(words in line for line in found) if words else not found
