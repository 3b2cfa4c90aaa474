"""What the pictures of one page may cost."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """Above `most_pixels` a picture is averaged down while it is decoded, above `max_pixels` it is not decoded at all
    (a sheet of A0 scanned at 600 dpi has 558 million), above `pictures_per_page` the page is given up.
    """

    most_pixels: int = 16_000_000
    max_pixels: int = 600_000_000
    pictures_per_page: int = 5_000
