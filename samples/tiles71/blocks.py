"""Blocks of a series' pages: swatches, sizes to scale, article list, technical table, packing, certificates."""

from samples.tables import table
from samples.textures import jpeg
from samples.tiles71.frame import ACCENT, GREY, LEFT, RIGHT, Frame
from samples.tiles71.range import Series
from samples.truth import Value

WIDE = RIGHT - LEFT


def heading(frame: Frame, y: float, words: str) -> float:
    """A block's heading; returns the y below it."""
    frame.book.text(LEFT, y + 12, words, frame.serif.bold, 14, ACCENT)
    return y + 24


def swatches(frame: Frame, series: Series, y: float, columns: int = 3) -> float:
    """A captioned tile for each colour, and the finishes."""
    book, gap = frame.book, 14.0
    side = (WIDE - gap * (columns - 1)) / columns
    tall = side * (0.72 if columns > 2 else 0.6)
    for k, colour in enumerate(series.colours):
        x, top = LEFT + (k % columns) * (side + gap), y + (k // columns) * (tall + 36)
        finish = series.finishes[k % len(series.finishes)]
        pixels = series.surfaces[colour][: int(384 * tall / side)]
        caption = f"{series.name} {colour}"
        book.picture(jpeg(pixels), x, top, side, tall, "swatch", series.name, caption)
        book.text(x, top + tall + 11, caption, frame.sans.bold, 8)
        book.text(x, top + tall + 21, f"{finish}, {series.sizes[k % len(series.sizes)]}", frame.sans.light, 7.5, GREY)
        book.fact(series.name, "colours", colour)
    y += -(-len(series.colours) // columns) * (tall + 36) + 4
    book.text(LEFT, y + 8, "Finishes", frame.sans.bold, 8, ACCENT)
    book.text(LEFT + 60, y + 8, ", ".join(series.finishes), frame.sans.regular, 8)
    book.fact(series.name, "finishes", *series.finishes)
    return y + 24


def sizes(frame: Frame, series: Series, y: float, tall: float = 130.0) -> float:
    """The sizes drawn to scale beside one another, each with its measure."""
    book = frame.book
    measures = [tuple(float(side) for side in size.removesuffix(" cm").split("×")) for size in series.sizes]
    scale = min(tall / max(height for _, height in measures), (WIDE - 100) / sum(width + 20 for width, _ in measures))
    x, foot = LEFT, y + tall
    for size, (width, height) in zip(series.sizes, measures, strict=True):
        book.rect(x, foot - height * scale, width * scale, height * scale, "#efeae2", "#a39a8c")
        book.text(x, foot + 12, size, frame.sans.bold, 8.5)
        x += max(width * scale, 52) + 24
    book.fact(series.name, "sizes", *series.sizes)
    thick = " / ".join(series.thickness)
    book.text(RIGHT, foot - 10, "Thickness", frame.sans.light, 8, GREY, "right")
    book.text(RIGHT, foot + 2, thick, frame.sans.bold, 9, align="right")
    book.text(RIGHT, foot + 14, "rectified edges", frame.sans.light, 8, GREY, "right")
    book.fact(series.name, "thickness", *series.thickness)
    return foot + 30


def articles(frame: Frame, series: Series, y: float) -> float:
    """The list of article numbers, with prices where the series has them."""
    head = ["Article no.", "Colour", "Finish", "Size"] + (["Price per m²"] if series.priced else [])
    rows = [[a.code, a.colour, a.finish, a.size] + ([a.price] if series.priced else []) for a in series.articles]
    widths = [118.0, 110.0, 95.0, 90.0, 90.0] if series.priced else [140.0, 130.0, 120.0, 113.0]
    rules = ("lines", "zebra", "lines")[len(series.name) % 3]
    small = 7.2 if len(rows) > 14 else 7.8
    y = table(frame.book, LEFT, y, widths, head, rows, (frame.sans.regular, frame.sans.bold), small, rules, right=(4,))
    frame.book.fact(series.name, "codes", *(a.code for a in series.articles))
    if series.priced:
        frame.book.fact(series.name, "prices", *dict.fromkeys(a.price for a in series.articles))
        y = frame.book.para(LEFT, y + 2, WIDE, "Recommended retail prices excluding VAT.", frame.sans.light, 6.5, GREY)
    return y + 12


def technical(frame: Frame, series: Series, y: float) -> float:
    """Properties by norm, value and unit."""
    fonts = (frame.sans.regular, frame.sans.bold)
    head = ["Property", "Norm", "Value", "Unit"]
    y = table(frame.book, LEFT, y, [200.0, 140.0, 90.0, 73.0], head, series.technical, fonts, 7.8)
    for row in series.technical:
        frame.book.fact(series.name, "technical", printed_row(("property", "norm", "value", "unit"), row))
    return y + 16


def packaging(frame: Frame, series: Series, y: float) -> float:
    """What a box and a pallet hold, by size."""
    keys = ("size", "pieces_per_box", "m2_per_box", "kg_per_box", "boxes_per_pallet")
    head = ["Size", "Pieces / box", "m² / box", "kg / box", "Boxes / pallet"]
    fonts = (frame.sans.regular, frame.sans.bold)
    y = table(frame.book, LEFT, y, [WIDE / 5] * 5, head, series.packaging, fonts, 7.8, "boxes", right=(1, 2, 3, 4))
    for row in series.packaging:
        frame.book.fact(series.name, "packaging", printed_row(keys, row))
    return y + 16


def certifications(frame: Frame, series: Series, y: float) -> float:
    """A row of badges, drawn as vectors."""
    x = LEFT
    for name in series.certifications:
        wide = 30 + 4.6 * len(name)
        frame.book.rect(x, y, wide, 24, None, ACCENT)
        frame.book.circle(x + 12, y + 12, 6, ACCENT)
        frame.book.line(x + 9, y + 12, x + 11.5, y + 15, "#ffffff", 1.2)
        frame.book.line(x + 11.5, y + 15, x + 15.5, y + 9, "#ffffff", 1.2)
        frame.book.text(x + 23, y + 15, name, frame.sans.bold, 8)
        x += wide + 10
    frame.book.fact(series.name, "certifications", *series.certifications)
    return y + 38


def detail(frame: Frame, series: Series, y: float) -> None:
    """A close view of one surface down to the foot of the page, and a laying pattern beside it."""
    book, colour, tall = frame.book, series.colours[-1], 770 - y
    caption = f"Detail: {series.name} {colour}, {series.finishes[-1]}"
    pixels = series.surfaces[colour][: int(384 * tall / 320)]
    book.picture(jpeg(pixels), LEFT, y, 320, tall * min(1.0, 320 / tall), "product", series.name, caption)
    book.text(LEFT, y + tall * min(1.0, 320 / tall) + 12, caption, frame.sans.italic, 8, GREY)
    x, side = LEFT + 350, 34.0
    for row in range(4):
        for column in range(4):
            shift = side / 3 * (row % 3)
            left, right = max(x, x + column * side - shift), min(x + 4 * side, x + (column + 1) * side - shift)
            book.rect(left, y + row * side, right - left, side, "#f5f1ea", "#a39a8c")
    book.text(x, y + 4 * side + 14, "Laying pattern: offset by a third", frame.sans.light, 8, GREY)


def printed_row(keys: tuple[str, ...], cells: tuple[str, ...]) -> Value:
    """A table row as a fact: its cells by column, without those that hold no letter or digit (%, –)."""
    return {key: cell for key, cell in zip(keys, cells, strict=True) if any(c.isalnum() for c in cell)}
