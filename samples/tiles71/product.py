"""The pages of a series: an opening, then rooms, colours, sizes and tables, by how many pages it has."""

from samples.prose import sentences
from samples.tiles71 import blocks
from samples.tiles71.frame import ACCENT, GREY, LEFT, RIGHT, TOP, Frame
from samples.tiles71.range import Series

WIDE = RIGHT - LEFT


def divider(frame: Frame, section: str) -> None:
    """The coloured page before a section, with its name and its series."""
    frame.page("divider", folio=False)
    book = frame.book
    book.rect(0, 0, 595, 842, "#4a443d")
    book.text(LEFT, 380, section, frame.serif.light, 44, "#f4efe6")
    book.line(LEFT, 400, LEFT + 120, 400, "#c9a27e", 2)
    for k, series in enumerate(s for s in frame.range if s.section == section):
        book.text(LEFT, 430 + 18 * k, series.name, frame.sans.light, 12, "#e6dccd")


def picture_page(frame: Frame) -> None:
    """A page that is all picture, with a line of text."""
    series = frame.range[int(frame.rng.integers(len(frame.range)))]
    frame.page("picture", folio=False)
    data = frame.scene(series, series.colours[0], (900, 640))
    frame.book.picture(data, 0, 0, 595, 842, "room")
    frame.book.text(LEFT, 800, "A house is a long conversation with its floor.", frame.serif.italic, 13, "#ffffff")


def draw(frame: Frame, series: Series) -> None:
    """All pages of one series."""
    frame.page("product", products=(series.name,))
    (_opening_bleed, _opening_spaced, _opening_column)[series.first_page % 3](frame, series)
    if series.pages == 2:
        _page(frame, series)
        _compact(frame, series)
        return
    if series.pages >= 5:
        _rooms(frame, series, 1, series.pages == 6)
    _page(frame, series)
    y = blocks.swatches(frame, series, blocks.heading(frame, TOP, "Colours"), 2 if series.pages > 3 else 3)
    if series.pages == 3:
        y = blocks.sizes(frame, series, blocks.heading(frame, y, "Formats"), 100)
        _page(frame, series)
        y = blocks.articles(frame, series, blocks.heading(frame, TOP, "Article list"))
    else:
        _page(frame, series)
        y = blocks.sizes(frame, series, blocks.heading(frame, TOP, "Formats and thickness"))
        blocks.articles(frame, series, blocks.heading(frame, y, f"{series.name}: article numbers"))
        if series.pages == 6:
            _rooms(frame, series, 2, False)
        _page(frame, series)
        y = frame.book.para(LEFT, TOP, WIDE, sentences(frame.rng, 2), frame.sans.regular, 9) + 8
    y = blocks.technical(frame, series, blocks.heading(frame, y, "Technical characteristics"))
    y = blocks.packaging(frame, series, blocks.heading(frame, y, "Packing"))
    y = blocks.certifications(frame, series, y)
    if y < 600:
        blocks.detail(frame, series, y)


def _page(frame: Frame, series: Series) -> None:
    left = len(frame.book.truth.pages) % 2 == 0
    frame.page("product", series.section if left else series.name, (series.name,))


def _compact(frame: Frame, series: Series) -> None:
    y = blocks.swatches(frame, series, TOP, 4)
    y = blocks.sizes(frame, series, y, 60)
    y = blocks.articles(frame, series, y)
    y = blocks.technical(frame, series, y)
    y = blocks.packaging(frame, series, y)
    blocks.certifications(frame, series, y)


def _caption(series: Series, k: int) -> str:
    colour = series.colours[k % len(series.colours)]
    return f"{series.name} {colour}, {series.sizes[k % len(series.sizes)]}, {series.finishes[k % len(series.finishes)]}"


