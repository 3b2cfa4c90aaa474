"""A TCP relay whose line can be cut as in a real network: packets stop coming, nobody is told."""

import asyncio
from contextlib import suppress
from typing import Literal

from dev.ports import free_port

Mode = Literal["pass", "refuse", "black hole"]


class Proxy:
    """Relays 127.0.0.1:`port` to the server at `to` on 127.0.0.1."""

    def __init__(self, to: int) -> None:
        self.to = to
        self.port = free_port()
        self._mode: Mode = "pass"
        self._passing = asyncio.Event()
        self._passing.set()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        self._abort()

    def set(self, mode: Mode) -> None:
        """From now on relay, refuse (connections end at once), or swallow everything and keep connections open."""
        self._mode = mode
        if mode == "refuse":
            self._abort()
        if mode == "pass":
            if not self._passing.is_set():
                self._abort()  # bytes were swallowed: what goes through these connections makes no sense any more
            self._passing.set()
        else:
            self._passing.clear()

    def _abort(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._mode == "refuse":
            writer.transport.abort()
            return
        self._open.add(writer)
        try:
            if self._mode == "black hole":
                await self._passing.wait()
                return
            there, back = await asyncio.open_connection("127.0.0.1", self.to)
            self._open.add(back)
            try:
                await asyncio.gather(self._relay(reader, back), self._relay(there, writer))
            finally:
                self._open.discard(back)
                back.transport.abort()
        except OSError:  # the server is away, which the client is to see as such
            return
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._passing.wait()  # a cut line: what comes through it now is held, and lost when it is mended
                writer.write(data)
                await writer.drain()
        writer.transport.abort()
