"""The nine pages before the series: cover to colour overview."""

from samples.prose import sentences
from samples.tables import leader
from samples.textures import jpeg
from samples.tiles71.frame import ACCENT, BRAND, GREY, LEFT, OFFSET, RIGHT, TOP, Frame
from samples.tiles71.range import SECTIONS

WIDE = RIGHT - LEFT


def draw(frame: Frame) -> None:
    """Cover, picture, title page, two index pages, two about the maker, a legend, and the colours."""
    _cover(frame)
    _picture(frame)
    _title(frame)
    _contents(frame)
    _index(frame)
    _about(frame)
    _figures(frame)
    _legend(frame)
    _colours(frame)


def _cover(frame: Frame) -> None:
    frame.page("cover", folio=False)
    data = frame.scene(frame.range[0], frame.range[0].colours[0], (900, 640))
    frame.book.picture(data, 0, 150, 595, 692, "room")
    frame.logo(LEFT, 60, 34)
    frame.book.text(RIGHT, 76, "General Catalogue", frame.serif.light, 20, align="right")
    frame.book.text(RIGHT, 96, "Porcelain, ceramic and glass for floors and walls", frame.sans.light, 9, GREY, "right")


def _picture(frame: Frame) -> None:
    frame.page("picture", folio=False)
    data = frame.scene(frame.range[7], frame.range[7].colours[1], (900, 640))
    frame.book.picture(data, 0, 0, 595, 842, "room")


def _title(frame: Frame) -> None:
    frame.page("title", folio=False)
    frame.logo(LEFT, 300, 26)
    frame.book.para(LEFT, 360, 300, "The surfaces we make, the people who draw them and the rooms they end up in.",
                    frame.serif.italic, 15)  # fmt: skip
    imprint = (
        f"© {BRAND} Ceramiche. Photographs, texts and drawings are the property of the publisher. Colours in print "
        "differ from those of the tiles. All measures are nominal. Printed on paper from responsibly managed forests."
    )
    frame.book.para(LEFT, 720, 260, imprint, frame.sans.light, 7.5, GREY)


def _contents(frame: Frame) -> None:
    frame.page("index")
    book = frame.book
    book.text(LEFT, 110, "Contents", frame.serif.light, 38)
    y = 160.0
    for words, page in (
        ("About us", 6),
        ("Facts and figures", 7),
        ("How to read this catalogue", 8),
        ("Colour overview", 9),
    ):
        leader(book, LEFT, y, RIGHT, words, str(page - OFFSET), frame.sans.regular, 9.5)
        y += 17
    for section in SECTIONS:
        y += 14
        book.text(LEFT, y, section.upper(), frame.sans.bold, 9, ACCENT, spacing=1.2)
        y += 19
        for series in (s for s in frame.range if s.section == section):
            leader(book, LEFT + 12, y, RIGHT, series.name, str(series.first_page - OFFSET), frame.sans.regular, 11)
            y += 18
    y += 14
    for k, words in enumerate(("Formats at a glance", "Projects", "Sustainability", "Certificates", "Technical notes",
                               "Glossary", "Laying", "Care", "Terms of sale", "Showrooms")):  # fmt: skip
        page = (59, 60, 62, 63, 64, 65, 66, 67, 68, 69)[k]
        leader(book, LEFT, y, RIGHT, words, str(page - OFFSET), frame.sans.regular, 9.5)
        y += 16


def _index(frame: Frame) -> None:
    frame.page("index", "Index")
    book = frame.book
    book.text(LEFT, 104, "Series from A to Z", frame.serif.light, 26)
    y = 150.0
    for series in sorted(frame.range, key=lambda s: s.name):
        leader(book, LEFT, y, RIGHT, series.name, str(series.first_page - OFFSET), frame.sans.bold, 11)
        words = f"{series.material}, {', '.join(series.sizes)}"
        book.text(LEFT, y + 12, words, frame.sans.light, 8, GREY)
        y += 40
    book.para(LEFT, y + 10, 330, "Page numbers are those at the foot of the pages.", frame.sans.italic, 8, GREY)


