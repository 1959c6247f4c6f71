"""A TCP proxy that does to connections what networks do: late, slow, cut, one way only, or silent.

One `FaultProxy` stands before one server. Its faults are switched by calls while connections live, from any thread;
each call returns when the fault is in force. Nothing here knows what is spoken, so it serves AMQP, S3 and HTTP alike.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

_HOST = "127.0.0.1"
_READ_BYTES = 65536
_WAITING_CHUNKS = 64
"""How much a slow way holds before its sender has to wait."""
_DRIP_SECONDS = 0.02
_CALL_SECONDS = 30.0


class Way(Enum):
    """A direction: from the client to the server, or back."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Faults:
    """What happens to the bytes of one way.

    Each chunk comes `delay` seconds late and up to `jitter` more, but in order. `bytes_per_second` is the most that
    passes, 0 for all. What is `swallowed` never arrives, nor does the end of the connection.
    """

    delay: float = 0.0
    jitter: float = 0.0
    bytes_per_second: int = 0
    swallowed: bool = False


@dataclass(slots=True)
class _Cut:
    """After so many bytes of a way the connection that carries the last one ends."""

    left: int
    reset: bool


class FaultProxy:
    """Listens on `port` of this computer and passes on to an upstream. `close` it at the end.

    `connections` counts those that came, `cuts` those that were cut by `cut_after`. A connection that has lost bytes
    to `swallowed` or `black_hole` cannot be mended by `heal`: it is reset then, as by a router that has forgotten it.
    """

    def __init__(self, port: int, *, host: str = _HOST, seed: int = 0) -> None:
        """Before the server on `port` of `host`; `seed` decides the jitter. Raises `OSError`."""
        self.connections = 0
        self.cuts = 0
        self.faults = dict.fromkeys(Way, Faults())
        self.is_black_hole = False
        self.upstream = host, port
        self.chance = random.Random(seed)
        self._cuts: dict[Way, _Cut] = {}
        self._live: set[_Connection] = set()
        self._loop = asyncio.new_event_loop()
        self.changed = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-proxy", daemon=True)
        self._thread.start()
        self._server = self._call(asyncio.start_server(self._accept, _HOST, 0))
        self.port: int = self._server.sockets[0].getsockname()[1]

    @property
    def live(self) -> int:
        """How many connections there are."""
        return len(self._live)

    @property
    def lost(self) -> int:
        """How many of them have lost something."""
        return sum(one.has_lost for one in list(self._live))

    def change(
        self,
        way: Way | None = None,
        *,
        delay: float | None = None,
        jitter: float | None = None,
        bytes_per_second: int | None = None,
        swallowed: bool | None = None,
    ) -> None:
        """Change faults of one way, or of both; what is not named stays."""
        named = {"delay": delay, "jitter": jitter, "bytes_per_second": bytes_per_second, "swallowed": swallowed}
        changes: dict[str, Any] = {name: value for name, value in named.items() if value is not None}

        def act() -> None:
            for one in Way if way is None else (way,):
                self.faults[one] = replace(self.faults[one], **changes)

        self._do(act)

    def black_hole(self) -> None:
        """Accept and never answer: new connections reach nobody, and of live ones nothing arrives any more."""

        def act() -> None:
            self.is_black_hole = True
            for way in Way:
                self.faults[way] = replace(self.faults[way], swallowed=True)

        self._do(act)

    def cut_after(self, count: int, way: Way = Way.UP, *, reset: bool = False) -> None:
        """End one connection, once: the one that carries the last of the next `count` bytes of that way."""
        self._do(lambda: self._cuts.update({way: _Cut(count, reset)}))

    def cut(self) -> None:
        """End all live connections, as when both programs close them."""
        self._do(lambda: self._end_all(reset=False))

    def reset(self) -> None:
        """End all live connections by RST, to client and server."""
        self._do(lambda: self._end_all(reset=True))

    def heal(self) -> None:
        """No faults any more."""

        def act() -> None:
            self.faults = dict.fromkeys(Way, Faults())
            self.is_black_hole = False
            self._cuts.clear()
            for one in list(self._live):
                if one.has_lost:
                    one.end(reset=True)

        self._do(act)

    def close(self) -> None:
        """End everything."""
        self._call(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def allowance(self, way: Way, count: int) -> tuple[int, _Cut | None]:
        """How many of so many bytes may pass, and what happens after them. For connections."""
        cut = self._cuts.get(way)
        if cut is None:
            return count, None
        passed = min(count, cut.left)
        cut.left -= passed
        if cut.left > 0:
            return passed, None
        del self._cuts[way]
        self.cuts += 1
        return passed, cut

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = _Connection(self, reader, writer)
        self._live.add(connection)
        try:
            # Only `close` cancels, and asyncio would report that as a fault.
            with suppress(asyncio.CancelledError):
                await connection.run()
        finally:
            self._live.discard(connection)
            connection.end(reset=False)

    def _end_all(self, *, reset: bool) -> None:
        for one in list(self._live):
            one.end(reset=reset)

    async def _shut(self) -> None:
        self._server.close()
        self._end_all(reset=True)
        mine = asyncio.current_task()
        others = [one for one in asyncio.all_tasks() if one is not mine]
        for one in others:
            one.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _do(self, act: Callable[[], object]) -> None:
        async def done() -> None:
            act()
            self.changed.set()
            self.changed = asyncio.Event()

        self._call(done())

    def _call(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_CALL_SECONDS)


class _Connection:
    """A client's connection and the one to the server."""

    def __init__(self, proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._proxy = proxy
        self._reader, self._writers = reader, [writer]
        self._ended = asyncio.Event()
        self.has_lost = False

    async def run(self) -> None:
        """Pass on until it is over."""
        if self._proxy.is_black_hole:
            self.has_lost = True
            await self._ended.wait()
            return
        try:
            reader, writer = await asyncio.open_connection(*self._proxy.upstream)
        except OSError:
            self.end(reset=True)
            return
        client = self._writers[0]
        self._writers.append(writer)
        if self._ended.is_set():
            return
        up = asyncio.create_task(self._pass(Way.UP, self._reader, writer))
        down = asyncio.create_task(self._pass(Way.DOWN, reader, client))
        ended = asyncio.create_task(self._ended.wait())
        try:
            # One way may be at its end long before the other one.
            while not ended.done() and not (up.done() and down.done()):
                waiting = [one for one in (up, down, ended) if not one.done()]
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in (up, down, ended):
                one.cancel()
            await asyncio.gather(up, down, ended, return_exceptions=True)

    def end(self, *, reset: bool) -> None:
        """End both halves."""
        self._ended.set()
        for writer in self._writers:
            if reset:
                _linger_not(writer)
                writer.transport.abort()
            else:
                writer.close()

    async def _pass(self, way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        chunks: asyncio.Queue[tuple[float, float, bytes]] = asyncio.Queue(_WAITING_CHUNKS)
        reading = asyncio.ensure_future(self._read(reader, chunks))
        try:
            await self._write(way, chunks, writer)
        except OSError:
            # One half has ended by RST or in mid-word, and the other one shall hear of it in the same way.
            if not self._proxy.faults[way].swallowed:
                self.end(reset=True)
        finally:
            reading.cancel()

    async def _read(self, reader: asyncio.StreamReader, chunks: asyncio.Queue[tuple[float, float, bytes]]) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                data = await reader.read(_READ_BYTES)
            except OSError:
                self.end(reset=True)
                return
            await chunks.put((loop.time(), self._proxy.chance.random(), data))
            if not data:
                return

    async def _write(
        self, way: Way, chunks: asyncio.Queue[tuple[float, float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        while True:
            arrived, share, data = await chunks.get()
            await self._wait_until_due(way, arrived, share)
            while not data and self._proxy.faults[way].swallowed:
                # Nobody hears of this end as long as the fault lasts.
                self.has_lost = True
                await self._proxy.changed.wait()
            if not data:
                writer.write_eof()
                return
            if not await self._send(way, data, writer):
                return

    async def _wait_until_due(self, way: Way, arrived: float, share: float) -> None:
        loop = asyncio.get_running_loop()
        while True:
            faults, changed = self._proxy.faults[way], self._proxy.changed
            left = arrived + faults.delay + faults.jitter * share - loop.time()
            if left <= 0:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), left)

    async def _send(self, way: Way, data: bytes, writer: asyncio.StreamWriter) -> bool:
        """Send a chunk, drop by drop where that is the fault. Whether the connection is still there."""
        while data:
            faults = self._proxy.faults[way]
            if faults.swallowed:
                self.has_lost = True
                return True
            drop = max(1, int(faults.bytes_per_second * _DRIP_SECONDS)) if faults.bytes_per_second else len(data)
            passed, cut = self._proxy.allowance(way, min(drop, len(data)))
            writer.write(data[:passed])
            await writer.drain()
            data = data[passed:]
            if cut is not None:
                self.end(reset=cut.reset)
                return False
            if faults.bytes_per_second:
                await asyncio.sleep(passed / faults.bytes_per_second)
        return True


def _linger_not(writer: asyncio.StreamWriter) -> None:
    """Closing shall send RST at once, also with bytes on the way."""
    found = writer.get_extra_info("socket")
    if found is not None:
        with suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
