"""What the title of a table says of its rows."""

from services.discovery import facts, variants
from services.discovery.collected import Collected
from tests.unit.discovery.build import line, row

XS = (50, 170, 290)


def page(*titles: str) -> list:  # type: ignore[type-arg]
    lines = []
    for n, title in enumerate(titles):
        y = 150 + 120 * n
        lines += [
            line(title, 50, y, size=11),
            *row("Code", "Size", "Price", y=y + 18, bold=True, xs=XS),
            *row(f"AB-{n}01", "30x60", "€ 12", y=y + 34, xs=XS),
            *row(f"AB-{n}02", "60x60", "€ 14", y=y + 50, xs=XS),
        ]
    return lines


def test_rows_have_the_title_of_their_table() -> None:
    into = Collected()
    found = facts.collect(into.on(1), page("Matt surface", "Polished surface"), "oslo")
    by_code = {row.code: {fact.name: fact.value for fact in row.facts} for row in variants.rows(found)}
    assert by_code["AB-002"]["variant"] == "Matt surface"
    assert by_code["AB-101"]["variant"] == "Polished surface"
    assert next(f.box for f in into.facts if f.name == "variant") == (50, 150, 116, 150 + 1.2 * 11)


def test_one_table_the_product_itself_and_usual_titles_say_nothing() -> None:
    for titles in (("Matt surface",), ("Oslo", "Oslo"), ("Technical data", "Sizes")):
        into = Collected()
        facts.collect(into.on(1), page(*titles), "oslo")
        assert into.values("variant") == []
