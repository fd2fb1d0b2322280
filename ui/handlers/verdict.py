"""What a person says of an answer, kept as a question of an evaluation: NAME.questions.json beside the library NAME.pincite."""

from __future__ import annotations

import hashlib
from pathlib import Path
from threading import Lock

from eval.datasets.labelling import GoldSpan, Question, Quote, gold_spans, record_feedback
from index.errors import PinciteError
from index.library import Library
from qa.types import Answer, AnswerCandidate
from ui.engine.engine import Engine
from ui.handlers import errors
from ui.views import answer as answer_view

_WRITING = Lock()
"""A set is read, changed and written whole: one at a time."""

MOST_PLACES = 20
"""Of words that a person gave; what stands in more places than these says too little."""


def file_of(library: Library) -> Path:
    """The set of verdicts on a library's answers."""
    return library.path.with_suffix(".questions.json")


def ask(result: Answer | None) -> str:
    """The question for a verdict."""
    return "" if result is None else answer_view.feedback(result)


def save(
    engine: Engine,
    result: Answer | None,
    verdict: object,
    number: object = None,
    words: object = None,
) -> str:
    """Keeps that the answer is "right", that the "reading" `number` (from 1) or other "words" are, that the documents have "none", or
    that the answer is "wrong" and no more is known. Returns what is shown; never raises. What the browser sends may be anything.
    """
    try:
        if result is None:
            raise PinciteError("There is no answer to judge. Ask again.")
        labelled = verdict != "wrong"
        gold = _gold(engine.library, result, verdict, number, words)
        quoted = () if result.abstained or verdict == "right" else _places(result.candidates[0])
        wrong = tuple(each for each in quoted if each not in gold)
        question = Question(
            hashlib.sha256(result.question.encode()).hexdigest()[:16], result.question, gold
        )
        path = file_of(engine.library)
        with _WRITING:
            questions = record_feedback(path, question, wrong, labelled=labelled)
        return answer_view.feedback_saved(path.name, questions, labelled)
    except Exception as error:
        return errors.shown(error)


def _gold(
    library: Library, result: Answer, verdict: object, number: object, words: object
) -> tuple[GoldSpan, ...]:
    if verdict == "right" and not result.abstained:
        return _places(result.candidates[0])
    if verdict == "reading" and isinstance(number, int) and 1 <= number <= len(result.candidates):
        return _places(result.candidates[number - 1])
    if verdict == "words" and isinstance(words, str):
        found = gold_spans(library, Quote(words.strip()))
        if len(found) > MOST_PLACES:
            raise PinciteError(
                f"These words stand in {len(found)} places. Give more of the words round them."
            )
        return found
    if verdict == "none" or (verdict == "wrong" and not result.abstained):
        return ()
    raise PinciteError("That is no verdict on this answer. Ask again.")


def _places(reading: AnswerCandidate) -> tuple[GoldSpan, ...]:
    spans = [place.span for place in reading.occurrences]
    return tuple(
        GoldSpan(span.document.hash, span.start, span.end, span.text, span.document.source)
        for span in spans
    )
