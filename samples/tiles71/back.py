"""The thirteen pages after the series: overview, projects, certificates, notes, terms, contact."""

from samples.emblems import emblem
from samples.prose import sentences
from samples.tables import table
from samples.tiles71.frame import ACCENT, BRAND, GREY, LEFT, OFFSET, RIGHT, Frame
from samples.tiles71.notes import CARE, GLOSSARY, LAYING, NORMS, SHOWROOMS, TERMS
from samples.tiles71.range import CERTIFICATES

WIDE = RIGHT - LEFT


def draw(frame: Frame) -> None:
    """Formats, two project pages, sustainability, certificates, notes, glossary, laying, care, terms, contact, back."""
    _formats(frame)
    _projects(frame, (("Hotel Aldara", "Lisbon", 0), ("Clinic Sankt Veit", "Graz", 5)))
    _projects(frame, (("Market hall", "Rotterdam", 4), ("House on the dyke", "Husum", 7)))
    _sustainability(frame)
    _certificates(frame)
    _norms(frame)
    _glossary(frame)
    _steps(frame, "Laying", LAYING)
    _steps(frame, "Care and cleaning", CARE)
    _terms(frame)
    _showrooms(frame)
    _notes(frame)
    _back_cover(frame)


def _title(frame: Frame, kind: str, head: str, words: str) -> None:
    frame.page(kind, head)
    frame.book.text(LEFT, 104, words, frame.serif.light, 28)


def _formats(frame: Frame) -> None:
    """Every series by format: a table full of product names on a page that is no product's."""
    _title(frame, "overview", "Formats at a glance", "Formats at a glance")
    rows = [
        [s.name, ", ".join(s.sizes), " / ".join(s.thickness), s.material, str(s.first_page - OFFSET)]
        for s in frame.range
    ]
    head = ["Series", "Formats", "Thickness", "Material", "Page"]
    fonts = (frame.sans.regular, frame.sans.bold)
    table(frame.book, LEFT, 130, [90.0, 145.0, 75.0, 153.0, 40.0], head, rows, fonts, 8.2, "zebra", right=(4,))


def _projects(frame: Frame, projects: tuple[tuple[str, str, int], ...]) -> None:
    _title(frame, "projects", "Projects", "Projects")
    book = frame.book
    for k, (place, town, index) in enumerate(projects):
        series, y = frame.range[index], 130 + 330 * k
        caption = f"{place}, {town}. Floor: {series.name} {series.colours[0]}"
        book.picture(
            frame.scene(series, series.colours[0], (500, 700)), LEFT, y, 330, 236, "room", series.name, caption
        )
        book.para(LEFT, y + 238, 330, caption, frame.sans.italic, 8, GREY)
        book.text(LEFT + 346, y + 14, place, frame.sans.bold, 12)
        book.para(LEFT + 346, y + 20, 157, sentences(frame.rng, 4), frame.sans.regular, 8.6)


def _sustainability(frame: Frame) -> None:
    _title(frame, "sustainability", "Sustainability", "What a tile leaves behind")
    book = frame.book
    words = [sentences(frame.rng, 4) for _ in range(3)]
    y = book.columns(LEFT, 124, WIDE, 2, 20, words, frame.sans.regular, 9.2) + 20
    bars = (("Natural gas per m²", 72), ("Fresh water per m²", 31), ("Waste to landfill", 9), ("Packaging film", 54))
    book.text(LEFT, y + 10, "Compared with 2010 (= 100)", frame.sans.bold, 9, ACCENT)
    for k, (label, share) in enumerate(bars):
        top = y + 26 + 34 * k
        book.text(LEFT, top + 13, label, frame.sans.regular, 9)
        book.rect(LEFT + 120, top, 3.4 * share, 18, "#93a087")
        book.text(LEFT + 128 + 3.4 * share, top + 13, str(share), frame.sans.bold, 9)

    y += 26 + 34 * len(bars) + 40
    book.text(LEFT, y, "We work with", frame.sans.bold, 9, ACCENT)
    for k, partner in enumerate(("Aqua Nostra", "Terra Viva", "Forno Zero", "Via Ferrata")):
        book.picture(emblem(partner, k + 2), LEFT + 128 * k, y + 14, 84, 84, "logo", caption=partner)
        book.text(LEFT + 42 + 128 * k, y + 112, partner, frame.sans.regular, 8, GREY, "center")


