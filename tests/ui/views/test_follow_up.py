"""What the next question may take over, shown and set aside; how an address says what was read."""

from __future__ import annotations

from dataclasses import replace

from qa.questions.follow_up.types import NO_PREVIOUS, Previous
from tests.ui.views.parse_html import text
from tests.ui.views.samples import WIDTH, answer
from ui.views import answer as answer_view
from ui.views.answer import AskOptions
from ui.views.follow_up import context, page_link, parts, set_aside

LEASE = Previous("When does the mill lease end?", "31 May 2031", ("Mill lease",))
NAMED = Previous("Who keeps the keys?", "Ann <b>Lund", ("Mill lease", "House rules"))


def test_a_document_that_the_topic_names_is_no_part_of_its_own() -> None:
    assert parts(LEASE) == {"topic": "the mill lease"}
    assert parts(NAMED) == {
        "topic": "the keys",
        "document": "Mill lease; House rules",
        "answer": "Ann <b>Lund",
    }
    assert parts(NO_PREVIOUS) == {}
    assert context(NO_PREVIOUS) == ""


def test_each_part_has_a_button_that_removes_it() -> None:
    shown = context(NAMED)
    assert text(shown, "li bdi") == ["the keys", "Mill lease; House rules", "Ann <b>Lund"]
    assert shown.count("data-part=") == 3
    assert "<b>Lund" not in shown


def test_what_is_set_aside_is_gone_with_what_it_stood_for() -> None:
    assert set_aside(LEASE, ["topic"]) == NO_PREVIOUS
    assert set_aside(NAMED, ["answer"]) == replace(NAMED, answer="")
    assert set_aside(NAMED, ["topic", "document", "answer"]) == NO_PREVIOUS
    assert set_aside(NAMED, ["no such part"]) == NAMED


def test_the_card_says_what_was_asked_and_leads_to_the_question_as_written() -> None:
    asked = replace(answer(WIDTH), question="How wide is the arch?", written="how <i>wide?")
    shown = answer_view.answer(asked, AskOptions(risk=0.1))
    assert text(shown, ".searched b") == ["How wide is the arch?"]
    assert text(shown, ".searched q") == ["how <i>wide?"]
    assert 'href="ask?q=how+%3Ci%3Ewide%3F&amp;risk=10"' in shown
    assert 'data-link="risk=10&amp;written=how+%3Ci%3Ewide%3F"' in shown


def test_the_card_offers_the_other_reading() -> None:
    asked = replace(answer(WIDTH), question="the arch?", follow_up="How wide is the arch?")
    shown = answer_view.answer(asked)
    assert 'href="ask?q=How+wide+is+the+arch%3F&amp;written=the+arch%3F"' in shown
    assert page_link(asked, "", ["topic"]) == "offered=How+wide+is+the+arch%3F&without=topic"
