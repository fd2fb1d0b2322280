"""Words as quotations are compared, and their offsets."""

from __future__ import annotations

import pytest

from index.search.verbatim_words import compared, words_of


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("the Agree-\nment", "The agreement"),
        ("don’t", "don't"),
        ("long-term", "long\u2011term"),
        ("obser\u00advatory", "observatory"),
        ("the ﬁrm", "the firm"),
        ("cafe\u0301", "café"),
        ("£12,500", "£ 12500"),
        ("_emphasis_", "emphasis"),
        ("“Yes,” she said—no.", "'Yes' she said: no"),
    ],
)
def test_the_same_words(written: str, other: str) -> None:
    assert list(words_of(written).forms) == list(words_of(other).forms)


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("its fee", "it's fee"),
        ("4.5 days", "45 days"),
        ("pages 3-4", "pages 34"),
        ("£5", "$5"),
        ("5%", "5"),
        ("at -5 degrees", "at 5 degrees"),
        ("resume", "résumé"),
        ("x < 3", "x > 3"),
    ],
)
def test_other_words(written: str, other: str) -> None:
    assert list(words_of(written).forms) != list(words_of(other).forms)


def test_offsets_are_those_of_the_text() -> None:
    text = "A ﬁrm’s “agree-\nment” of 1,000 §"
    words = words_of(text, 2)
    written = [text[start:end] for start, end in zip(words.starts, words.ends, strict=True)]
    assert written == ["ﬁrm’s", "agree-\nment", "of", "1,000", "§"]
    assert list(words.forms) == [compared(each) for each in written]
    assert words.written(1, 3) == "agree-\nment” of"
    assert words.written(1, 1) == ""
