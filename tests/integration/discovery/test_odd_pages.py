"""Catalogues that are odd rather than hostile, through the real reading in real subprocesses: thousands of rows, pages
of three points or of A0, hundreds of pictures, missing fonts, a template never filled. Each ends in bounded time and
memory with a result or a warning in plain words.
"""

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline import ids
from pipeline.artefacts import Catalogue, unpack
from pipeline.sandbox import Sandbox
from pipeline.settings import MIB
from services.discovery import reader
from services.discovery.limits import Limits
from tests import hostile

MEMORY = 700 * MIB
SECONDS = 120.0
"""Some fifteen times what the slowest takes on an idle machine."""
A4, A0 = (595.0, 842.0), (2384.0, 3370.0)


@pytest.fixture(scope="module")
def reads() -> Iterator[reader.Reader]:
    """One sandbox for all files: what one does to it the next would feel."""
    sandbox = Sandbox(1, memory_bytes=MEMORY, preload=reader.PRELOAD)
    yield reader.Reader(sandbox, Limits())
    sandbox.close()


def drawn(path: Path, draw: Callable[[Canvas], None], size: tuple[float, float] = A4) -> Path:
    """A PDF at `path` of what `draw` draws, with its origin at the foot as PDF has it."""
    canvas = Canvas(str(path), pagesize=size, invariant=1)
    draw(canvas)
    canvas.save()
    return path


async def discovered(reads: reader.Reader, path: Path) -> tuple[Catalogue, dict[int, str]]:
    """What discovery makes of the file, and the pages that failed with why."""

    async def silent(_pages: int) -> None:
        """Nobody asks."""

    began = time.monotonic()
    opened = await reads.open(path)
    pages = await reads.read(path, opened.page_count, silent)
    packed = zstandard.compress(b"\n".join(pages.lines))
    catalogue = unpack(Catalogue, await reads.discover(ids.document_id(path.as_uri()), opened, packed, 100, True))
    assert time.monotonic() - began < SECONDS
    assert [page.number for page in catalogue.plan] == list(range(1, opened.page_count + 1))
    return catalogue, pages.failed


def table(canvas: Canvas, rows: range, top: float, size: float = 8) -> None:
    """Rows of code, name and price under bold heads."""
    for n, cells in enumerate(
        [("Code", "Name", "Price"), *((f"SC-{k:05d}", f"Screw no {k} zinc", f"{k % 90 + 1},50 €") for k in rows)]
    ):
        canvas.setFont("Helvetica-Bold" if n == 0 else "Helvetica", size)
        for x, cell in zip((50, 150, 400), cells, strict=True):
            canvas.drawString(x, top - 1.5 * size * n, cell)


def card(canvas: Canvas, name: str, code: str, x: float, y: float, scale: float = 1.0) -> None:
    """A name over its code, size and price."""
    canvas.setFont("Helvetica-Bold", 16 * scale)
    canvas.drawString(x, y, name)
    canvas.setFont("Helvetica", 9 * scale)
    for n, line in enumerate((f"Code: {code}", "Size: 60 x 120 cm", "Price: 24,50 €"), 1):
        canvas.drawString(x, y - 14 * scale * n, line)


NAMES = ("Oslo chair", "Riga lamp", "Pori stool", "Lund sofa", "Umea shelf", "Bodo table", "Kemi bench", "Turku desk")


