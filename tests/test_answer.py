from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.library import Library
from index.spans import Passage, PinciteError
from qa.answer import Place
from qa.bot import Bot
from qa.calibration import Calibration
from qa.question import LONGEST_QUESTION, checked
from qa.read import Candidate, SentenceReader
from tests.conftest import document

HALF = Calibration({"score": 1.0}, bias=0.0, threshold=0.5)


class FirstWords:
    """Reads the first word of every sentence, the later the better."""

    name = "first words"

    def read(self, question: str, passages: Sequence[Passage]) -> list[Candidate]:
        found = []
        for passage in passages:
            for hit in passage.sentences:
                word = hit.span.text.split()[0]
                span = type(hit.span)(hit.span.doc, hit.span.start, hit.span.start + len(word))
                found.append(Candidate(Place(span, hit.span, passage), 0.0, {"score": float(hit.span.start)}))
        return sorted(found, key=lambda candidate: -candidate.evidence["score"])


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
    answer = Bot(library, FirstWords(), Calibration({"score": 1.0}, bias=-1.0, threshold=0.27)).ask("cats")
    assert (answer.span, answer.abstained) == (None, True)
    assert answer.readings[0].span.text == "Cats"
    assert answer.confidence == pytest.approx(0.2689, abs=1e-4), "1 / (1 + e)"


def test_an_empty_library_has_no_answer(library: Library) -> None:
    answer = Bot(library, SentenceReader(), HALF).ask("anything")
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


@pytest.mark.parametrize("text", ["", "{", "[]", '{"features": {}}', '{"features": {"a": "much"}, "bias": 0, "threshold": 0}'])
def test_a_broken_calibration_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(text)
    with pytest.raises(PinciteError, match=r"c\.json holds no calibration"):
        Calibration.load(path)


def test_calibration_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text('{"features": {"a": 2, "b": -1}, "bias": 0.5, "threshold": 0.3}')
    calibration = Calibration.load(path)
    assert calibration.probability({"a": 0.5, "b": 1.5, "unused": 9.0}) == 0.5
    assert 0 < calibration.probability({"a": -1e9, "b": 0}) < calibration.probability({"a": 1e9, "b": 0}) < 1
