from __future__ import annotations

import pytest

from qa.evidence.words import content_stems, stem


@pytest.mark.parametrize(
    "forms",
    [
        ("stop", "stops", "stopped", "stopping"),
        ("box", "boxes"),
        ("pay", "pays", "paying"),
        ("Ann", "Ann's", "Ann’s"),
        ("sail", "sailed", "sailing"),
        ("call", "called", "calls"),
        ("close", "closed", "closes", "closing"),
    ],
)
def test_forms_of_one_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_other_words_have_other_stems() -> None:
    assert len({stem(word) for word in ("bus", "bed", "red", "ring", "sea", "see", "1990")}) == 7


def test_identifiers_are_one_word_and_stop_words_are_none() -> None:
    assert content_stems("Who has the number OS-0188?") == {"number", "os-0188"}
