"""Times as people type them."""

from datetime import UTC, datetime, timedelta

import pytest
import typer

from cli.moments import moment


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("3d", timedelta(days=3)),
        ("1w", timedelta(days=7)),
    ],
)
def test_how_long_ago(text: str, ago: timedelta) -> None:
    before = datetime.now(UTC)
    assert before <= moment(text) + ago <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-23T14:00", datetime(2026, 11, 23, 14, tzinfo=UTC)),
        ("2026-11-23T14:00:30Z", datetime(2026, 11, 23, 14, 0, 30, tzinfo=UTC)),
        ("2026-11-23 14:00+02:00", datetime(2026, 11, 23, 12, tzinfo=UTC)),
    ],
)
def test_iso_times_are_utc_unless_they_say_otherwise(text: str, at: datetime) -> None:
    assert moment(text) == at


@pytest.mark.parametrize("text", ["", "2", "h", "2 h", "-2h", "yesterday", "999999w", "2026-13-01", "٣d"])
def test_anything_else_is_told_what_a_time_looks_like(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="is no time: write 30m, 2h or 3d"):
        moment(text)
