"""Feedback on answers, saved as a question set."""

from __future__ import annotations

import json

import pytest

from eval.datasets.dataset import QuestionSet
from eval.datasets.load import check_against_library
from eval.runs.run import load_set
from index.spans import Document
from tests.support.ui_engine import HIGH, NOBODY
from ui.engine.engine import Engine
from ui.handlers import evaluation, feedback


def saved(engine: Engine) -> QuestionSet:
    return load_set([feedback.question_set_path(engine.library)], engine.library)


def test_a_right_answer_is_saved_with_all_its_occurrences(engine: Engine) -> None:
    result = engine.ask(HIGH)
    shown = feedback.save(engine, result, "right")
    assert "small.questions.json</bdi>, which has 1 question." in shown
    (question,) = saved(engine).questions
    assert question.question == HIGH
    assert [(gold.source, gold.text) for gold in question.gold] == [
        ("aqueducts.md", "48.8 metres"),
        ("gard-guide.txt", "48.8 metres"),
    ]
    assert not list(check_against_library(engine.library, saved(engine)))
    path = feedback.question_set_path(engine.library)
    *_, last = evaluation.run(engine, [path], None, lambda: False)
    assert last.past is not None, last.html
    assert [row.right for row in last.past.run.rows] == [True]
    assert evaluation.question_sets(engine)[evaluation.FEEDBACK_SET] == path


def test_feedback_can_be_changed(engine: Engine) -> None:
    result = engine.ask(HIGH)
    path = feedback.question_set_path(engine.library)
    feedback.save(engine, result, "right")
    feedback.save(engine, result, "candidate", number=2)
    (question,) = saved(engine).questions
    assert question.accepted == ("275 metres",)
    (stored,) = json.loads(path.read_text())["questions"]
    assert [span["text"] for span in stored["wrong"]] == ["48.8 metres"] * 2
    shown = feedback.save(engine, result, "words", words=" 40,000 cubic metres ")
    assert "has 1 question" in shown
    assert saved(engine).questions[0].accepted == ("40,000 cubic metres",)
    feedback.save(engine, result, "none")
    assert saved(engine).questions[0].answerable is False
    assert "Noted as wrong" in feedback.save(engine, result, "wrong")
    assert json.loads(path.read_text())["questions"] == []


def test_feedback_on_an_abstention(engine: Engine) -> None:
    result = engine.ask(NOBODY)
    feedback.save(engine, result, "none")
    assert saved(engine).questions[0].gold == ()
    feedback.save(engine, result, "candidate", number=1)
    assert saved(engine).questions[0].accepted[0].startswith("Visitors may walk")


@pytest.mark.parametrize(
    ("kind", "number", "words", "message"),
    [
        ("words", None, "no such words", "does not occur in"),
        ("words", None, "  ", "The quote is empty"),
        ("words", None, None, "not feedback"),
        ("words", None, "the", "These words occur 51 times in the documents."),
        ("candidate", 9, None, "not feedback"),
        ("candidate", "1", None, "not feedback"),
        (None, None, None, "not feedback"),
        ({"a": 1}, None, None, "not feedback"),
    ],
)
def test_feedback_that_does_not_fit_is_refused(
    engine: Engine, kind: object, number: object, words: object, message: str
) -> None:
    engine.library.add(Document(0, "the.txt", "The", "And the " * 30))
    shown = feedback.save(engine, engine.ask(HIGH), kind, number=number, words=words)
    assert 'role="alert"' in shown
    assert message in shown
    assert not feedback.question_set_path(engine.library).exists()


def test_feedback_without_an_answer(engine: Engine) -> None:
    assert "no answer to give feedback on" in feedback.save(engine, None, "right")
    assert feedback.ask(None) == ""
    assert "not feedback" in feedback.save(engine, engine.ask(NOBODY), "right")
