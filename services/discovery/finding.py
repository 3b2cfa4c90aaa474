"""From the pages to a catalogue: by the rules alone, or by a model first, which the rules check and complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from pipeline.ai.errand import Errand
from pipeline.ai.fallback import Fallback
from pipeline.artefacts import Catalogue, Product, pack, unpack
from pipeline.events import Options
from services.discovery import asking
from services.discovery.answers import ListedProduct, SaidFact
from services.discovery.asking import Asked
from services.discovery.claims import Claims
from services.discovery.opening import Opened


class Rules(Protocol):
    """The layout rules, apart from this process."""

    async def discover(
        self,
        document_id: UUID,
        opened: Opened,
        pages: bytes,
        index_pages: int,
        focused: bool,
        claims: Claims | None = None,
        /,
    ) -> bytes:
        """The packed catalogue of packed `pages`."""

    async def texts(self, pages: bytes, /) -> list[str]:
        """The text of each page."""

    async def with_facts(self, packed: bytes, pages: bytes, said: dict[UUID, list[SaidFact]], by: str, /) -> bytes:
        """The packed catalogue with what a model says of its products."""


@dataclass(frozen=True)
class Document:
    """A document that is read: its packed pages, and what its upload asks for."""

    document_id: UUID
    opened: Opened
    pages: bytes
    options: Options


async def find(
    document: Document, rules: Rules, models: Sequence[Asked | None], fallback: Fallback, errand: Errand
) -> bytes:
    """The packed catalogue by the first of `models` that answers; None is the rules alone. Whatever a model says, the
    rules' own products stay, and what it names and the pages do not show is left out.
    """

    async def by(asked: Asked | None) -> bytes:
        alone = await _discover(document, rules, None)
        return alone if asked is None else await _with_model(document, rules, alone, asked, errand)

    packed, passed_over = await fallback.first_answer(models, by)
    if not passed_over:
        return packed
    catalogue = unpack(Catalogue, packed)
    return pack(catalogue.model_copy(update={"warnings": (*catalogue.warnings, *passed_over)}))


async def _with_model(document: Document, rules: Rules, alone: bytes, asked: Asked, errand: Errand) -> bytes:
    """The model lists products, and at the same time says what it reads of those that the rules know already."""
    texts = await rules.texts(document.pages)
    known = unpack(Catalogue, alone).products

    async def listing() -> tuple[ListedProduct, ...]:
        listed = await asking.products(asked, errand, texts, document.options.index_pages)
        return (*listed, *await asking.missing(asked, errand, texts, listed, known))

    said: dict[UUID, list[SaidFact]] = {}

    async def facts(products: Sequence[Product]) -> tuple[ListedProduct, ...]:
        said.update(await asking.facts(asked, errand, texts, products))
        return ()

    listed, _ = await asking.all_of((listing(), facts(known)))
    packed = await _discover(document, rules, Claims(by=asked.name, products=listed))
    ids = {product.product_id for product in known}
    await facts([product for product in unpack(Catalogue, packed).products if product.product_id not in ids])
    return await rules.with_facts(packed, document.pages, said, asked.extracts.model.name)


async def _discover(document: Document, rules: Rules, claims: Claims | None) -> bytes:
    options = document.options
    return await rules.discover(
        document.document_id,
        document.opened,
        document.pages,
        options.index_pages,
        options.focused_extraction,
        claims,
    )
