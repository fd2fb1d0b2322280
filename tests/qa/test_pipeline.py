from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.library import Library
from index.storage.connection import Store
from qa.decision.calibration import Calibration
from qa.pipeline import QAPipeline, open_pipeline
from qa.questions.validation import MAX_QUESTION_CHARS, validate_question
from tests.conftest import WordEncoder, document
from tests.support.readers import HALF, FirstWords, Sentences


@pytest.fixture
def pipeline(library: Library) -> QAPipeline:
    library.add(document("Cats sleep. Dogs bark. cats, they hunt."))
    return QAPipeline(library, FirstWords(), HALF)


def test_an_answer_is_a_quotation_with_its_sentence(pipeline: QAPipeline) -> None:
    answer = pipeline.ask("  cats?  ")
    assert answer.question == "cats?"
    assert answer.span is not None
    assert (answer.span.text, answer.candidates[0].sentence.text) == ("cats", "cats, they hunt.")
    assert (answer.documents, len(answer.passages), answer.reader) == (1, 1, "first words")


def test_equal_words_in_two_places_are_one_candidate(pipeline: QAPipeline) -> None:
    candidates = pipeline.ask("cats").candidates
    assert [[place.span.text for place in candidate.occurrences] for candidate in candidates] == [
        ["cats", "Cats"],
        ["Dogs"],
    ]


def test_below_the_threshold_there_is_no_answer_but_candidates(library: Library) -> None:
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
def test_an_invalid_question_is_an_error(pipeline: QAPipeline, question: str, reason: str) -> None:
    with pytest.raises(PinciteError, match=reason):
        pipeline.ask(question)


def test_a_question_may_be_long(pipeline: QAPipeline) -> None:
    assert validate_question("x" * MAX_QUESTION_CHARS) == "x" * MAX_QUESTION_CHARS
    assert pipeline.ask("cats " * 400).candidates


def test_a_question_for_a_reason_is_answered_with_a_sentence(pipeline: QAPipeline) -> None:
    answer = pipeline.ask("Why cats?")
    assert (answer.answer_type, answer.span and answer.span.text) == (
        "sentences",
        "cats, they hunt.",
    )
    assert answer.candidates[0].span == answer.candidates[0].sentence
    assert pipeline.ask("Which cats?").answer_type == "words"


def test_the_config_names_the_reader_by_its_weights(pipeline: QAPipeline) -> None:
    assert pipeline.config["reader"] == "first-words@0"


class CountingLibrary(Library):
    """Counts how often it is closed."""

    closed = 0

    def close(self) -> None:
        self.closed += 1
        super().close()


@pytest.fixture
def opened(
    library: Library, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> CountingLibrary:
    """The library that `open_pipeline` will open."""
    opened = CountingLibrary(library.path, encoder, Store(library.path))
    monkeypatch.setattr(Library, "open", lambda path, encoder=None: opened)
    return opened


def test_a_pipeline_closes_the_library_that_it_opened(opened: CountingLibrary) -> None:
    with open_pipeline(opened.path) as pipeline:
        assert pipeline.library is opened
        assert opened.closed == 0
    assert opened.closed == 1


def test_a_library_that_was_passed_in_stays_open(opened: CountingLibrary) -> None:
    with QAPipeline(opened, FirstWords(), HALF) as pipeline:
        pipeline.for_library(opened).close()
    assert opened.closed == 0
    opened.close()


def test_the_library_is_closed_if_the_reader_cannot_be_opened(opened: CountingLibrary) -> None:
    with pytest.raises(PinciteError, match="is not a reader"):
        open_pipeline(opened.path, reader=opened.path.parent)
    assert opened.closed == 1
