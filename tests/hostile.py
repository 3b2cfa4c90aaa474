"""Hostile PDFs, made by code: small files that ask for far more than they are worth, point elsewhere, or never end."""

import zlib
from collections.abc import Callable, Sequence

MB = 1_000_000
Object = bytes


def stream(data: bytes, dictionary: str = "", *, declared: int | None = None) -> Object:
    """A stream object with `data` as it stands."""
    length = len(data) if declared is None else declared
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (dictionary.encode(), length, data)


def flate(data: bytes, dictionary: str = "") -> Object:
    return stream(zlib.compress(data, 1), f"/Filter/FlateDecode{dictionary}")


def bomb(megabytes: int, fill: bytes = b" ", rounds: int = 1) -> bytes:
    """`megabytes` of `fill`, deflated `rounds` times: a thousandth of it, or a millionth; without its checksum."""
    deflate = zlib.compressobj(9)
    head = deflate.compress(b"") + deflate.flush(zlib.Z_FULL_FLUSH)
    block = deflate.compress(fill * (MB // len(fill))) + deflate.flush(zlib.Z_FULL_FLUSH)
    data = head + block * megabytes
    return data if rounds == 1 else zlib.compress(data, 9)


def pdf(objects: Sequence[Object], *, root: int = 1, tail: str = "") -> bytes:
    """A file of `objects`, numbered from 1, with a cross-reference table."""
    out, at = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, start=1):
        at.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in at)
    out += b"trailer\n<</Size %d/Root %d 0 R%b>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        root,
        tail.encode(),
        start,
    )
    return bytes(out)


TEXT = b"BT /F 18 Tf 50 700 Td (Oak floor, natural) Tj 0 -30 Td (Size: 60x60 cm) Tj ET\n"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def book(
    *contents: Object, more: Sequence[Object] = (), catalogue: str = "", page: str = "", resources: str = ""
) -> bytes:
    """A PDF with a page for each content stream. Objects 1 to 3 are catalogue, page tree and font, then `more` from 4
    on, then pages and contents.
    """
    first = 4 + len(more)
    pages = [first + 2 * n for n in range(len(contents))]
    kids = " ".join(f"{number} 0 R" for number in pages)
    objects: list[Object] = [
        f"<</Type/Catalog/Pages 2 0 R{catalogue}>>".encode(),
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        FONT,
        *more,
    ]
    box = "" if "/MediaBox" in page else "/MediaBox[0 0 595 842]"
    for number, content in zip(pages, contents, strict=True):
        font = f"/Resources<</Font<</F 3 0 R>>{resources}>>"
        objects += [f"<</Type/Page/Parent 2 0 R{box}{font}/Contents {number + 1} 0 R{page}>>".encode(), content]
    return pdf(objects)


GOOD = stream(TEXT)


def content_bomb() -> bytes:
    """A content stream of 4 GB of blanks (4 MB of file), deflated twice to 20 KB, between two good pages."""
    return book(GOOD, stream(bomb(4_000, rounds=2), "/Filter[/FlateDecode/FlateDecode]"), GOOD)


def operators_bomb() -> bytes:
    """A content stream of 400 MB of paths."""
    return book(GOOD, stream(bomb(400, b"0 0 m 9 9 l S "), "/Filter/FlateDecode"), GOOD)


def text_bomb() -> bytes:
    """A page with 100 million letters."""
    return book(
        GOOD, stream(bomb(100, b"BT /F 9 Tf 9 9 Td(oak floor natural oak floor)Tj ET "), "/Filter/FlateDecode"), GOOD
    )


def image(width: int, height: int, data: Object | None = None, dictionary: str = "") -> Object:
    head = (
        f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8{dictionary}"
    )
    return data or stream(b"", head)


PAINT = TEXT + b"q 400 0 0 400 50 100 cm /I Do Q"


def declared_pixels() -> bytes:
    """An image of 200 megapixels that has no data, and one of 4 terapixels."""
    return book(
        stream(PAINT + b" q 100 0 0 100 450 100 cm /J Do Q"),
        more=[image(20_000, 10_000), image(2_000_000, 2_000_000)],
        resources="/XObject<</I 4 0 R/J 5 0 R>>",
    )


