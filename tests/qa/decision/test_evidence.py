"""The evidence for a candidate, by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from index.search.named_documents import NamedDocument
from index.spans import Marker, Passage, Span
from qa.decision.calibration import UNCALIBRATED
from qa.decision.evidence import EVIDENCE, QuestionEvidence, content_stems, names_and_numbers
from qa.decision.scoring import FEATURES, rank_candidates
from qa.readers.reader import SpanPrediction
from qa.types import Occurrence
from tests.conftest import document

DOC = document(
    "Ferries\n\nThe Halcyon sails at 8.\n\nName | Berth\n\nOld ferries rest.",
    "harbour.txt",
    "Timetable",
    marks=(Marker("heading", 0, 7, "Ferries"), Marker("row", 34, 46, "")),
)


def passage(start: int, end: int) -> Passage:
    return Passage(Span(DOC, start, end), 1.0, 1, 1, ())


SAILING, ROW, OLD = passage(9, 32), passage(34, 46), passage(48, 65)
WORDS = Span(DOC, 29, 31)


def test_words_are_compared_by_their_beginnings() -> None:
    assert content_stems("The governing laws") == content_stems("law governs") == {"gover", "law"}
    assert content_stems("In 1871, of 1,000 x") == {"1871", "1,000"}
    assert content_stems("is it of the") == frozenset()


def test_names_and_numbers_are_not_those_of_the_first_word() -> None:
    assert names_and_numbers("Sails the Halcyon in 2024?") == {"halcy", "2024"}
    assert names_and_numbers("Who sails?") == names_and_numbers("What will I do?") == frozenset()


def test_a_word_that_few_passages_have_counts_more() -> None:
    """Of three passages "sails" is in one, "ferries" in one (and in the section, so in the name of
    each), "captain" in none.
    """
    evidence = QuestionEvidence("Which captain sails ferries?", [SAILING, ROW, OLD])
    one, none = math.log(1 + 3 / 1.5), math.log(1 + 3 / 0.5)
    assert evidence.features(SAILING, WORDS)["words_found"] == pytest.approx(
        (one + one) / (one + one + none)
    )
    assert evidence.features(ROW, WORDS)["words_found"] == pytest.approx(one / (one + one + none))


def test_the_name_of_a_document_is_not_looked_for() -> None:
    named = [NamedDocument(1, 0.9, "When does the Halcyon sail?")]
    question = "When does the Halcyon sail by the Blue Folder of 1999?"
    assert QuestionEvidence(question, [SAILING], named).features(SAILING, WORDS) == {
        "words_found": pytest.approx(1.0),
        "names_missing": 0.0,
        "years_missing": 0.0,
        "answer_length": math.log(2),
    }
    without = QuestionEvidence(question, [SAILING]).features(SAILING, WORDS)
    assert without["names_missing"] == 3.0, "Blue, Folder and 1999"
    assert without["years_missing"] == 1.0
    assert without["words_found"] < 1.0


def test_a_name_in_any_passage_or_title_is_not_missing() -> None:
    for question, missing in (
        ("Is Halcyon in the Timetable?", 0.0),
        ("Is Berth 7 in the Harbour?", 1.0),
        ("Is it?", 0.0),
    ):
        features = QuestionEvidence(question, [SAILING, ROW]).features(ROW, WORDS)
        assert features["names_missing"] == missing, question


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How many sailed in 1998?", 0.0),
        ("How many sailed in 2024?", 0.0),  # in the file name
        ("How many sailed in 2023?", 0.0),  # the date of the document
        ("How many sailed in 2021 and 2022?", 2.0),
        ("How many sailed in room 2101?", 0.0),
        ("How many of the 1900s sailed?", 0.0),
    ],
)
def test_a_year_of_the_question_that_the_passage_is_not_about(
    question: str, missing: float
) -> None:
    """The second passage has the year 2021, which says nothing about the first."""
    report = replace(
        document("In 1998 700 sailed.\n\nBy 2021 none.", "report-2024.txt"), date="2023-05-01"
    )
    read = [Passage(Span(report, *ends), 1.0, 1, 1, ()) for ends in ((0, 19), (21, 34))]
    features = QuestionEvidence(question, read).features(read[0], Span(report, 8, 11))
    assert features["years_missing"] == missing


def test_a_question_without_content_finds_all_its_words() -> None:
    assert QuestionEvidence("is it?", [OLD]).features(OLD, WORDS)["words_found"] == 1.0


def test_a_candidate_has_all_features() -> None:
    prediction = SpanPrediction(Occurrence(WORDS, SAILING.span, SAILING), 2.0, 1.0)
    (candidate,) = rank_candidates([prediction], [SAILING], UNCALIBRATED, question="When?")
    assert candidate.features.keys() == FEATURES > EVIDENCE
