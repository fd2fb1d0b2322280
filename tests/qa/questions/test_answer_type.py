from __future__ import annotations

import pytest

from qa.questions.answer_type import answer_type


@pytest.mark.parametrize(
    "question",
    [
        "Why did the mill burn down?",
        "So, why did it?",
        "Who burned it, and why?",
        "How does a mill work?",
        "How is flour made?",
        "How to mill flour",
        "Explain the fire.",
        "Describe the mill",
        "What was the reason for the fire?",
        "For what reason was it rebuilt?",
        "Did the mill burn down?",
        "Isn't the mill of stone?",
        "Has anybody seen it?",
    ],
)
def test_reasons_manners_descriptions_and_yes_or_no_ask_for_sentences(question: str) -> None:
    assert answer_type(question) == "sentences"


@pytest.mark.parametrize(
    "question",
    [
        "When did the mill burn down?",
        "How many mills burned?",
        "How tall was it?",
        "In how many hours did it burn?",
        "Who explained why it burned?",
        "Is the mill of stone or of wood?",
        "What did Einstein explain?",
        "Which canal is the mill on?",
        "Canal or river?",
        "",
    ],
)
def test_all_others_ask_for_words(question: str) -> None:
    assert answer_type(question) == "words"