def packed_image(width: int, height: int) -> bytes:
    """A page with an image whose samples, 600 MB of them, are all there."""
    head = f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8"
    return book(
        stream(PAINT),
        more=[stream(bomb(600, b"\x20"), f"{head}/Filter/FlateDecode")],
        resources="/XObject<</I 4 0 R>>",
    )


def real_pixels() -> bytes:
    """An image of 200 megapixels, all there, in 600 KB."""
    return packed_image(20_000, 10_000)


def wide_pixels() -> bytes:
    """An image of one row, 200 million pixels long, that no halving makes small."""
    return packed_image(200_000_000, 1)


def many_images() -> bytes:
    """One image painted 300,000 times on one page."""
    head = "/Type/XObject/Subtype/Image/Width 40/Height 40/ColorSpace/DeviceRGB/BitsPerComponent 8"
    paints = zlib.compress(b"q 40 0 0 40 50 100 cm /I Do Q\n" * 300_000)
    return book(
        stream(paints, "/Filter/FlateDecode"),
        GOOD,
        more=[stream(bytes(range(48)) * 100, head)],
        resources="/XObject<</I 4 0 R>>",
    )


def many_objects(count: int = 2_000_000, pages: int = 1) -> bytes:
    """`count` objects, all of them there: a cross-reference stream that points at one page again and again."""
    kids = " ".join(f"{n} 0 R" for n in range(5, 5 + pages))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode()]
    objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>")
    out, at = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, start=1):
        at.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    start = len(out)
    rows = b"".join(b"\x01" + offset.to_bytes(4, "big") for offset in [0, *at, start])
    rows += (b"\x01" + at[2].to_bytes(4, "big")) * (count - 5)
    out += b"4 0 obj\n%b\nendobj\n" % flate(rows, f"/Type/XRef/Size {count}/W[1 4 0]/Root 1 0 R")
    return bytes(out) + b"startxref\n%d\n%%%%EOF" % start


def huge_xref() -> bytes:
    """A table that says it has two billion entries."""
    whole = book(GOOD)
    return whole.replace(b"xref\n0 6", b"xref\n0 2000000000").replace(b"/Size 6", b"/Size 2000000000")


def declared_pages() -> bytes:
    """100,000 pages said, one there."""
    return book(GOOD).replace(b"/Count 1", b"/Count 100000")


def many_pages() -> bytes:
    """100,000 pages, all there: one object by as many numbers."""
    return many_objects(100_010, 100_000)


def shared_pages() -> bytes:
    """100,000 pages that are one object, under a tree of 100 branches."""
    kids = "4 0 R " * 1000
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{'3 0 R ' * 100}]/Count 100000>>".encode(),
        f"<</Type/Pages/Parent 2 0 R/Kids[{kids}]/Count 1000>>".encode(),
        b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 595 842]>>",
    ]
    return pdf(objects)


def tree_of_doublings() -> bytes:
    """A page tree 40 deep whose every node names its child twice: 2^40 pages for who counts them, 3 for /Count."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    objects += [f"<</Type/Pages/Kids[{n} 0 R {n} 0 R]/Count 3>>".encode() for n in range(3, 43)]
    objects.append(b"<</Type/Page/Parent 41 0 R/MediaBox[0 0 595 842]>>")
    return pdf(objects)


def deep_page_tree() -> bytes:
    """One page below 50,000 nodes."""
    depth = 50_000
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    objects += [f"<</Type/Pages/Kids[{n} 0 R]/Count 1/Parent {n - 2} 0 R>>".encode() for n in range(3, 3 + depth)]
    objects.append(f"<</Type/Page/Parent {2 + depth} 0 R/MediaBox[0 0 595 842]>>".encode())
    return pdf(objects)


def cyclic_page_tree() -> bytes:
    """A page tree that holds itself, and a parent that is its own."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 4/Parent 2 0 R>>",
            b"<</Type/Pages/Kids[2 0 R]/Count 2/Parent 3 0 R>>",
        ]
    )