def _certificates(frame: Frame) -> None:
    """Eight certificates, each with an emblem as a picture, a number and who issued it."""
    _title(frame, "certificates", "Certificates", "Certificates and memberships")
    book = frame.book
    for k, name in enumerate(CERTIFICATES):
        x, y = LEFT + (k % 2) * 258, 140 + (k // 2) * 158
        number = f"{frame.rng.integers(10, 99)}-{frame.rng.integers(100_000, 999_999)}"
        issuer = ("TecnoCert Istituto", "Prüfstelle Nord", "Bureau Lenoir", "Institute for Building Surfaces")[k % 4]
        book.picture(emblem(name, k), x, y, 92, 92, "certificate", caption=name)
        book.text(x + 104, y + 22, name, frame.sans.bold, 13)
        book.text(x + 104, y + 40, f"Certificate no. {number}", frame.sans.regular, 8.5)
        book.text(x + 104, y + 53, issuer, frame.sans.regular, 8.5)
        book.text(x + 104, y + 66, f"Valid until {2027 + k % 3}-0{k % 6 + 3}-30", frame.sans.light, 8, GREY)
        frame.book.truth.certificates.append(
            {"name": name, "number": number, "issuer": issuer, "page": book.page_number}
        )


def _norms(frame: Frame) -> None:
    _title(frame, "technical notes", "Technical notes", "Technical notes")
    frame.book.para(LEFT, 116, WIDE, sentences(frame.rng, 2), frame.sans.regular, 9)
    fonts = (frame.sans.regular, frame.sans.bold)
    head = ["Norm", "What is measured", "Requirement for group BIa", "Group BIII"]
    table(frame.book, LEFT, 164, [105.0, 178.0, 130.0, 90.0], head, NORMS, fonts, 8)


def _glossary(frame: Frame) -> None:
    _title(frame, "glossary", "Glossary", "Glossary")
    words = [f"{term} — {meaning}" for term, meaning in GLOSSARY]
    frame.book.columns(LEFT, 124, WIDE, 2, 22, words, frame.sans.regular, 9.2)


def _steps(frame: Frame, title: str, steps: tuple[tuple[str, str], ...]) -> None:
    _title(frame, "instructions", title, title)
    y = 130.0
    for k, (name, words) in enumerate(steps):
        frame.book.circle(LEFT + 12, y + 12, 12, ACCENT)
        frame.book.text(LEFT + 12, y + 16, str(k + 1), frame.sans.bold, 11, "#ffffff", "center")
        frame.book.text(LEFT + 36, y + 10, name, frame.sans.bold, 11)
        y = max(frame.book.para(LEFT + 36, y + 12, WIDE - 60, words, frame.sans.regular, 9) + 16, y + 50)


def _terms(frame: Frame) -> None:
    _title(frame, "terms", "Terms of sale", "General terms of sale")
    words = [f"{k}. {clause}" for k, clause in enumerate(TERMS, 1)]
    frame.book.columns(LEFT, 124, WIDE, 3, 16, words, frame.sans.regular, 7.4)


def _showrooms(frame: Frame) -> None:
    _title(frame, "contact", "Showrooms", "Showrooms")
    for k, lines in enumerate(SHOWROOMS):
        x, y = LEFT + (k % 2) * 258, 150 + (k // 2) * 120
        frame.book.text(x, y, lines[0], frame.sans.bold, 12, ACCENT)
        for n, line in enumerate(lines[1:], 1):
            frame.book.text(x, y + 14 * n, line, frame.sans.regular, 9)


def _notes(frame: Frame) -> None:
    frame.page("notes", "Notes")
    for k in range(26):
        frame.book.line(LEFT, 90 + 27 * k, RIGHT, 90 + 27 * k, "#cfc8bc", 0.4)


def _back_cover(frame: Frame) -> None:
    frame.page("back cover", folio=False)
    frame.book.rect(0, 0, 595, 842, "#ece6dc")
    frame.logo(LEFT, 700, 30)
    frame.book.text(LEFT, 760, f"{BRAND} Ceramiche, Via delle Fornaci 12, Casteldoro", frame.sans.regular, 9, GREY)
    frame.book.text(LEFT, 774, "www.moravelle.example   info@moravelle.example", frame.sans.regular, 9, GREY)
