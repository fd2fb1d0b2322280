"""The one engine behind the page and the API, and the gate every question passes through."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from copy import copy
from threading import BoundedSemaphore
from typing import Protocol

from index.filters import EVERYTHING, Filter
from index.ingest import File, Limits, Step, ingest
from index.library import Library
from index.spans import PinciteError
from qa.answer import Answer
from qa.calibration import Risk

AT_ONCE = 2
"""Questions answered at the same time: the encoder keeps two cores busy with them, more would only wait for each other."""

WAITING = 30
"""Questions that may stand in line; at some 50 ms each the last one waits about a second."""

PATIENCE = 20.0
"""Seconds a question stands in line before it is told that the engine is busy."""


class Busy(PinciteError):
    """Too many questions at once; asking again a little later helps."""


class Asks(Protocol):
    """What a `qa.bot.Bot` has and the page needs."""

    @property
    def library(self) -> Library: ...

    @property
    def settings(self) -> Mapping[str, str | int | float | None]: ...

    @property
    def risks(self) -> Sequence[Risk]: ...

    def ask(self, question: str, where: Filter = EVERYTHING) -> Answer: ...

    def over(self, library: Library) -> Asks: ...


class Engine:
    """A bot whose questions pass a gate, with its library. Everything here may be called from many threads."""

    def __init__(self, bot: Asks, at_once: int = AT_ONCE, waiting: int = WAITING, patience: float = PATIENCE) -> None:
        self.library = bot.library
        self.settings = bot.settings
        self.risks = bot.risks
        self._bot = bot
        self._patience = patience
        self._slots = BoundedSemaphore(at_once)
        self._line = BoundedSemaphore(at_once + waiting)

    def ask(self, question: str, where: Filter = EVERYTHING) -> Answer:
        """Of the documents that `where` lets through.

        Raises Busy when the line is full or does not move, and PinciteError for a question that cannot be asked.
        """
        if not self._line.acquire(blocking=False):
            raise Busy("Too many questions at once. Please ask again in a moment.")
        try:
            if not self._slots.acquire(timeout=self._patience):
                raise Busy("The engine is busy with other questions. Please ask again in a moment.")
            try:
                return self._bot.ask(question, where)
            finally:
                self._slots.release()
        finally:
            self._line.release()

    def over(self, library: Library) -> Engine:
        """The same engine over another library: both pass one gate."""
        other = copy(self)
        other.library, other._bot = library, self._bot.over(library)
        return other

    def add(self, files: Sequence[File], tags: Sequence[str] = (), ocr: bool = False) -> Generator[Step]:
        """Reads files into the library, which keeps those whose pages can be shown; a bad one becomes a refusal and the rest goes on.

        Raises PinciteError where scanned pages are to be read and tesseract is not installed.
        """
        return ingest(self.library, files, tags, Limits.with_ocr() if ocr else None, keep=True)
