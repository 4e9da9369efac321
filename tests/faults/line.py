"""The line between raters and server: it loses requests before the server sees them or replies after, and more.

Our own, on asyncio streams: what is needed are faults on either side of one particular moment, when the server has
written the answer down, chosen request by request. Fault-injecting proxies that are kept well (toxiproxy, tc netem)
break TCP connections by time and bytes and know nothing of requests, and mitmproxy would bring forty packages.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress

from tests.faults.wire import LONGEST_HEAD, Message, exchange, read_message

# How often a request meets which fault. The first four make the 10 % that are dropped.
ODDS = {
    "dropped before the server": 0.03,
    "cut on the way to the server": 0.02,
    "reply dropped": 0.03,
    "reply cut": 0.02,
    "delayed": 0.03,
    "delivered twice": 0.02,
}
LONGEST_DELAY = 4.0  # seconds; longer than the bots wait for a reply


class FaultyLine:
    """A proxy in front of the server at ``server_port``; ``port`` is where raters connect.

    Which fault a request meets follows from ``seed`` and from how many came before it; who comes when is left to
    chance. ``faults`` counts what was done to requests, ``requests`` all that came.
    """

    def __init__(self, server_port: int, seed: int, odds: dict[str, float] | None = None) -> None:
        self.server_port = server_port
        self.odds = ODDS if odds is None else odds
        self.faults: Counter[str] = Counter()
        self.requests = 0
        self.port = 0
        self._rng = random.Random(seed)
        self._is_offline = False
        self._open: set[asyncio.StreamWriter] = set()
        self._carrying: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=LONGEST_HEAD)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            self._abort_all()
            await asyncio.gather(*self._carrying)

    async def be_offline(self, seconds: float) -> None:
        """Nothing gets through for so long; what was on the way is lost."""
        self._is_offline = True
        self._abort_all()
        try:
            await asyncio.sleep(seconds)
        finally:
            self._is_offline = False

    def _abort_all(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._keep(self._serve(reader, writer))

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if self._is_offline:
                self.faults["offline"] += 1
                return
            message = (await read_message(reader)).to_be_closed
            self.requests += 1
            reply = await self._carry(message)
            writer.write(reply)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        except (OSError, asyncio.LimitOverrunError):  # either side is gone: a fault like the others
            pass
        finally:
            writer.transport.abort()
            self._open.discard(writer)

    async def _carry(self, message: Message) -> bytes:
        """The reply, or the part of it that arrives."""
        fault = self._next_fault()
        if fault is not None:
            self.faults[fault] += 1
        if fault == "dropped before the server":
            return b""
        if fault == "cut on the way to the server":
            await self._send_half(message)
            return b""
        if fault == "delayed":
            await asyncio.sleep(self._rng.uniform(0.1, LONGEST_DELAY))
        elif fault == "delivered twice":
            self._send_again(message)
        reply = bytes(await self._to_server(message))
        kept = {"reply dropped": 0, "reply cut": len(reply) // 2}.get(fault or "", len(reply))
        return reply[:kept]

    def _next_fault(self) -> str | None:
        chance = self._rng.random()
        for fault, odds in self.odds.items():
            chance -= odds
            if chance < 0:
                return fault
        return None

    async def _to_server(self, message: Message) -> Message:
        try:
            return await exchange(self.server_port, bytes(message))
        except OSError:
            self.faults["server gone"] += 1
            raise

    async def _send_half(self, message: Message) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", self.server_port)
        whole = bytes(message)
        writer.write(whole[: len(whole) - 1 - len(message.body) // 2])
        await writer.drain()
        writer.close()

    def _send_again(self, message: Message) -> None:
        """A copy that comes later, when nobody waits for its reply."""

        async def later(delay: float) -> None:
            await asyncio.sleep(delay)
            with suppress(OSError):
                await exchange(self.server_port, bytes(message))

        self._keep(later(self._rng.uniform(0.0, LONGEST_DELAY)))
