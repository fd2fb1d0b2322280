"""Pincite as it is used: every text a file, added as `python -m index add` does, searched and read with the defaults."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench.systems.driver import Texts
from index.encoders.registry import default_encoder
from index.ingest.pipeline import InputFile, ingest
from index.library import Library
from index.spans import Passage
from qa.pipeline import BUNDLED_READER, QAPipeline, load_calibration, open_reader

ENDING = ".txt"


class Search:
    """Its own search, without reading an answer. The encoder is its own, which has the weights that everybody uses.

    The children that read the files have memory of their own, which is not counted.
    """

    def __init__(self, encoder: str) -> None:
        self._folder = TemporaryDirectory()
        loaded = default_encoder()
        loaded.encode(["Load the model before the clock starts."])
        self.library = Library.open(
            Path(self._folder.name) / "peers.pincite", create=True, encoder=loaded
        )

    def add(self, texts: Texts) -> None:
        files = [
            InputFile(f"{id}{ENDING}", Path(self._folder.name) / f"{id}{ENDING}") for id, _ in texts
        ]
        for file, (_, text) in zip(files, texts, strict=True):
            file.path.write_text(text, encoding="utf-8")
        for step in ingest(self.library, files):
            if step.result and step.result.status == "refused":
                raise RuntimeError(f"{step.result.source}: {step.result.message}")
        self.library.refresh_index()

    def search(self, question: str, k: int) -> list[str]:
        return _texts(self.library.search(question, 2 * k))[
            :k
        ]  # a text may be found by two of its passages


class Answer(Search):
    """Asked for an answer: what it read comes back."""

    def __init__(self, encoder: str) -> None:
        super().__init__(encoder)
        self._bot = QAPipeline(
            self.library, open_reader(BUNDLED_READER), load_calibration(BUNDLED_READER)
        )

    def search(self, question: str, k: int) -> list[str]:
        return _texts(self._bot.ask(question).passages)[:k]


def _texts(passages: Iterable[Passage]) -> list[str]:
    return list(
        dict.fromkeys(passage.span.document.source.removesuffix(ENDING) for passage in passages)
    )


CONFIGURATIONS = {"search": Search, "answer": Answer}
