"""Templates that were never filled."""

import pytest

from services.discovery import catalogue, names, placeholders
from tests.unit.discovery.build import DOCUMENT, heading, opened, page, texts


@pytest.mark.parametrize(
    "text",
    ["Product name 3", "PRODUIT 12", "Terméknév 1", "Produkt Nr. 4", "[Product name]", "{{product name}}",
     "Lorem ipsum dolor sit amet", "Nume produs #2"],
)  # fmt: skip
def test_what_templates_print(text: str) -> None:
    assert placeholders.is_placeholder(text)
    assert not names.can_be_name(text)


@pytest.mark.parametrize(
    "text", ["Product name", "Model 3", "Serie 5", "[oak] 3", "Produktion 7", "Oslo chair 2", "<5 kg>"]
)
def test_what_catalogues_print(text: str) -> None:
    assert not placeholders.is_placeholder(text)


def test_a_template_is_told_with_its_pages() -> None:
    blank = [
        page(n, heading(f"Product name {n}"), *texts("Code: 000000", "Size: 00 x 00 cm", "Price: 00,00 €"))
        for n in range(1, 6)
    ]
    found = catalogue.discover(DOCUMENT, blank, opened(5))
    assert found.products == ()
    assert "pages 1-5 hold placeholders as 'Product name 1': a template that was never filled" in found.warnings
