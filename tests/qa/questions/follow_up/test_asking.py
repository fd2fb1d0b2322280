"""What is asked after another question, and what the answer says of it."""

from __future__ import annotations

from dataclasses import replace

from qa.questions.follow_up.asking import ask_after, previous_of
from qa.questions.follow_up.types import Previous
from qa.types import Answer
from tests.ui.views.samples import WIDTH, answer

BEFORE = Previous("Who built the weir?", "Otto Lind", ("Weirs",))


def ask(question: str) -> Answer:
    return replace(answer(WIDTH), question=question)


def test_a_follow_up_is_asked_in_other_words() -> None:
    answered = ask_after(ask, " and when? ", BEFORE)
    assert answered.question == "When was the weir built?"
    assert answered.written == "and when?"
    assert answered.follow_up == "When was the weir built in the document “Weirs”?"


def test_the_document_before_is_not_offered_where_it_answers_or_one_is_named() -> None:
    same = replace(BEFORE, documents=("The bridge",))
    assert ask_after(ask, "and when?", same).follow_up == ""
    letter = replace(BEFORE, question="Who wrote the letter?")
    assert ask_after(ask, "and when?", letter).follow_up == ""
    assert ask_after(ask, "and when?", replace(BEFORE, documents=("a", "b"))).follow_up == ""


def test_in_doubt_the_question_is_asked_as_it_is_written() -> None:
    answered = ask_after(ask, "the dam?", BEFORE)
    assert (answered.question, answered.written) == ("the dam?", "")
    assert answered.follow_up == "Who built the dam?"


def test_any_other_question_is_just_asked() -> None:
    assert ask_after(ask, "How wide is it?", Previous()) == ask("How wide is it?")


def test_what_an_answer_leaves_for_the_next_question() -> None:
    left = previous_of(ask("How wide is the arch?"))
    assert left == Previous("How wide is the arch?", "31 metres", ("The bridge",))
    nothing = previous_of(answer())
    assert (nothing.answer, nothing.documents) == ("", ())
