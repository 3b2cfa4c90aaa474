"""One provider after another, and what an HTTP status means."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from pipeline.ai.failures import Busy, Declined, Down, OverBudget
from pipeline.ai.fallback import Fallback
from pipeline.ai.wire import status_failure
from pipeline.errors import TesseraError

BUSY, DOWN, DECLINED = Busy("ai_busy", "busy"), Down("ai_key", "down"), Declined("ai_declined", "declined")
OVER = OverBudget("ai_budget", "spent")


async def answers(provider: object) -> str:
    if isinstance(provider, TesseraError):
        raise provider
    return str(provider)


@pytest.mark.parametrize("error", [BUSY, DECLINED, OVER])
async def test_the_next_answers_and_why_the_first_did_not_is_told(error: TesseraError) -> None:
    assert await Fallback().first_answer([error, "offline"], answers) == ("offline", [error.message])


async def test_the_last_one_s_failure_is_the_end() -> None:
    with pytest.raises(Declined):
        await Fallback().first_answer([BUSY, DECLINED], answers)


async def test_a_provider_that_is_down_is_waited_for_or_passed_over() -> None:
    with pytest.raises(Down):
        await Fallback().first_answer([DOWN, "offline"], answers)
    assert await Fallback(when_down="next").first_answer([DOWN, "offline"], answers) == ("offline", ["down"])


async def test_a_spent_budget_can_be_the_end() -> None:
    with pytest.raises(OverBudget):
        await Fallback(over_budget="fail").first_answer([OVER, "offline"], answers)


@pytest.mark.parametrize(
    ("status", "message", "kind", "code"),
    [
        (401, "invalid key", Down, "ai_key"),
        (403, "not yours", Down, "ai_key"),
        (404, "no such model", Down, "ai_model"),
        (402, "pay", Down, "ai_credit"),
        (400, "Your credit balance is too low", Down, "ai_credit"),
        (429, "You exceeded your current quota", Down, "ai_credit"),
        (429, "slow down", Busy, "ai_busy"),
        (529, "overloaded", Busy, "ai_busy"),
        (500, "oops", Busy, "ai_busy"),
        (408, "late", Busy, "ai_busy"),
        (400, "blocked", Declined, "ai_declined"),
        (413, "too large", Declined, "ai_declined"),
    ],
)
def test_a_status_is_what_helps(status: int, message: str, kind: type[TesseraError], code: str) -> None:
    error = status_failure("openai", "gpt", status, {}, message)
    assert type(error) is kind
    assert error.code == code
    assert message in error.message


def test_retry_after_may_be_seconds_a_date_or_nonsense() -> None:
    def after(value: str) -> float | None:
        error = status_failure("openai", "gpt", 429, {"retry-after": value}, "slow down")
        assert isinstance(error, Busy)
        return error.after

    assert after("2.5") == 2.5
    assert after("-1") == 0
    date = after(format_datetime(datetime.now(UTC) + timedelta(seconds=90)))
    assert date is not None
    assert 80 < date <= 90
    assert after("soon") is None


def test_without_a_key_no_sdk_is_loaded() -> None:
    """They take 60 MB and a second of start."""
    loaded = "import sys, services.chunker.app, services.imager.app; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert "pipeline.ai.providers" in modules
    assert not {"openai", "anthropic", "genai_prices", "purgatory", "aiolimiter"} & set(modules)
