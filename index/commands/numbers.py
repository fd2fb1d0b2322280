"""Numbers as arguments of commands, with the range that each may have."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import TypeVar

from index.errors import PinciteError

N = TypeVar("N", int, float)


def whole_number(option: str, least: float = -inf, most: float = inf) -> Callable[[str], int]:
    """The `type` of an argument, which messages call `option`.

    What it returns raises PinciteError for a text that is no whole number from `least` to `most`.
    """
    return lambda text: _parse(int, "a whole number", option, text, least, most)


def number(option: str, least: float = -inf, most: float = inf) -> Callable[[str], float]:
    """The same for numbers with decimals. NaN and infinity are refused."""
    return lambda text: _parse(float, "a number", option, text, least, most)


def _parse(
    read: Callable[[str], N], kind: str, option: str, text: str, least: float, most: float
) -> N:
    try:
        value = read(text)
    except ValueError as error:
        raise PinciteError(f"{option} is {text!r}; give {kind}.") from error
    if not least <= value <= most or abs(value) == inf:
        wanted = kind if least == -inf else _range(least, most)
        raise PinciteError(f"{option} is {text}; give {wanted}.")
    return value


def _range(least: float, most: float) -> str:
    return f"{least:,} or more" if most == inf else f"{least:,} to {most:,}"
