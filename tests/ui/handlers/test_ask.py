"""The handlers of the ask page, on a real library, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.ui_engine import AQUEDUCTS, HIGH, NOBODY, StandIn, library
from ui.engine.engine import Engine
from ui.handlers import ask
from ui.views.answer import AskOptions


def test_ask_shows_the_answer_and_its_document(engine: Engine) -> None:
    shown = ask.ask(engine, HIGH)
    assert '<strong class="span">48.8 metres</strong>' in shown.answer
    assert '<strong class="span">48.8 metres</strong>' in shown.viewer
    assert shown.result is not None
    assert shown.result.span is not None


@pytest.mark.parametrize(
    ("question", "message"),
    [("  ", "The question is empty."), ("x" * 2001, "The question has 2,001 characters")],
)
def test_ask_says_what_is_wrong_with_a_question(
    engine: Engine, question: str, message: str
) -> None:
    shown = ask.ask(engine, question)
    assert 'role="alert"' in shown.answer
    assert message in shown.answer
    assert shown.result is None


def test_ask_shows_its_filters_and_links_to_them(engine: Engine) -> None:
    shown = ask.ask(
        engine,
        HIGH,
        sources="*.txt, *.odt",
        title=" guide ",
        tags=["travel"],
        since="2021 ",
        until="2022-01",
    )
    assert shown.result is not None
    assert {passage.span.document.source for passage in shown.result.passages} == {"gard-guide.txt"}
    filters = "source *.txt, source *.odt, title guide, tag travel, date since 2021 until 2022-01"
    assert f"Only with <bdi>{filters}</bdi>" in shown.answer
    link = "source=%2A.txt&source=%2A.odt&title=guide&tag=travel&since=2021&until=2022-01"
    assert f'data-link="{link.replace("&", "&amp;")}"' in shown.answer


def test_empty_filters_are_no_filters(engine: Engine) -> None:
    shown = ask.ask(engine, HIGH, sources=" , ", title="", tags=[])
    assert "Only with" not in shown.answer
    assert 'data-link=""' in shown.answer


@pytest.mark.parametrize("nonsense", [None, 3, {"a": 1}, [["x"]], [None]])
def test_filters_of_any_type_are_accepted(engine: Engine, nonsense: object) -> None:
    shown = ask.ask(
        engine,
        HIGH,
        sources=nonsense,
        title=nonsense,
        tags=nonsense,
        since=nonsense,
        until=nonsense,
    )
    assert shown.result is not None
    assert len(shown.result.passages) > 2
    assert "is empty" in ask.ask(engine, nonsense).answer


def test_ask_says_what_is_wrong_with_a_filter(engine: Engine) -> None:
    assert "301 characters" in ask.ask(engine, HIGH, sources="x" * 301).answer
    shown = ask.ask(engine, HIGH, until="<b>").answer
    assert "“&lt;b&gt;” is not a date." in shown
    assert "date" in shown


def test_tags_of_the_library(engine: Engine) -> None:
    assert ask.tags(engine) == ["travel"]


def test_an_unexpected_error_is_logged_and_not_shown(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    shown = ask.ask(engine, "Will you explode?")
    assert "Something went wrong inside Pincite." in shown.answer
    assert "the engine broke" not in shown.answer
    assert "the engine broke" in caplog.text


def test_open_source_by_number(engine: Engine) -> None:
    result = engine.ask(HIGH)
    assert "Visitor guide: Pont du Gard" in ask.open_source(result, 2)
    assert "page 2 · Figures" in ask.open_source(result, 2)
    for nonsense in (0, 99, "1", None, {"a": 1}, -1):
        assert "Choose a source" in ask.open_source(result, nonsense)
    assert "Ask again" in ask.open_source(None, 1)


def test_open_another_candidate_by_number(engine: Engine) -> None:
    result = engine.ask(HIGH)
    assert '<strong class="span">275 metres</strong>' in ask.open_candidate(result, 1)
    for nonsense in (0, 2, "1", None):
        assert "Choose a source" in ask.open_candidate(result, nonsense)


def test_the_welcome_depends_on_the_number_of_documents(tmp_path: Path) -> None:
    with library(tmp_path / "none.pincite", ()) as empty:
        assert "The library is empty." in ask.welcome(Engine(StandIn(empty)), [HIGH])
    with library(tmp_path / "one.pincite", [AQUEDUCTS]) as small:
        assert "your 1 document can answer" in ask.welcome(Engine(StandIn(small)), [HIGH])


# the accepted risk


def test_another_risk_changes_the_threshold_and_asks_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = ask.ask(engine, HIGH)
    assert shown.result is not None
    monkeypatch.setattr(engine, "ask", None)
    strict = ask.show_answer(engine, shown.result, AskOptions(risk=0.02))
    assert "Possible answer" in strict.answer
    assert 'data-link="risk=2"' in strict.answer
    assert strict.result is not None
    assert (strict.result.candidates, strict.result.threshold) == (shown.result.candidates, 0.95)
    assert ask.show_answer(engine, strict.result, AskOptions()).answer == shown.answer


def test_an_answer_is_given_at_the_risk_that_was_chosen(engine: Engine) -> None:
    assert "No answer found" in ask.ask(engine, NOBODY).answer
    lax = ask.ask(engine, NOBODY, risk=0.3)
    assert "Visitors may walk across" in lax.answer
    assert lax.options.link == "risk=30"


@pytest.mark.parametrize(
    ("value", "chosen"),
    [
        (0.02, 0.02),
        ("2", 0.02),
        ("30", 0.3),
        (0.1, None),
        ("3", None),
        ("", None),
        (None, None),
        ({}, None),
        (1, None),
    ],
)
def test_values_that_choose_a_risk(engine: Engine, value: object, chosen: float | None) -> None:
    assert ask.chosen_risk(engine, value) == chosen
