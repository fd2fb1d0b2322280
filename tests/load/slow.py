"""Clients who keep a server waiting, of four kinds: silent, slow with the head, slow with the body, and not reading the answer."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress

_HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Dawdle: "
_BODY = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 40000\r\n\r\n{"
_ASK = b"GET /look/fonts/source-serif-4.woff2 HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def dawdle(host: str, port: int, kind: int) -> None:
    """For ever: whoever is cut off comes back."""
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(host, port, limit=1024)
            with suppress(OSError):
                await _keep_waiting(reader, writer, kind)
            writer.close()
        await asyncio.sleep(0.1)


async def _keep_waiting(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kind: int
) -> None:
    if kind == 3:
        for _ in range(20):
            writer.write(_ASK)
        while not writer.is_closing() and not reader.at_eof():
            await asyncio.sleep(1)
        return
    writer.write((b"", _HEAD, _BODY)[kind])
    while not writer.is_closing() and not reader.at_eof():
        if kind:
            writer.write(b"a")
            await writer.drain()
        await asyncio.sleep(1)


async def crowd(host: str, port: int, count: int) -> None:
    await asyncio.gather(*(dawdle(host, port, number % 4) for number in range(count)))


if __name__ == "__main__":
    address, _, at = sys.argv[1].partition(":")
    asyncio.run(crowd(address, int(at), int(sys.argv[2])))
