"""Pictures as they are shown, whatever their PDF does to them."""

# mypy: disable-error-code="no-untyped-call, attr-defined"

import zlib
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image

from pipeline.errors import Rejected
from services.imager import reading
from services.imager.bounds import Bounds
from services.imager.found import Batch
from tests.unit.imager.build import (
    BLUE,
    DOCUMENT,
    GREEN,
    RED,
    WHITE,
    Pdf,
    corners,
    file,
    near,
    photo,
    pictures,
    quarters,
    stored,
)

BOX = (50, 50, 170, 130)
UPRIGHT = [RED, GREEN, BLUE, WHITE]


def reasons(batch: Batch, kind: str = "image") -> list[tuple[str, str]]:
    return [(entry.outcome, entry.reason) for entry in batch.entries if entry.kind == kind]


def test_a_picture_with_its_place(tmp_path: Path) -> None:
    pdf = Pdf()
    pdf.page().insert_image(pymupdf.Rect(BOX), stream=file(quarters()))
    batch, (image,) = pictures(pdf, tmp_path)
    assert near(corners(image), UPRIGHT)
    assert image.size == (120, 80)
    (place,) = batch.places
    assert place.box == pytest.approx(BOX, abs=0.1)
    assert place.area == pytest.approx(120 * 80 / (400 * 300), rel=0.01)
    assert place.centre == pytest.approx((110 / 400, 90 / 300), rel=0.01)
    assert reasons(batch, "page") == [("emitted", "")]
    (picture,) = batch.pictures
    assert picture.key == f"images/{DOCUMENT}/{picture.sha256}.png"
    assert stored(tmp_path, picture.thumbnail).size == (120, 80)


def test_the_jpeg_inside_is_kept_byte_for_byte(tmp_path: Path) -> None:
    pdf, jpeg = Pdf(), file(photo(1), "JPEG", quality=80)
    pdf.page().insert_image(pymupdf.Rect(BOX), stream=jpeg, keep_proportion=False)
    batch, _ = pictures(pdf, tmp_path)
    assert (tmp_path / Path(batch.pictures[0].key).name).read_bytes() == jpeg


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    cmyk = Image.new("CMYK", (60, 60), (0, 255, 255, 0))
    pdf = Pdf()
    pdf.page().insert_image(pymupdf.Rect(BOX), stream=file(cmyk, "JPEG", quality=95))
    batch, (image,) = pictures(pdf, tmp_path)
    red, green, blue = corners(image)[0]
    assert red > 200
    assert green < 70
    assert blue < 70
    assert stored(tmp_path, batch.pictures[0].key).mode == "RGB"


def test_raw_cmyk_becomes_rgb(tmp_path: Path) -> None:
    pdf, page = Pdf(), None
    page = pdf.page()
    stream = zlib.compress(bytes((255, 0, 0, 0)) * 1600)
    pdf.image(page, "/Width 40/Height 40/ColorSpace/DeviceCMYK/BitsPerComponent 8/Filter/FlateDecode", stream, BOX)
    _, (image,) = pictures(pdf, tmp_path)
    red, _, blue = corners(image)[0]
    assert red < 60
    assert blue > 180


def test_jpeg_2000(tmp_path: Path) -> None:
    pdf = Pdf()
    pdf.image(pdf.page(), "/Width 120/Height 80/Filter/JPXDecode", file(quarters(), "JPEG2000"), BOX)
    _, (image,) = pictures(pdf, tmp_path)
    assert near(corners(image), UPRIGHT, by=12)


def test_sixteen_bits(tmp_path: Path) -> None:
    pdf = Pdf()
    samples = np.asarray(quarters()).astype(">u2") * 257
    dictionary = "/Width 120/Height 80/ColorSpace/DeviceRGB/BitsPerComponent 16/Filter/FlateDecode"
    pdf.image(pdf.page(), dictionary, zlib.compress(samples.tobytes()), BOX)
    _, (image,) = pictures(pdf, tmp_path)
    assert near(corners(image), UPRIGHT)


def test_indexed_pictures_that_differ_in_their_palette_alone_are_two(tmp_path: Path) -> None:
    pdf, stream = Pdf(), zlib.compress(bytes([0] * 800 + [1] * 800))
    page = pdf.page()
    for x, palette in ((20, "<C81E1E1EA03C>"), (220, "<283CBEFFFFFF>")):
        dictionary = (
            f"/Width 40/Height 40/ColorSpace[/Indexed/DeviceRGB 1 {palette}]/BitsPerComponent 8/Filter/FlateDecode"
        )
        pdf.image(page, dictionary, stream, (x, 50, x + 100, 150))
    _, (first, second) = pictures(pdf, tmp_path)
    assert near(corners(first), [RED, RED, (30, 160, 60), (30, 160, 60)])
    assert near(corners(second), [BLUE, BLUE, WHITE, WHITE])


