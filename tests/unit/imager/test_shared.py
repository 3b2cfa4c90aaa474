"""Catalogues and awkward PDFs that lie beside the project: nothing is lost without a word, whatever they hold."""

# mypy: disable-error-code="no-untyped-call"

from pathlib import Path

import pymupdf
import pytest

from pipeline.errors import Rejected
from services.imager.bounds import Bounds
from services.imager.found import Batch
from services.imager.reading import read
from tests.unit.imager.build import DOCUMENT

SHARED = Path(__file__).parents[3].parent / "shared"
PDFS = sorted([*SHARED.glob("catalogues/*.pdf"), *SHARED.glob("awkward/*.pdf")])
PAGES = 6
"""Of each: enough to see every kind of picture they have."""


def readable(path: Path, folder: Path) -> Batch:
    """What is read of the first pages. Skips the test where discovery would have rejected the file."""
    try:
        return read(path, range(1, PAGES + 1), DOCUMENT, folder, Bounds(4_000_000))
    except Rejected as error:
        pytest.skip(f"rejected before it gets here: {error.code}")


@pytest.mark.skipif(not PDFS, reason="../shared is not there")
@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_every_page_and_picture_is_accounted_for(path: Path, tmp_path: Path) -> None:
    batch = readable(path, tmp_path)
    assert sorted(entry.item for entry in batch.entries if entry.kind == "page") == [str(n + 1) for n in range(PAGES)]
    assert all(entry.reason for entry in batch.entries if entry.outcome != "emitted")
    assert {place.sha256 for place in batch.places} == {picture.sha256 for picture in batch.pictures}
    items = [entry.item for entry in batch.entries if entry.kind == "image"]
    assert len(items) == len(set(items))
    for picture in batch.pictures:
        for key in (picture.key, picture.thumbnail):
            shown = pymupdf.Pixmap(tmp_path / Path(key).name)
            assert 0 < shown.width <= picture.width
    for place in batch.places:
        assert place.box[0] < place.box[2]
        assert place.box[1] < place.box[3]
