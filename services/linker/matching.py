"""Links a document's products, images and chunks: pages go in one at a time, links come out at the end.

Nothing is read, stored or asked of a model here; the same rows and pages always give the same links.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from pipeline.artefacts import Catalogue, Page
from pipeline.ids import normalise_name
from services.linker.geometry import gap
from services.linker.layout import Layout
from services.linker.links import Chunk, Image, Limits, Link, Links, Place
from services.linker.register import Register
from services.linker.scoring import PairWeights, Weights, pair_score, product_score
from services.linker.views import View, as_one

NOT_OF_PRODUCTS = {"logo", "icon", "certificate", "decoration"}
"""Roles of pictures that show no product, whatever page they are on."""


class Matcher:
    """Feed it every page of the document, in any order, then ask for the links. It keeps no page."""

    def __init__(
        self,
        catalogue: Catalogue,
        images: Sequence[Image],
        chunks: Sequence[Chunk],
        weights: Weights,
        pair: PairWeights,
    ) -> None:
        self._register = Register(catalogue)
        self._images, self._chunks, self._weights, self._pair = images, chunks, weights, pair
        self._images_on: dict[int, list[tuple[Image, Place]]] = defaultdict(list)
        self._chunks_on: dict[int, list[Chunk]] = defaultdict(list)
        for image in images:
            for place in image.places:
                self._images_on[place.page].append((image, place))
        for chunk in chunks:
            for number in chunk.pages:
                self._chunks_on[number].append(chunk)
        self._views: dict[UUID, list[tuple[str, View]]] = defaultdict(list)  # each with the item's words there
        self._nearness: dict[tuple[UUID, UUID], float] = {}

    def page(self, page: Page) -> None:
        """Take in what this page says of the images and chunks on it."""
        images, chunks = self._images_on.get(page.number, []), self._chunks_on.get(page.number, [])
        if not images and not chunks:
            return
        pictures = [place.box for image, place in images if image.role not in NOT_OF_PRODUCTS]
        layout = Layout(page, self._register, pictures)
        for image, place in images:
            self._views[image.image_id].append((place.caption, layout.picture(place.box)))
        for chunk in chunks:
            lines = layout.lines_of(chunk.text)
            self._views[chunk.chunk_id].append((chunk.text, layout.text(lines)))
            for image, place in images:
                apart = min((gap(place.box, page.lines[index].box) for index in lines), default=page.height)
                pair = (image.image_id, chunk.chunk_id)
                self._nearness[pair] = max(self._nearness.get(pair, 0.0), max(1 - apart / max(page.height, 1), 0.0))

    def links(self, products: Limits, pairs: Limits) -> Links:
        """The links worth keeping, from all pages taken in."""
        of_images = [
            link
            for image in self._images
            if image.role not in NOT_OF_PRODUCTS
            for link in self._with_products(image.image_id, self._views[image.image_id])
        ]
        of_chunks = [
            link
            for chunk in self._chunks
            if (views := self._views[chunk.chunk_id])
            for link in self._with_products(chunk.chunk_id, [(chunk.text, as_one([view for _, view in views]))])
        ]
        image_product, chunk_product = products.keep(of_images), products.keep(of_chunks)
        return Links(image_product, chunk_product, pairs.keep(self._pairs(image_product, chunk_product)))

    def _with_products(self, item: UUID, views: Sequence[tuple[str, View]]) -> Iterable[Link]:
        """Of one item with the products of its pages and those it names; of a picture's places the best counts."""
        best: dict[UUID, Link] = {}
        for text, view in views:
            said = self._register.said(text, view.page.keys(), misread=view.misread, lists=view.lists)
            for product, components in said.items():
                components |= {
                    "page": view.page.get(product, 0.0),
                    "nearness": view.nearness.get(product),
                    "order": view.order.get(product),
                }
                link = Link(item, product, product_score(components, self._weights), components)
                if product not in best or link.score > best[product].score:
                    best[product] = link
        return best.values()

    def _pairs(self, image_product: list[Link], chunk_product: list[Link]) -> Iterable[Link]:
        """Of images and chunks that share a page."""
        products: dict[UUID, dict[UUID, float]] = defaultdict(dict)
        for link in (*image_product, *chunk_product):
            products[link.item][link.target] = link.score
        captions = {image.image_id: set(normalise_name(image.caption).split()) for image in self._images}
        words = {chunk.chunk_id: set(normalise_name(chunk.text).split()) for chunk in self._chunks}
        for (image, chunk), nearness in self._nearness.items():
            caption, of_image, of_chunk = captions[image], products.get(image, {}), products.get(chunk, {})
            shared = (min(score, of_chunk[product]) for product, score in of_image.items() if product in of_chunk)
            components = {
                "nearness": nearness,
                "caption": len(caption & words[chunk]) / len(caption) if caption else None,
                "product": max(shared, default=0.0) if of_image and of_chunk else None,
            }
            yield Link(image, chunk, pair_score(components, self._pair), components)
