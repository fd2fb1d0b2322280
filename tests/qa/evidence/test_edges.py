"""Edges of answers: what belongs to the words, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evidence.edges import MAX_ADDED, fit_edges
from qa.evidence.tokens import whole_tokens


def fitted(text: str, words: str, question: str = "") -> str:
    start = text.index(words)
    start, end = fit_edges(text, start, start + len(words), question)
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        # tokens
        ("Run start.sh first.", "start", "start.sh"),
        ("Write to mill@river.example.", "mill@river", "mill@river.example"),
        ("It is in /var/log/mill.log.", "var", "/var/log/mill.log"),
        ("See https://mill.example/a/b.", "mill", "https://mill.example/a/b"),
        ("Pay invoice INV-2023-0042 now.", "2023", "INV-2023-0042"),
        ("Set $HOME first.", "HOME", "$HOME"),
        ("Use --force here.", "force", "--force"),
        ("A 1,400 kg load.", "1", "1,400 kg"),
        ("They drove at 60 km an hour, or 60 km/h.", "km/", "km/h"),
        ("He wrote it in C++ then.", "C", "C++"),
        ("Leo O'Brien left.", "Brien", "O'Brien"),
        ("The mother-in-law came.", "in", "mother-in-law"),
        # signs, units, magnitudes
        ("It fell to -25 °C.", "25", "-25 °C"),
        ("It fell to −25 °C at night.", "25 °C", "−25 °C"),
        ("Error ±0.5 g.", "0.5", "±0.5 g"),
        ("It costs CHF 320.00 in May.", "320.00", "CHF 320.00"),
        ("It costs US$ 5 million now.", "5", "US$ 5 million"),
        ("A share of 7.5 % is paid.", "7.5", "7.5 %"),
        ("It lasts 14 working days.", "14", "14 working days"),
        # brackets
        ("It ends after thirty (30) days.", "30", "thirty (30) days"),
        ("It ends after Thirty (30) days.", "Thirty", "Thirty (30) days"),
        ("It holds 18 l (4.7 gal) of tea.", "18 l (4.7", "18 l (4.7 gal)"),
        ("The club (Blue Heron) met.", "Heron)", "(Blue Heron)"),
        ("Ring +31 (0)20 555-0142 first.", "+31", "+31 (0)20 555-0142"),
        ("Ring (0201) 48 30 91 first.", "48 30 91", "(0201) 48 30 91"),
        # what an amount is for, or measured from
        ("A boat costs 12 euros an hour.", "12", "12 euros an hour"),
        ("It is £20 a head and night, or more.", "£20", "£20 a head and night"),
        ("It is £20 per adult per day.", "£20", "£20 per adult per day"),
        (
            "Interest is 3 per cent a year above the base rate of the Bank of Norway.",
            "3 per cent",
            "3 per cent a year above the base rate of the Bank of Norway",
        ),
        ("It is 2 basis points over the base rate.", "2", "2 basis points over the base rate"),
        ("It is £90 plus VAT, paid in May.", "£90", "£90 plus VAT"),
        # ranges
        ("Works at -20 to 45 °C.", "20 to 45", "-20 to 45 °C"),
        ("Works at -20 to 45 °C.", "45 °C", "-20 to 45 °C"),
        ("Between 40 and 55 guests came.", "40", "Between 40 and 55"),
        ("Between 40 and 55 guests came.", "55", "Between 40 and 55"),
        # qualifiers
        ("It took more than 20 years.", "20", "more than 20 years"),
        ("At least 12 members voted.", "12", "At least 12"),
        ("Pay no later than 4 May.", "4 May", "no later than 4 May"),
        ("Up to 60 people fit.", "60", "Up to 60"),
        ("It was approximately $40.", "40", "approximately $40"),
        ("Not more than three dogs.", "three", "Not more than three"),
        # what follows
        ("within 14 days.\n7. Ending", "within 14 days.\n7. Ending", "within 14 days."),
        ("to the laws of Ohio. Exhibit B Fees", "Ohio. Exhibit B Fees", "Ohio"),
        ("paid in May, and again", "May,", "May"),
    ],
)
def test_an_edge_is_where_the_words_have_theirs(text: str, words: str, expected: str) -> None:
    assert fitted(text, words) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The bail is 380 euros, paid back after 50 days.", "380 euros"),
        ("The rope is 40 m long and 13 mm thick.", "13 mm"),
        ("Ada's barge sank.", "Ada"),
        ("It happened in May.The next day it rained.", "May"),
        ("Open Monday/Tuesday only.", "Monday"),
        ("Red, white and blue.", "white"),
        ("He lived 1890–1950 in Ghent.", "in Ghent"),
        ("Talk about 4 barges.", "barges"),
        ("Under Section 7 it ends.", "Section 7"),
        ("Rooms 4 and 9 have one.", "4"),
        ("We met Mr. St. John.", "Mr. St. John"),
        ("The year 1950 was dry.", "1950"),
        ("She is the head of US operations.", "head of US operations"),
        ("In 1950 A. Berg came.", "1950"),
        ("東京は日本の首都です。", "東京"),
        ("The well-known baker.", "baker"),
        ("a boat - 12 m - came", "boat"),
        ("(see the note) It is blue.", "blue"),
        ("It weighs 80 kg (30) 5 were sold.", "80 kg"),
        ("A fifth, 20 %, of the wool burned.", "20 %"),
        ("In 1927 a school opened.", "1927"),
        ("In 2023 a year of rain began.", "2023"),
        ("At 40 kg a second bag is given.", "40 kg"),
        ("It rose by 40 over the old mill.", "40"),
    ],
)
def test_an_edge_that_is_right_stays(text: str, words: str) -> None:
    assert fitted(text, words) == words


@pytest.mark.parametrize(
    ("text", "words", "question", "expected"),
    [
        ("It took 20 years.", "20", "How many years did it take?", "20"),
        ("It took 20 years.", "20", "How long did it take?", "20 years"),
        ("It is 300 kilometres off.", "300", "How many kilometers is it off?", "300"),
        ("It is 9 euros an hour.", "9 euros", "What is the price per hour?", "9 euros"),
        ("It is 9 euros a year.", "9 euros", "What is the annual fee?", "9 euros"),
        ("It is 2 % above the bank rate.", "2 %", "How much above the bank rate is it?", "2 %"),
        ("Up to 13 may come.", "13", "Up to how many may come?", "13"),
        ("Up to 13 may come.", "13", "How many may come?", "Up to 13"),
        ("It works at 5 to 45 °C.", "45 °C", "What is the highest temperature?", "45 °C"),
        ("It works at 5 to 45 °C.", "45 °C", "At which temperature?", "5 to 45 °C"),
        ("They met from 1990 to 1995.", "1990", "When did they first meet?", "1990"),
    ],
)
def test_the_question_says_how_much_is_asked(
    text: str, words: str, question: str, expected: str
) -> None:
    assert fitted(text, words, question) == expected


@given(st.text(alphabet="a1.,-/ ()$%'\n", min_size=1, max_size=40), st.data())
def test_a_range_stays_within_the_sentence_and_is_never_empty(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    fitted_start, fitted_end = fit_edges(text, start, end)
    assert 0 <= fitted_start < fitted_end <= len(text)
    assert start - MAX_ADDED <= fitted_start
    assert fitted_end <= end + MAX_ADDED


@given(st.text(alphabet="ab1.-/ ", min_size=1, max_size=30), st.data())
def test_whole_tokens_contain_the_range_and_are_stable(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    once = whole_tokens(text, start, end)
    assert once[0] <= start < end <= once[1]
