from __future__ import annotations

import pytest

from qa.questions.words import content_words, overlap, same_stem


def test_words_that_say_what_a_text_is_about() -> None:
    assert content_words("Which of the Boats were lost in 2.5 hours?") == {
        "boat", "lost", "2.5", "hour"
    }  # fmt: skip
    assert content_words("Who is it?") == set()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("length", "lengths", True),
        ("restart", "restarting", True),
        ("reporter", "reported", True),
        ("cost", "costing", True),
        ("station", "status", False),
        ("contract", "contact", False),
        ("car", "cargo", False),
        ("port", "portfolio", False),
        ("df-2310", "df-2318", False),
    ],
)
def test_forms_of_one_word(one: str, other: str, same: bool) -> None:
    assert same_stem(one, other) == same_stem(other, one) == same


def test_words_that_have_a_form_of_another() -> None:
    assert overlap({"boats", "oar"}, {"boat", "sail"}) == 1
