"""Two tabs of one browser, each with a client's library: nothing of one reaches the other."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from html import escape
from pathlib import Path

import httpx
import pytest

from tests.support.serving import running
from tests.support.tabs import Tab
from tests.support.ui_engine import StandIn, library
from ui.engine.engine import Engine

OPERATIONS = 40
"""Of each tab. A run with 500 was made when this was written."""

NAMES = {"alpha": "alpha", "Müller & co": "M%C3%BCller%20%26%20co"}
"""Library → as part of an address."""


def text(owner: str, number: int) -> str:
    """The documents of both have the same names and nearly the same words."""
    return f"The fee of {owner} in case {number} is {number + 100} euros."


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    library(tmp_path / "Müller & co.pincite", ()).close()
    with (
        library(tmp_path / "alpha.pincite", ()) as first,
        running(Engine(StandIn(first)), examples=()) as url,
    ):
        yield url


class Work:
    """Random work of one tab, and what its library has to hold after it."""

    def __init__(self, web: httpx.Client, owner: str, folder: Path) -> None:
        self.owner, self.documents = owner, dict[str, int]()
        self.asked = set[str]()
        self.crossed: list[str] = []
        self._random = random.Random(owner)
        self._folder = folder
        (other,) = set(NAMES) - {owner}
        self._other = escape(f"fee of {other}")
        self._ask = Tab(web, "ask", NAMES[owner], f"ask-{owner[0]}")
        self._library = Tab(web, "library", NAMES[owner], f"library-{owner[0]}")

    def run(self, operations: int) -> None:
        for number in range(operations):
            if not self.documents or number % 6 == 0:
                self.add(number)
            else:
                choice = self._random.choice((self.ask, self.verdict, self.remove, self.search))
                choice(self._random.choice(sorted(self.documents)))

    def check(self, shown: str, expected: str = "") -> None:
        if self._other in shown or escape(expected) not in shown:
            self.crossed.append(f"{self.owner}: {expected!r} is not in {shown}")

    def add(self, number: int) -> None:
        path = self._folder / f"case {number}.txt"
        path.write_text(text(self.owner, number), encoding="utf-8")
        self.documents[path.name] = number
        self.check(self._library.upload([path]), "added")

    def ask(self, source: str) -> None:
        shown = self._ask.send("ask-button", "click", f"Which fee has {source}?")
        self.check(shown, text(self.owner, self.documents[source]))

    def verdict(self, source: str) -> None:
        self.ask(source)
        self.check(self._ask.send("feedback", "save_feedback", kind="right"), "Saved")
        self.asked.add(f"Which fee has {source}?")

    def remove(self, source: str) -> None:
        """And undoes it, every second time."""
        self.check(self._library.send("documents", "remove", source=source), source)
        if self._random.random() < 0.5:
            self.check(self._library.send("documents", "undo", source=source), "back in")
        else:
            del self.documents[source]

    def search(self, source: str) -> None:
        self.check(self._library.send("document-search", "search", words=source), source)


def interleave(url: str, folder: Path, operations: int) -> tuple[list[Work], list[str]]:
    """Both tabs at work at the same time; what was crossed."""
    with httpx.Client(base_url=url, timeout=60) as web:
        works = [Work(web, owner, folder / str(at)) for at, owner in enumerate(NAMES)]
        threads = [threading.Thread(target=work.run, args=[operations]) for work in works]
        for work, thread in zip(works, threads, strict=True):
            work._folder.mkdir()
            thread.start()
        for thread in threads:
            thread.join()
    return works, [line for work in works for line in work.crossed]


def test_nothing_is_crossed(url: str, tmp_path: Path) -> None:
    works, crossed = interleave(url, tmp_path, OPERATIONS)
    assert not crossed, crossed[0]
    for work in works:
        with library(tmp_path / f"{work.owner}.pincite", ()) as stored:
            texts = {each.source: stored.document(each.id).text for each in stored.list_documents()}
        assert texts == {
            source: text(work.owner, number) for source, number in work.documents.items()
        }
        saved = (tmp_path / f"{work.owner}.questions.json").read_text(encoding="utf-8")
        assert {each["question"] for each in json.loads(saved)["questions"]} == work.asked
        assert all(f"fee of {other}" not in saved for other in NAMES if other != work.owner)


def test_a_forged_name_changes_nothing(url: str, tmp_path: Path) -> None:
    """The address names a library that is not there, or another one than that of the tab."""
    with httpx.Client(base_url=url, timeout=60) as web:
        mine, forged = (
            Tab(web, "library", name, "session") for name in ("alpha", NAMES["Müller & co"])
        )
        (tmp_path / "a.txt").write_text("One sentence.", encoding="utf-8")
        assert "added" in mine.upload([tmp_path / "a.txt"])
        assert "a.txt" in mine.send("documents", "remove", source="a.txt")
        assert "cannot be restored" in forged.send("documents", "undo", source="a.txt")
        gone = "There is no library “gone”."
        forged._root = "/l/gone"
        assert gone in forged.upload([tmp_path / "a.txt"])
        assert gone in forged.send("documents", "remove", source="a.txt")
        assert gone in forged.send("document-search", "search", words="a")
        asking = Tab(web, "ask", "alpha", "session")
        asking._root = "/l/gone"
        assert gone in asking.send("ask-button", "click", "Which fee?")
        asking._root = ""
        assert "names no library" in asking.send("ask-button", "click", "Which fee?")
