"""Wrong page numbers in an index, told in words."""

from services.discovery.drafts import Draft
from services.discovery.headings import Heading, Style
from services.discovery.index_entries import Entry
from services.discovery.misprints import MOST, Misprint, misprints, warnings
from services.discovery.targets import Target


def target(name: str, number: int, page: int, meant: int) -> Target:
    heading = Heading(name, page, (0, 0, 9, 9), Style(20, True, 0), ())
    return Target(name, heading, "index p. 2", (), Entry(name, number, None, 2), (meant,))


def draft(name: str, *pages: int) -> Draft:
    return Draft(name, (), pages, (), (), 0.9, ())


def misprint(name: str, number: int, page: int, behind: int = 2) -> Misprint:
    return Misprint(Entry(name, number, None, 2), page, behind)


def test_a_number_is_right_that_means_one_of_the_products_pages() -> None:
    found = [target("Aurora", 4, 7, 6), target("Brume", 9, 8, 11)]
    drafts = [draft("Aurora", 6, 7), draft("BRUME", 8)]
    assert list(misprints(found, drafts, {})) == [Misprint(found[1].entry, 8, -3)]  # type: ignore[arg-type]


def test_how_far_off_an_entry_is_goes_by_numbers_not_by_pages() -> None:
    (wrong,) = misprints([target("Aurora", 4, 12, 5)], [draft("Aurora", 12)], {5: 4, 12: 7})
    assert wrong.behind == 3


def test_what_is_no_product_may_be_off_by_a_page_or_two() -> None:
    found = [target("Lampes", 4, 8, 6), target("Tables", 5, 8, 5)]
    assert [wrong.entry.name for wrong in misprints(found, [], {})] == ["Tables"]


def test_an_entry_with_its_printed_number_and_its_true_page() -> None:
    assert warnings([misprint("Aurora", 4, 7)], {7: 5}, lambda page: page) == [
        "the index on page 2 puts 'Aurora' on page 4, but it is on page 5 (PDF page 7)"
    ]
    assert warnings([misprint("Aurora", 4, 7)], {7: 7}, lambda page: page + 1) == [
        "the index on page 3 puts 'Aurora' on page 4, but it is on page 7 (PDF page 8)"
    ]
    assert warnings([misprint("Aurora", 4, 7)], {}, lambda page: page)[0].endswith("but it is on PDF page 7")


def test_a_part_that_is_wrong_by_one_number_is_told_at_once() -> None:
    found = [misprint(name, 4 + n, 6 + n) for n, name in enumerate(("Aurora", "Brume", "Dune"))]
    assert warnings(found, {}, lambda page: page) == [
        "3 page numbers in the index on page 2 are 2 too small: it puts 'Aurora' on page 4, but it is on PDF page 6; "
        "'Brume' on page 5, but it is on PDF page 7; 'Dune' on page 6, but it is on PDF page 8"
    ]


def test_the_warnings_of_a_useless_index_are_bounded() -> None:
    found = [misprint(f"Vase {n}", 4, 6, behind=n) for n in range(1, 100)]
    told = warnings(found, {}, lambda page: page)
    assert len(told) == MOST + 1
    assert told[-1] == f"{99 - MOST} more page numbers of the index are wrong"
