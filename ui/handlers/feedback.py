"""Feedback on an answer, saved as a question set for evaluation.

The set of the library NAME.pincite is the file NAME.questions.json beside it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from threading import Lock

from eval.datasets.dataset import GoldSpan, Question
from eval.datasets.find_quotes import Quote
from eval.datasets.labelling import gold_spans, record_feedback
from index.errors import PinciteError
from index.library import Library
from qa.types import Answer, AnswerCandidate
from ui.engine.engine import Engine
from ui.engine.libraries import FILES_BESIDE
from ui.views import answer as answer_view
from ui.views.errors import error_card
from ui.views.i18n.language import gettext

_FILE_LOCK = Lock()
"""Held while a question set is read, changed and written as a whole."""

MAX_OCCURRENCES = 20
"""Of words that a person typed; words that occur more often do not identify an answer."""


def question_set_path(library: Library) -> Path:
    """The file of the feedback on a library's answers."""
    return library.path.with_suffix(FILES_BESIDE[0])


def ask(result: Answer | None) -> str:
    """The form that asks for feedback; "" without an answer."""
    return "" if result is None else answer_view.feedback(result)


def save(
    engine: Engine,
    result: Answer | None,
    kind: object,
    *,
    number: object = None,
    words: object = None,
) -> str:
    """Saves feedback on an answer; returns the HTML of a confirmation or an error. Never raises.

    `kind` is "right" (the answer is), "candidate" (candidate `number`, from 1, is right), "words"
    (`words` from a document are right), "none" (the documents do not answer the question) or
    "wrong" (the answer is wrong, and no more is known). Values come from the browser and may be of
    any type.
    """
    try:
        if result is None:
            raise PinciteError(gettext("There is no answer to give feedback on. Ask again."))
        gold = _gold(engine.library, result, kind, number, words)
        shown = result.outcome != "nothing"
        rejected = _spans(result.candidates[0]) if shown and kind != "right" else ()
        wrong = tuple(span for span in rejected if span not in gold)
        question_id = hashlib.sha256(result.question.encode()).hexdigest()[:16]
        question = Question(question_id, result.question, gold)
        path = question_set_path(engine.library)
        labelled = kind != "wrong"
        with _FILE_LOCK:
            questions = record_feedback(path, question, wrong, labelled=labelled)
        return answer_view.feedback_saved(path.name, questions, labelled)
    except Exception as error:
        return error_card(error)


def _gold(
    library: Library, result: Answer, kind: object, number: object, words: object
) -> tuple[GoldSpan, ...]:
    """The ranges that are right according to the feedback. Raises PinciteError for any other."""
    shown = result.outcome != "nothing"
    if kind == "right" and shown:
        return _spans(result.candidates[0])
    if kind == "candidate" and isinstance(number, int) and 1 <= number <= len(result.candidates):
        return _spans(result.candidates[number - 1])
    if kind == "words" and isinstance(words, str):
        spans = gold_spans(library, Quote(words.strip()))
        if len(spans) > MAX_OCCURRENCES:
            raise PinciteError(
                gettext(
                    "These words occur {number} times in the documents. Add the words around them.",
                    number=len(spans),
                )
            )
        return spans
    if kind == "none" or (kind == "wrong" and shown):
        return ()
    raise PinciteError(gettext("That is not feedback that fits this answer. Ask again."))


def _spans(candidate: AnswerCandidate) -> tuple[GoldSpan, ...]:
    spans = [occurrence.span for occurrence in candidate.occurrences]
    return tuple(
        GoldSpan(
            hash=span.document.hash,
            start=span.start,
            end=span.end,
            text=span.text,
            source=span.document.source,
        )
        for span in spans
    )
