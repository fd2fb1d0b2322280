"""Abbreviations that a document uses again and again are learnt from it."""

from __future__ import annotations

import pytest
from nltk.tokenize.punkt import PunktTrainer

from index.chunking import sentences
from index.chunking.learnt import MAX_CHARS, MIN_CHARS, learn_abbreviations

PLAIN = (
    "The mill stood by the river for many years before the flood took it away. "
    "Nobody in the village wanted to build it again, since the water came too often. "
    "An old map of the parish shows where the wheel was. The map lies in the archive. "
)
OWN = "The wheel is drawn on Blatt. {n} of the map, and the dam on Blatt. {m} beside it. "


def text(times: int) -> str:
    return "".join(PLAIN + OWN.format(n=n, m=n + 1) for n in range(times))


def test_a_repeated_abbreviation_ends_no_sentence() -> None:
    long = text(30)
    assert len(long) > MIN_CHARS
    assert learn_abbreviations(long) == {"blatt"}
    found = [long[start:end] for start, end in sentences(long)]
    assert "The wheel is drawn on Blatt. 7 of the map, and the dam on Blatt. 8 beside it." in found
    assert "The map lies in the archive." in found


def test_words_that_only_end_sentences_are_no_abbreviations() -> None:
    assert learn_abbreviations(PLAIN * 40) == frozenset()


def test_punkt_is_asked_only_if_a_word_stands_before_a_small_letter_or_a_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    class Trainer(PunktTrainer):  # type: ignore[misc]  # nltk has no types
        def train(self, text: str, verbose: bool = False, finalize: bool = True) -> None:
            asked.append(text)
            super().train(text, verbose, finalize)

    monkeypatch.setattr("nltk.tokenize.punkt.PunktTrainer", Trainer)
    seldom = PLAIN * 40 + OWN.format(n=1, m=2)
    assert learn_abbreviations(seldom) == frozenset()  # Blatt. only twice
    assert asked == []
    assert learn_abbreviations(seldom + text(10)) == {"blatt"}
    assert len(asked) == 1


def test_a_short_text_teaches_nothing() -> None:
    assert learn_abbreviations(text(2)) == frozenset()


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    plain = PLAIN * (MAX_CHARS // len(PLAIN) + 1)
    assert learn_abbreviations(plain + text(30)) == frozenset()
