"""Each rule of linking, on pages made by hand."""

import pytest

from services.linker.scoring import Weights
from tests.unit.linker.hand import catalogue, chunk, fact, image, line, links, of_chunks, of_images, page, product


def test_the_only_product_of_a_page_gets_its_picture_and_its_text() -> None:
    oak = product("Oak", [3])
    picture, text = image("a", (3, (50, 50, 300, 300))), chunk("A calm floor.", 3)
    found = links(catalogue(oak), [page(3, line("A calm floor.", 50, 400))], [picture], [text])
    assert of_images(found) == {picture.image_id: {oak.product_id: 1.0}}
    assert of_chunks(found) == {text.chunk_id: {oak.product_id}}


def test_one_product_over_several_pages_gets_the_pictures_of_all() -> None:
    oak, elm = product("Oak", [3, 4, 5]), product("Elm", [6])
    pictures = [image(str(n), (n, (50, 50, 300, 300))) for n in (3, 4, 5, 6)]
    found = of_images(links(catalogue(oak, elm), [page(n) for n in range(1, 10)], pictures))
    assert [list(found[picture.image_id]) for picture in pictures] == [[oak.product_id]] * 3 + [[elm.product_id]]


@pytest.mark.parametrize("words_below", [True, False])
def test_cards_with_words_below_or_above_their_pictures(words_below: bool) -> None:
    """Four cards of equal rhythm: nearness alone is torn between two rows, the page's habit is not."""
    names = ["Alba", "Brio", "Cedro", "Duna"]
    spots = [(50, 100), (300, 100), (50, 290), (300, 290)]
    lines, pictures, products = [], [], []
    for name, (x, y) in zip(names, spots, strict=True):
        top = y + 156 if words_below else y - 16
        lines.append(line(name, x, top, 10))
        pictures.append(image(name, (3, (x, y, x + 200, y + 150))))
        products.append(product(name, [3]))
    found = of_images(links(catalogue(*products), [page(3, *lines)], pictures))
    assert found.keys() == {picture.image_id for picture in pictures}
    for picture, item in zip(pictures, products, strict=True):
        assert list(found[picture.image_id]) == [item.product_id]


def test_cards_whose_pictures_change_sides() -> None:
    """The upper picture stands nearer to the lower card's words than to its own; the lower card has its own."""
    alba, brio = product("Alba", [3]), product("Brio", [3])
    lines = [line("Alba", 44, 61, 17), line("A vase of red clay, fired twice by slow fire and glazed", 44, 84),
             line("Brio", 300, 341, 17), line("A bowl of white clay", 300, 364)]  # fmt: skip
    upper, lower = image("a", (3, (330, 44, 566, 280))), image("b", (3, (44, 324, 280, 560)))
    found = of_images(links(catalogue(alba, brio), [page(3, *lines)], [upper, lower]))
    assert {key: list(of) for key, of in found.items()} == {
        upper.image_id: [alba.product_id],
        lower.image_id: [brio.product_id],
    }


def test_a_room_above_two_cards_with_pictures_of_their_own_is_shared() -> None:
    names, boxes = ("Alba", "Brio"), ((50, 420, 250, 600), (330, 420, 530, 600))
    products = [product(name, [3]) for name in names]
    lines = [line(name, box[0], box[3] + 5, 12) for name, box in zip(names, boxes, strict=True)]
    own = [image(name, (3, box)) for name, box in zip(names, boxes, strict=True)]
    room = image("room", (3, (50, 50, 545, 300)), role="room")
    found = of_images(links(catalogue(*products), [page(3, *lines)], [room, *own]))
    assert found[room.image_id].keys() == {item.product_id for item in products}
    assert [list(found[p.image_id]) for p in own] == [[item.product_id] for item in products]


def test_paragraphs_that_run_on_tell_where_a_product_is() -> None:
    """The swatch is far from both names, but beside the words under one of them."""
    alba, brio = product("Alba", [3]), product("Brio", [3])
    lines = [line("Alba", 50, 100, 12), *(line("of hand made clay", 50, 116 + 12 * n) for n in range(20)),
             line("Brio", 330, 100, 12)]  # fmt: skip
    swatch = image("a", (3, (170, 300, 240, 340)), role="swatch")
    found = of_images(links(catalogue(alba, brio), [page(3, *lines)], [swatch]))
    assert list(found[swatch.image_id]) == [alba.product_id]


