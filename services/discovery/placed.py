"""Which picture object lies where on a page. MuPDF's own answer decodes every picture; this one reads sizes only."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.artefacts import Picture
from services.discovery.geometry import turned

OVERHEAD = 57
"""MuPDF's size of a picture is that of its stream, times a factor of the compression, plus that of a struct
(fz_image_size in source/fitz/image.c)."""


def pictures(page: Any) -> Iterator[Picture]:
    """Pictures of `page` as placed, in drawing order, boxes as displayed. `xref` is 0 for inline pictures."""
    placed = page.get_image_info()
    objects = _objects(page)
    known = match(placed, objects)
    if known is None:
        known = [info["xref"] for info in page.get_image_info(xrefs=True)]
    for info, xref in zip(placed, known, strict=True):
        box = turned(info["bbox"], tuple(page.rotation_matrix))
        yield Picture(xref=xref, box=box, width=info["width"], height=info["height"])


def _objects(page: Any) -> dict[tuple[int, int], dict[int, int]]:
    """Stream lengths of the page's picture objects by pixel size and xref, without those that only mask another."""
    items = page.get_images(full=True)
    masks = {item[1] for item in items}
    objects: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for xref, _, width, height, *_ in items:
        if xref not in masks:
            objects[width, height][xref] = 0
    for xrefs in objects.values():
        if len(xrefs) > 1:
            for xref in xrefs:
                xrefs[xref] = len(page.parent.xref_stream_raw(xref) or b"")
    return objects


def match(placed: Sequence[dict[str, Any]], objects: dict[tuple[int, int], dict[int, int]]) -> list[int] | None:
    """The xref of each placed picture (0 if inline): by its pixel size, and among objects of one size by the rank of
    their stream's length. None when that is not certain.
    """
    sizes: dict[tuple[int, int], set[int]] = defaultdict(set)
    for info in placed:
        sizes[info["width"], info["height"]].add(info["size"])
    by_size: dict[tuple[int, int, int], int] = {}
    for shape, found in sizes.items():
        lengths = objects.get(shape, {})
        if len(lengths) <= 1:
            if lengths and len(found) > 1:
                return None
            by_size |= {(*shape, size): next(iter(lengths), 0) for size in found}
            continue
        ranked = sorted(lengths.items(), key=lambda item: item[1])
        factors = [(size - OVERHEAD) / max(length, 1) for size, (_, length) in zip(sorted(found), ranked, strict=False)]
        if len(found) != len(set(lengths.values())) or len(ranked) != len(found):
            return None
        if max(factors) > 1.02 * min(factors):
            return None
        by_size |= {(*shape, size): xref for size, (xref, _) in zip(sorted(found), ranked, strict=True)}
    return [by_size[info["width"], info["height"], info["size"]] for info in placed]
