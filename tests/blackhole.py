"""A TCP server that takes connections and never answers; with `upstream` it first passes everything on."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class BlackHole:
    """`silent`: what comes is swallowed, in both directions; connections stay open, as behind a failed firewall."""

    upstream: tuple[str, int] | None = None
    silent: bool = True
    port: int = 0
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        if self.upstream and not self.silent:
            back, forth = await asyncio.open_connection(*self.upstream)
            self._writers.append(forth)
            self._start(self._pass(back, writer))
            await self._pass(reader, forth)
        else:
            with suppress(ConnectionError):
                while await reader.read(1 << 16):
                    pass

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                if not self.silent:
                    writer.write(data)
                    await writer.drain()

    def _start(self, passing: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(passing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def black_hole(upstream: tuple[str, int] | None = None) -> AsyncIterator[BlackHole]:
    """Silent from the start unless there is an `upstream`."""
    hole = BlackHole(upstream, silent=upstream is None)
    server = await asyncio.start_server(hole.serve, "127.0.0.1", 0)
    hole.port = server.sockets[0].getsockname()[1]
    try:
        yield hole
    finally:
        server.close()
        await hole.close()
        await asyncio.sleep(0)