def deep_arrays() -> bytes:
    """An array in an array, 300,000 deep, in a page's dictionary."""
    return book(GOOD, page="/Deep " + "[" * 300_000 + "]" * 300_000)


def deep_dictionaries() -> bytes:
    """Dictionaries 200,000 deep in a content stream and in the catalogue."""
    deep = "<</D " * 200_000 + "1" + ">>" * 200_000
    return book(stream(TEXT + b"/X " + deep.encode() + b" BDC EMC"), catalogue=f"/Deep {deep}")


def deep_saves() -> bytes:
    """A million q without Q, each with a clip."""
    return book(flate(TEXT + b"q 0 0 500 500 re W n\n" * 1_000_000), GOOD)


def form_in_itself() -> bytes:
    """A form that draws itself twice."""
    form = stream(
        b"q /X Do Q q /X Do Q", "/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<</X 4 0 R>>>>"
    )
    return book(stream(TEXT + b"/X Do"), more=[form], resources="/XObject<</X 4 0 R>>")


def forms_of_forms() -> bytes:
    """Thirty forms, each drawing the next ten times: 10^30 drawings without a cycle."""
    forms = [
        stream(b"/X Do " * 10, f"/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<</X {n + 1} 0 R>>>>")
        for n in range(4, 34)
    ]
    last = stream(b"0 0 9 9 re f", "/Type/XObject/Subtype/Form/BBox[0 0 99 99]")
    return book(stream(TEXT + b"/X Do"), GOOD, more=[*forms, last], resources="/XObject<</X 4 0 R>>")


def pattern_in_itself() -> bytes:
    """A tiling pattern of tiny steps painted with itself."""
    tile = stream(
        b"/Pattern cs /P scn 0 0 9 9 re f",
        "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.0001/YStep 0.0001"
        "/Resources<</Pattern<</P 4 0 R>>>>",
    )
    return book(stream(TEXT + b"/Pattern cs /P scn 0 0 595 842 re f"), more=[tile], resources="/Pattern<</P 4 0 R>>")


def endless_contents() -> bytes:
    """A page whose contents are an array of one stream, a million times."""
    whole = book(GOOD, GOOD)
    return whole.replace(b"/Contents 5 0 R", b"/Contents[" + b"5 0 R " * 1_000_000 + b"]")


