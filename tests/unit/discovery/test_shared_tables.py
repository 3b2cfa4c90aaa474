"""Rows of one table over several products, each for the product it names."""

import pytest

from pipeline.artefacts import Line
from services.discovery import catalogue, shared_tables
from services.discovery.shared_tables import Owners
from tests.unit.discovery.build import DOCUMENT, heading, line, opened, page, row, texts

XS = (50, 230, 330, 430)
ROWS = (
    ("Termék", "Kód", "Méret", "Ár"),
    ("Nagy fali óra", "KL-100", "60 x 60 cm", "12 990 Ft"),
    ("Kis fali óra", "KL-200", "30 x 30 cm", "7 990 Ft"),
    ("Kis fali óra, fekete", "KL-201", "30 x 30 cm", "8 490 Ft"),
    ("Ébresztő", "KL-300", "10 x 10 cm", "4 990 Ft"),
)
KEYS = ("nagy fali ora konyhaba", "kis fali ora", "ebreszto")
OWNERS = Owners(KEYS)


def table(y: float = 600) -> list[Line]:
    return [x for n, cells in enumerate(ROWS) for x in row(*cells, y=y + 16 * n, bold=n == 0, xs=XS)]


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("Kis fali óra", "kis fali ora"),
        ("KIS FALI ÓRA, fekete", "kis fali ora"),
        ("Nagy fali óra", "nagy fali ora konyhaba"),
        ("Nagy", None),
        ("Fali óra", None),
        ("Kis fali órák", None),
    ],
)
def test_a_cell_names_a_product(cell: str, key: str | None) -> None:
    assert OWNERS.of(cell) == key


def test_the_beginning_of_two_names_is_neither() -> None:
    assert Owners(("lampe murale noire", "lampe murale blanche")).of("Lampe murale") is None


def test_rows_go_to_the_product_they_name() -> None:
    lines = table()
    owned, used = shared_tables.by_product(3, [*lines, line("Lampes", y=100)], OWNERS, ())
    codes = {key: [cells[1].text for cells in t.rows if cells[1]] for key, [t] in owned.items()}
    assert codes == {KEYS[0]: ["KL-100"], KEYS[1]: ["KL-200", "KL-201"], KEYS[2]: ["KL-300"]}
    assert used == {id(x) for x in lines}


def test_a_table_that_names_one_product_or_holds_their_headings_is_left() -> None:
    lines = table()
    assert shared_tables.by_product(3, lines, Owners(KEYS[:1]), ()) == ({}, set())
    assert shared_tables.by_product(3, lines, OWNERS, {id(lines[4])}) == ({}, set())


def test_a_table_at_the_foot_is_no_facts_of_the_last_product_alone() -> None:
    pages = []
    for n in range(3):
        size = ("Grande", "Petite", "Haute")[n]
        names = [f"{size} lampe numéro {word}" for word in ("un", "deux", "trois")]
        heads = [
            x
            for k, name in enumerate(names)
            for x in (
                heading(name, 100 + 120 * k, size=16),
                *texts("Une lampe pour tous les jours.", f"Matière: verre {k}", y=130 + 120 * k, block=10 * k),
            )
        ]
        cells = [("Produit", "Réf.", "Prix"), *((name, f"LP-{n}{k}0", f"{n}{k},50 €") for k, name in enumerate(names))]
        foot = [x for k, c in enumerate(cells) for x in row(*c, y=600 + 16 * k, bold=k == 0, xs=(50, 230, 330))]
        pages.append(page(n + 1, *heads, *foot))
    found = catalogue.discover(DOCUMENT, pages, opened(3)).products
    codes = [[fact.value for fact in product.facts if fact.name == "code"] for product in found]
    assert codes == [[f"LP-{n}{k}0"] for n in range(3) for k in range(3)]
    assert not any(product.variants for product in found)
