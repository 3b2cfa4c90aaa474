"""What one document may cost. Above it the document is rejected, the page fails alone, or the rest goes without OCR."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Of one document, and of one page of it. The settings say what each bounds, and the README what happens."""

    max_bytes: int = 512 * 2**20
    max_pages: int = 5_000
    max_objects: int = 1_000_000
    max_text_bytes: int = 128 * 2**20
    max_lost_pages: int = 25
    letters_per_page: int = 100_000
    lines_per_page: int = 5_000
    pictures_per_page: int = 10_000
    batch_pages: int = 12
    seconds_per_call: float = 10.0
    seconds_per_page: float = 5.0
    seconds_per_document: float = 120.0
    ocr_pages: int = 40
    seconds_per_ocr_page: float = 30.0