def test_rows_with_pictures_beside_their_words() -> None:
    names = ["Alba", "Brio", "Cedro"]
    lines = [line(name, 200, 100 + 120 * k, 12) for k, name in enumerate(names)]
    pictures = [image(name, (3, (50, 100 + 120 * k, 150, 200 + 120 * k))) for k, name in enumerate(names)]
    products = [product(name, [3]) for name in names]
    found = of_images(links(catalogue(*products), [page(3, *lines)], pictures))
    assert [list(found[p.image_id]) for p in pictures] == [[item.product_id] for item in products]


def test_facts_of_a_product_tell_where_it_is_when_its_name_is_not_on_the_page() -> None:
    left = product("Alba", [3], fact("size", "20 x 20", 3, (50, 300, 90, 310)))
    right = product("Brio", [3], fact("size", "30 x 30", 3, (400, 300, 440, 310)))
    picture = image("a", (3, (30, 100, 200, 290)))
    found = links(catalogue(left, right), [page(3)], [picture])
    assert list(of_images(found)[picture.image_id]) == [left.product_id]


def test_what_several_products_share_does_not_tell_where_they_are() -> None:
    """The group's heading is a fact of both, and stands at the first card's picture."""
    heading = fact("family", "Vases", 3, (50, 60, 100, 75))
    alba, brio = product("Alba", [3], heading), product("Brio", [3], heading)
    lines = [line("Vases", 50, 60, 12), line("Alba", 50, 260, 10), line("Brio", 300, 260, 10)]
    pictures = [image("a", (3, (50, 80, 250, 255))), image("b", (3, (300, 80, 500, 255)))]
    found = of_images(links(catalogue(alba, brio), [page(3, *lines)], pictures))
    assert [list(found[p.image_id]) for p in pictures] == [[alba.product_id], [brio.product_id]]


def test_a_second_picture_of_a_product_is_not_given_to_far_words_on_the_usual_side() -> None:
    """Pictures have their headings above, but the second one's heading is not above it: another's, far up, is."""
    alba, brio = product("Alba with a long name", [3]), product("Brio", [3])
    lines = [line(alba.name, 40, 60, 14), line("Brio", 40, 424, 14)]
    boxes = [(40, 92, 158, 210), (40, 452, 158, 570), (162, 456, 301, 570)]
    pictures = [image(str(box), (3, box)) for box in boxes]
    found = of_images(links(catalogue(alba, brio), [page(3, *lines)], pictures))
    assert [list(found[p.image_id]) for p in pictures] == [[alba.product_id], [brio.product_id], [brio.product_id]]


@pytest.mark.parametrize(("count", "linked"), [(2, 2), (9, 0)])
def test_a_picture_above_a_table_shows_no_row_of_it_more_than_another(count: int, linked: int) -> None:
    """Two rows share it; of many none is told by where it stands."""
    products = [product(f"Vase {n}", [3]) for n in range(count)]
    lines = [line(item.name, 100, 300 + 20 * n, 10) for n, item in enumerate(products)]
    picture = image("a", (3, (100, 150, 200, 290)))
    found = links(catalogue(*products), [page(3, *lines)], [picture])
    assert len(found.image_product) == linked


def test_rows_of_a_table_with_a_picture_each() -> None:
    products = [product(f"Vase {n}", [3]) for n in range(9)]
    lines = [line(item.name, 100, 100 + 20 * n, 10) for n, item in enumerate(products)]
    pictures = [image(item.name, (3, (60, 97 + 20 * n, 78, 115 + 20 * n))) for n, item in enumerate(products)]
    found = of_images(links(catalogue(*products), [page(3, *lines)], pictures))
    assert [list(found[p.image_id]) for p in pictures] == [[item.product_id] for item in products]


def test_a_caption_outvotes_nearness() -> None:
    alba, brio = product("Alba", [3]), product("Brio", [3])
    picture = image("a", (3, (50, 120, 250, 300)), caption="Brio Grey, 60x60")
    lines = [line("Alba", 50, 100, 14), line("Brio", 50, 600, 14)]
    found = of_images(links(catalogue(alba, brio), [page(3, *lines)], [picture]))
    assert list(found[picture.image_id]) == [brio.product_id]


def test_a_caption_naming_a_product_of_another_page_links_to_both_and_no_higher_there() -> None:
    alba, brio = product("Alba", [3]), product("Brio", [5])
    picture = image("a", (3, (50, 120, 250, 300)), caption="Shown with Brio Grey")
    found = of_images(links(catalogue(alba, brio), [page(3)], [picture]))[picture.image_id]
    assert found.keys() == {alba.product_id, brio.product_id}
    assert found[brio.product_id] == pytest.approx(Weights().off_page)
    assert found[brio.product_id] <= found[alba.product_id]


