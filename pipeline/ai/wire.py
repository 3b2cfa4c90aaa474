"""What an HTTP answer that is no answer means, alike for all providers."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pipeline.ai.failures import Busy, Declined, Down
from pipeline.errors import TesseraError

NO_CREDIT = re.compile(r"credit balance|insufficient_quota|exceeded your current quota|billing|spend limit", re.I)
LONGEST = 300
"""Characters quoted of what a provider says."""


def status_failure(provider: str, model: str, status: int, headers: Mapping[str, str], message: str) -> TesseraError:
    """The error for an HTTP status. Names the setting that is wrong, where one is."""
    said = f"{provider} says {status}: {message[:LONGEST]}"
    setting = f"TESSERA_{provider.upper()}"
    if NO_CREDIT.search(message) or status == 402:
        return Down("ai_credit", f"{said}; there is no credit left behind {setting}_KEY")
    if status in (401, 403):
        return Down("ai_key", f"{said}; {setting}_KEY is wrong or may not use {model}")
    if status == 404:
        return Down("ai_model", f"{said}; {setting}_MODEL names {model!r}, which is not there")
    if status in (408, 409, 425, 429) or status >= 500:
        return Busy("ai_busy", said, after=_after(headers))
    return Declined("ai_declined", said)


@contextmanager
def whole(provider: str) -> Iterator[None]:
    """Reading an answer that may be broken, or no answer of the provider's at all. Raises Busy."""
    try:
        yield
    except (ValueError, LookupError, TypeError) as error:
        raise Busy("ai_broken", f"the answer of {provider} is broken: {type(error).__name__} {error}") from error


def _after(headers: Mapping[str, str]) -> float | None:
    """Seconds of Retry-After, which may be a number or a date."""
    value = headers.get("retry-after")
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except ValueError:
        return None
