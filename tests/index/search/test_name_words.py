"""The words of a document's name, and other ways of saying them."""

from __future__ import annotations

import pytest

from index.search.name_words import compared, name_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("minutes-2024-05-14", {"minutes", "2024", "may", "5", "14"}),
        ("scan 20230109", {"scan", "2023", "january", "1", "9"}),
        ("amendment_2 Lease", {"amendment", "2", "lease"}),
        ("Vol. II", {"vol", "2"}),
        ("UsioInc_2019", {"usioinc", "usio", "inc", "2019"}),
        ("Master Services Agreement", {"master", "services", "agreement", "MSA"}),
        ("Statement of Work", {"statement", "of", "work", "SOW"}),
        ("order 20241399", {"order", "20241399"}),  # there is no month 13
    ],
)
def test_words_of_a_name(name: str, words: set[str]) -> None:
    assert name_words(name) == words


def test_two_forms_of_a_number_or_month_are_the_same() -> None:
    assert compared("third") == compared("3rd") == compared("III") == compared("03") == "3"
    assert compared("Sept") == compared("september") != compared("seventh")
