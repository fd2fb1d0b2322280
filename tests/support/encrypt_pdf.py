"""Encrypts a PDF with a password, as PDF 1.4 does (RC4, 40 bits, revision 2)."""

from __future__ import annotations

import re
from hashlib import md5

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_PERMISSIONS = -4
_STREAM = re.compile(rb"(\d+) 0 obj\n[^\n]*\nstream\n(.*?)\nendstream", re.DOTALL)


def encrypted(data: bytes, password: str) -> bytes:
    """`data` is a file of `make_pdfs.pdf` without `info`. RC4 changes no length, so no offset."""
    padded = (password.encode() + _PADDING)[:32]
    owner = _rc4(_digest(padded), padded)
    key = _digest(padded + owner + _PERMISSIONS.to_bytes(4, "little", signed=True) + b"id")

    def stream(match: re.Match[bytes]) -> bytes:
        of_object = md5(key + int(match[1]).to_bytes(3, "little") + b"\0\0").digest()[:10]
        return match[0].replace(match[2], _rc4(of_object, match[2])) if match[2] else match[0]

    handler = (
        f"/ID [<{b'id'.hex()}> <{b'id'.hex()}>] /Encrypt << /Filter /Standard /V 1 /R 2"
        f" /O <{owner.hex()}> /U <{_rc4(key, _PADDING).hex()}> /P {_PERMISSIONS} >> /Root"
    )
    return _STREAM.sub(stream, data).replace(b"/Root", handler.encode(), 1)


def _digest(data: bytes) -> bytes:
    return md5(data).digest()[:5]


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
