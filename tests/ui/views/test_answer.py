"""The HTML of answers, feedback and the risk slider: what it says, and only what is true."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from index.spans import Span
from qa.citations import cite
from qa.types import AnswerCandidate, Occurrence
from tests.support.ui_engine import StandIn
from tests.ui.views.parse_html import text, tree
from tests.ui.views.samples import CLOSED, DOCUMENT, FIRST, SECOND, WIDTH, answer
from ui.engine.libraries import ALL
from ui.views import answer as answer_view
from ui.views.answer import AskOptions
from ui.views.sources import sources


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
    assert text(shown, ".nothing .lead") == ["No answer found in these documents."]
    assert "a confidence of 20 %; an answer is given from 50 %." in text(shown, ".detail")[0]
    assert text(shown, ".facts b") == ["Too uncertain to answer"]
    below = answer_view.sources_of(answer(CLOSED))
    assert text(below, "#source-1 mark.sentence") == ["It was closed in 1950."]
    for quoted in (".source-link", ".copy", ".others", "strong.span"):
        assert text(shown, quoted) == []


def test_a_possible_answer_is_quoted_and_called_possible() -> None:
    possible = replace(answer(CLOSED, WIDTH), possible_threshold=0.1)
    shown = answer_view.answer(possible)
    assert text(shown, ".possible .answer-label") == ["Possible answer: check it in its source"]
    assert text(shown, ".in-sentence mark.sentence")[0] == "It was closed in 1950."
    assert text(shown, ".facts b") == ["Possible"]
    assert text(shown, ".copies .copy") == ["Copy citation"]
    assert text(answer_view.sources_of(possible), "#sources-title") == ["Source"]
    assert "Is this answer right?" in answer_view.feedback(possible)
    assert text(answer_view.answer(replace(possible, possible_threshold=0.21)), ".nothing .lead")


ARCH, CLOSING = WIDTH.occurrences[0], CLOSED.occurrences[0]


def test_a_list_is_shown_by_its_items_each_with_its_source() -> None:
    """The best candidate spans both sentences; they are its items."""
    whole = Occurrence(Span(DOCUMENT, 0, 49), Span(DOCUMENT, 0, 49), FIRST)
    built = Occurrence(Span(DOCUMENT, 0, 21), Span(DOCUMENT, 0, 21), FIRST)
    listed = replace(answer(replace(WIDTH, occurrences=(whole,))), items=(built, ARCH))
    shown = answer_view.answer(listed)
    items = tree(shown).xpath("//ul[@class='items']/li/bdi/text()")
    assert items == ["It was built in 1905.", "31 metres"]
    assert tree(shown).xpath("//ul[@class='items']//a/@data-source") == ["1", "2"]
    assert [citation.quote for citation in cite(listed)] == ["It was built in 1905.", "31 metres"]
    assert (text(shown, ".lead"), text(shown, "blockquote")) == ([], [])


def test_compared_values_are_shown_below_the_answer() -> None:
    compared = replace(answer(WIDTH), items=(CLOSING,))
    shown = answer_view.answer(compared)
    assert text(shown, ".lead") == ["31 metres"]
    assert text(shown, ".answer-label") == ["Compared"]
    assert tree(shown).xpath("//ul[@class='items']/li/bdi/text()") == ["It was closed in 1950."]


def test_conflicting_answers_are_shown_with_their_document_and_date() -> None:
    other = replace(DOCUMENT, id=2, title="The new bridge", date="2024-05-01")
    place = Occurrence(
        Span(other, 51, 73), Span(other, 51, 73), replace(SECOND, span=Span(other, 51, 73))
    )
    conflict = replace(answer(WIDTH), conflicting=(replace(CLOSED, occurrences=(place,)),))
    shown = answer_view.answer(conflict)
    assert text(shown, ".conflicting q") == ["It was closed in 1950."]
    assert text(shown, ".conflicting .num") == ["The new bridge · 2024-05-01 · 20 %"]
    assert text(shown, ".conflicting .detail") == [
        "The answer given has no date: it may be the older one."
    ]
    assert tree(shown).xpath("//section[@class='conflicting']//a/@data-source") == ["2"]
    assert "The new bridge" in text(answer_view.sources_of(conflict), "#source-2 b")[0]


def test_what_was_searched_in_place_of_the_question() -> None:
    searched = replace(answer(WIDTH), corrections={"wyde": "wide"}, named=(DOCUMENT,))
    shown = answer_view.answer(searched, AskOptions(library="x"))
    assert text(shown, ".searched") == [
        "No document has wyde; searched for wide.",
        "In: The bridge · search everywhere",
    ]
    assert tree(shown).xpath("//p[@class='searched']/a/@href") == [
        "ask?q=How+wide+is+it%3F&everywhere=1"
    ]


def test_why_no_answer_can_be_expected() -> None:
    shown = answer_view.answer(replace(answer(WIDTH), notice="Pincite quotes; it cannot sum up."))
    assert text(shown, ".nothing .lead") == ["Pincite quotes; it cannot sum up."]
    assert "confidence of" not in text(shown, ".detail")[0]


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
    result = answer(WIDTH)
    copies = answer_view.copies(sources(result)[:1], result.question)
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
    threshold = "an answer is given from 50.0 %."
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
    assert "No words were found that may be the answer." in text(shown, ".explanation p")[0]


def test_features_are_listed_in_order_and_unknown_ones_by_key() -> None:
    candidate = replace(WIDTH, features={"new": 1.0, "cosine": 0.5, "log_odds": 2.0})
    names = [name for _, name, _ in answer_view.features(answer(candidate))]
    assert names == ["likelihood", "similarity", "new"]


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


def test_a_threshold_of_an_evaluation_has_no_measured_risk() -> None:
    points = StandIn.operating_points
    shown = tree(answer_view.risk_slider(points, 0.62, None, measured=False))
    (current,) = shown.xpath("//output[not(@hidden)]")
    assert " ".join(current.text_content().split()) == "answers from 62 % (default)"
    assert len(shown.xpath("//output[b]")) == len(points) - 1


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


def test_all_libraries_as_one_are_named_in_words() -> None:
    assert "All libraries" in answer_view.welcome(2, (), (), ALL)
    assert ALL not in answer_view.welcome(2, (), (), ALL)
    assert "harbour" in answer_view.welcome(2, (), (), "harbour")
