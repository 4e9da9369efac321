"""HTTP/1.1 messages on asyncio streams: as much of it as the faulty line and the bots need."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_HEAD = 2**16


class Broken(ConnectionError):
    """The connection ended before the message did."""


@dataclass(frozen=True)
class Message:
    """A request or a reply. ``head`` ends with its empty line."""

    head: bytes
    body: bytes

    @property
    def start(self) -> str:
        """The first line."""
        return self.head.split(b"\r\n", 1)[0].decode("latin-1")

    @property
    def status(self) -> int:
        """Of a reply."""
        return int(self.start.split(" ")[1])

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Header fields, names in small letters."""
        lines = self.head.decode("latin-1").split("\r\n")[1:-2]
        pairs = (line.partition(":") for line in lines)
        return [(name.strip().lower(), value.strip()) for name, _, value in pairs]

    @property
    def to_be_closed(self) -> Message:
        """The same, with the other side asked to close the connection afterwards."""
        kept = [line for line in self.head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        return Message(b"\r\n".join([kept[0], b"Connection: close", *kept[1:]]), self.body)

    def __bytes__(self) -> bytes:
        return self.head + self.body


def request(method: str, path: str, fields: Mapping[str, str], body: bytes = b"") -> Message:
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return Message("\r\n".join([*lines, "Connection: close", "", ""]).encode(), body)


async def read_message(stream: asyncio.StreamReader, is_reply: bool = False) -> Message:
    """The next message, whole; Broken if it is not. A reply without a length ends with its connection."""
    try:
        head = await stream.readuntil(b"\r\n\r\n")
        lengths = [int(value) for name, value in Message(head, b"").fields if name == "content-length"]
        if lengths:
            return Message(head, await stream.readexactly(lengths[0]))
        return Message(head, await stream.read() if is_reply else b"")
    except asyncio.IncompleteReadError as error:
        raise Broken(f"ended after {len(error.partial)} bytes") from None


async def exchange(port: int, message: bytes) -> Message:
    """Send ``message`` to a server on this machine that closes the connection after its reply."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=LONGEST_HEAD)
    try:
        writer.write(message)
        await writer.drain()
        return await read_message(reader, is_reply=True)
    finally:
        writer.transport.abort()
