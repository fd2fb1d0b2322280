"""Other ways of writing codes, numbers and compounds."""

from __future__ import annotations

import pytest

from index.storage.query_variants import forms, identifiers, variants


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DIN4102", "DIN 4102"),
        ("GX-77/4B", "GX77 4B"),
        ("1250", "1,250"),
        ("3500000", "3 500 000"),
        ("12,400.00", "12400"),
        ("7.50", "7.5"),
        ("0171-550-1234", "01715501234"),
    ],
)
def test_two_ways_of_writing_have_a_phrase_in_common(one: str, other: str) -> None:
    assert set(forms(one)) & set(forms(other))


@pytest.mark.parametrize(("one", "other"), [("1250", "1,251"), ("7.5", "75"), ("A-12", "A-13")])
def test_different_numbers_have_none(one: str, other: str) -> None:
    assert not set(forms(one)) & set(forms(other))


@pytest.mark.parametrize(
    ("question", "first_forms"),
    [
        ("Who paid PO-4471-B?", ["po 4471 b"]),
        ("What does DIN 4102 say in § 8.3 and § 9?", ["din 4102", "8 3", "9"]),
        ("Ask jane.doe@mail.example, 0171 550 1234", ["jane doe mail example", "0171 550 1234"]),
        ("Which boat weighs 2,750 kg?", ["2 750"]),
        ("What happened in 1987 to the 12 boats of 1914-1918?", []),
        ("Who won the 19th race of 12-year-old boys in the 1960s at 9am?", []),
        ("", []),
    ],
)
def test_codes_addresses_and_long_numbers_are_identifiers(
    question: str, first_forms: list[str]
) -> None:
    assert [each[0] for each in identifiers(question)] == first_forms


@pytest.mark.parametrize(
    ("question", "joined"),
    [
        ("Who reads the e-mail?", ["email"]),
        ("Where is the data base kept?", ["database", "basekept"]),
        ("Who is O'Hara's co-pilot?", ["ohara", "copilot"]),
        ("What is in form for us if we'll pay 1250?", ["1250", "1 250"]),
    ],
)
def test_compounds_are_joined_unless_with_stop_words(question: str, joined: list[str]) -> None:
    assert variants(question) == joined


@pytest.mark.parametrize("token", ["10⁶", "450²", "②", "½", "٣٤٥", "1" * 2_000])
def test_any_characters_that_look_like_digits_have_forms(token: str) -> None:
    assert all(forms(token))
    assert isinstance(identifiers(f"How many are {token}?"), list)
    assert isinstance(variants(f"How many are {token}?"), list)
