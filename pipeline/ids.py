"""Identities made from content, so that doing a thing twice changes nothing (DESIGN section 3)."""

import hashlib
import unicodedata
from datetime import datetime
from uuid import UUID, uuid5

NAMESPACE = UUID("6f0f2f0e-6b2c-5d1c-9a53-7e55e12a0001")
"""Root of every UUIDv5 below; changing it changes every row id."""


def normalise_name(name: str) -> str:
    """Casefolded letters and digits of `name` without accents, words separated by single spaces."""
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join(kept.split())


def document_id(source: str) -> UUID:
    """Identity of the document at `source` (a URL) when its producer gave none."""
    return uuid5(NAMESPACE, f"document:{source}")


def run_id(document: UUID, event_id: str, at: datetime) -> UUID:
    """UUIDv7 (RFC 9562) of one processing of `document`: 48 bits of the upload event's time in milliseconds, the rest
    from its id instead of chance, so that a redelivered upload is the same run. `at` must be timezone-aware.
    """
    digest = hashlib.sha256(f"run:{document}:{event_id}".encode()).digest()
    value = (int(at.timestamp() * 1000) & (2**48 - 1)) << 80 | int.from_bytes(digest[:10], "big")
    value = value & ~(0xF << 76) | 0x7 << 76  # version 7
    value = value & ~(0x3 << 62) | 0x2 << 62  # RFC 9562 variant
    return UUID(int=value)


def product_id(document: UUID, name: str, discriminator: str = "") -> UUID:
    """Identity of a product: its document, its normalised name, and what tells it from namesakes (code, section)."""
    return uuid5(NAMESPACE, f"product:{document}:{normalise_name(name)}:{normalise_name(discriminator)}")


def image_id(document: UUID, pixels_sha256: str) -> UUID:
    """Identity of an image: its document and the hex SHA-256 of its decoded pixels."""
    return uuid5(NAMESPACE, f"image:{document}:{pixels_sha256}")


def chunk_id(document: UUID, text_sha256: str, ordinal: int) -> UUID:
    """Identity of a chunk: its document, the hex SHA-256 of its text, and its ordinal (from 0) among equal texts."""
    return uuid5(NAMESPACE, f"chunk:{document}:{text_sha256}:{ordinal}")


def entity_id(document: UUID, kind: str, name: str, page: int) -> UUID:
    """Identity of a document entity (certificate, logo, specification): its kind, name and first page (1-based)."""
    return uuid5(NAMESPACE, f"entity:{document}:{kind}:{normalise_name(name)}:{page}")


def output_event_id(run: UUID, stage: str, input_event_id: str) -> UUID:
    """CloudEvents id of what `stage` publishes for one input event: the same however often that is done."""
    return uuid5(NAMESPACE, f"event:{run}:{stage}:{input_event_id}")
