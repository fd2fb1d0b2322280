"""What programs may ask for, whichever way they come in: REST, gradio_client or MCP. Plain values in, plain values out.

The types are what is wanted, not what is sent: every value is checked. Whatever cannot be done is a PinciteError.
"""

# Without `from __future__ import annotations`: Gradio and MCP read the annotations to tell programs what they may send.

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, get_args

from index.errors import PinciteError
from index.library import Method
from index.spans import Passage
from index.storage.filters import Filter, parse_filters
from qa.citations import to_json, verify
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries

MAX_PASSAGES = 100
MAX_DOCUMENTS = 1000
"""Of one answer; the rest is to be had with `offset`."""


class ApiService:
    """The five verbs. Their docstrings are what a program, or a model, is told of them."""

    def __init__(self, libraries: Libraries) -> None:
        self._libraries = libraries

    @property
    def endpoints(self) -> tuple[Callable[..., dict[str, Any]], ...]:
        return self.ask, self.search, self.documents, self.verify, self.libraries

    def ask(
        self,
        question: str,
        sources: list[str] | None = None,
        title: str = "",
        tags: list[str] | None = None,
        since: str = "",
        until: str = "",
        library: str = "",
    ) -> dict[str, Any]:
        """Answers a question with the exact words of a document, or with null where the documents do not answer it.

        `sources`: patterns of file names such as "*.pdf", one of which must fit; `title`: words of the title; `tags`: all of them;
        `since`, `until`: the first and last date a document may bear, such as "2024-03"; `library`: one of `libraries`, the first by
        default. Each citation names the text by its hash and the range of characters, for `verify`.
        """
        engine, where = self._engine(library), _where(sources, title, tags, since, until)
        return to_json(engine.ask(_text("question", question), where))

    def search(
        self,
        question: str,
        k: int = 10,
        method: str = "hybrid",
        sources: list[str] | None = None,
        title: str = "",
        tags: list[str] | None = None,
        since: str = "",
        until: str = "",
        library: str = "",
    ) -> dict[str, Any]:
        """The `k` passages that fit a question best, best first; nothing is read out of them.

        `method`: "dense" (meaning), "lexical" (words) or "hybrid" (both). The filters, and `library`, are those of `ask`.
        """
        began = time.perf_counter()
        chosen = next((name for name in get_args(Method) if name == method), None)
        if chosen is None:
            raise PinciteError(
                f'There is no search "{method}". Choose one of {", ".join(get_args(Method))}.'
            )
        engine, where = self._engine(library), _where(sources, title, tags, since, until)
        found = engine.search(
            _text("question", question), _number("k", k, 1, MAX_PASSAGES), chosen, where
        )
        seconds = time.perf_counter() - began
        return {
            "question": question.strip(),
            "passages": [_passage(each) for each in found],
            "milliseconds": round(1000 * seconds, 1),
        }

    def documents(
        self,
        sources: list[str] | None = None,
        title: str = "",
        tags: list[str] | None = None,
        since: str = "",
        until: str = "",
        limit: int = 100,
        offset: int = 0,
        library: str = "",
    ) -> dict[str, Any]:
        """The documents of a library, sorted by source, without their texts. The filters, and `library`, are those of `ask`."""
        first, most = _number("offset", offset, 0), _number("limit", limit, 0, MAX_DOCUMENTS)
        entries = self._engine(library).library.list_documents(
            _where(sources, title, tags, since, until)
        )
        return {
            "total": len(entries),
            "documents": [asdict(entry) for entry in entries[first : first + most]],
        }

    def verify(
        self, hash: str, start: int, end: int, quote: str, library: str = ""
    ) -> dict[str, Any]:
        """Do the words `quote` stand in the text of that SHA-256 as its characters from `start` to `end`? If not, `problem` says why."""
        citation = {
            "hash": _text("hash", hash),
            "start": _number("start", start, 0),
            "end": _number("end", end, 0),
        }
        problem = verify(
            self._engine(library).library, {**citation, "quote": _text("quote", quote)}
        )
        return {"verified": problem is None, "problem": problem}

    def libraries(self) -> dict[str, Any]:
        """The names of the libraries that can be asked, sorted, and which of them is asked where none is named."""
        return {"libraries": self._libraries.names(), "first": self._libraries.first}

    def _engine(self, library: object) -> Engine:
        name, known = _text("library", library), self._libraries.names()
        if name and name not in known:
            raise PinciteError(
                f'There is no library "{name[:80]}". Choose one of {", ".join(known[:20])}.'
            )
        return self._libraries.engine(name)


def _where(sources: object, title: object, tags: object, since: object, until: object) -> Filter:
    dates = _text("since", since), _text("until", until)
    return parse_filters(
        _texts("sources", sources), _text("title", title), _texts("tags", tags), *dates
    )


def _passage(passage: Passage) -> Mapping[str, object]:
    span = passage.span
    place = {
        "title": span.document.title,
        "source": span.document.source,
        "hash": span.document.hash,
        "page": span.page,
        "section": span.section,
    }
    ranks = {
        "score": passage.score,
        "dense_rank": passage.dense_rank,
        "lexical_rank": passage.lexical_rank,
    }
    return {**place, "start": span.start, "end": span.end, "text": span.text, **ranks}


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise PinciteError(f'"{name}" is not a text. Put it in quotation marks.')
    return value


def _texts(name: str, value: object) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise PinciteError(f'"{name}" is not a list of texts. Send one such as ["a", "b"].')
    return value


def _number(name: str, value: object, least: int, most: int | None = None) -> int:
    if (
        isinstance(value, bool)
        or not isinstance(value, int)
        or value < least
        or (most is not None and value > most)
    ):
        allowed = f"of {least} or more" if most is None else f"from {least} to {most:,}"
        raise PinciteError(f'"{name}" is {str(value)[:40]}. Send a whole number {allowed}.')
    return value
