"""Recording in the background, asking saved questions again, and moving with the library."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.errors import PinciteError
from qa.types import Answer
from tests.support.ui_engine import HIGH, INGREDIENTS, MIX, NOBODY, StandIn, document, library
from tests.ui.engine.history.results import FIRST
from ui.engine.admission import ServerBusy
from ui.engine.engine import Engine
from ui.engine.history import again as asking
from ui.engine.history.again import AskAgain, Stopped, Task
from ui.engine.history.entries import Entry, Result
from ui.engine.history.history import History
from ui.engine.history.store import HistoryStore, Query
from ui.engine.libraries import Libraries

KEY = ("library", "ann")


@pytest.fixture
def libraries(tmp_path: Path) -> Iterator[Libraries]:
    with library(tmp_path / "small.pincite") as small:
        libraries = Libraries(Engine(StandIn(small)), history=History())
        yield libraries
        libraries.close()


@pytest.fixture
def history(libraries: Libraries) -> History:
    assert libraries.history is not None
    return libraries.history


def record(libraries: Libraries, question: str, name: str = "") -> None:
    engine = libraries.engine(name)
    assert libraries.history is not None
    libraries.history.record(engine.library, "ann", engine.ask(question), "")


def saved(libraries: Libraries, *questions: str) -> HistoryStore:
    """Records questions and pins them, the first one the newest."""
    assert libraries.history is not None
    store = libraries.history.store(libraries.engine().library)
    for question in reversed(questions):
        result = Result.of(libraries.engine().ask(question))
        store.pin("ann", store.add("ann", question, "", result, FIRST), True)
    return store


def finished(tasks: AskAgain) -> None:
    deadline = time.monotonic() + 10
    while tasks.progress(KEY).is_running:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def run(store: HistoryStore, ask: Callable[[Entry], Answer]) -> AskAgain:
    tasks = AskAgain()
    tasks.start(KEY, Task(store, "ann", ask))
    finished(tasks)
    return tasks


def test_answers_are_recorded_with_what_they_quote(libraries: Libraries, history: History) -> None:
    for question in (HIGH, INGREDIENTS, NOBODY):
        record(libraries, question)
    history.flush()
    entries = history.store(libraries.engine().library).entries("ann")
    assert [(entry.question, entry.result.outcome, entry.result.words) for entry in entries] == [
        (NOBODY, "nothing", ()),
        (INGREDIENTS, "answer", ("lime", "volcanic ash")),
        (HIGH, "answer", ("48.8 metres",)),
    ]
    places = entries[2].result.places
    assert [place.citation.source for place in places] == ["aqueducts.md", "gard-guide.txt"]
    stored = libraries.engine().library.document(places[0].document)
    assert stored.text[places[0].citation.start : places[0].citation.end] == "48.8 metres"
    assert places[0].added == stored.added


def test_a_history_that_cannot_be_written_stops_no_question(
    libraries: Libraries, history: History, caplog: pytest.LogCaptureFixture
) -> None:
    file = libraries.engine().library.path.with_suffix(".history.db")
    file.write_bytes(b"damaged" * 99)
    for question in (HIGH, MIX):
        record(libraries, question)
    history.flush()
    assert file.read_bytes() == b"damaged" * 99
    assert [entry.message.partition(".")[0] for entry in caplog.records] == [
        "The history of this library is damaged"
    ]
    file.unlink()
    record(libraries, HIGH)
    history.flush()
    assert history.store(libraries.engine().library).count("ann") == 1


def test_saved_questions_are_asked_again(libraries: Libraries) -> None:
    store = saved(libraries, HIGH, MIX, NOBODY)
    engine = libraries.engine()
    engine.library.remove("gard-guide.txt")
    engine.library.remove("concrete.txt")
    moved = document("new.txt", "New", ("Height", "It stands 48.8 metres high, says the survey."))
    engine.library.add(moved)
    tasks = run(store, lambda entry: engine.ask(entry.question))
    assert tasks.progress(KEY) == asking.Progress(3, 3)
    again = {entry.question: entry.again for entry in store.entries("ann")}
    assert [each and each.result and each.result.words for each in again.values()] == [
        *(("48.8 metres",), (), ())
    ]
    assert store.entries("ann")[0].result.words == ("48.8 metres",)


def test_a_question_that_cannot_be_asked_is_noted_and_a_busy_server_is_waited_for(
    libraries: Libraries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "RETRY_SECONDS", 0.01)
    store, engine, calls = saved(libraries, HIGH, MIX), libraries.engine(), list[str]()

    def ask(entry: Entry) -> Answer:
        calls.append(entry.question)
        if len(calls) < 3:
            raise ServerBusy("Too many questions at once.")
        if entry.question == HIGH:
            raise PinciteError("No document has the tag.")
        return engine.ask(entry.question)

    run(store, ask)
    assert calls == [HIGH, HIGH, HIGH, MIX]
    first, second = (entry.again for entry in store.entries("ann"))
    assert first is not None
    assert (first.result, first.error) == (None, "No document has the tag.")
    assert second is not None
    assert second.error == ""


def test_a_closed_library_ends_the_task_and_changes_no_answer(libraries: Libraries) -> None:
    def ask(entry: Entry) -> Answer:
        raise Stopped

    store = saved(libraries, HIGH, MIX)
    assert run(store, ask).progress(KEY) == asking.Progress(
        0, 2, "The library is not open any more."
    )
    assert [entry.again for entry in store.entries("ann")] == [None, None]


def test_one_task_of_a_user_at_a_time_and_one_question_at_a_time(libraries: Libraries) -> None:
    store, engine = saved(libraries, HIGH, MIX), libraries.engine()
    going, most, now, asked = threading.Event(), 0, 0, 0

    def ask(entry: Entry) -> Answer:
        nonlocal most, now, asked
        now, asked = now + 1, asked + 1
        most = max(most, now)
        assert going.wait(10)
        now -= 1
        return engine.ask(entry.question)

    tasks, other = AskAgain(), ("library", "bob")
    for key in (KEY, KEY, other):
        tasks.start(key, Task(store, "ann", ask))
    assert tasks.progress(KEY).is_running
    going.set()
    finished(tasks)
    while tasks.progress(other).is_running:
        time.sleep(0.005)
    assert (most, asked) == (1, 4)


def test_a_history_moves_and_goes_with_its_library(
    libraries: Libraries, history: History, tmp_path: Path
) -> None:
    name = libraries.make("alpha")
    record(libraries, HIGH, name)
    libraries.rename(name, "beta")
    assert not (tmp_path / "alpha.history.db").exists()
    assert [
        entry.question for entry in history.store(libraries.engine("beta").library).entries("ann")
    ] == [HIGH]
    libraries.delete("beta")
    assert not list(tmp_path.glob("beta*"))
    (tmp_path / "old.history.db").touch()
    with pytest.raises(PinciteError, match="still the history of a library 'old'"):
        libraries.make("old")


def test_a_deleted_entry_can_be_restored_by_its_user_only(
    libraries: Libraries, history: History
) -> None:
    store, small = saved(libraries, HIGH), libraries.engine().library
    (entry,) = store.entries("ann")
    history.delete(small, "ann", entry.id)
    with pytest.raises(PinciteError, match="cannot be brought back"):
        history.restore(small, "bob", entry.id)
    assert history.restore(small, "ann", entry.id) == entry
    assert store.entries("ann", Query(pinned=True)) == [entry]
    with pytest.raises(PinciteError, match="cannot be brought back"):
        history.restore(small, "ann", entry.id)
