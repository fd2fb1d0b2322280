"""txtai's Embeddings in memory: as in the first example of its documentation, and hybrid."""

from __future__ import annotations

from typing import Any

from eval.bench.systems.driver import Texts


class Dense:
    """`txtai.Embeddings(path=...)`, all else default: vectors alone."""

    settings: dict[str, Any] = {}  # noqa: RUF012  # never changed

    def __init__(self, encoder: str) -> None:
        from txtai import Embeddings

        self._embeddings = Embeddings(path=encoder, **self.settings)
        self._embeddings.batchtransform(["Load the model before the clock starts."])

    def add(self, texts: Texts) -> None:
        self._embeddings.index(texts)

    def search(self, question: str, k: int) -> list[str]:
        return [id for id, _ in self._embeddings.search(question, k)]


class Hybrid(Dense):
    """With `hybrid=True`: BM25 too; both scores are normalised and added."""

    settings = {"hybrid": True}  # noqa: RUF012  # never changed


class Files(Hybrid):
    """Parts of PDF files: pages as pypdf reads them, since txtai's own converter needs Java.

    Each is split into parts of 200 words, as Haystack's splitter does.
    """

    def __init__(self, encoder: str) -> None:
        super().__init__(encoder)
        self._parts: list[tuple[str, str]] = []

    def add(self, texts: Texts) -> None:
        self._parts = [(source, part) for source, path in texts for part in _parts(path)]
        self._embeddings.index([(n, text) for n, (_, text) in enumerate(self._parts)])

    def search(self, question: str, k: int) -> list[tuple[str, str]]:  # type: ignore[override]
        return [self._parts[int(n)] for n, _ in self._embeddings.search(question, k)]


def _parts(path: str) -> list[str]:
    """The text of a PDF file in parts of 200 words."""
    from pypdf import PdfReader

    words = " ".join(page.extract_text() for page in PdfReader(path).pages).split()
    return [" ".join(words[start : start + 200]) for start in range(0, len(words), 200)]


CONFIGURATIONS = {"dense": Dense, "hybrid": Hybrid, "files": Files}
