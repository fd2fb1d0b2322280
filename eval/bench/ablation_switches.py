"""The switches of the ablation: names of the product, and what stands in their place.

A signal of search or a rule of reading is a function or a constant. Its name in the module that
uses it is replaced by one that does nothing. (The two searches are compared by eval.bench.quality.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from index.spans import Passage
from qa.evidence.rows import Unit

_NEVER = re.compile(r"(?!)")
"""Matches nothing."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A signal or rule; without it each of the names has the value beside it.

    "edges: units" is a part of "edges" if there is such a switch.
    """

    name: str
    replaced: tuple[tuple[str, object], ...]

    @property
    def group(self) -> str:
        return self.name.partition(":")[0]

    @property
    def changes_reading(self) -> bool:
        """Whether the reader may find something else in the same passages."""
        return self.group in ("rows", "evidence", "answers", "edges", "negation")

    @contextmanager
    def off(self) -> Iterator[None]:
        """Raises AttributeError for a name that does not exist."""
        with ExitStack() as stack:
            for name, value in self.replaced:
                stack.enter_context(patch(name, value))
            yield


def _same(value: object, *_: object) -> object:
    return value


def _second(_: object, value: object) -> object:
    return value


def _nothing(*_: object, **__: object) -> tuple[()]:
    return ()


def _empty_list(*_: object, **__: object) -> list[object]:
    return []


def _empty_dict(*_: object, **__: object) -> dict[object, object]:
    return {}


def _empty_set(*_: object) -> set[str]:
    return set()


def _no(*_: object) -> bool:
    return False


def _none(*_: object) -> None:
    return None


def _no_words(*_: object) -> str:
    return ""


def _range(_: str, start: int, end: int, *__: str) -> tuple[int, int]:
    return start, end


def _unchanged(candidates: object, *_: object) -> tuple[object, tuple[()]]:
    return candidates, ()


def _no_list(answer: object, _: str) -> tuple[object, tuple[()]]:
    return answer.candidates, ()  # type: ignore[attr-defined]


def _whole_passages(
    _: str, passages: Sequence[Passage], contexts: Sequence[str] = ()
) -> list[Unit]:
    before = contexts or [""] * len(passages)
    return [Unit(each, each, context) for each, context in zip(passages, before, strict=True)]


_HYBRID, _NAMES, _BM25 = "index.search.hybrid", "index.search.named_documents", "index.storage.bm25"
_RETRIEVER = f"{_HYBRID}.HybridRetriever"
_SPELLING = "index.search.spelling"
_OF_ANOTHER = "qa.evidence.identifiers.Identifiers.is_of_another"
_READING, _SOURCES, _EDGES = "qa.evidence.reading", "qa.evidence.sources", "qa.evidence.edges"
_NEGATION, _SHAPING = "qa.evidence.negation", "qa.shapes.shaping"

SWITCHES = (
    Switch("search: weight of the title", ((f"{_BM25}.COLUMN_WEIGHTS", "0.0, 0.5, 1.0"),)),
    Switch("search: weight of the section", ((f"{_BM25}.COLUMN_WEIGHTS", "0.5, 0.0, 1.0"),)),
    Switch("search: other ways of writing", (("index.storage.query_variants.variants", _nothing),)),
    Switch("search: identifiers", ((f"{_BM25}.search_identifiers", _empty_list),)),
    Switch("spelling", ((f"{_SPELLING}.SpellingCorrector.corrections", _empty_dict),)),
    Switch("spelling: words written apart", ((f"{_SPELLING}._written_apart", _no_words),)),
    Switch("spelling: words of names", ((f"{_NAMES}.DocumentNames.similar", _empty_list),)),
    Switch("search: abbreviations", ((f"{_RETRIEVER}._search_other_forms", _empty_list),)),
    Switch("read: the part that asks", (("qa.pipeline.asked_part", _same),)),
    Switch("names", ((f"{_NAMES}.DocumentNames.find", _empty_list),)),
    Switch(
        "names: searched by themselves", (("index.search.hybrid._rankings_within", _empty_list),)
    ),
    Switch("names: their words left out", ((f"{_NAMES}._without", _same),)),
    Switch("naming: rarity of the words", ((f"{_NAMES}.CERTAIN_SCORE", 1e-9),)),
    Switch("naming: two words at least", ((f"{_NAMES}.MIN_WORDS", 1),)),
    Switch("names: initials", (("index.search.name_words._abbreviations", _empty_set),)),
    Switch("names: dates and months", (("index.search.name_words._DATE", _NEVER),)),
    Switch("names: ordinals", (("index.search.name_words._SAME", {}),)),
    Switch("names: words joined", ((f"{_NAMES}._MAX_WORDS_JOINED", 1),)),
    Switch("names: beginnings of words", ((f"{_NAMES}._MIN_PREFIX", 1000),)),
    Switch("names: context before a passage", (("qa.pipeline.contexts", _empty_list),)),
    Switch("rows", ((f"{_READING}.reading_units", _whole_passages),)),
    Switch("rows: of tables", (("qa.evidence.rows._chosen_rows", _empty_dict),)),
    Switch("rows: a missing cell", (("qa.evidence.rows._lacks_label", _no),)),
    Switch("rows: lines with labels", (("qa.evidence.rows._chosen_lines", _empty_dict),)),
    Switch("read: order of the reader", (("qa.pipeline.rerank", _same),)),
    Switch("decide: rank of the passage", (("qa.decision.scoring._PER_RANK", 0.0),)),
    Switch("decide: penalty of headings", (("qa.decision.scoring._HEADING", 0.0),)),
    Switch("evidence", (("qa.readers.reader.not_evidence", _empty_list),)),
    Switch("evidence: headings", ((f"{_SOURCES}._of_heading", _empty_list),)),
    Switch("evidence: names of columns", ((f"{_SOURCES}._CELL_LABEL", _NEVER),)),
    Switch("evidence: questions", ((f"{_SOURCES}._QUESTION", _NEVER),)),
    Switch("evidence: introductions", ((f"{_SOURCES}._INTRODUCTION", _NEVER),)),
    Switch("read: paragraphs", (("qa.readers.reader._PARAGRAPH_BREAK", _NEVER),)),
    Switch(
        "answers",
        (
            (f"{_READING}.is_no_answer", _no),
            (f"{_READING}.is_only_asked", _no),
            (f"{_READING}.repeats", _no),
            (f"{_READING}.is_not_so", _no),
            (_OF_ANOTHER, _no),
        ),
    ),
    Switch("answers: pronouns and objects", ((f"{_READING}.is_no_answer", _no),)),
    Switch("answers: objects", (("qa.evidence.answers._is_object", _no),)),
    Switch("answers: only asked", ((f"{_READING}.is_only_asked", _no),)),
    Switch("answers: repeat the question", ((f"{_READING}.repeats", _no),)),
    Switch("answers: not so", ((f"{_READING}.is_not_so", _no),)),
    Switch("answers: another identifier", ((_OF_ANOTHER, _no),)),
    Switch("edges", ((f"{_READING}.fit_edges", _range),)),
    Switch("edges: whole tokens", ((f"{_EDGES}.whole_tokens", _range),)),
    Switch("edges: next clause", ((f"{_EDGES}._NEXT_CLAUSE", _NEVER),)),
    Switch("edges: separators", ((f"{_EDGES}._without_separators", _range),)),
    Switch("edges: brackets and quotes", ((f"{_EDGES}.with_brackets", _range),)),
    Switch("edges: written twice", ((f"{_EDGES}._written_twice", _range),)),
    Switch("edges: signs", ((f"{_EDGES}._signed", _range),)),
    Switch("edges: units", ((f"{_EDGES}._scaled", _range),)),
    Switch("edges: rates", ((f"{_EDGES}._rated", _range),)),
    Switch("edges: ranges", ((f"{_EDGES}._range", _range),)),
    Switch("edges: qualifiers", ((f"{_EDGES}._qualified", _range),)),
    Switch("negation", ((f"{_READING}.widened_to_sense", _range),)),
    Switch("negation: denied", ((f"{_NEGATION}._is_denied", _no),)),
    Switch("negation: instead of", ((f"{_NEGATION}._INSTEAD", _NEVER),)),
    Switch("negation: beside the span", ((f"{_NEGATION}._NOT_BESIDE", _NEVER),)),
    Switch(
        "negation: exceptions",
        ((f"{_NEGATION}._EXCEPT_BEFORE", _NEVER), (f"{_NEGATION}._EXCEPT_AFTER", _NEVER)),
    ),
    Switch("shape: notices", ((f"{_SHAPING}.notice", _no_words),)),
    Switch("shape: comparison of a column", ((f"{_SHAPING}.compare", _none),)),
    Switch("shape: two things undecided", ((f"{_SHAPING}._less_confident", _same),)),
    Switch("shape: look-up of a cell", ((f"{_SHAPING}.look_up", _none),)),
    Switch("shape: lists", ((f"{_SHAPING}.with_list", _no_list),)),
    Switch("shape: lists by their heading", (("qa.shapes.lists._headed", _none),)),
    Switch("shape: enumerations", (("qa.shapes.lists.enumeration_at", _empty_list),)),
    Switch("shape: amendments", ((f"{_SHAPING}.with_amendment", _unchanged),)),
    Switch("shape: conflicts", ((f"{_SHAPING}.with_conflicts", _unchanged),)),
)
