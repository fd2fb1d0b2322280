"""An answer that an open page comes back to: small while it is kept, the same when it is needed, and never of another document."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest

from index.errors import PinciteError
from index.spans import Document
from tests.support.ui_engine import AQUEDUCTS, DOCUMENTS, HIGH, StandIn, document, library
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries
from ui.handlers import ask, verdict
from ui.pages.ask import Events, _to_page
from ui.views.answer import AskOptions
from ui.views.stored_answer import StoredAnswer

LONG = document(
    "long.txt",
    "A long walk",
    ("Along", "The water fell slowly along the whole line of the channel. " * 5_000),
)


@pytest.fixture
def libraries(tmp_path: Path) -> Iterator[Libraries]:
    with library(tmp_path / "small.pincite", [*DOCUMENTS, LONG]) as made:
        found = Libraries(Engine(StandIn(made)))
        yield found
        found.close()


def test_it_is_the_same_answer_and_holds_no_document(libraries: Libraries) -> None:
    engine = libraries.engine()
    answer = engine.ask(HIGH)
    assert "long.txt" in {passage.span.document.source for passage in answer.passages}
    kept = StoredAnswer.from_answer(answer)
    assert not any(isinstance(each, Document) for each in _reached(kept))
    assert any(isinstance(each, Document) for each in _reached(answer))
    again = kept.restore(engine.library)
    assert again == answer
    assert [passage.span.text for passage in again.passages] == [
        passage.span.text for passage in answer.passages
    ]
    assert (
        ask.decided(engine, again, AskOptions())[:4]
        == ask.decided(engine, answer, AskOptions())[:4]
    )


def _reached(thing: object) -> list[object]:
    """Every object that it keeps alive, but for classes and what they hold."""
    found, left = {id(thing): thing}, [thing]
    while left:
        for each in gc.get_referents(left.pop()):
            if not isinstance(each, type) and id(each) not in found:
                found[id(each)] = each
                left.append(each)
    return list(found.values())


def test_a_document_that_was_removed_is_not_made_up(libraries: Libraries) -> None:
    here = libraries.engine().library
    kept = StoredAnswer.from_answer(libraries.engine().ask(HIGH))
    here.remove("gard-guide.txt")
    with pytest.raises(PinciteError, match="may have been removed"):
        kept.restore(here)


def test_another_text_under_the_same_number_is_told_apart(
    libraries: Libraries, tmp_path: Path
) -> None:
    """As after a library's file was exchanged for another one."""
    kept = StoredAnswer.from_answer(libraries.engine().ask(HIGH))
    other = [
        document(f"{number}.txt", "Other", ("One", "Nothing of the kind stands here. " * 9_000))
        for number in range(4)
    ]
    with (
        library(tmp_path / "other.pincite", other) as exchanged,
        pytest.raises(PinciteError, match=r"another text now\. Ask again"),
    ):
        kept.restore(exchanged)


def test_a_click_is_about_the_library_that_was_asked(libraries: Libraries, tmp_path: Path) -> None:
    """A browser has one cookie for all its tabs: another of them may have chosen another library since."""
    library(tmp_path / "second.pincite", [AQUEDUCTS]).close()
    events, second = Events(libraries, ()), libraries.engine("second")
    kept, how = _to_page(ask.ask(second, HIGH, library="second"))[4:]
    assert isinstance(kept, StoredAnswer)
    assert isinstance(how, AskOptions)
    assert "48.8 metres" in events.open_source(kept, how, gr.EventData(None, {"number": 1}))
    assert "second.questions.json" in events.judge(
        kept, how, gr.EventData(None, {"verdict": "right"})
    )
    assert verdict.file_of(second.library).is_file()
    assert not verdict.file_of(libraries.engine().library).exists()


def test_a_click_on_what_is_held_no_more_says_so(libraries: Libraries) -> None:
    events, one = Events(libraries, ()), gr.EventData(None, {"number": 1})
    kept, how = _to_page(ask.ask(libraries.engine(), HIGH))[4:]
    libraries.engine().library.remove("long.txt")
    for lost in (kept, None):
        assert isinstance(lost, StoredAnswer | None)
        assert isinstance(how, AskOptions)
        assert "This answer is not held here any more" in events.open_source(lost, how, one)
        assert "This answer is not held here any more" in events.open_reading(lost, how, one)
        assert "There is no answer to judge." in events.judge(lost, how, one)
