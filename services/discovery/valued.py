"""Printed values as numbers with units, where the fact is one that is measured."""

from services.discovery.measures import measures
from services.discovery.numbers import plain_measure
from services.discovery.sizes import sizes

MEASURED = frozenset(
    ("size", "thickness", "length", "width", "height", "depth", "diameter", "weight", "capacity", "power", "voltage")
)
"""Facts whose value is a number with a unit, or several."""


def measured(name: str, text: str, unit: str | None = None) -> tuple[str, str | None]:
    """The value and unit of a fact as printed in `text`: plain where it is a size or measure and nothing more, or a
    number alone whose label has the `unit`; as printed otherwise.
    """
    text = text.strip()
    if name not in MEASURED:
        return text, unit
    for found in sizes(text):
        if len(found.text) >= len(text) - 2:
            return found.value, found.unit or unit
    for measure in measures(text):
        if len(measure.text) >= len(text) - 2:
            return measure.value, measure.unit
    number = text.replace(",", "", 1).replace(".", "", 1).isdigit()
    return (plain_measure(text, unit), unit) if number and unit else (text, unit)
