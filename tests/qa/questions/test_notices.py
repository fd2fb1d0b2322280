from __future__ import annotations

import pytest

from qa.questions.notices import notice

ENGLISH = ["The ferry is in the harbour, and it has been there since the storm."]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Summarise the lease.", "asks for a summary"),
        ("Could you please give me a short overview of the report?", "asks for a summary"),
        ("What is this document about?", "asks for a summary"),
        ("What are the main points of this report?", "asks for a summary"),
        ("What do you think of the plan?", "asks for an opinion"),
        ("In your opinion, is the rent fair?", "asks for an opinion"),
        ("Wie hoch ist die Miete?", "seems to be in German"),
        ("Quel est le prix du billet ?", "seems to be in French"),
        ("¿Cuánto cuesta el billete?", "seems to be in Spanish"),
        ("Сколько стоит билет?", "seems to be in Russian or another Cyrillic language"),
        ("运费是多少？", "seems to be in Chinese"),
    ],
)
def test_a_question_that_no_quotation_answers_has_a_notice(question: str, reason: str) -> None:
    assert reason in notice(question, ENGLISH)


@pytest.mark.parametrize(
    "question",
    [
        "What is the book about?",
        "What does the lease say about insurance?",
        "Who wrote the summary of the report?",
        "When is the overview published?",
        "Which opinion did the auditors give?",
        "What did the board think of the offer?",
        "When was Les Plaisirs et les Jours published?",
        "What do I need?",
        "Who is Jean de la Fontaine?",
        "rent Pier House 2024",
        "What does 🐝 stand for?",
        "What is das Kapital about?",
    ],
)
def test_other_questions_have_none(question: str) -> None:
    assert notice(question, ENGLISH) == ""


def test_a_question_in_the_language_of_the_documents_has_none() -> None:
    german = ["Die Miete ist für das Haus und den Garten im Voraus zu zahlen."]
    assert notice("Wie hoch ist die Miete?", german) == ""
    assert "ask in German" in notice("What is the rent of the house?", german)
    assert notice("Wie hoch ist die Miete?", ["12 34"]) == "", "of unknown language"
    names = ["Member: Una Berg; Fee: 4 per month.", "Member: Il Gatto; Fee: 5 per month."]
    assert notice("Which member pays the lowest fee?", names) == "", "names are of no language"
