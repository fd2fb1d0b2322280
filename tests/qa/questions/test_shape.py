from __future__ import annotations

import pytest

from qa.questions.shape import question_shape


@pytest.mark.parametrize(
    "question",
    [
        "Which documents must be submitted?",
        "What accessories are there?",
        "For what reasons can I get leave?",
        "On which days is the office closed?",
        "Who was present at the meeting of 3 May?",
        "Who attended the May meeting?",
        "Who are the shareholders?",
        "What were the contributing causes of the fire?",
        "Name the members of the board.",
        "List all sites.",
        "Which ferries need a crew?",
        "Well, which people were invited?",
    ],
)
def test_questions_for_several_things(question: str) -> None:
    assert question_shape(question) == "list"


@pytest.mark.parametrize(
    "question",
    [
        "Which document must be submitted?",
        "Which company built the mill?",
        "What is the address of the office?",
        "What status was the order given?",
        "Which bus goes to the harbour?",
        "Who was the first chairman?",
        "When was the list printed?",
        "How many members are there?",
        "What are such stones called?",
        "What is the basis of the claim?",
        "What does “hire” mean?",
        "Is there a list of members?",
        "Where are the keys?",
        "Which of the sons inherited the mill?",
    ],
)
def test_questions_for_one_thing(question: str) -> None:
    assert question_shape(question) == "one"


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("How do I change the filter?", "steps"),
        ("How is the kiln lit?", "steps"),
        ("What happens if the alarm sounds?", "steps"),
        ("How long is the rope?", "one"),
        ("What may I not bring on board?", "open"),
        ("What does the tenant have to pay for?", "open"),
        ("What is included in the price?", "open"),
        ("What is forbidden in the hall?", "open"),
        ("What was special about the mill?", "one"),
        ("What did the miller establish?", "one"),
        ("What is the price?", "one"),
    ],
)
def test_steps_and_open_questions(question: str, shape: str) -> None:
    assert question_shape(question) == shape
