"""Document entities: certificates, logos, specifications, care, installation and contacts, with their pages.

Found in the text of every page, also of those that focused extraction leaves out, and in the pictures that the imager
took for logos and certificates. Words are matched without accents and case, in seven languages.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.artefacts import Catalogue, Page, PageKind
from pipeline.events import EntityKind
from pipeline.ids import normalise_name
from services.linker.links import Image
from services.linker.outline import Section, outline
from services.linker.vocabulary import EMAIL, NAMED, NUMBER, PHONE, STANDARD, URL

MOST_TEXT = 4000
"""Letters of an entity's content that are kept."""


@dataclass
class Entity:
    """Something the document says beside its products, or of several of them."""

    kind: EntityKind
    name: str
    pages: list[int]
    content: str = ""
    metadata: dict[str, object] = field(default_factory=dict)


class Finder:
    """Feed it every page in order; `found` has the entities of the wanted kinds."""

    def __init__(self, catalogue: Catalogue, images: Sequence[Image], wanted: Collection[EntityKind]) -> None:
        self._wanted = set(wanted)
        self._plan = {planned.number: planned for planned in catalogue.plan}
        self._certified = {
            product.product_id: " | ".join(
                normalise_name(fact.text)
                for part in (product, *product.variants)
                for fact in part.facts
                if fact.name == "certification"
            )
            for product in catalogue.products
        }
        self._images = images
        self._found: dict[tuple[str, str, int], Entity] = {}

    def page(self, page: Page) -> None:
        """Take in one page's text."""
        planned = self._plan.get(page.number)
        kind, products = (planned.kind, planned.products) if planned else ("other", ())
        sections = outline(page)
        found = [*_contacts(page, sections, kind)]
        if kind not in ("index", "cover"):
            found += _instructions(page, sections, about_products=bool(products))
        if not products:
            found += _certificates(page, sections, kind)
        for entity in found:
            if products:
                entity.metadata["products"] = [str(product) for product in products]
            self._add(entity)

    def found(self) -> list[Entity]:
        """What all pages taken in and the run's images have."""
        for image in self._images:
            self._add_picture(image)
        for entity in self._found.values():
            if entity.kind == "certificate":
                self._name_products(entity)
        return sorted(self._found.values(), key=lambda entity: (entity.kind, entity.pages[0], entity.name))

    def _add(self, entity: Entity) -> None:
        """Certificates, logos and contacts are the same wherever they are named; sections are each their own."""
        if entity.kind not in self._wanted:
            return
        once = entity.kind in ("certificate", "logo", "contact")
        key = (entity.kind, normalise_name(entity.name), 0 if once else entity.pages[0])
        known = self._found.setdefault(key, entity)
        known.pages = sorted({*known.pages, *entity.pages})
        if known is not entity and entity.content not in known.content:
            known.content = f"{known.content}\n{entity.content}".strip()[:MOST_TEXT]

    def _add_picture(self, image: Image) -> None:
        """A logo, or a certificate's emblem: beside the text that names it if there is any."""
        kind: EntityKind | None = {"logo": "logo", "certificate": "certificate"}.get(image.role)  # type: ignore[assignment]
        if kind is None or kind not in self._wanted or not image.places:
            return
        pages = sorted({place.page for place in image.places})
        name = image.caption or f"{kind} {image.image_id.hex[:8]}"
        self._add(Entity(kind, name, pages))
        entity = self._found[(kind, normalise_name(name), 0)]
        images = {*entity.metadata.get("images", []), str(image.image_id)}  # type: ignore[misc]
        entity.metadata["images"] = sorted(images)

    def _name_products(self, certificate: Entity) -> None:
        name = f" {normalise_name(certificate.name)} "
        having = [str(product) for product, text in self._certified.items() if name in f" {text} "]
        if having:
            certificate.metadata["products"] = sorted(having)


def _instructions(page: Page, sections: Sequence[Section], *, about_products: bool) -> Iterator[Entity]:
    """Sections on care, installation and, where they are of no single product, specifications."""
    kinds: tuple[EntityKind, ...] = (
        ("care", "installation") if about_products else ("care", "installation", "specification")
    )
    for section in sections:
        for kind in kinds:
            if _is(kind, section) and section.text and not any(_is(kind, above) for above in section.ancestors()):
                yield _of_section(kind, page, section)


def _certificates(page: Page, sections: Sequence[Section], kind: PageKind) -> Iterator[Entity]:
    """The innermost headings of a page or section on certificates; without headings, the standards printed there."""
    found = False
    for section in sections:
        inside = kind == "certificates" or any(_is("certificate", above) for above in section.ancestors())
        standard = STANDARD.search(section.heading.text)
        if inside and not section.sections and (standard or (section.text and not _is("certificate", section))):
            found = True
            entity = _of_section("certificate", page, section)
            if number := NUMBER.search(section.text):
                entity.metadata["number"] = number[1]
            yield entity
    if kind == "certificates" and not found:
        for line in page.lines:
            for standard in STANDARD.finditer(line.text):
                yield Entity("certificate", standard[0], [page.number], line.text, {"box": list(line.box)})


def _contacts(page: Page, sections: Sequence[Section], kind: PageKind) -> Iterator[Entity]:
    """On a contact page what stands under each heading; elsewhere the addresses on the net, by their host."""
    if kind == "contact":
        for section in sections:
            if section.lines and (not section.sections or _reach(section.text)):
                entity = _of_section("contact", page, section)
                entity.metadata |= _reach(entity.content)
                yield entity
    hosts: dict[str, list[str]] = {}
    for line in page.lines:
        for address in (*EMAIL.findall(line.text), *URL.findall(line.text)):
            host = re.sub(r"^(?:.*@|https?://)?(?:www\.)?", "", address).split("/")[0].casefold()
            hosts.setdefault(host, []).append(line.text)
    for host, lines in hosts.items():
        content = "\n".join(dict.fromkeys(lines))
        yield Entity("contact", host, [page.number], content, dict(_reach(content)))


def _reach(text: str) -> dict[str, list[str]]:
    """E-mail addresses, URLs and telephone numbers in `text`."""
    kinds = {"emails": EMAIL.findall(text), "urls": URL.findall(text), "phones": PHONE.findall(text)}
    return {kind: list(dict.fromkeys(found)) for kind, found in kinds.items() if found}


def _is(kind: EntityKind, section: Section) -> bool:
    """Whether the heading says so, in at most eight words."""
    words = normalise_name(section.heading.text)
    return words.count(" ") < 8 and NAMED[kind].search(words) is not None


def _of_section(kind: EntityKind, page: Page, section: Section) -> Entity:
    return Entity(
        kind, section.heading.text.strip(), [page.number], section.text[:MOST_TEXT], {"box": list(section.heading.box)}
    )