async def test_two_thousand_products_in_a_table(reads: reader.Reader, tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for first in range(0, 2000, 50):
            table(canvas, range(first, first + 50), 780)
            canvas.showPage()

    catalogue, failed = await discovered(reads, drawn(tmp_path / "rows.pdf", draw))
    assert not failed
    assert [product.pages for product in catalogue.products] == [(1 + n // 50,) for n in range(2000)]
    assert len({product.product_id for product in catalogue.products}) == 2000


@pytest.mark.parametrize(("rows", "failing"), [(1600, []), (2000, [1])])
async def test_a_table_of_thousands_on_one_page(
    reads: reader.Reader, tmp_path: Path, rows: int, failing: list[int]
) -> None:
    """Three cells a row: up to the limit of lines they are read, above it the page fails and the document says so."""

    def draw(canvas: Canvas) -> None:
        table(canvas, range(rows), 3300, 1.0)
        canvas.showPage()
        canvas.drawString(50, 700, "Prices without tax.")

    catalogue, failed = await discovered(reads, drawn(tmp_path / "long.pdf", draw, A0))
    assert sorted(failed) == failing
    assert len(catalogue.products) == (0 if failing else rows)
    assert any("page 1 could not be read" in warning for warning in catalogue.warnings) is bool(failing)


@pytest.mark.parametrize("resources", ["", "/Font<<>>", "/Font<</F 99 0 R>>", "/Font<</F 4 0 R>>"])
async def test_fonts_that_are_missing_or_not_embedded(reads: reader.Reader, tmp_path: Path, resources: str) -> None:
    """No resources, none of that name, one that is no object, one that no machine has: the words are read all the same,
    or the document says that nothing was found.
    """
    shown = "BT /F 20 Tf 50 700 Td ({}) Tj /F 9 Tf 0 -30 Td (Code: AB-10{}) Tj 0 -15 Td (Size: 60 x 60 cm) Tj ET"
    pages = [hostile.stream(shown.format(name, n).encode()) for n, name in enumerate(NAMES)]
    path = tmp_path / "fonts.pdf"
    nobody = b"<</Type/Font/Subtype/TrueType/BaseFont/NobodyHasThisFont/Encoding/WinAnsiEncoding>>"
    path.write_bytes(
        hostile.book(*pages, more=[nobody]).replace(
            b"/Resources<</Font<</F 3 0 R>>>>", f"/Resources<<{resources}>>".encode()
        )
    )
    catalogue, failed = await discovered(reads, path)
    assert not failed
    assert [product.name for product in catalogue.products] == list(NAMES) or catalogue.warnings
    if resources.endswith("4 0 R>>"):
        assert [product.name for product in catalogue.products] == list(NAMES)


async def test_pages_of_three_points(reads: reader.Reader, tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for n in range(60):
            card(canvas, NAMES[n % 8], f"AB-{100 + n}", 0.2, 2.4, 0.02)
            canvas.showPage()

    catalogue, failed = await discovered(reads, drawn(tmp_path / "small.pdf", draw, (3, 3)))
    assert not failed
    assert catalogue.page_count == 60
    assert catalogue.products or any("no products" in warning for warning in catalogue.warnings)


async def test_pages_of_a0(reads: reader.Reader, tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for first in (0, 4):
            for n, name in enumerate(NAMES[first : first + 4]):
                card(canvas, name, f"AB-{100 + first + n}", 200, 3000 - 700 * n, 4)
            canvas.showPage()

    catalogue, failed = await discovered(reads, drawn(tmp_path / "poster.pdf", draw, A0))
    assert not failed
    assert [(product.name, product.pages) for product in catalogue.products] == [
        (name, (1 + n // 4,)) for n, name in enumerate(NAMES)
    ]


@pytest.mark.parametrize("kinds", [1, 500])
async def test_five_hundred_pictures_a_page(reads: reader.Reader, tmp_path: Path, kinds: int) -> None:
    """One picture placed again and again, or all different; the four products among them are found."""
    pictures = []
    for n in range(kinds):
        out = io.BytesIO()
        Image.new("RGB", (8, 8), (n % 256, n // 2, 90)).save(out, "PNG")
        pictures.append(ImageReader(out))

    def draw(canvas: Canvas) -> None:
        for first in (0, 4):
            for n in range(500):
                canvas.drawImage(pictures[n % kinds], 30 + 22 * (n % 25), 420 + 20 * (n // 25), 18, 18)
            for n, name in enumerate(NAMES[first : first + 4]):
                card(canvas, name, f"AB-{100 + first + n}", 50 + 270 * (n % 2), 350 - 150 * (n // 2))
            canvas.showPage()

    catalogue, failed = await discovered(reads, drawn(tmp_path / "pictures.pdf", draw))
    assert not failed
    assert [product.name for product in catalogue.products] == list(NAMES)


async def test_a_template_never_filled(reads: reader.Reader, tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for page in range(6):
            for n in range(4):
                y = 750 - 180 * n
                canvas.setFont("Helvetica-Bold", 16)
                canvas.drawString(50, y, f"Product name {4 * page + n + 1}")
                canvas.setFont("Helvetica", 9)
                for k, line in enumerate(
                    ("Code: 000000", "Size: 00 x 00 cm", "00,00 €", "Lorem ipsum dolor sit amet, elit.")
                ):
                    canvas.drawString(50, y - 15 - 14 * k, line)
            canvas.showPage()

    catalogue, _ = await discovered(reads, drawn(tmp_path / "template.pdf", draw))
    assert catalogue.products == ()
    assert any("never filled" in warning and "pages 1-6" in warning for warning in catalogue.warnings)
