"""Moments as people type them."""

import re
from datetime import UTC, datetime, timedelta

import typer

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
AGO = re.compile(r"([0-9]{1,6})([smhdw])")


def moment(text: str) -> datetime:
    """`text` as a time: how long ago (90s, 30m, 2h, 3d, 1w), or ISO 8601, in UTC unless it names a zone.

    Raises BadParameter.
    """
    try:
        if ago := AGO.fullmatch(text):
            return datetime.now(UTC) - timedelta(**{UNITS[ago[2]]: int(ago[1])})
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(
            f"{text!r} is no time: write 30m, 2h or 3d for how long ago, or 2026-11-23 or 2026-11-23T14:00"
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
