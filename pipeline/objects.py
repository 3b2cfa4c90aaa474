"""Object storage: a folder, S3 and the like, by URL (obstore). Events carry keys of objects, never their bytes.

No call waits for ever for a network file system or a server that hangs (docs/timeouts.md).
"""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from pipeline.errors import Misconfigured, Rejected, Transient

ANSWER_SECONDS = 30.0
"""For storage to answer, its own retries included."""
SLOWEST = 1024 * 1024
"""Bytes a second; slower than that is not waited for."""


def open_remote(url: str, seconds: float = ANSWER_SECONDS) -> ObjectStore:
    """The store at `url`, whose requests fail after `seconds` without a byte. obstore's own 30 s for a whole request
    would cut off large objects; its 3 minutes of retries would hide what is wrong. Raises BaseError and ValueError.
    """
    return from_url(
        url,
        client_options={
            "connect_timeout": timedelta(seconds=min(5.0, seconds)),
            "read_timeout": timedelta(seconds=seconds),
            "timeout": timedelta(hours=1),
        },
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=seconds)},
    )


class Objects:
    """Bytes by key. Keys are relative, '/'-separated and made by us, never from a document's names."""

    def __init__(self, url: str, scratch: Path | None = None, seconds: float = ANSWER_SECONDS) -> None:
        """`url`: file:///folder (made if absent), s3://bucket/prefix, …; `scratch`: local copies of remote ones;
        `seconds`: for storage to answer, beside a second for each MiB.
        """
        self._seconds = seconds
        try:
            if url.startswith("file://"):
                folder = Path(url.removeprefix("file://"))
                self._folder: Path | None = folder
                self._store: ObjectStore = LocalStore(folder, mkdir=True)
            else:
                self._folder = None
                self._store = from_url(url) if url.startswith("memory:") else open_remote(url, seconds)
        except (BaseError, ValueError, OSError) as error:
            raise Misconfigured("objects_url", f"object store {url!r} cannot be opened: {error}") from error
        self._scratch = scratch or Path(tempfile.gettempdir()) / "tessera-scratch"

    async def put(self, key: str, data: bytes) -> str:
        """Store `data` under `key`, replacing what was there; returns the key. Raises Transient when storage fails."""
        try:
            async with self._answer(len(data)):
                await obstore.put_async(self._store, key, data)
        except (BaseError, OSError) as error:
            raise Transient("objects_unavailable", f"object {key} could not be written: {error}") from error
        return key

    async def put_file(self, key: str, path: Path) -> str:
        """Store the file at `path` under `key`, streamed; returns the key. Raises Transient when storage fails."""
        try:
            async with self._answer((await asyncio.to_thread(path.stat)).st_size):
                await obstore.put_async(self._store, key, path)
        except (BaseError, OSError) as error:
            raise Transient("objects_unavailable", f"object {key} could not be written: {error}") from error
        return key

    async def get(self, key: str) -> bytes:
        """The bytes under `key`. Raises Rejected(object_missing) when there is none, Transient when storage fails."""
        try:
            async with self._answer():
                result = await obstore.get_async(self._store, key)
            async with self._answer(result.meta["size"]):
                return bytes(await result.bytes_async())
        except FileNotFoundError as error:
            raise Rejected("object_missing", f"object {key} does not exist in the object store") from error
        except (BaseError, OSError) as error:
            raise Transient("objects_unavailable", f"object {key} could not be read: {error}") from error

    async def exists(self, key: str) -> bool:
        """Whether there is an object under `key`. Raises Transient when storage fails."""
        try:
            async with self._answer():
                await obstore.head_async(self._store, key)
        except FileNotFoundError:
            return False
        except (BaseError, OSError) as error:
            raise Transient("objects_unavailable", f"object {key} could not be looked up: {error}") from error
        return True

    async def delete(self, key: str) -> None:
        """Remove the object under `key`, if any. Raises Transient when storage fails."""
        try:
            async with self._answer():
                await obstore.delete_async(self._store, key)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise Transient("objects_unavailable", f"object {key} could not be deleted: {error}") from error

    async def path(self, key: str) -> Path:
        """A local file with the bytes under `key`, for libraries that want one (read only; a remote object is copied
        to scratch once). Raises as `get` does.
        """
        if self._folder is not None:
            outside = not (self._folder / key).resolve().is_relative_to(self._folder.resolve())
            if outside or not await self.exists(key):
                raise Rejected("object_missing", f"object {key} does not exist in the object store")
            return self._folder / key
        copy = self._scratch / hashlib.sha256(key.encode()).hexdigest()
        if not copy.exists():
            data = await self.get(key)
            await asyncio.to_thread(_write_whole, copy, data)
        return copy

    @asynccontextmanager
    async def _answer(self, size: int = 0) -> AsyncIterator[None]:
        """Raises TimeoutError (an OSError) when what is done within, with `size` bytes, takes longer than it may."""
        seconds = self._seconds + size / SLOWEST
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError as error:
            raise TimeoutError(f"no answer from storage within {seconds:.0f} s") from error


def _write_whole(path: Path, data: bytes) -> None:
    """Write so that a reader sees all of the file or none of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).replace(path)
