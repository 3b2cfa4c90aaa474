"""A model that knows a generated catalogue's truth, reads what it is shown, and makes a model's mistakes on demand."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.wire.behaviour import Asked

DATA = re.compile(r'<data(?: page="(\d+)")?>\n(.*?)\n</data>', re.DOTALL)
NEW = ("Zephyron", "Quillvane", "Ostramere", "Brindlecove", "Tarnhollow", "Wexmoor")
"""Names no catalogue has."""


class Knowing:
    """Brain of the local server: lists the products named on the pages, with printed numbers, and their facts.

    Shares 0-1: of products `invented` beside the true ones, of true ones `missing`, of printed numbers `wrong`,
    of facts that are `made_up`. The same seed makes the same mistakes.
    """

    def __init__(
        self,
        truth: Path,
        *,
        invented: float = 0.0,
        missing: float = 0.0,
        wrong: float = 0.0,
        made_up: float = 0.0,
        seed: int = 1,
    ) -> None:
        known = json.loads(truth.read_text(encoding="utf-8"))
        self._names: dict[str, str] = known["namesakes"]
        self._printed = {page["page"]: page["printed"] for page in known["pages"]}
        self._pages: dict[str, list[int]] = {}
        for page in known["pages"]:
            for product in page["products"]:
                self._pages.setdefault(product, []).append(page["page"])
        self._facts: list[dict[str, Any]] = known["facts"]
        dice = random.Random(seed)
        self._left_out = {name for name in self._pages if dice.random() < missing}
        self._wrong = {name for name in self._pages if dice.random() < wrong}
        self._made_up = made_up
        self._dice = dice
        self.invented = [f"{NEW[n % len(NEW)]} {n + 1}" for n in range(round(invented * len(self._pages)))]
        """Names that it will list, and that are on no page."""

    def __call__(self, asked: Asked) -> object:
        shown = [(int(found[1] or 0), found[2]) for text in asked.texts for found in [_data(text)]]
        if "products" in asked.schema["properties"]:
            return {"products": [*self._listed(shown), *self._inventions()]}
        return {"facts": list(self._said(shown))}

    def _listed(self, shown: list[tuple[int, str]]) -> Iterator[dict[str, object]]:
        for name, pages in self._pages.items():
            printed_name = self._names.get(name, name)
            page = next((page for page, text in shown if _holds(text, printed_name)), None)
            if page is None or name in self._left_out:
                continue
            numbers = [int(number) for p in pages if (number := self._printed[p] or "").isdigit()]
            shift = 7 if name in self._wrong else 0
            yield {
                "name": printed_name,
                "code": "",
                "section": "",
                "first": numbers[0] + shift if numbers else 0,
                "last": numbers[-1] + shift if numbers else 0,
                "page": page,
            }

    def _inventions(self) -> Iterator[dict[str, object]]:
        for number, name in enumerate(self.invented, start=1):
            yield {"name": name, "code": "", "section": "", "first": 3 * number, "last": 3 * number, "page": 2}

    def _said(self, shown: list[tuple[int, str]]) -> Iterator[dict[str, object]]:
        listing, *_ = shown
        pages = {page for page, _ in shown}
        for line in listing[1].splitlines():
            number, _, rest = line.partition(". ")
            name = rest.rpartition(" (")[0]
            for fact in self._facts:
                if self._names.get(fact["product"], fact["product"]).casefold() != name.casefold():
                    continue
                if fact["page"] not in pages:
                    continue
                values = fact["value"].values() if isinstance(fact["value"], dict) else [fact["value"]]
                for value in values:
                    lie = self._dice.random() < self._made_up
                    said = f"{value} of Atlantis" if lie else value
                    yield {"product": int(number), "name": fact["key"], "value": said[:400], "page": fact["page"]}


def _data(text: str) -> re.Match[str]:
    found = DATA.search(text)
    if not found:
        raise ValueError(f"no data in {text[:80]!r}")
    return found


def _holds(text: str, name: str) -> bool:
    return _folded(name) in _folded(text)


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