def _rooms(frame: Frame, series: Series, k: int, whole: bool) -> None:
    """One picture over the whole page with its caption on it, or two with captions below."""
    book = frame.book
    frame.page("product", "" if whole else series.name, (series.name,), folio=not whole)
    colours = [series.colours[(k + n) % len(series.colours)] for n in range(2)]
    if whole:
        data = frame.scene(series, colours[0], (1000, 707))
        book.picture(data, 0, 0, 595, 842, "room", series.name, _caption(series, k))
        book.rect(LEFT, 776, 250, 26, "#ffffff")
        book.text(LEFT + 10, 792, _caption(series, k), frame.sans.regular, 8)
        return
    for n, colour in enumerate(colours):
        y = TOP + n * 352
        caption = f"{series.name} {colour}, {series.finishes[0]}"
        book.picture(frame.scene(series, colour, (510, 800)), LEFT, y, WIDE, 320, "room", series.name, caption)
        book.text(LEFT, y + 333, caption, frame.sans.italic, 8, GREY)


def _signature(frame: Frame, series: Series, x: float, y: float, align: str = "left") -> None:
    """Designer and year, with the collection."""
    words = f"Design {series.designer}, {series.year}"
    frame.book.text(x, y, words, frame.sans.italic, 10, GREY, align)
    frame.book.fact(series.name, "designer", series.designer)
    frame.book.fact(series.name, "year", series.year)
    frame.book.fact(series.name, "collection", series.section)


def _material(frame: Frame, series: Series, x: float, y: float) -> None:
    frame.book.text(x, y, "Material", frame.sans.bold, 8, ACCENT)
    frame.book.text(x, y + 11, series.material, frame.sans.regular, 8.5)
    frame.book.fact(series.name, "materials", series.material)


def _opening_bleed(frame: Frame, series: Series) -> None:
    """The picture over the upper half to the edges, the name below."""
    book, caption = frame.book, _caption(series, 0)
    book.picture(frame.scene(series, series.colours[0]), 0, 0, 595, 446, "room", series.name, caption)
    book.text(RIGHT, 458, caption, frame.sans.italic, 7.5, GREY, "right")
    book.text(LEFT, 490, series.section, frame.sans.regular, 9, ACCENT)
    book.text(LEFT, 530, series.name, frame.serif.bold, 40)
    _signature(frame, series, LEFT, 552)
    words = [sentences(frame.rng, 4), sentences(frame.rng, 4)]
    y = book.columns(LEFT, 572, WIDE, 2, 22, words, frame.sans.regular, 9)
    _material(frame, series, LEFT, y + 14)


def _opening_spaced(frame: Frame, series: Series) -> None:
    """The name in spaced capitals over a framed picture."""
    book, caption = frame.book, _caption(series, 0)
    book.text(297.5, 96, series.section, frame.serif.italic, 11, ACCENT, "center")
    book.text(297.5, 138, series.name.upper(), frame.sans.light, 34, align="center", spacing=5)
    _signature(frame, series, 297.5, 162, "center")
    book.picture(frame.scene(series, series.colours[0]), LEFT, 190, WIDE, 377, "room", series.name, caption)
    book.text(LEFT, 580, caption, frame.sans.italic, 8, GREY)
    y = book.para(LEFT + 90, 600, WIDE - 180, sentences(frame.rng, 4), frame.serif.regular, 10, align="center")
    _material(frame, series, LEFT, y + 20)


def _opening_column(frame: Frame, series: Series) -> None:
    """A tinted column with the words at the left of a tall picture."""
    book, caption = frame.book, _caption(series, 0)
    book.rect(0, 0, 200, 800, "#ece6dc")
    book.text(28, 90, series.section, frame.sans.regular, 8.5, ACCENT)
    y = 122.0
    for word in series.name.split():
        book.text(28, y, word, frame.sans.bold, 30)
        y += 32
    _signature(frame, series, 28, y)
    y = book.para(28, y + 16, 150, sentences(frame.rng, 5), frame.sans.regular, 9)
    _material(frame, series, 28, y + 24)
    book.picture(frame.scene(series, series.colours[0], (900, 500)), 214, 46, 381, 686, "room", series.name, caption)
    book.para(214, 738, 330, caption, frame.sans.italic, 8, GREY)
