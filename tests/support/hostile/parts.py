"""What hostile files of several formats share."""

from __future__ import annotations

import random

LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(
        f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
MEGABYTE = 1_000_000


def flipped(data: bytes) -> bytes:
    changed = bytearray(data)
    for place in random.Random(2).sample(range(30, len(data)), 8):
        changed[place] ^= 0x55
    return bytes(changed)
