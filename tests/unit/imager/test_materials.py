"""Materials by the words around a picture."""

import pytest

from services.imager.materials import IN_CAPTION, ON_PAGE, material


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("Nordic oak, oiled", "wood"),
        ("Feinsteinzeug, matt", "porcelain"),
        ("Lampe en verre soufflé", "glass"),
        ("Sedia in pelle nera", "leather"),
        ("Mesa de mármol", "marble"),
        ("Üveg váza", "glass"),
        ("Edelstahl gebürstet", "steel"),
    ],
)
def test_named_in_the_caption(caption: str, name: str) -> None:
    assert material(caption, "glass glass glass") == (name, IN_CAPTION)


def test_named_on_the_page_is_less_sure() -> None:
    assert material("Model 12", "Frame of steel. Steel legs. Glass top.") == ("steel", ON_PAGE)


@pytest.mark.parametrize("words", ["", "Frame of steel, glass top", "Oakley sunglasses"])
def test_nothing_or_several_is_no_guess(words: str) -> None:
    assert material("", words) == ("", 0.0)
