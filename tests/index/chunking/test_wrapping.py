"""Which lines were wrapped, at which width."""

from __future__ import annotations

import textwrap

import pytest

from index.chunking.lines import read_lines
from index.chunking.wrapping import double_spaced, wrapped

PROSE = (
    "The society bought the meadow behind the church in the spring of that year, and let it to a "
    "shepherd who had lost his own in the flood. He paid with cheese, which the members shared "
    "out on Sundays, until the price of milk rose so much that he could pay with money. Nobody "
    "complained, although the cheese had been better than what could be had in the town."
)

ITEMS = [
    "heating oil in closed cans of at most ten litres",
    "bottles of gas for campers, at most six of them",
    "oxygen for the sick, of which any amount is taken",
    "chemicals for farms in their own closed packages",
    "batteries for cars, upright and in a wooden tray",
    "timber that is longer than the bed of the lorry",
    "paint and varnish in tins that nobody has opened",
    "fireworks of the first class in their own boxes",
]
"""Of a list without marks."""


def pairs_of(lines: list[str]) -> list[bool]:
    text = "\n".join(lines)
    return list(wrapped(text, read_lines(text, 0, len(text))))


def spaced(lines: list[str], gap: str = "\n\n") -> set[int]:
    text = gap.join(lines)
    return double_spaced(text, read_lines(text, 0, len(text)))


@pytest.mark.parametrize("width", [45, 60, 72, 100, 125])
def test_prose_wrapped_at_any_width_is_one(width: int) -> None:
    lines = textwrap.wrap(PROSE, width)
    assert pairs_of(lines) == [True] * (len(lines) - 1)


def test_lines_that_are_too_short_or_too_long_are_not_wrapped() -> None:
    for width in (30, 200):
        lines = [line.capitalize() for line in textwrap.wrap(PROSE, width)]
        assert not any(pairs_of(lines))


def test_a_short_line_goes_on_with_and() -> None:
    assert pairs_of(["The tide came in", "and took the boat.", "Nobody saw it"]) == [True, False]
    assert not any(pairs_of(["fish", "or meat", "and bread"])[:1])
    assert pairs_of(["The tide came in.", "and took the boat."]) == [False]


def test_items_that_begin_with_small_letters_are_not_wrapped() -> None:
    assert not any(pairs_of(ITEMS))
    assert not any(pairs_of(["These goods may be brought:", *ITEMS[:3]]))
    assert not any(pairs_of(ITEMS[:2]))


def test_double_spaced_text_is_wrapped_over_its_blank_lines() -> None:
    lines = textwrap.wrap(PROSE, 60)
    assert spaced([*lines, "Late", *lines]) == {
        *(2 * i for i in range(len(lines) - 1)),
        *(2 * (len(lines) + 1 + i) for i in range(len(lines) - 1)),
    }


def test_paragraphs_and_lists_are_not_double_spaced() -> None:
    lines = textwrap.wrap(PROSE, 60)
    assert spaced(lines, "\n") == set()
    assert spaced(lines, "\n\n\n") == set()
    assert spaced(lines[:4]) == set()
    assert spaced([f"{line.rstrip(',.')}." for line in map(str.capitalize, lines)]) == set()
    assert spaced(ITEMS) == set()
