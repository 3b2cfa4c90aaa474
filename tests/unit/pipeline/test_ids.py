"""Identities come from content alone."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from pipeline import ids

DOCUMENT = UUID("0d3f6a52-5f0e-5c57-8f0a-2f7a4c1f9b10")
AT = datetime(2026, 1, 5, tzinfo=UTC)


def test_names_that_print_alike_are_one_product() -> None:
    assert ids.product_id(DOCUMENT, "Città  Nera") == ids.product_id(DOCUMENT, "CITTA nera")
    assert ids.product_id(DOCUMENT, "Nera") != ids.product_id(DOCUMENT, "Nera", "A-12")


def test_run_id_is_a_version_7_uuid_of_its_upload() -> None:
    run = ids.run_id(DOCUMENT, "event-1", AT)
    assert (run.version, run.variant) == (7, "specified in RFC 4122")
    assert run.int >> 80 == int(AT.timestamp() * 1000)
    assert run == ids.run_id(DOCUMENT, "event-1", AT)
    assert run != ids.run_id(DOCUMENT, "event-2", AT)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)), st.integers(1, 10**9))  # noqa: DTZ001
def test_later_runs_compare_greater(at: datetime, milliseconds: int) -> None:
    at = at.replace(tzinfo=UTC)
    later = ids.run_id(DOCUMENT, "a", at + timedelta(milliseconds=milliseconds))
    assert later.int > ids.run_id(DOCUMENT, "b", at).int


@given(st.text())
def test_normalising_twice_changes_nothing(name: str) -> None:
    once = ids.normalise_name(name)
    assert ids.normalise_name(once) == once
