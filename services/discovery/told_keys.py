"""What a page is about by its keys when it is no product: a building has a client and an architect, a dish guests."""

from collections import defaultdict

from services.discovery import evidence, patterns, words
from services.discovery.layout import View

LEAST = 2
"""Different keys of one kind that tell it: one alone may be said of a product as well."""


def kind(view: View) -> tuple[str, tuple[str, ...]] | None:
    """The kind of decoy, "projects" or "recipes", and the keys that tell it, as printed; None for any other page, and
    for one with an article's code.
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for line in view.lines:
        pair = patterns.key_value(line.text)
        label = pair[0] if pair else line.text
        told = words.other_key(label)
        if told:
            found[told].setdefault(label.casefold(), label)
    for told, labels in found.items():
        if len(labels) >= LEAST and not evidence.of_lines(view.lines).codes:
            return told, tuple(labels.values())
    return None
