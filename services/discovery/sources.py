"""Fetching what an upload event points at: only from allowed schemes, folders and buckets, hashed as uploaded."""

import asyncio
import hashlib
import os
import stat
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import unquote

import obstore
from obstore.exceptions import BaseError

from pipeline.errors import Rejected, Transient
from pipeline.objects import ANSWER_SECONDS, SLOWEST, open_remote

CHUNK = 1 << 20
UPLOADS = ("uploads/", "documents/")
"""Prefixes of keys in our own store that an upload event may name."""
MAX_KEY = 1024
"""Characters of such a key; S3's own limit in bytes."""
Alive = Callable[[], Awaitable[None]]


async def _nobody() -> None:
    """Who wants to know that fetching goes on."""


class Objects(Protocol):
    """The object store, as far as fetching needs it."""

    async def path(self, key: str) -> Path:
        """A local file with the bytes under `key`."""

    async def put_file(self, key: str, path: Path) -> str:
        """Store the file at `path` under `key`."""


@dataclass(frozen=True)
class Fetched:
    """A PDF in our own store: `ref` is its object key, `sha256` that of the file as uploaded."""

    ref: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Sources:
    """Where PDFs may come from. `roots` and `buckets` are closed lists: empty allows none."""

    objects: Objects
    max_bytes: int
    schemes: Collection[str] = ("file", "s3", "object")
    roots: Sequence[Path] = ()
    buckets: Collection[str] = ()
    seconds: float = ANSWER_SECONDS
    """For the source to answer, beside a second for each MiB: a network folder or server may hang."""

    async def fetch(self, source: str, alive: Alive = _nobody) -> Fetched:
        """Copy the PDF at the URL `source` into the object store as documents/<sha256>.pdf, calling `alive` for each
        piece of it.

        Raises Rejected: source_scheme, source_outside_roots, source_bucket, source_prefix, source_missing,
        source_unreadable, source_too_large; Transient(source_unavailable) when its storage does not answer.
        """
        readers = {"file": self._file, "s3": self._s3, "object": self._object}
        scheme = source.split("://")[0]
        if scheme not in self.schemes or scheme not in readers:
            allowed = ", ".join(f"{name}://" for name in readers if name in self.schemes)
            raise Rejected("source_scheme", f"the source {source!r} cannot be fetched: only {allowed} are allowed here")
        with tempfile.NamedTemporaryFile(prefix="tessera-upload-", suffix=".pdf") as copy:
            digest, size = hashlib.sha256(), 0
            began = asyncio.get_running_loop().time()
            if scheme == "object":  # comes in one piece
                began += self.max_bytes / SLOWEST
            async with aclosing(readers[scheme](source)) as chunks:
                while chunk := await self._next(chunks, source, began + self.seconds + size / SLOWEST):
                    await alive()
                    size += len(chunk)
                    self._check_size(size)
                    await asyncio.to_thread(copy.write, chunk)
                    digest.update(chunk)
            copy.flush()
            sha256 = digest.hexdigest()
            ref = await self.objects.put_file(f"documents/{sha256}.pdf", Path(copy.name))
        return Fetched(ref, sha256, size)

    async def _next(self, chunks: AsyncGenerator[bytes], source: str, until: float) -> bytes:
        """The next bytes, none at the end. Raises Transient(source_unavailable) when they do not come in time."""
        try:
            async with asyncio.timeout_at(until):
                return await anext(chunks, b"")
        except TimeoutError as error:
            raise Transient("source_unavailable", f"{source} could not be fetched: it stalls or is too slow") from error

    def _check_size(self, size: int) -> None:
        if size > self.max_bytes:
            raise Rejected(
                "source_too_large",
                f"the file has {size} bytes or more, and at most {self.max_bytes} are allowed: upload a smaller one",
            )

    async def _file(self, source: str) -> AsyncGenerator[bytes]:
        """file:///path: resolved before it is compared, so that neither .. nor a link leads out of the roots."""
        named = Path(unquote(source.removeprefix("file://").removeprefix("localhost")))
        try:
            path = await asyncio.to_thread(named.resolve, strict=True)
            roots = [await asyncio.to_thread(root.resolve) for root in self.roots]
            if not any(path.is_relative_to(root) for root in roots):
                raise Rejected("source_outside_roots", f"{named} lies outside the folders uploads may come from")
            with await asyncio.to_thread(_open_regular, path) as file:
                self._check_size(os.fstat(file.fileno()).st_size)
                while chunk := await asyncio.to_thread(file.read, CHUNK):
                    yield chunk
        except FileNotFoundError as error:
            raise Rejected("source_missing", f"{named} does not exist (any more): upload it again") from error
        except (OSError, ValueError, RuntimeError) as error:  # no permission, a loop of links, a NUL in the name
            raise Rejected("source_unreadable", f"{named} cannot be read: {error}") from error

    async def _s3(self, source: str) -> AsyncGenerator[bytes]:
        """s3://bucket/key; credentials, region and endpoint are the AWS variables obstore reads."""
        bucket, _, key = source.removeprefix("s3://").partition("/")  # keys may hold ? and #
        if bucket not in self.buckets:
            raise Rejected("source_bucket", f"the bucket {bucket!r} is not one uploads may come from")
        try:
            store = await asyncio.to_thread(open_remote, f"s3://{bucket}", self.seconds)
            result = await obstore.get_async(store, unquote(key))
            self._check_size(result.meta["size"])
            async for chunk in result.stream(min_chunk_size=CHUNK):
                yield bytes(chunk)
        except FileNotFoundError as error:
            raise Rejected("source_missing", f"{source} does not exist (any more): upload it again") from error
        except PermissionError as error:
            raise Rejected("source_unreadable", f"{source} may not be read with the worker's credentials") from error
        except ValueError as error:
            raise Rejected("source_missing", f"{source} is no key an object can have: {error}") from error
        except (BaseError, OSError) as error:
            raise Transient("source_unavailable", f"{source} could not be fetched: {error}") from error

    async def _object(self, source: str) -> AsyncGenerator[bytes]:
        """object:///key in our own store, below one of UPLOADS: what the stages store there is no upload."""
        key = unquote(source.removeprefix("object://")).lstrip("/")
        if not key.startswith(UPLOADS) or len(key) > MAX_KEY or any(p in ("", ".", "..") for p in key.split("/")):
            raise Rejected("source_prefix", f"{source} is none of the uploads in our own store ({', '.join(UPLOADS)})")
        try:
            path = await self.objects.path(key)
        except (Rejected, ValueError) as error:  # a key with .. or an empty part, which no object can have
            raise Rejected("source_missing", f"{source} does not exist in the object store (any more)") from error
        try:
            with await asyncio.to_thread(_open_regular, path) as file:
                self._check_size(os.fstat(file.fileno()).st_size)
                while chunk := await asyncio.to_thread(file.read, CHUNK):
                    yield chunk
        except OSError as error:
            raise Rejected("source_unreadable", f"{source} cannot be read: {error}") from error


def _open_regular(path: Path) -> BinaryIO:
    """The plain file at `path` (no device or pipe, which might never end). Raises OSError."""
    # the path is resolved: a link here was put there since
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("it is not a plain file")
    return os.fdopen(descriptor, "rb")
