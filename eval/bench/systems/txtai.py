"""txtai's Embeddings in memory: as in the first example of its documentation, and hybrid."""

from __future__ import annotations

from typing import Any

from eval.bench.systems.driver import Models, Texts


class Dense:
    """`txtai.Embeddings(path=...)`, all else default: vectors alone."""

    settings: dict[str, Any] = {}  # noqa: RUF012  # never changed

    def __init__(self, models: Models) -> None:
        from txtai import Embeddings

        self._embeddings = Embeddings(path=models.encoder, **self.settings)
        self._embeddings.batchtransform(["Load the model before the clock starts."])

    def add(self, texts: Texts) -> None:
        self._embeddings.index(texts)

    def search(self, question: str, k: int) -> list[str]:
        return [id for id, _ in self._embeddings.search(question, k)]


class Hybrid(Dense):
    """With `hybrid=True`: BM25 too; both scores are normalised and added."""

    settings = {"hybrid": True}  # noqa: RUF012  # never changed


CONFIGURATIONS = {"dense": Dense, "hybrid": Hybrid}