def test_a_soft_mask_lets_white_show_through(tmp_path: Path) -> None:
    pdf = Pdf()
    image = quarters().convert("RGBA")
    alpha = np.full((80, 120), 255, np.uint8)
    alpha[:40, :60] = 0
    image.putalpha(Image.fromarray(alpha))
    pdf.page().insert_image(pymupdf.Rect(BOX), stream=file(image))
    _, (shown,) = pictures(pdf, tmp_path)
    assert near(corners(shown), [WHITE, GREEN, BLUE, WHITE])


def test_white_on_nothing_stays_visible(tmp_path: Path) -> None:
    image = Image.new("RGBA", (80, 80), (255, 255, 255, 0))
    image.paste((255, 255, 255, 255), (20, 20, 60, 60))
    pdf = Pdf()
    pdf.page().insert_image(pymupdf.Rect(BOX), stream=file(image))
    _, (shown,) = pictures(pdf, tmp_path)
    assert shown.getpixel((40, 40)) == WHITE
    assert shown.getpixel((5, 5)) != WHITE


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turned_as_on_the_page(tmp_path: Path, rotation: int) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.insert_image(pymupdf.Rect(BOX), stream=file(quarters()))
    page.set_rotation(rotation)
    batch, (image,) = pictures(pdf, tmp_path)
    # the page as a viewer shows it is the judge
    rendered = pymupdf.open(tmp_path / "made.pdf")[0].get_pixmap()
    whole = Image.frombytes("RGB", (rendered.width, rendered.height), rendered.samples)
    x0, y0, x1, y1 = batch.places[0].box
    assert near(corners(image), [c[:3] for c in corners(whole.crop((int(x0), int(y0), int(x1), int(y1))))])  # type: ignore[misc]


