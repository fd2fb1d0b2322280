"""What is no longer so, was only planned or is untrue, and what only looks like it."""

from __future__ import annotations

import pytest

from qa.evidence.factuality import is_not_so
from tests.qa.evidence.test_reading import answers


def not_so(text: str, words: str, question: str) -> bool:
    sentence, _, after = text.partition(" | ")
    start = sentence.index(words)
    return is_not_so(sentence, start, start + len(words), after, question)


@pytest.mark.parametrize(
    ("text", "words", "question"),
    [
        # no longer
        ("Until 2015 the toll was 2 francs.", "2 francs", "What is the toll now?"),
        ("The toll was 2 francs until May 2015.", "2 francs", "What is the toll now?"),
        ("The shop was in Ghent before the fire.", "Ghent", "Where is the shop today?"),
        ("Tea formerly cost 3 kroner.", "3 kroner", "What is the current price of tea?"),
        (
            "When it opened the ward had 12 beds. | Since the extension it has 30.",
            "12",
            "How many beds does the ward have at present?",
        ),
        (
            "The toll was 2 francs until 2015 and has been 3 francs since.",
            "2 francs",
            "What is the toll today?",
        ),
        (
            "Until 2015 the toll was 2 francs. | Since then it has been 3 francs.",
            "2 francs",
            "What is the toll?",
        ),
        # unreal
        ("It should have been ready in 2010, but was late.", "2010", "When was it ready?"),
        ("Bo offered to pay 40 euros but withdrew.", "Bo", "Who paid 40 euros?"),
        (
            "The town considered buying it for 9 euros. | It decided against it.",
            "9 euros",
            "What is the price?",
        ),
        ("Had it been sold, it would have cost 900 euros.", "900 euros", "What did it cost?"),
        ("If Ann had been asked, Ann would have paid.", "Ann", "Who paid?"),
        ("It was to be opened in May. | It was called off.", "May", "When was it opened?"),
        ("The race was planned for May but was cancelled.", "May", "When was the race?"),
        # untrue
        ("The rumour that Bo sold it is false; Ann did.", "Bo", "Who sold it?"),
        ("It is a myth that Bo built it.", "Bo", "Who built it?"),
        ("The chest was wrongly dated 1750.", "1750", "From what year is the chest?"),
    ],
)
def test_what_is_not_so_is_no_answer(text: str, words: str, question: str) -> None:
    assert not_so(text, words, question)


@pytest.mark.parametrize(
    ("text", "words", "question"),
    [
        # it is still so, or the past is asked
        ("The toll has been 3 francs since 2015.", "3 francs", "What is the toll now?"),
        (
            "The toll was 2 francs until 2015 and has been 3 francs since.",
            "3 francs",
            "What is the toll today?",
        ),
        ("Ann was elected chair until 2031.", "Ann", "Who is the current chair?"),
        ("Ann is chair until 2031.", "Ann", "Who is the current chair?"),
        ("Until 2015 the toll was 2 francs.", "2 francs", "What was the toll?"),
        ("The hall was built by Bo. | Today it is red.", "Bo", "Who built the present hall?"),
        (
            "The tower was not mended after the war. | Today it is a garden.",
            "not mended",
            "Why is the tower not there today?",
        ),
        ("The lens bends a current of 3 A.", "3 A", "Which current does it bend?"),
        ("Bo built the hall. | Today it is red.", "Bo", "Who built the hall that is now red?"),
        ("Rent is paid before the 5th.", "the 5th", "When is the rent paid now?"),
        ("The tower was a mill until 1910. | It burned then.", "a mill", "What is the tower?"),
        ("The shop was in Ghent. | Today it is large.", "Ghent", "Where does it say it is?"),
        # conditions and rules of contracts
        (
            "If the fee is not paid within 30 days, interest of 4 % is due.",
            "4 %",
            "What interest is due?",
        ),
        (
            "On termination the Client shall pay the fee that would have been due in June.",
            "in June",
            "Which fee is paid on termination?",
        ),
        (
            "The feast was in blue (with which it would have been named B), in May.",
            "blue",
            "What colour was the feast in?",
        ),
        ("It was blue, though green would have been better.", "blue", "What colour was it?"),
        ("She said that she would have the soup.", "the soup", "What did she have?"),
        ("Ann would have to sign.", "Ann", "Who signs?"),
        # planned, and done
        ("It was to be opened in May. | It was opened in June.", "May", "When is it opened?"),
        ("It was to be opened in May. | The parade was called off.", "May", "When is it opened?"),
        ("Bo offered to pay 40 euros. | It was accepted.", "Bo", "Who paid?"),
        ("Bo offered to pay 40 euros but withdrew.", "40 euros", "How much did Bo offer?"),
        ("It was due to open in May but never did open.", "May", "When was it due to open?"),
        # what is asked is the plan, the rumour or the untruth itself
        ("Had it been sold, it would have cost 9 euros.", "9 euros", "What would it have cost?"),
        ("The rumour that Bo sold it is false.", "Bo sold it", "Which rumour is false?"),
        ("The report that Bo wrote is long; it is false that it rained.", "Bo", "Who wrote it?"),
        ("The claim that it was late is upheld.", "late", "How was it?"),
    ],
)
def test_what_is_so_stays(text: str, words: str, question: str) -> None:
    assert not not_so(text, words, question)


def test_the_later_sentence_is_the_answer() -> None:
    text = "Until 2015 the toll was 2 francs. Since then it has been 3 francs."
    assert answers(text, "What is the toll now?", "2 francs", "3 francs") == [("3 francs", -1.0)]
