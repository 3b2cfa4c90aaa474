"""The order in which a printer wants pages, so that folded sheets read in order."""


def saddle(count: int) -> list[int]:
    """Pages 1 to `count` (a multiple of four) two by two, as they lie beside each other on both sides of sheets that
    are put into one another and stapled: 8, 1, 2, 7, 6, 3, 4, 5.
    """
    if count % 4:
        raise ValueError(f"a stapled booklet has a multiple of four pages, not {count}")
    order: list[int] = []
    for k in range(count // 2):
        order += [k + 1, count - k] if k % 2 else [count - k, k + 1]
    return order