def test_mirrored_as_on_the_page(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    stream = zlib.compress(quarters().tobytes())
    dictionary = "/Width 120/Height 80/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
    xref = pdf.image(page, dictionary, stream, (10, 10, 15, 15))
    pdf.paint(page, xref, "-120 0 0 80 300 100 cm")
    batch, (image,) = pictures(pdf, tmp_path)
    assert near(corners(image), [GREEN, RED, WHITE, BLUE])
    assert len(batch.places) == 1
    assert [outcome for outcome, reason in reasons(batch) if reason.startswith("tiny")] == ["skipped"]


def test_one_picture_used_often_is_stored_once(tmp_path: Path) -> None:
    pdf, data = Pdf(), file(photo(2))
    for _ in range(3):
        page = pdf.page()
        page.insert_image(pymupdf.Rect(20, 20, 120, 100), stream=data)
        page.insert_image(pymupdf.Rect(200, 20, 380, 160), stream=data)
    # the same pixels in another object
    pdf.page().insert_image(pymupdf.Rect(20, 20, 120, 100), stream=file(photo(2), compress_level=0))
    batch, images = pictures(pdf, tmp_path)
    assert len(images) == 1
    assert [place.page for place in batch.places] == [1, 1, 2, 2, 3, 3, 4]


def test_inline_pictures(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    data = np.asarray(quarters(40, 40)).tobytes()
    pdf.content(page, b"q 100 0 0 100 50 50 cm BI /W 40 /H 40 /CS /RGB /BPC 8 ID " + data + b" EI Q")
    batch, (image,) = pictures(pdf, tmp_path)
    assert near(corners(image), UPRIGHT)
    assert batch.places[0].box == pytest.approx((50, 150, 150, 250))


def test_cut_to_what_the_clip_and_the_page_show(tmp_path: Path) -> None:
    pdf, data = Pdf(), zlib.compress(quarters().tobytes())
    dictionary = "/Width 120/Height 80/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
    page = pdf.page()
    xref = pdf.image(page, dictionary, data, (0, 290, 1, 291))
    pdf.paint(page, xref, "100 100 60 40 re W n 120 0 0 80 100 100 cm")  # the lower left quarter
    pdf.paint(page, xref, "120 0 0 80 340 20 cm")  # the right half lies off the page
    batch, (clipped, bled) = pictures(pdf, tmp_path)
    assert near(corners(clipped), [BLUE] * 4)
    assert near(corners(bled), [RED, RED, BLUE, BLUE])
    assert batch.places[0].box == pytest.approx((100, 160, 160, 200))
    assert batch.places[1].box == pytest.approx((340, 200, 400, 280))


def test_what_is_left_out_says_why(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.insert_image(pymupdf.Rect(10, 10, 14, 14), stream=file(photo(1)))
    page.insert_image(pymupdf.Rect(10, 40, 390, 52), stream=file(photo(2)), keep_proportion=False)
    page.insert_image(pymupdf.Rect(500, 10, 600, 90), stream=file(photo(3)))
    pdf.image(page, "/ImageMask true/Width 32/Height 32/BitsPerComponent 1", bytes(128), (100, 100, 200, 200))
    pdf.page()
    batch, images = pictures(pdf, tmp_path)
    assert images == []
    assert [(outcome, reason.split(":")[0]) for outcome, reason in reasons(batch)] == [
        ("skipped", "tiny"),
        ("skipped", "a line or strip"),
        ("skipped", "outside the page or its clip"),
        ("skipped", "a stencil"),
    ]
    assert reasons(batch, "page") == [
        ("skipped", "no picture worth keeping"),
        ("skipped", "no raster pictures"),
    ]


def test_left_out_here_and_taken_there_counts_as_taken(tmp_path: Path) -> None:
    pdf, data = Pdf(), file(photo(1))
    pdf.page().insert_image(pymupdf.Rect(10, 10, 14, 13), stream=data)
    page = pdf.page()
    page.insert_image(pymupdf.Rect(10, 10, 18, 16), stream=data)
    page.insert_image(pymupdf.Rect(50, 50, 170, 140), stream=data)
    batch, images = pictures(pdf, tmp_path)
    assert (len(images), len(batch.places)) == (1, 1)
    assert reasons(batch) == []


BROKEN = {
    "rubbish for JPEG": ("/Width 40/Height 40/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode", b"rubbish"),
    "an empty JPEG": ("/Width 40/Height 40/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode", b"\xff\xd8"),
    "a JPEG's head": (
        "/Width 120/Height 90/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode", file(photo(1), "JPEG")[:700],
    ),
    "rubbish for zlib": ("/Width 40/Height 40/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode", b"rubbish"),
    "too few samples": (
        "/Width 400/Height 300/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode", zlib.compress(bytes(999)),
    ),
    "rubbish for JPEG 2000": ("/Width 40/Height 40/Filter/JPXDecode", b"rubbish"),
    "no size": ("/Width -4/Height 40/ColorSpace/DeviceRGB/BitsPerComponent 8", bytes(99)),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_pictures_are_told_and_the_others_go_on(tmp_path: Path, name: str) -> None:
    pdf = Pdf()
    page = pdf.page()
    pdf.image(page, *BROKEN[name], BOX)
    page.insert_image(pymupdf.Rect(200, 50, 320, 140), stream=file(photo(1)))
    batch, images = pictures(pdf, tmp_path)
    assert len(images) == 1
    assert [(outcome, reason.split(":")[0]) for outcome, reason in reasons(batch)] == [
        ("dead_lettered", "broken image")
    ]
    assert reasons(batch, "page") == [("emitted", "")]


def test_a_picture_that_lacks_its_end_is_taken_without_its_broken_file(tmp_path: Path) -> None:
    pdf, jpeg = Pdf(), file(photo(1, 400, 300), "JPEG")
    dictionary = "/Width 400/Height 300/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    pdf.image(pdf.page(), dictionary, jpeg[: len(jpeg) * 3 // 4], BOX)
    batch, (image,) = pictures(pdf, tmp_path)
    assert image.size == (400, 300)
    assert reasons(batch) == []


def test_forms_within_forms_even_endless_ones(tmp_path: Path) -> None:
    pdf, document = Pdf(), None
    document = pdf.document
    page = pdf.page()
    page.insert_image(pymupdf.Rect(0, 0, 5, 4), stream=file(photo(4)))
    inner = page.get_images()[0][0]
    forms = [document.get_new_xref() for _ in range(2)]
    for form, other in zip(forms, reversed(forms), strict=True):
        document.update_object(
            form,
            f"<</Type/XObject/Subtype/Form/BBox[0 0 400 300]/Resources<</XObject<</I {inner} 0 R/F {other} 0 R>>>>>>",
        )
        document.update_stream(form, b"q 120 0 0 90 30 60 cm /I Do Q /F Do")
    pdf.paint(page, forms[0], "1 0 0 1 10 0 cm")
    batch, images = pictures(pdf, tmp_path)
    assert len(images) == 1
    assert batch.places[0].box == pytest.approx((40, 150, 160, 240))


def test_pictures_too_large_are_averaged_down_while_decoded(tmp_path: Path) -> None:
    pdf = Pdf()
    side = 4000
    rows = zlib.compress(b"".join(bytes(RED) * (side // 2) + bytes(BLUE) * (side // 2) for _ in range(side)), 1)
    dictionary = f"/Width {side}/Height {side}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
    pdf.image(pdf.page(), dictionary, rows, BOX)
    _, (image,) = pictures(pdf, tmp_path, most_pixels=260_000)
    assert image.size == (500, 500)
    assert near(corners(image), [RED, BLUE, RED, BLUE])


def test_a_page_that_is_not_there_fails_alone(tmp_path: Path) -> None:
    pdf = Pdf()
    pdf.page().insert_image(pymupdf.Rect(BOX), stream=file(photo(1)))
    batch = reading.read(pdf.save(tmp_path), [1, 2], DOCUMENT, tmp_path, Bounds())
    assert len(batch.pictures) == 1
    (lost,) = [entry for entry in batch.entries if entry.outcome == "dead_lettered"]
    assert (lost.kind, lost.item, lost.page) == ("page", "2", 2)


def test_a_file_that_cannot_be_opened_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "no.pdf"
    path.write_bytes(b"rubbish")
    with pytest.raises(Rejected) as damaged:
        reading.read(path, [1], DOCUMENT, tmp_path, Bounds())
    assert damaged.value.code == "damaged_pdf"
    pdf = Pdf()
    pdf.page()
    pdf.document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="owner")
    with pytest.raises(Rejected) as closed:
        reading.read(path, [1], DOCUMENT, tmp_path, Bounds())
    assert closed.value.code == "password_protected"


def test_the_same_twice(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    page.insert_image(pymupdf.Rect(BOX), stream=file(photo(1)))
    page.insert_image(pymupdf.Rect(200, 50, 320, 140), stream=file(photo(2), "JPEG"))
    path = pdf.save(tmp_path)
    first, second = (reading.read(path, [1], DOCUMENT, tmp_path, Bounds()) for _ in range(2))
    assert first == second


def test_more_pictures_than_allowed_fail_their_page(tmp_path: Path) -> None:
    pdf, page = Pdf(), None
    page = pdf.page()
    xref = pdf.image(page, "/Width 40/Height 40/ColorSpace/DeviceGray/BitsPerComponent 8", bytes(1600), BOX)
    pdf.content(page, f"q 40 0 0 40 9 9 cm /X{xref} Do Q\n".encode() * 300)
    pdf.page().insert_image(pymupdf.Rect(BOX), stream=file(photo(1)))
    batch = reading.read(pdf.save(tmp_path), [1, 2], DOCUMENT, tmp_path, Bounds(pictures_per_page=300))
    assert reasons(batch, "page") == [
        ("dead_lettered", "the page cannot be read: more than 300 pictures are painted on it"),
        ("emitted", ""),
    ]
    assert len(batch.places) == 1
    assert (
        len(reading.read(tmp_path / "made.pdf", [1], DOCUMENT, tmp_path, Bounds(pictures_per_page=301)).places) == 301
    )


def test_what_says_it_has_more_pixels_than_allowed_is_not_decoded(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    head = "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
    pdf.image(page, f"/Width 101/Height 100{head}", zlib.compress(bytes(10_100)), BOX)
    pdf.image(page, f"/Width 100/Height 100{head}", zlib.compress(bytes(10_000)), (200, 50, 300, 130))
    batch = reading.read(pdf.save(tmp_path), [1], DOCUMENT, tmp_path, Bounds(max_pixels=10_000))
    assert reasons(batch) == [("dead_lettered", "too large to decode: 101 x 100 pixels")]
    assert [(picture.width, picture.height) for picture in batch.pictures] == [(100, 100)]


def test_the_mask_counts_too(tmp_path: Path) -> None:
    pdf = Pdf()
    page = pdf.page()
    mask = pdf.image(
        page, "/Width 200/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8", bytes(20_000), (0, 0, 1, 1)
    )
    head = f"/Width 40/Height 40/ColorSpace/DeviceRGB/BitsPerComponent 8/SMask {mask} 0 R"
    pdf.image(page, head, bytes(4_800), BOX)
    batch = reading.read(pdf.save(tmp_path), [1], DOCUMENT, tmp_path, Bounds(max_pixels=10_000))
    assert ("dead_lettered", "too large to decode: 40 x 40 pixels") in reasons(batch)


def test_without_memory_nothing_more_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("code=2: malloc (1000 bytes) failed")

    pdf = Pdf()
    pdf.page()
    path = pdf.save(tmp_path)
    monkeypatch.setattr(reading, "drawn", refuse)
    with pytest.raises(MemoryError):
        reading.read(path, [1], DOCUMENT, tmp_path, Bounds())
