"""Slow clients of four kinds: silent, slow headers, slow body, and not reading the response.

python -m tests.load.slow ADDRESS:PORT COUNT
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress

_HEADERS = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
_BODY = (
    b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 40000\r\n\r\n{"
)
_FONT = b"GET /look/fonts/source-serif-4.woff2 HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def run_client(host: str, port: int, kind: int) -> None:
    """For ever: a client that is cut off connects again."""
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(host, port, limit=1024)
            with suppress(OSError):
                await _occupy(reader, writer, kind)
            writer.close()
        await asyncio.sleep(0.1)


async def _occupy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kind: int) -> None:
    if kind == 3:
        for _ in range(20):
            writer.write(_FONT)
        while not writer.is_closing() and not reader.at_eof():
            await asyncio.sleep(1)
        return
    writer.write((b"", _HEADERS, _BODY)[kind])
    while not writer.is_closing() and not reader.at_eof():
        if kind:
            writer.write(b"a")
            await writer.drain()
        await asyncio.sleep(1)


async def run_clients(host: str, port: int, count: int) -> None:
    await asyncio.gather(*(run_client(host, port, number % 4) for number in range(count)))


if __name__ == "__main__":
    address, _, port = sys.argv[1].partition(":")
    asyncio.run(run_clients(address, int(port), int(sys.argv[2])))
