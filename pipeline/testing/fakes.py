"""In-memory stand-ins for what a handler is given; each keeps what was done to it, for tests to look at."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from pydantic import JsonValue

from pipeline.ai.errand import Errand
from pipeline.ai.failures import OverBudget
from pipeline.ai.results import Provider
from pipeline.ai.spending import Call
from pipeline.errors import Rejected
from pipeline.state import CheckpointName


class FakeObjects:
    """Objects in a dict."""

    def __init__(self) -> None:
        self.stored: dict[str, bytes] = {}

    async def put(self, key: str, data: bytes) -> str:
        self.stored[key] = data
        return key

    async def get(self, key: str) -> bytes:
        try:
            return self.stored[key]
        except KeyError as error:
            raise Rejected("object_missing", f"object {key} does not exist in the object store") from error

    async def exists(self, key: str) -> bool:
        return key in self.stored

    async def delete(self, key: str) -> None:
        self.stored.pop(key, None)


class FakeProgress:
    """Keeps every call."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, int, int | None]] = []
        self.checkpoints: list[CheckpointName] = []

    async def __call__(
        self, done: int, total: int, *, page: int | None = None, checkpoint: CheckpointName | None = None
    ) -> None:
        self.calls.append((done, total, page))
        if checkpoint:
            self.checkpoints.append(checkpoint)


class FakeSteps:
    """Steps in a dict; give one to two handlers to play a restart."""

    def __init__(self) -> None:
        self.done: dict[str, JsonValue] = {}

    def get(self, name: str) -> JsonValue | None:
        return self.done.get(name)

    async def save(self, name: str, value: JsonValue) -> None:
        self.done[name] = value


class FakeResults:
    """AI results in a dict; `asked` counts what was not known."""

    def __init__(self) -> None:
        self.stored: dict[bytes, bytes] = {}
        self.asked = 0

    async def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        return {key: self.stored[key] for key in keys if key in self.stored}

    async def put(self, _provider: Provider, answers: dict[bytes, bytes], /) -> None:
        self.asked += len(answers)
        self.stored = answers | self.stored


class FakeSpending:
    """Spending in memory, with a limit if given."""

    def __init__(self, limit: Decimal | None = None) -> None:
        self.limit = limit
        self.usd = Decimal(0)
        self.calls: list[Call] = []

    async def put_aside(self, _errand: Errand, usd: Decimal, /) -> None:
        if self.limit is not None and self.usd + usd > self.limit:
            raise OverBudget("ai_budget", f"${self.usd} of ${self.limit} are spent")
        self.usd += usd

    async def settle(self, _errand: Errand, aside: Decimal, call: Call, /) -> None:
        self.usd += call.usd - aside
        self.calls.append(call)


class FakeLocks:
    """Locks of a worker that is alone."""

    def __init__(self) -> None:
        self.taken: set[int] = set()

    async def take(self, number: int, /) -> bool:
        self.taken.add(number)
        return True

    async def give(self, number: int, /) -> None:
        self.taken.remove(number)


class FixedClock:
    """A clock that stands still."""

    def __init__(self, at: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at
