"""The HTML of answers, feedback and the risk slider: what it says, and only what is true."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from qa.types import AnswerCandidate
from tests.support.ui_engine import StandIn
from tests.ui.views.parse_html import text, tree
from tests.ui.views.samples import CLOSED, DOCUMENT, WIDTH, answer
from ui.views import answer as answer_view
from ui.views.answer import AskOptions


def test_an_answer_of_words_is_shown_large_and_marked_in_its_sentence() -> None:
    shown = answer_view.answer(answer(WIDTH, CLOSED))
    assert text(shown, ".lead") == ["31 metres"]
    assert text(shown, "blockquote.in-sentence strong.span")[0] == "31 metres"
    assert text(shown, "blockquote.in-sentence bdi")[0] == "The arch is 31 metres wide."
    assert text(shown, ".facts b") == ["High confidence"]
    assert text(shown, ".others summary") == ["Other possible answers (1)"]
    assert text(shown, ".others .num") == ["20 % · The bridge"]
    below = answer_view.sources_of(answer(WIDTH, CLOSED))
    assert text(below, ".unquoted summary") == ["1 more passage read, not quoted"]


def test_an_answer_of_a_sentence_is_shown_once() -> None:
    shown = answer_view.answer(answer(replace(CLOSED, confidence=0.6)))
    assert text(shown, ".answer-label") == ["The sentence that answers"]
    assert text(shown, ".lead") == []
    assert text(shown, ".in-sentence.whole mark.sentence")[:1] == ["It was closed in 1950."]
    assert text(shown, "strong.span") == []


def test_an_abstention_quotes_nothing_and_shows_the_nearest_passage() -> None:
    shown = answer_view.answer(answer(CLOSED))
    assert text(shown, ".abstained .lead") == ["No answer found in these documents."]
    assert "a confidence of 20 %; an answer is given from 50 %." in text(shown, ".detail")[0]
    assert text(shown, ".facts b") == ["Too uncertain to answer"]
    below = answer_view.sources_of(answer(CLOSED))
    assert text(below, "#source-1 mark.sentence") == ["It was closed in 1950."]
    for quoted in (".source-link", ".copy", ".others", "strong.span"):
        assert text(shown, quoted) == []


def test_an_abstention_just_below_the_threshold_does_not_contradict_itself() -> None:
    shown = answer_view.answer(answer(replace(CLOSED, confidence=0.4996)))
    message = "a confidence of just under 50 %; an answer is given from 50 %."
    assert message in text(shown, ".detail")[0]


def test_an_answer_for_which_no_passage_was_read() -> None:
    shown = answer_view.answer(replace(answer(), passages=()))
    assert "No passage is related to the question." in text(shown, ".detail")[0]
    assert text(answer_view.sources_of(replace(answer(), passages=())), ".sources") == []


def test_a_citation_for_the_clipboard() -> None:
    shown = answer_view.answer(answer(WIDTH))
    copied = unescape(re.findall(r'data-copy="([^"]*)"', shown)[0])
    assert copied == "“31 metres” — The bridge, characters 34–43 of bridge.txt"
    assert DOCUMENT.text[34:43] == "31 metres"


def test_a_citation_in_other_formats() -> None:
    copies = answer_view.copies(answer(WIDTH))
    assert [name for name, _ in copies[1]] == ["Text", "Markdown", "BibTeX", "Web Annotation"]
    buttons = re.findall(r'data-copy="([^"]*)"', answer_view.sources_of(answer(WIDTH)))
    assert {unescape(button) for button in buttons} == {words for _, words in copies[1]}
    annotation = json.loads(copies[1][3][1])
    assert [selector["type"] for selector in annotation["target"]["selector"]] == [
        "TextQuoteSelector",
        "TextPositionSelector",
    ]
    assert annotation["body"]["value"] == "How wide is it?"


def test_the_explanation_lists_candidates_and_passages() -> None:
    """Every candidate with its features, every passage with its ranks, and the threshold."""
    shown = answer_view.answer(answer(WIDTH, CLOSED))
    assert text(shown, ".explanation summary") == ["Why this answer"]
    threshold = "an answer is given from 50.0 %. Reader: a test."
    assert threshold in text(shown, ".explanation p")[0]
    candidates, passages = tree(shown).xpath("//details[@class='explanation']//table")
    assert [row.text_content().split() for row in candidates.xpath(".//tbody/tr")] == [
        ["31", "metres", "90.0", "%", "2.00"],
        ["It", "was", "closed", "in", "1950.", "20.0", "%", "0.10"],
    ]
    assert [" ".join(row.xpath(".//text()")).split() for row in passages.xpath(".//tbody/tr")] == [
        ["1", "The", "bridge", "1", "2", "0.100", "1"],
        ["2", "The", "bridge", "–", "1", "0.050", "2"],
    ]


def test_the_explanation_of_an_abstention() -> None:
    shown = answer_view.answer(answer(CLOSED))
    assert text(shown, ".explanation summary") == ["Why no answer"]
    shown = answer_view.answer(answer())
    assert "The reader found no candidate." in text(shown, ".explanation p")[0]


def test_features_are_listed_in_order_and_unknown_ones_by_key() -> None:
    candidate = replace(WIDTH, features={"new": 1.0, "cosine": 0.5, "log_odds": 2.0})
    names = [name for _, name, _ in answer_view.features(answer(candidate))]
    assert names == ["log-odds", "similarity", "new"]


def test_the_record_for_the_history() -> None:
    """An answer and an abstention, each as JSON fields and as Markdown."""
    shown = answer_view.answer(answer(WIDTH), AskOptions(risk=0.05))
    (data,) = tree(shown).xpath("//@data-record")
    record = json.loads(data)
    fields = (record["question"], record["answer"], record["link"])
    assert fields == ("How wide is it?", "31 metres", "risk=5")
    assert record["citations"][0]["start"] == 34
    assert "passages" not in record
    assert record["markdown"].startswith("## How wide is it?\n\n> The arch is **31 metres** wide.")
    withheld = json.loads(tree(answer_view.answer(answer(CLOSED))).xpath("//@data-record")[0])
    assert (withheld["answer"], withheld["citations"]) == (None, [])
    assert "No answer found in these documents." in withheld["markdown"]


def _feedback_buttons(markup: str) -> list[tuple[str, str | None]]:
    buttons = tree(markup).xpath("//button[@data-kind]")
    return [(button.get("data-kind"), button.get("data-number")) for button in buttons]


def test_feedback_offers_what_could_be_right_instead() -> None:
    assert _feedback_buttons(answer_view.feedback(answer(WIDTH, CLOSED))) == [
        ("right", None),
        ("candidate", "2"),
        ("words", None),
        ("none", None),
        ("wrong", None),
    ]
    assert _feedback_buttons(answer_view.feedback(answer(CLOSED))) == [
        ("none", None),
        ("candidate", "1"),
        ("words", None),
    ]


def test_the_slider_is_at_the_default_threshold() -> None:
    shown = tree(answer_view.risk_slider(StandIn.operating_points, StandIn.threshold, None))
    assert shown.xpath("//input/@value") == ["2"]
    assert json.loads(shown.xpath("//input/@data-shares")[0]) == [0.02, 0.05, 0.1, 0.3]
    labels = [" ".join(o.text_content().split()) for o in shown.xpath("//output[not(@hidden)]")]
    assert labels == ["at most 10 % · answers from 35 % (default)"]


def test_the_slider_is_at_the_risk_that_was_chosen() -> None:
    shown = answer_view.risk_slider(StandIn.operating_points, StandIn.threshold, 0.3)
    assert tree(shown).xpath("//input/@value") == ["3"]
    assert answer_view.risk_slider((), 0.5, None) == ""


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.75, "High confidence"), (0.5, "Medium confidence"), (0.499, "Low confidence")],
)
def test_confidence_in_words(confidence: float, words: str) -> None:
    candidate: AnswerCandidate = replace(WIDTH, confidence=confidence)
    assert answer_view.confidence_label(answer(candidate, threshold=0.1))[1] == words
