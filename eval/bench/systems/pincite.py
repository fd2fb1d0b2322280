"""Pincite as a user runs it: every text is a file, added as by `pincite add`; default settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench.systems.driver import Models, Texts
from index.encoders.registry import default_encoder
from index.ingest.pipeline import InputFile, ingest
from index.library import Library
from index.spans import Passage
from qa.decision.calibrations import load_calibration
from qa.pipeline import BUNDLED_READER, QAPipeline, open_reader

SUFFIX = ".txt"


class Search:
    """Search alone, without reading an answer.

    The encoder is the bundled one, which has the weights that all systems use. The memory of the
    child processes that read the files is not counted.
    """

    def __init__(self, models: Models) -> None:
        self._folder = TemporaryDirectory()
        loaded = default_encoder()
        loaded.encode(["Load the model before the clock starts."])
        self.library = Library.open(
            Path(self._folder.name) / "peers.pincite", create=True, encoder=loaded
        )

    def add(self, texts: Texts) -> None:
        files = [
            InputFile(f"{id}{SUFFIX}", Path(self._folder.name) / f"{id}{SUFFIX}") for id, _ in texts
        ]
        for file, (_, text) in zip(files, texts, strict=True):
            file.path.write_text(text, encoding="utf-8")
        add_files(self.library, files)

    def search(self, question: str, k: int) -> Sequence[object]:
        passages = self.library.search(question, 2 * k)  # some are of the same text
        return _ids(passages)[:k]


class Answer(Search):
    """Asks for an answer; returns what was read."""

    def __init__(self, models: Models) -> None:
        super().__init__(models)
        self._pipeline = bundled_pipeline(self.library)

    def search(self, question: str, k: int) -> list[str]:
        return _ids(self._pipeline.ask(question).passages)[:k]


def add_files(library: Library, files: list[InputFile]) -> None:
    for step in ingest(library, files):
        if step.result and step.result.status == "refused":
            raise RuntimeError(f"{step.result.source}: {step.result.message}")
    library.refresh_index()


def bundled_pipeline(library: Library) -> QAPipeline:
    return QAPipeline(library, open_reader(BUNDLED_READER), load_calibration(BUNDLED_READER))


def _ids(passages: Iterable[Passage]) -> list[str]:
    return list(
        dict.fromkeys(passage.span.document.source.removesuffix(SUFFIX) for passage in passages)
    )


CONFIGURATIONS = {"search": Search, "answer": Answer}
