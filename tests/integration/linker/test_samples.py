"""What the linker alone decides: generated catalogues, whose products and pictures it is given."""

import json
from typing import Any
from uuid import UUID

import pytest

from pipeline import ids
from pipeline.artefacts import Catalogue, Page
from services.linker.links import Image
from tests.unit.linker.hand import DOCUMENT, catalogue, fact, image, links, of_images, product

samples = pytest.importorskip("samples", reason="needs the whole workspace: uv sync --all-packages")
reading = pytest.importorskip("services.discovery.reading", reason="needs the whole workspace: uv sync --all-packages")

FACTS = {"codes": "code", "colours": "colour", "sizes": "size"}


@pytest.fixture(scope="module", params=["cards-es", "grid-ro", "lamps-fr", "parts-de", "pricelist-hu", "decoys-en"])
def sample(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], list[Page]]:
    """Truth and pages of one layout: cards, grid, shared pages, rows as products, a word as a name."""
    made = samples.generate(request.param, tmp_path_factory.mktemp("samples"))
    truth: dict[str, Any] = json.loads(made.truth.read_text())
    batch = reading.read(made.pdf, 1, len(truth["pages"]))
    return truth, [Page.model_validate_json(line) for line in batch.pages]


def products_of(truth: dict[str, Any], pages: list[Page]) -> Catalogue:
    """The truth as discovery would have it: facts stand where just one line of their page prints them."""
    return catalogue(
        *(
            product(
                name,
                [page["page"] for page in truth["pages"] if name in page["products"]],
                *(_fact(fact, pages[fact["page"] - 1]) for fact in truth["facts"] if fact["product"] == name),
            )
            for name in dict.fromkeys(name for page in truth["pages"] for name in page["products"])
        ),
        page_count=len(pages),
    )


def _fact(said: dict[str, Any], page: Page) -> Any:
    words = said["value"] if isinstance(said["value"], str) else " ".join(said["value"].values())
    where = [line.box for line in page.lines if ids.normalise_name(line.text) == ids.normalise_name(words)]
    return fact(FACTS.get(said["key"], said["key"]), words, page.number, where[0] if len(where) == 1 else None)


def pictures_of(truth: dict[str, Any], captions: bool) -> dict[UUID, tuple[Image, str | None]]:
    """Pictures on product pages, with the product each shows; only logos are told apart, decoration is not."""
    found = {}
    on_products = {page["page"] for page in truth["pages"] if page["products"]}
    for number, said in enumerate(truth["images"]):
        if said["page"] in on_products:
            caption = (said["caption"] or "") if captions else ""
            role = "logo" if said["role"] == "logo" else "product"
            made = image(str(number), (said["page"], tuple(said["box"])), caption=caption, role=role)
            found[made.image_id] = (made, said["product"])
    return found


@pytest.mark.parametrize("captions", [True, False])
def test_every_picture_is_linked_to_its_product_and_no_other(
    sample: tuple[dict[str, Any], list[Page]], captions: bool
) -> None:
    truth, pages = sample
    pictures = pictures_of(truth, captions)
    assert pictures
    found = of_images(links(products_of(truth, pages), pages, [made for made, _ in pictures.values()]))
    wrong = {
        pictures[key][0].places[0]: (set(found.get(key, {})), name)
        for key, (_, name) in pictures.items()
        if set(found.get(key, {})) != ({ids.product_id(DOCUMENT, name)} if name else set())
    }
    assert wrong == {}
