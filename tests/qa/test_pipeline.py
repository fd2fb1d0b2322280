from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.library import Library
from qa.calibration import Calibration
from qa.pipeline import QAPipeline
from qa.question import MAX_QUESTION_CHARS, validate_question
from tests.conftest import document
from tests.support.readers import HALF, FirstWords, Sentences


@pytest.fixture
def bot(library: Library) -> QAPipeline:
    library.add(document("Cats sleep. Dogs bark. cats, they hunt."))
    return QAPipeline(library, FirstWords(), HALF)


def test_an_answer_is_a_quotation_with_its_sentence(bot: QAPipeline) -> None:
    answer = bot.ask("  cats?  ")
    assert answer.question == "cats?"
    assert answer.span is not None
    assert (answer.span.text, answer.candidates[0].sentence.text) == ("cats,", "cats, they hunt.")
    assert (answer.documents, len(answer.passages), answer.reader) == (1, 1, "first words")


def test_the_same_words_elsewhere_are_the_same_reading(bot: QAPipeline) -> None:
    readings = bot.ask("cats").candidates
    assert [[place.span.text for place in reading.occurrences] for reading in readings] == [
        ["cats,", "Cats"],
        ["Dogs"],
    ]


def test_the_bot_abstains_below_its_threshold_and_keeps_what_it_read(library: Library) -> None:
    library.add(document("Cats sleep."))
    answer = QAPipeline(
        library, FirstWords(), Calibration({"margin": 1.0}, bias=-1.0, threshold=0.27)
    ).ask("cats")
    assert (answer.span, answer.abstained) == (None, True)
    assert answer.candidates[0].span.text == "Cats"
    assert answer.confidence == pytest.approx(0.2689, abs=1e-4), "1 / (1 + e)"


def test_an_empty_library_has_no_answer(library: Library) -> None:
    answer = QAPipeline(library, Sentences(), HALF).ask("anything")
    assert (
        answer.abstained,
        answer.confidence,
        answer.candidates,
        answer.passages,
        answer.documents,
    ) == (True, 0.0, (), (), 0)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", "is empty"),
        (" \n ", "is empty"),
        ("x" * (MAX_QUESTION_CHARS + 1), "has 2,001 characters; at most 2,000"),
        ("\udcff", "not UTF-8"),
    ],
)
def test_a_bad_question_is_refused(bot: QAPipeline, question: str, reason: str) -> None:
    with pytest.raises(PinciteError, match=reason):
        bot.ask(question)


def test_a_question_may_be_long(bot: QAPipeline) -> None:
    assert validate_question("x" * MAX_QUESTION_CHARS) == "x" * MAX_QUESTION_CHARS
    assert bot.ask("cats " * 400).candidates


def test_a_question_for_a_reason_is_answered_with_the_sentence(bot: QAPipeline) -> None:
    answer = bot.ask("Why cats?")
    assert (answer.answer_type, answer.span and answer.span.text) == (
        "sentences",
        "cats, they hunt.",
    )
    assert answer.candidates[0].span == answer.candidates[0].sentence
    assert bot.ask("Which cats?").answer_type == "words"


def test_its_settings_name_the_reader_by_its_weights(bot: QAPipeline) -> None:
    assert bot.config["reader"] == "first-words@0"