def test_a_caption_on_a_page_of_no_product_names_whom_it_shows() -> None:
    alba, brio = product("Alba", [3]), product("Brio", [5])
    shown = image("a", (8, (50, 120, 250, 300)), caption="Hotel Sonne, Graz. Floor: Alba ivory")
    unnamed = image("b", (8, (50, 420, 250, 600)), caption="Hotel Sonne, Graz")
    found = of_images(links(catalogue(alba, brio), [page(8)], [shown, unnamed]))
    assert list(found) == [shown.image_id]
    assert list(found[shown.image_id]) == [alba.product_id]


def test_an_index_names_everything_and_is_about_nothing() -> None:
    alba = product("Alba", [3])
    text = chunk("Alba 3", 2)
    found = links(catalogue(alba, kinds={2: "index"}), [page(2, line("Alba 3", 50, 50))], [], [text])
    assert found.chunk_product == []


@pytest.mark.parametrize(("count", "linked"), [(3, 3), (4, 0)])
def test_a_text_off_the_product_pages_that_names_many_is_a_list(count: int, linked: int) -> None:
    products = [product(name, [3 + n]) for n, name in enumerate(("Alba", "Brio", "Cedro", "Duna"))]
    text = chunk(", ".join(item.name for item in products[:count]), 9)
    found = links(catalogue(*products), [page(9, line(text.text, 50, 50))], [], [text])
    assert len(found.chunk_product) == linked


def test_the_longer_name_is_meant() -> None:
    harbour, mist = product("Harbour", [3]), product("Harbour Mist", [3])
    pictures = [image("a", (3, (50, 50, 90, 90)), caption="Harbour Mist sand"),
                image("b", (3, (50, 50, 90, 90)), caption="Harbour sand")]  # fmt: skip
    found = of_images(links(catalogue(harbour, mist), [page(3)], pictures))
    assert [list(found[p.image_id]) for p in pictures] == [[mist.product_id], [harbour.product_id]]


def test_a_word_in_small_letters_is_no_name() -> None:
    oak, linen = product("Oak", [3]), product("Linen", [5])
    picture = image("a", (3, (50, 50, 90, 90)), caption="Living room with linen curtains")
    found = of_images(links(catalogue(oak, linen), [page(3)], [picture]))
    assert found == {picture.image_id: {oak.product_id: 1.0}}


def test_a_name_misread_by_ocr_still_counts() -> None:
    velmara, ondaria = product("Velmara Nove", [3]), product("Ondaria", [3])
    picture = image("a", (3, (50, 50, 90, 90)), caption="Ve1mara Nove, ivory")
    for source, expected in (("ocr", {velmara.product_id}), ("text", {velmara.product_id, ondaria.product_id})):
        found = links(catalogue(velmara, ondaria), [page(3, source=source)], [picture])
        assert of_images(found)[picture.image_id].keys() == expected


def test_codes_say_which_product_a_list_is_of() -> None:
    alba = product("Alba", [3], fact("code", "AL-1010", 3))
    brio = product("Brio", [3], fact("code", "BR-2020", 3))
    text = chunk("| BR-2020 | matt | 60x60 |", 3)
    found = links(catalogue(alba, brio), [page(3, line("BR-2020 matt 60x60", 50, 500))], [], [text])
    assert of_chunks(found) == {text.chunk_id: {brio.product_id}}


def test_a_technical_table_for_all_belongs_to_all() -> None:
    products = [product(name, [3]) for name in ("Alba", "Brio", "Cedro")]
    rows = [line(f"{item.name} R10 PEI 4", 50, 500 + 12 * k) for k, item in enumerate(products)]
    text = chunk("\n".join(row.text for row in rows), 3)
    found = links(catalogue(*products), [page(3, *rows)], [], [text])
    assert of_chunks(found) == {text.chunk_id: {item.product_id for item in products}}


def test_a_table_that_names_nobody_belongs_to_all_of_its_page() -> None:
    products = [product(name, [3]) for name in ("Alba", "Brio")]
    lines = [line("Alba", 50, 100, 14), line("Brio", 350, 100, 14), line("Frost resistance: yes", 200, 700)]
    text = chunk("Frost resistance: yes", 3)
    found = links(catalogue(*products), [page(3, *lines)], [], [text])
    assert len(of_chunks(found)[text.chunk_id]) >= 1


