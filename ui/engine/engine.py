"""The one engine behind the page and the API, and the gate every question passes through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from functools import partial
from typing import Protocol

from index.ingest.pipeline import File, Limits, ingest
from index.library import Library, Method
from index.spans import Passage
from index.storage.filters import EVERYTHING, Filter
from qa.calibration import Risk
from qa.question import checked
from qa.types import Answer
from ui.engine.admission import AT_ONCE, PATIENCE, WAITING, Gate
from ui.engine.ingest_jobs import Adding, Addings
from ui.engine.metrics import Metrics


class Asks(Protocol):
    """What a `qa.pipeline.Bot` has and the page needs."""

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
        self._gate = Gate(at_once, waiting, patience)
        self.metrics = Metrics(self._gate)
        self._addings = Addings()

    def ask(self, question: str, where: Filter = EVERYTHING) -> Answer:
        """Of the documents that `where` lets through.

        Raises Busy when the line is full or does not move, and PinciteError for a question that cannot be asked.
        """
        with self.metrics.counting("ask"), self._gate.passed():
            answer = self._bot.ask(question, where)
        if answer.abstained:
            self.metrics.abstained()
        return answer

    def search(self, question: str, k: int, method: Method = "fused", where: Filter = EVERYTHING) -> list[Passage]:
        """The `k` best passages, nothing read out of them. Raises like `ask`."""
        with self.metrics.counting("search"), self._gate.passed():
            return self.library.search(checked(question), k, method, where=where)

    @property
    def busy(self) -> bool:
        """Is anything asked that is not answered yet, or a file being read?"""
        return self._gate.running > 0 or self._addings.under_way

    def refuse(self) -> None:
        """Nothing new is asked any more, and files are not read on."""
        self._gate.refuse()
        self._addings.cancel()

    def close(self) -> None:
        """Whoever stands in line is told so, too."""
        self._gate.close()

    def over(self, library: Library) -> Engine:
        """The same engine over another library: both pass one gate, and files go into one of them at a time."""
        other = copy(self)
        other.library, other._bot = library, self._bot.over(library)
        return other

    def add(self, files: Sequence[File], tags: Sequence[str] = (), ocr: bool = False) -> Adding:
        """Begins to read files into the library, which keeps those whose pages can be shown; a bad one becomes a refusal and the rest
        goes on.

        Raises PinciteError where scanned pages are to be read and tesseract is not installed.
        """
        limits = Limits.with_ocr() if ocr else None
        reading = partial(ingest, self.library, files, tags, limits, keep=True)
        return self._addings.begin(self.library.path, [file.source for file in files], reading)

    def adding(self) -> list[Adding]:
        """What is on its way into the library, in the order of its beginning."""
        return self._addings.into(self.library.path)
