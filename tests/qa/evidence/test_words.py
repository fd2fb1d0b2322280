from __future__ import annotations

import pytest

from qa.evidence.words import content_stems, stem, without_titles


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


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Cllr Priya Nair", "Priya Nair"),
        ("Cllr. Mrs Nair", "Nair"),
        ("Revd Dr Ole Rey", "Ole Rey"),
        ("Prof", "Prof"),
        ("Sir", "Sir"),
        ("Drake Hall", "Drake Hall"),
        ("Captain of the ship", "Captain of the ship"),
    ],
)
def test_titles_before_a_name_are_left_out(name: str, expected: str) -> None:
    assert without_titles(name) == expected