def test_a_picture_between_two_products_is_shared() -> None:
    alba, brio = product("Alba", [3]), product("Brio", [3])
    picture = image("room", (3, (50, 50, 545, 300)), role="room")
    lines = [line("Alba", 50, 320, 14), line("Brio", 350, 320, 14)]
    found = of_images(links(catalogue(alba, brio), [page(3, *lines)], [picture]))
    assert found[picture.image_id].keys() == {alba.product_id, brio.product_id}


def test_a_picture_shown_on_pages_of_two_products_belongs_to_both() -> None:
    alba, brio = product("Alba", [3]), product("Brio", [5])
    picture = image("a", (3, (50, 50, 90, 90)), (5, (50, 50, 90, 90)))
    found = of_images(links(catalogue(alba, brio), [page(3), page(5)], [picture]))
    assert found == {picture.image_id: {alba.product_id: 1.0, brio.product_id: 1.0}}


def test_a_picture_shown_twice_has_each_place_s_own_caption() -> None:
    alba, brio, cedro = product("Alba", [3]), product("Brio", [3]), product("Cedro", [3])
    picture = image("a", (3, (50, 50, 90, 90), "Alba ivory"), (3, (350, 50, 390, 90), "Brio ivory"))
    found = of_images(links(catalogue(alba, brio, cedro), [page(3)], [picture]))
    assert found[picture.image_id].keys() == {alba.product_id, brio.product_id}


def test_a_chunk_over_two_pages_belongs_where_most_of_it_is() -> None:
    alba, brio = product("Alba", [3]), product("Brio", [4])
    body = [line(f"The floor of the {n} room", 50, 100 + 12 * n) for n in range(9)]
    text = chunk("\n".join([*(each.text for each in body), "Last words"]), 3, 4)
    found = links(catalogue(alba, brio), [page(3, *body), page(4, line("Last words", 50, 50))], [], [text])
    assert of_chunks(found) == {text.chunk_id: {alba.product_id}}


def test_reading_order_parts_the_texts_of_a_column() -> None:
    """The price line is as near to the next name as to its own."""
    alba, brio = product("Alba", [3]), product("Brio", [3])
    lines = [line("Alba", 50, 100), line("From our quarry in the hills", 50, 130), line("Brio", 50, 160),
             line("From our kiln by the river", 50, 190)]  # fmt: skip
    texts = [chunk(lines[1].text, 3), chunk(lines[3].text, 3)]
    found = of_chunks(links(catalogue(alba, brio), [page(3, *lines)], [], texts))
    assert found == {texts[0].chunk_id: {alba.product_id}, texts[1].chunk_id: {brio.product_id}}


@pytest.mark.parametrize("role", ["logo", "icon", "certificate", "decoration"])
def test_logos_and_ornaments_show_no_product(role: str) -> None:
    alba = product("Alba", [3])
    found = links(catalogue(alba), [page(3)], [image("a", (3, (50, 50, 90, 90)), role=role)])
    assert found.image_product == []


def test_an_image_goes_with_the_chunk_of_its_caption_and_product() -> None:
    alba, brio = product("Alba", [3]), product("Brio", [3])
    lines = [line("Alba ivory", 50, 310), line("Brio smoke", 50, 790)]
    picture = image("a", (3, (50, 100, 250, 300)), caption="Alba ivory")
    texts = [chunk("Alba ivory, a calm floor", 3), chunk("Brio smoke, a wild floor", 3), chunk("Elsewhere", 4)]
    found = links(catalogue(alba, brio), [page(3, *lines), page(4)], [picture], texts)
    assert [link.target for link in found.image_chunk] == [texts[0].chunk_id]
    assert found.image_chunk[0].components.keys() == {"nearness", "caption", "product"}


def test_each_image_keeps_a_few_chunks_only() -> None:
    alba = product("Alba", [3])
    lines = [line(f"Passage number {n} of the text", 50, 100 + 12 * n) for n in range(9)]
    texts = [chunk(each.text, 3) for each in lines]
    found = links(catalogue(alba), [page(3, *lines)], [image("a", (3, (50, 300, 250, 500)))], texts)
    assert len(found.image_chunk) == 3


def test_the_same_input_gives_the_same_links() -> None:
    products = [product(name, [3]) for name in ("Alba", "Brio", "Cedro")]
    pictures = [image(str(n), (3, (50 * n, 50, 50 * n + 40, 90))) for n in range(6)]
    texts = [chunk("Alba and Brio", 3)]
    once, again = (
        links(catalogue(*products), [page(3, line("Alba and Brio", 9, 9))], pictures, texts) for _ in range(2)
    )
    assert once == again
