"""A document's pictures brought together."""

from pipeline.artefacts import Line, Page
from pipeline.ledger import Entry
from services.imager.found import Batch
from services.imager.gathering import Gathered
from tests.unit.imager.build import LOOK, picture, place


def page(number: int, caption: str = "") -> Page:
    lines = (Line(text=caption, box=(50, 203, 200, 211), size=8),) if caption else ()
    return Page(number=number, width=500, height=700, key="0" * 64, lines=lines)


def test_one_image_with_all_its_places_and_the_caption_of_the_largest() -> None:
    gathered = Gathered()
    small, large = place("a", 1, (50, 50, 180, 200)), place("a", 2, (50, 50, 350, 200))
    gathered.add([page(1, "Oak, a detail"), page(2, "Oak")], Batch(pictures=(picture("a"),), places=(small, large)))
    gathered.add([page(3)], Batch(pictures=(picture("a"),), places=(place("a", 3),)))
    (image,), entries = gathered.images({1: "product", 2: "product", 3: "product"})
    assert entries == []
    assert [place.page for place in image.places] == [1, 2, 3]
    assert [said.caption for said in image.words] == ["Oak, a detail", "Oak", ""]
    assert image.caption == "Oak"
    assert (image.usage.caption, image.usage.aspect, image.usage.role) == ("Oak", 2.0, image.role)


def test_decoration_is_left_out_with_a_reason_and_what_was_left_out_counts_once() -> None:
    gathered = Gathered()
    blank = picture("b", LOOK.model_copy(update={"contrast": 0.0, "colours": 1, "white": 1.0}))
    tiny = Entry(kind="image", item="stream", outcome="skipped", reason="tiny", page=1)
    done = Entry(kind="page", item="1", outcome="emitted", page=1)
    gathered.add([page(1)], Batch(pictures=(blank,), places=(place("b"),), entries=(tiny, done)))
    gathered.add([page(2)], Batch(entries=(tiny.model_copy(update={"page": 2}),)))
    gathered.unread(3)
    images, entries = gathered.images({1: "product", 2: "product", 3: "product"})
    assert images == []
    assert [(entry.kind, entry.outcome, entry.reason, entry.page) for entry in entries] == [
        ("page", "emitted", "", 1),
        ("page", "dead_lettered", "the page was planned but never read", 3),
        ("image", "skipped", "tiny", 1),
        ("image", "skipped", "decoration: blank", 1),
    ]