def _about(frame: Frame) -> None:
    frame.page("about", "About us")
    book = frame.book
    book.text(LEFT, 108, "Three generations of fire", frame.serif.light, 28)
    data = frame.scene(frame.range[5], frame.range[5].colours[0], (420, 800))
    book.picture(data, LEFT, 130, WIDE, 264, "room", caption="The entrance hall of the works, 2023")
    book.text(LEFT, 406, "The entrance hall of the works, 2023", frame.sans.italic, 8, GREY)
    words = [sentences(frame.rng, 5), sentences(frame.rng, 5), sentences(frame.rng, 4), sentences(frame.rng, 4)]
    book.columns(LEFT, 426, WIDE, 3, 18, words, frame.sans.regular, 8.8)


def _figures(frame: Frame) -> None:
    frame.page("about", "Facts and figures")
    book = frame.book
    figures = (
        ("1954", "founded as a brick kiln"),
        ("3", "plants within forty kilometres"),
        ("640", "people"),
        ("11.2 m", "square metres yearly"),
        ("68", "countries"),
        ("94 %", "of process water reused"),
    )
    for k, (number, words) in enumerate(figures):
        x, y = LEFT + (k % 2) * 260, 140 + (k // 2) * 150
        book.text(x, y, number, frame.serif.light, 48, ACCENT)
        book.text(x, y + 20, words, frame.sans.regular, 10)
    book.para(LEFT, 580, WIDE, sentences(frame.rng, 5), frame.sans.regular, 9.5)


def _legend(frame: Frame) -> None:
    frame.page("legend", "How to read this catalogue")
    book = frame.book
    book.text(LEFT, 104, "How to read this catalogue", frame.serif.light, 26)
    entries = (
        ("Rectified", "Edges ground after firing; joints of 2 mm are possible."),
        ("R9 to R13", "Slip resistance when walked on with shoes, by the ramp method."),
        ("PEI 1 to 5", "Resistance of the glaze to abrasion; 5 is the highest."),
        ("V1 to V4", "Variation of shade from piece to piece; V4 is deliberately strong."),
        ("Frost proof", "Suitable outdoors where temperatures fall below zero."),
        ("20 mm", "Thick slabs to be laid on gravel, grass or pedestals."),
        ("Wall only", "Not to be walked on."),
        ("Prices", "In euros per square metre, without tax, ex works."),
    )
    for k, (term, words) in enumerate(entries):
        y = 150 + 66 * k
        book.rect(LEFT, y, 42, 42, "#efeae2", ACCENT)
        book.line(LEFT + 8, y + 34, LEFT + 34, y + 8 + 3 * (k % 4), ACCENT, 1.4)
        book.circle(LEFT + 12 + 3 * k, y + 14, 3.5, ACCENT)
        book.text(LEFT + 58, y + 18, term, frame.sans.bold, 11)
        book.text(LEFT + 58, y + 33, words, frame.sans.regular, 9)


def _colours(frame: Frame) -> None:
    """Small swatches of every series: product names on a page that is no product's."""
    frame.page("colour overview", "Colour overview")
    book = frame.book
    book.text(LEFT, TOP + 34, "All colours, from pale to dark", frame.serif.light, 24)
    chosen = [(s, c) for s in frame.range for c in s.colours[:3]]
    chosen.sort(key=lambda pair: -float(pair[0].surfaces[pair[1]].mean()))
    for k, (series, colour) in enumerate(chosen[:30]):
        x, y = LEFT + (k % 6) * 85, 120 + (k // 6) * 128
        caption = f"{series.name} {colour}"
        book.picture(jpeg(series.surfaces[colour][::2, ::2]), x, y, 76, 90, "swatch", series.name, caption)
        book.para(x, y + 90, 78, caption, frame.sans.regular, 6.8, leading=1.2)
