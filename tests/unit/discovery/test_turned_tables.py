"""Tables whose properties are rows and whose articles are columns."""

from pipeline.artefacts import Line
from services.discovery import shared_tables, tables
from tests.unit.discovery.build import row

XS = (50, 170, 290, 410)


def rows(*printed: tuple[str, ...], xs: tuple[int, ...] = XS) -> list[Line]:
    return [
        x
        for n, cells in enumerate(printed)
        for x in row(*cells, y=150 + 16 * n, bold=n == 0, xs=xs[-len(cells) :] if len(cells) == len(xs) - 1 else xs)
    ]


CHAIRS = (
    ("Oslo", "Bergen", "Malmö"),
    ("Width", "60 cm", "80 cm", "100 cm"),
    ("Seat height", "45 cm", "46 cm", "47 cm"),
    ("Price", "€ 120", "€ 140", "€ 170"),
)


def test_articles_become_rows() -> None:
    [found] = tables.tables(1, rows(*CHAIRS))
    assert found.turned
    assert found.heads == ("", "Width", "Seat height", "Price")
    assert found.facts == ("name", "width", "height", "price")
    assert [[cell.text for cell in cells if cell] for cells in found.rows][1] == ["Bergen", "80 cm", "46 cm", "€ 140"]


def test_a_value_in_no_column_is_that_of_all() -> None:
    merged = row("Material", "solid oak", y=214, xs=(50, 345))
    [found] = tables.tables(1, [*rows(*CHAIRS), *merged])
    assert [cells[4].text for cells in found.rows if cells[4]] == ["solid oak"] * 3


def test_a_missing_value_stays_missing() -> None:
    [found] = tables.tables(1, [*rows(*CHAIRS), *row("Weight", "8 kg", "11 kg", y=214, xs=(50, 170, 410))])
    assert [cells[4] and cells[4].text for cells in found.rows] == ["8 kg", None, "11 kg"]


def test_each_article_has_its_own_column_though_its_name_heads_the_page() -> None:
    lines = rows(*CHAIRS)
    heads = {id(x) for x in lines[:3]}
    owned, used = shared_tables.by_product(1, lines, shared_tables.Owners(("oslo", "bergen", "malmo")), heads)
    assert [cell.text for cell in owned["malmo"][0].rows[0] if cell] == ["Malmö", "100 cm", "47 cm", "€ 170"]
    assert used == {id(x) for x in lines}


def test_known_heads_over_rows_that_begin_with_labels_are_no_articles() -> None:
    [found] = tables.tables(
        1,
        rows(("Property", "Unit", "Value"), ("Thickness", "mm", "9"), ("Weight", "kg", "31"), ("Width", "cm", "60")),
    )
    assert not found.turned
    assert found.facts == ("property", "unit", "value")
