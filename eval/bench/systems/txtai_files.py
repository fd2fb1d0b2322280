"""txtai on files: its Textractor, hybrid search, and its RAG pipeline with a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any

from eval.bench.systems.driver import Models, Texts
from eval.bench.systems.reply import Place, Reply

if TYPE_CHECKING:
    from txtai.pipeline import Textractor

FOUND = 10
"""Passages that are found. Fewer are read: `CONTEXT`."""

CONTEXT = 3
"""Passages that are joined and read at once, the default of RAG; what exceeds the 512 tokens of the
reader is cut off."""

WORDS = 200
"""Of a passage, as in Haystack's splitter."""


class Files:
    """Hybrid search over parts of the files, an answer from the best of them."""

    def __init__(self, models: Models) -> None:
        from txtai import RAG, Embeddings

        self._embeddings = Embeddings(path=models.encoder, hybrid=True)
        self._embeddings.batchtransform(["Load the model before the clock starts."])
        self._parts: list[tuple[str, str]] = []
        self._asked = local()
        self._rag = RAG(self._search, models.reader, context=CONTEXT, task="question-answering")

    def add(self, texts: Texts) -> list[str]:
        from txtai.pipeline import Textractor

        extract = Textractor(backend="liteparse")
        self._parts = [
            (source, part) for source, path in texts for part in _parts(_text(extract, Path(path)))
        ]
        self._embeddings.index([(n, text) for n, (_, text) in enumerate(self._parts)])
        read = {source for source, _ in self._parts}
        return [source for source, _ in texts if source not in read]

    def answer(self, question: str) -> Reply:
        """RAG raises an error where the reader points at "no answer": then there is none."""
        try:
            answer = self._rag(question)["answer"] or ""
        except TypeError:
            answer = ""
        passages = self._asked.passages
        read = passages[:CONTEXT] if answer else ()
        return Reply(
            passages=tuple(passages),
            places=tuple(
                Place(source, answer, text, text.index(answer))
                for source, text in read
                if answer in text
            ),
            given=bool(answer),
            score=None,
        )

    def _search(self, queries: list[str], _: int) -> list[list[dict[str, Any]]]:
        """What RAG asks for, for one question; keeps the passages for `answer`."""
        found = self._embeddings.search(queries[0], FOUND)
        self._asked.passages = [self._parts[int(n)] for n, _ in found]
        return [[{"id": n, "text": self._parts[int(n)][1], "score": score} for n, score in found]]


def _text(extract: Textractor, path: Path) -> str:
    """What Textractor makes of a file, or of its text where its converter takes no such file; "" if
    neither can be read."""
    try:
        return str(extract(str(path)))
    except Exception:  # its converter's errors have no common class
        content = path.read_bytes()
    try:
        return str(extract(content.decode()))
    except UnicodeDecodeError:
        return ""


def _parts(text: str) -> Iterator[str]:
    """The text in parts of `WORDS` words."""
    for part in re.finditer(rf"(?:\S+\s*){{1,{WORDS}}}", text):
        yield part.group().strip()


CONFIGURATIONS = {"files": Files}
