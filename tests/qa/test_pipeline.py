from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.library import Library
from qa.calibration import Calibration
from qa.pipeline import Bot
from qa.question import LONGEST_QUESTION, checked
from tests.conftest import document
from tests.support.readers import HALF, FirstWords, Sentences


@pytest.fixture
def bot(library: Library) -> Bot:
    library.add(document("Cats sleep. Dogs bark. cats, they hunt."))
    return Bot(library, FirstWords(), HALF)


def test_an_answer_is_a_quotation_with_its_sentence(bot: Bot) -> None:
    answer = bot.ask("  cats?  ")
    assert answer.question == "cats?"
    assert answer.span is not None
    assert (answer.span.text, answer.readings[0].sentence.text) == ("cats,", "cats, they hunt.")
    assert (answer.documents, len(answer.passages), answer.reader) == (1, 1, "first words")


def test_the_same_words_elsewhere_are_the_same_reading(bot: Bot) -> None:
    readings = bot.ask("cats").readings
    assert [[place.span.text for place in reading.places] for reading in readings] == [["cats,", "Cats"], ["Dogs"]]


def test_the_bot_abstains_below_its_threshold_and_keeps_what_it_read(library: Library) -> None:
    library.add(document("Cats sleep."))
    answer = Bot(library, FirstWords(), Calibration({"margin": 1.0}, bias=-1.0, threshold=0.27)).ask("cats")
    assert (answer.span, answer.abstained) == (None, True)
    assert answer.readings[0].span.text == "Cats"
    assert answer.confidence == pytest.approx(0.2689, abs=1e-4), "1 / (1 + e)"


def test_an_empty_library_has_no_answer(library: Library) -> None:
    answer = Bot(library, Sentences(), HALF).ask("anything")
    assert (answer.abstained, answer.confidence, answer.readings, answer.passages, answer.documents) == (True, 0.0, (), (), 0)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", "is empty"),
        (" \n ", "is empty"),
        ("x" * (LONGEST_QUESTION + 1), "has 2,001 characters; at most 2,000"),
        ("\udcff", "not UTF-8"),
    ],
)
def test_a_bad_question_is_refused(bot: Bot, question: str, reason: str) -> None:
    with pytest.raises(PinciteError, match=reason):
        bot.ask(question)


def test_a_question_may_be_long(bot: Bot) -> None:
    assert checked("x" * LONGEST_QUESTION) == "x" * LONGEST_QUESTION
    assert bot.ask("cats " * 400).readings


def test_a_question_for_a_reason_is_answered_with_the_sentence(bot: Bot) -> None:
    answer = bot.ask("Why cats?")
    assert (answer.shape, answer.span and answer.span.text) == ("sentences", "cats, they hunt.")
    assert answer.readings[0].span == answer.readings[0].sentence
    assert bot.ask("Which cats?").shape == "words"


def test_its_settings_name_the_reader_by_its_weights(bot: Bot) -> None:
    assert bot.settings["reader"] == "first-words@0"
