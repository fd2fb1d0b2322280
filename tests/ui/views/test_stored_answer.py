"""Answers stored for open pages: without documents, equal when restored, of the same texts only."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import fastapi
import gradio as gr
import pytest

from index.errors import PinciteError
from index.spans import Document
from qa.types import AnswerCandidate
from tests.support.ui_engine import AQUEDUCTS, DOCUMENTS, HIGH, StandIn, document, library
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries
from ui.handlers import ask, feedback
from ui.handlers.ask import AskResult
from ui.http.library_address import LIBRARY
from ui.pages.ask import Page, build
from ui.views.answer import AskOptions
from ui.views.stored_answer import StoredAnswer

LONG = document(
    "long.txt",
    "A long walk",
    ("Along", "The water fell slowly along the whole line of the channel. " * 5_000),
)


@pytest.fixture
def libraries(tmp_path: Path) -> Iterator[Libraries]:
    with library(tmp_path / "small.pincite", [*DOCUMENTS, LONG]) as opened:
        libraries = Libraries(Engine(StandIn(opened)))
        yield libraries
        libraries.close()


def test_the_restored_answer_is_equal_and_the_stored_one_holds_no_document(
    libraries: Libraries,
) -> None:
    engine = libraries.engine()
    answer = engine.ask(HIGH)
    assert "long.txt" in {passage.span.document.source for passage in answer.passages}
    stored = StoredAnswer.from_answer(answer)
    assert not any(isinstance(each, Document) for each in _reachable(stored))
    assert any(isinstance(each, Document) for each in _reachable(answer))
    restored = stored.restore(engine.library)
    assert restored == answer
    assert [passage.span.text for passage in restored.passages] == [
        passage.span.text for passage in answer.passages
    ]
    before = ask.show_answer(engine, answer, AskOptions())
    after = ask.show_answer(engine, restored, AskOptions())
    assert after == before


def test_items_conflicts_and_named_documents_are_restored(libraries: Libraries) -> None:
    engine = libraries.engine()
    plain = engine.ask(HIGH)
    first, second = plain.candidates[0].occurrences
    answer = replace(
        plain,
        items=(second,),
        conflicting=(AnswerCandidate((first,), 0.4, {"score": 0.4}),),
        named=(second.span.document,),
    )
    stored = StoredAnswer.from_answer(answer)
    assert not any(isinstance(each, Document) for each in _reachable(stored))
    assert stored.restore(engine.library) == answer


def _reachable(root: object) -> list[object]:
    """Every object that `root` keeps alive, but for classes and what they hold."""
    reached, pending = {id(root): root}, [root]
    while pending:
        for each in gc.get_referents(pending.pop()):
            if not isinstance(each, type) and id(each) not in reached:
                reached[id(each)] = each
                pending.append(each)
    return list(reached.values())


def test_an_answer_without_candidates_and_passages(tmp_path: Path) -> None:
    with library(tmp_path / "empty.pincite", ()) as empty:
        answer = StandIn(empty).ask(HIGH)
        assert not answer.passages
        assert StoredAnswer.from_answer(answer).restore(empty) == answer


def test_an_answer_is_not_restored_without_its_documents(libraries: Libraries) -> None:
    engine = libraries.engine()
    stored = StoredAnswer.from_answer(engine.ask(HIGH))
    engine.library.remove("gard-guide.txt")
    with pytest.raises(PinciteError, match="may have been removed"):
        stored.restore(engine.library)


def test_an_answer_is_not_restored_from_another_text_with_the_same_id(
    libraries: Libraries, tmp_path: Path
) -> None:
    """As after a library's file was replaced by another one."""
    stored = StoredAnswer.from_answer(libraries.engine().ask(HIGH))
    others = [
        document(f"{number}.txt", "Other", ("One", "Nothing of the kind is written here. " * 9_000))
        for number in range(4)
    ]
    with (
        library(tmp_path / "other.pincite", others) as replaced,
        pytest.raises(PinciteError, match=r"another text now\. Ask again"),
    ):
        stored.restore(replaced)


@pytest.fixture
def page(libraries: Libraries) -> Page:
    with gr.Blocks() as demo:
        return build(demo, libraries, ())


def shown(page: Page, result: AskResult) -> tuple[StoredAnswer, AskOptions]:
    """What the page stores of a result that it shows."""
    updates = page.show(result)
    stored, options = updates[page.components.stored], updates[page.components.options]
    assert isinstance(stored, StoredAnswer)
    assert isinstance(options, AskOptions)
    return stored, options


def event_at(library: str) -> gr.Request:
    """The request of an event of a page of that library."""
    return gr.Request(fastapi.Request({"type": "http", LIBRARY: library}))


def test_a_click_is_about_the_library_in_the_address_of_its_page(
    page: Page, libraries: Libraries, tmp_path: Path
) -> None:
    library(tmp_path / "second.pincite", [AQUEDUCTS]).close()
    second = libraries.engine("second")
    stored, options = shown(page, ask.ask(second, HIGH, library="second"))
    first_source = gr.EventData(None, {"number": 1})
    here, elsewhere = event_at("second"), event_at("small")
    assert "48.8 metres" in page.open_source(stored, options, first_source, here)
    assert "no longer available" in page.open_source(stored, options, first_source, elsewhere)
    right = gr.EventData(None, {"kind": "right"})
    assert "second.questions.json" in page.save_feedback(stored, options, right, here)
    assert "There is no answer" in page.save_feedback(stored, options, right, elsewhere)
    gone = page.save_feedback(stored, options, right, event_at("gone"))
    assert "There is no library “gone”." in gone
    assert feedback.question_set_path(second.library).is_file()
    assert not feedback.question_set_path(libraries.engine().library).exists()


def test_a_click_on_an_answer_that_is_not_stored_any_more_says_so(
    page: Page, libraries: Libraries
) -> None:
    name = libraries.first
    stored, options = shown(page, ask.ask(libraries.engine(), HIGH, library=name))
    libraries.engine().library.remove("long.txt")
    here = event_at(name)
    first = gr.EventData(None, {"number": 1})
    for lost in (stored, None):
        message = "This answer is no longer available"
        assert message in page.open_source(lost, options, first, here)
        assert message in page.open_candidate(lost, options, first, here)
        assert "There is no answer to give feedback on." in page.save_feedback(
            lost, options, first, here
        )
