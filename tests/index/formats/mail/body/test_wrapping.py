"""Which line ends a program put in, and which the writer did."""

from __future__ import annotations

import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats.mail.body.wrapping import unwrap, wrap_width

WORDS = ("the", "barge", "harbour", "Monday", "of", "seven", "tonnes", "which", "Ines", "lock")


@settings(deadline=None)
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=40, max_size=120),
    width=st.sampled_from([65, 72, 76, 78]),
)
def test_what_textwrap_wraps_is_unwrapped(words: list[str], width: int) -> None:
    text = " ".join(words) + "."
    lines = textwrap.wrap(text, width)
    assert list(unwrap([(line, False) for line in lines], wrap_width(lines))) == [text]


def test_the_width_is_0_if_lines_are_short_or_long() -> None:
    assert wrap_width(["Ines Calloway", "12 Quay Street", "Upper Valley"]) == 0
    assert wrap_width(["word " * 60, "word " * 60, "word"]) == 0
    assert wrap_width([]) == 0


def test_fixed_lines_are_not_joined() -> None:
    line = "the harbour office asks everybody to keep the berths free until"
    assert list(unwrap([(line, True), ("noon", True)], 70)) == [line, "noon"]
    assert list(unwrap([(line, False), ("noon", True)], 70)) == [f"{line} noon"]
