from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.library import Library
from index.storage.connection import Store
from qa.decision.calibration import Calibration
from qa.decision.calibrations import load_calibration
from qa.pipeline import QAPipeline, open_pipeline
from qa.questions.validation import MAX_QUESTION_CHARS, validate_question
from tests.conftest import WordEncoder, document
from tests.support.calibration import store_calibration
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


OWN = {"features": {"margin": 1.0}, "bias": 0.0, "threshold": 0.9, "reader": "first-words@0"}


def test_a_librarys_own_calibration_is_used_in_place_of_the_readers(pipeline: QAPipeline) -> None:
    point = {"wrong": 0.1, "threshold": 0.95, "answered": 0.5, "refused": None}
    store_calibration(pipeline.library, json.dumps(OWN | {"risks": [point]}))
    own = pipeline.for_library(pipeline.library)
    assert (own.threshold, own.ask("cats").calibration) == (0.9, "library")
    assert (pipeline.threshold, pipeline.ask("cats").calibration) == (0.5, "reader")
    careful = QAPipeline(pipeline.library, FirstWords(), HALF, risk=0.1)
    assert careful.threshold == careful.for_library(pipeline.library).threshold == 0.95
    changed = own.with_settings(top_k=1, threshold=0.2, fusion=own.fusion)
    assert (changed.threshold, changed.calibration.of_library) == (0.2, True)


@pytest.mark.parametrize(
    "other", [{"reader": "another@1"}, {"features": {"of a later version": 1.0}}]
)
def test_a_calibration_that_does_not_fit_the_reader_is_not_used(
    pipeline: QAPipeline, other: dict[str, object]
) -> None:
    store_calibration(pipeline.library, json.dumps(OWN | other))
    assert not pipeline.for_library(pipeline.library).calibration.of_library


def test_a_broken_calibration_in_a_library_is_an_error(pipeline: QAPipeline) -> None:
    store_calibration(pipeline.library, "{")
    with pytest.raises(PinciteError, match=r"What .*pincite stores is not a calibration"):
        pipeline.for_library(pipeline.library)


def test_a_readers_calibration_of_unknown_features_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "calibration.json").write_text(
        json.dumps({"features": {"margin": 1.0, "luck": 1.0}, "bias": 0.0, "threshold": 0.5})
    )
    with pytest.raises(PinciteError, match="has weights of luck, which this version of Pincite"):
        load_calibration(tmp_path)