def stream_of_itself() -> bytes:
    """A stream whose length is itself, and contents that are an object stream within itself."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
            b"<</Length 4 0 R>>stream\nq\nendstream",
        ]
    )


def many_annotations() -> bytes:
    """A page with a million annotations, all of them one."""
    annotation = b"<</Type/Annot/Subtype/Link/Rect[0 0 99 99]/Border[0 0 0]/A<</S/URI/URI(http://127.0.0.1:9/x)>>>>"
    return book(GOOD, GOOD, more=[annotation], page=f"/Annots[{'4 0 R ' * 1_000_000}]")


def many_bookmarks() -> bytes:
    """An outline of 200,000 entries on one level."""
    count = 200_000
    entries = [
        f"<</Title(Oak {n})/Parent 4 0 R/Dest[{5 + count} 0 R/Fit]/Next {n + 1} 0 R>>".encode()
        for n in range(5, 5 + count)
    ]
    entries[-1] = b"<</Title(Last)/Parent 4 0 R>>"
    root = f"<</Type/Outlines/First 5 0 R/Last {4 + count} 0 R/Count {count}>>".encode()
    return book(GOOD, more=[root, *entries], catalogue="/Outlines 4 0 R")


def cyclic_bookmarks() -> bytes:
    """An outline whose second entry comes before the first, and whose entries are their own children."""
    return book(
        GOOD,
        more=[
            b"<</Type/Outlines/First 5 0 R/Last 6 0 R/Count 2>>",
            b"<</Title(Oak)/Parent 4 0 R/Next 6 0 R/First 5 0 R/Last 5 0 R/Count 1>>",
            b"<</Title(Ash)/Parent 4 0 R/Next 5 0 R/First 6 0 R/Last 6 0 R/Count 1>>",
        ],
        catalogue="/Outlines 4 0 R",
    )


def deep_bookmarks() -> bytes:
    """An outline 100,000 levels deep."""
    count = 100_000
    entries = [f"<</Title(Oak {n})/First {n + 1} 0 R/Count 1>>".encode() for n in range(5, 5 + count)]
    return book(GOOD, more=[b"<</Type/Outlines/First 5 0 R/Count 1>>", *entries], catalogue="/Outlines 4 0 R")


def huge_page() -> bytes:
    """Pages of a million kilometres, of nothing, and of no numbers."""
    return book(stream(PAINT), page="/MediaBox[-1e30 -1e30 1e30 1e30]")


def empty_page() -> bytes:
    """A page of no size with an image on it."""
    head = "/Type/XObject/Subtype/Image/Width 40/Height 40/ColorSpace/DeviceRGB/BitsPerComponent 8"
    return book(
        stream(PAINT),
        more=[stream(bytes(range(48)) * 100, head)],
        resources="/XObject<</I 4 0 R>>",
        page="/MediaBox[0 0 0 0]",
    )


def font_bomb() -> bytes:
    """A font file of 2 GB of zeros."""
    more = [
        b"<</Type/Font/Subtype/TrueType/BaseFont/Bomb/FirstChar 32/LastChar 34/Widths[1 1 1]/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/Bomb/Flags 4/FontFile2 6 0 R>>",
        stream(bomb(2_000, b"\0", rounds=2), "/Filter[/FlateDecode/FlateDecode]"),
    ]
    return book(stream(TEXT.replace(b"/F", b"/G")), GOOD, more=more, resources="/Font<</G 4 0 R/F 3 0 R>>")


def cmap_bomb() -> bytes:
    """A ToUnicode map that maps every code of four bytes, in many ranges, and one that uses itself."""
    ranges = b"".join(b"<%08x> <%08x> [%b]\n" % (n, n + 100, b"<00410042>" * 100) for n in range(0, 100 * 20_000, 100))
    cmap = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    cmap += b"1 begincodespacerange <00000000> <ffffffff> endcodespacerange\n"
    cmap += b"20000 beginbfrange\n" + ranges + b"endbfrange endcmap"
    more = [
        b"<</Type/Font/Subtype/Type0/BaseFont/Bomb/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[5 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Helvetica/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>>>",
        flate(cmap, "/UseCMap 6 0 R"),
    ]
    return book(stream(TEXT.replace(b"/F", b"/G")), more=more, resources="/Font<</G 4 0 R>>")


def type3_in_itself() -> bytes:
    """A Type 3 font whose letter is written in that font."""
    more = [
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 79/LastChar 79/Widths[1]"
        b"/Encoding<</Differences[79/O]>>/CharProcs<</O 5 0 R>>/Resources<</Font<</G 4 0 R>>>>>>",
        stream(b"1 0 d0 BT /G 9 Tf (OOOOOOOOO) Tj ET"),
    ]
    return book(stream(TEXT.replace(b"/F", b"/G")), more=more, resources="/Font<</G 4 0 R>>")


def jbig2_bomb() -> bytes:
    """A JBIG2 page of 65535 x 65535 in a few bytes."""
    page = bytes.fromhex("00000000300001000000130000ffff0000ffff0000000000000000000000")
    head = "/Type/XObject/Subtype/Image/Width 65535/Height 65535/ColorSpace/DeviceGray/BitsPerComponent 1"
    return book(stream(PAINT), more=[stream(page, f"{head}/Filter/JBIG2Decode")], resources="/XObject<</I 4 0 R>>")


def ccitt_bomb() -> bytes:
    """A fax of 60000 x 60000 white lines."""
    head = "/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 1"
    parameters = "/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 60000/Rows 60000>>"
    return book(stream(PAINT), more=[stream(b"\xff" * 7500, head + parameters)], resources="/XObject<</I 4 0 R>>")


def jpx_bomb() -> bytes:
    """JPEG 2000 that says it has 60000 x 60000 pixels."""
    siz = (
        b"\xff\x51"
        + bytes.fromhex("002f0000")
        + b"".join(n.to_bytes(4, "big") for n in (60_000, 60_000, 0, 0, 60_000, 60_000, 0, 0))
        + bytes.fromhex("0003070101070101070101")
    )
    cod = bytes.fromhex("ff52000c00000001000504040001")
    qcd = bytes.fromhex("ff5c00134040484850484850484850484850484850")
    sot = bytes.fromhex("ff90000a0000000000000001ff93") + bytes(64) + b"\xff\xd9"
    head = "/Type/XObject/Subtype/Image/Width 60000/Height 60000/Filter/JPXDecode"
    return book(
        stream(PAINT), more=[stream(b"\xff\x4f" + siz + cod + qcd + sot, head)], resources="/XObject<</I 4 0 R>>"
    )


def mask_bomb() -> bytes:
    """A small image with a mask of 200 megapixels."""
    head = "/Type/XObject/Subtype/Image/Width 20000/Height 10000/ColorSpace/DeviceGray/BitsPerComponent 8"
    small = "/Type/XObject/Subtype/Image/Width 40/Height 40/ColorSpace/DeviceRGB/BitsPerComponent 8/SMask 5 0 R"
    return book(
        stream(PAINT),
        more=[stream(bytes(range(48)) * 100, small), stream(bomb(200, b"\x80"), f"{head}/Filter/FlateDecode")],
        resources="/XObject<</I 4 0 R>>",
    )


def shading_bomb() -> bytes:
    """A function of a thousand million samples."""
    function = stream(b"\0", "/FunctionType 0/Domain[0 1 0 1]/Range[0 1 0 1 0 1]/Size[30000 30000]/BitsPerSample 8")
    shading = b"<</ShadingType 1/ColorSpace/DeviceRGB/Function 5 0 R>>"
    return book(stream(TEXT + b"/S sh"), more=[shading, function], resources="/Shading<</S 4 0 R>>")


def filter_chain() -> bytes:
    """A content stream behind 10,000 filters."""
    return book(stream(TEXT.hex().encode(), f"/Filter[{'/ASCIIHexDecode' * 10_000}]"), GOOD)


def active(url: str = "http://127.0.0.1:9/", file: str = "/etc/hostname") -> bytes:
    """JavaScript, launch and other actions, an embedded file, and streams, images and pages of another file."""
    more = [
        f"<</S/JavaScript/JS(app.launchURL\\('{url}'\\))/Next 5 0 R>>".encode(),
        b"<</S/Launch/F(/bin/sh)/Unix(/bin/touch launched)/Win<</F(cmd.exe)>>/Next 6 0 R>>",
        f"<</S/GoToR/F({file})/D[0/Fit]/Next<</S/SubmitForm/F<</FS/URL/F({url})>>>>>>".encode(),
        b"<</Type/Filespec/F(evil.exe)/EF<</F 8 0 R>>>>",
        stream(b"MZ evil", "/Type/EmbeddedFile"),
        f"<</F({file})/FFilter/FlateDecode/Length 0>>stream\n\nendstream".encode(),
        stream(
            b"",
            "/Type/XObject/Subtype/Image/Width 40/Height 40/ColorSpace/DeviceRGB/BitsPerComponent 8"
            f"/F<</FS/URL/F({url}image)>>",
        ),
        f"<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Ref<</F({file})/Page 0>>/Length 0>>stream\n\nendstream".encode(),
    ]
    names = "/Names<</EmbeddedFiles<</Names[(evil) 7 0 R]>>/JavaScript<</Names[(a) 4 0 R]>>>>"
    catalogue = f"/OpenAction 4 0 R/AA<</WC 4 0 R>>{names}"
    return book(
        stream(PAINT + b" /R Do"),
        stream(TEXT, f"/F({file})"),
        more=more,
        catalogue=catalogue,
        page="/AA<</O 4 0 R>>",
        resources="/XObject<</I 10 0 R/R 11 0 R>>",
    )


def far_text() -> bytes:
    """Text and an image at the ends of the numbers, and of no size."""
    text = b"".join(
        b"BT /F %b Tf %b Td (Oak floor) Tj ET\n" % (size, place)
        for size in (b"9", b"1e38", b"0", b"-9", b"0.0000001")
        for place in (b"1e38 -1e38", b"3e38 3e38", b"9e99 9", b"0 0")
    )
    matrices = (b"1e38 0 0 1e38 0 0", b"0 0 0 0 0 0", b"1e-30 0 0 1e-30 9 9", b"1e20 1e20 1e20 -1e20 -1e38 1e38")
    images = b"".join(b"q %b cm /I Do Q " % matrix for matrix in matrices)
    head = "/Type/XObject/Subtype/Image/Width 40/Height 40/ColorSpace/DeviceRGB/BitsPerComponent 8"
    more = [stream(bytes(range(48)) * 100, head)]
    return book(stream(text + images), GOOD, more=more, resources="/XObject<</I 4 0 R>>")


def odd_letters() -> bytes:
    """Letters, names and a title that are lone surrogates, controls, NUL, and what turns writing about."""
    codes = ["D800", "DFFF", "0000", "001B", "009B", "202E", "FFFE", "0007", "D83DDE00", "2028"]
    chars = "".join(f"<{n:02x}> <{code}>\n" for n, code in enumerate(codes, start=65))
    cmap = f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(codes)} beginbfchar\n{chars}endbfchar"
    title = "<FEFFD800001B005B00330031006D0000202E004F0061006B>"
    font = "<</Type/Font/Subtype/Type1/BaseFont/A#1b#5bB#00#ff/ToUnicode 5 0 R/Encoding/WinAnsiEncoding>>"
    outline = b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>"
    entry = f"<</Title{title}/Parent 6 0 R/Dest[10 0 R/Fit]>>".encode()
    labels = f"<</Nums[0<</P{title}>>]>>".encode()
    text = TEXT + b"BT /G 30 Tf 50 600 Td (ABCDEFGHIJ) Tj 0 -40 Td (OakABCDEFGHIJ floor) Tj ET"
    whole = book(
        stream(text),
        more=[font.encode(), stream(cmap.encode()), outline, entry, labels, f"<</Title{title}>>".encode()],
        catalogue="/Outlines 6 0 R/PageLabels 8 0 R",
        resources="/Font<</G 4 0 R/F 3 0 R>>",
    ).replace(b"/Font<</F 3 0 R>>", b"")
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R/Info 9 0 R")


FILES: dict[str, Callable[[], bytes]] = {
    make.__name__.replace("_", "-"): make
    for make in (
        content_bomb, operators_bomb, text_bomb, declared_pixels, real_pixels, wide_pixels, many_images, many_objects,
        huge_xref, declared_pages, many_pages, shared_pages, tree_of_doublings, deep_page_tree, cyclic_page_tree,
        deep_arrays, deep_dictionaries, deep_saves, form_in_itself, forms_of_forms, pattern_in_itself, endless_contents,
        stream_of_itself, many_annotations, many_bookmarks, cyclic_bookmarks, deep_bookmarks, huge_page, empty_page,
        font_bomb, cmap_bomb, type3_in_itself, jbig2_bomb, ccitt_bomb, jpx_bomb, mask_bomb, shading_bomb, filter_chain,
        active, far_text, odd_letters,
    )
}  # fmt: skip

SLOW = frozenset({content_bomb, operators_bomb, many_images, forms_of_forms})
"""Those that take a page's whole time."""

NAMES = (
    "../../etc/passwd",
    "'; DROP TABLE products; --",
    '"); DELETE FROM documents; --',
    "$(touch x) `touch y` | touch z; %s {0} ${HOME}",
    "<script>alert(1)</script>",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J",
    "catalogue \u202efdp.exe",
    "a\nb\rc\td",
    "[red]not red[/] [link=file:///etc/passwd]x[/link]",
    "Ä" * 1_000,
)
"""Names that do harm where text becomes a command, a query, a path, markup or a terminal's orders."""
