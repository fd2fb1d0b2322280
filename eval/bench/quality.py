"""How well each search finds, and what putting two of them together is worth over the better one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eval.bench.corpus import Corpus, corpora, library_of
from eval.bench.options import Options
from eval.bench.result import markdown_table
from eval.grading import Grader
from eval.metrics.formatting import number, share
from eval.metrics.ranking import Ranked, hit_at, ndcg_at, recall_at, reciprocal_rank
from eval.metrics.significance import paired_difference
from eval.runs.retrieval import DEEP, SHALLOW, search_all_methods
from index.commands.progress import progress
from index.hybrid_search import DEFAULT_FUSION
from index.library import Library
from qa.pipeline import BUNDLED_READER, open_reader
from qa.readers.reader import Reader

SINGLE = ("dense", "lexical")
"""The searches that are held against whatever puts them together."""

QUICK_QUESTIONS, QUICK_OTHERS = 40, 400
"""A quick run asks so many of a set, and searches the documents that answer them with so many of the others."""


@dataclass(frozen=True, slots=True)
class Measure:
    """`of` takes the rank of the first thing that answers, and the whole ranking; in [0, 1], higher is better."""

    name: str
    of: Callable[[int | None, Ranked], float]
    write: Callable[[float], str] = share


HIT_10 = Measure("hit@10", lambda rank, _: hit_at(rank, 10))
MRR = Measure("MRR", lambda rank, _: reciprocal_rank(rank), number)
OF_WORDS = (
    Measure("hit@1", lambda rank, _: hit_at(rank, 1)),
    Measure("hit@5", lambda rank, _: hit_at(rank, 5)),
    HIT_10,
    MRR,
)
OF_DOCUMENTS = (
    Measure("nDCG@10", lambda _, order: ndcg_at(order, 10), number),
    Measure("recall@100", lambda _, order: recall_at(order, 100)),
    MRR,
    HIT_10,
)
MEASURES = {measure.name: measure for measure in (*OF_WORDS, *OF_DOCUMENTS)}

Scores = Mapping[str, Mapping[str, Sequence[float]]]
"""By search, then by measure: one value a question, the questions in the same order everywhere."""


def measure(options: Options) -> dict[str, Any]:
    """Of every set by itself."""
    return {"sets": [_of(corpus, options) for corpus in corpora(options.data)]}


def _of(corpus: Corpus, options: Options) -> dict[str, Any]:
    answerable = corpus.answerable()
    asked = answerable.drawn(options.questions(len(answerable.questions), QUICK_QUESTIONS))
    searched = asked.cut(QUICK_OTHERS) if options.quick else asked
    with library_of(progress(searched.documents, len(searched.documents), "documents")) as library:
        found = scores(library, searched, open_reader(BUNDLED_READER))
        held = {
            "documents": library.count(),
            "sentences": library.count_sentences(),
            "library": library.config,
        }
    return {
        "set": corpus.name,
        "digest": corpus.digest[:8],
        "questions": len(searched.questions),
        **held,
        **summed(found),
    }


def scores(library: Library, corpus: Corpus, reader: Reader | None = None) -> Scores:
    """Passages are ranked where the gold are ranges of words, and documents, each at its best passage, where it is documents.

    With a `reader`, as it reorders what was found, too.
    """
    judge, depth = Grader(), SHALLOW if corpus.has_text_gold else DEEP
    fusion = replace(DEFAULT_FUSION, candidates=max(DEFAULT_FUSION.candidates, depth))
    kept: dict[str, dict[str, list[float]]] = {}
    for question in progress(corpus.questions, len(corpus.questions), "questions"):
        for search, passages in search_all_methods(
            library, question.question, depth, fusion, reader
        ).items():
            rank, order = judge.rank(passages, question), judge.ranking(passages, question)
            for measure in OF_WORDS if corpus.has_text_gold else OF_DOCUMENTS:
                kept.setdefault(search, {}).setdefault(measure.name, []).append(
                    measure.of(rank, order)
                )
    return kept


def summed(scores: Scores) -> dict[str, Any]:
    """The mean of each measure for each search; and for each that is no single one, by how much it differs from the better single one."""
    means = {
        search: {name: sum(values) / len(values) for name, values in of.items()}
        for search, of in scores.items()
    }
    together = {search: of for search, of in scores.items() if search not in SINGLE}
    return {
        "searches": means,
        "gains": {
            search: {name: _gain(scores, name, values) for name, values in of.items()}
            for search, of in together.items()
        },
    }


def _gain(scores: Scores, measure: str, values: Sequence[float]) -> dict[str, Any]:
    best = max(SINGLE, key=lambda search: sum(scores[search][measure]))
    found = paired_difference(measure, scores[best][measure], values)
    return {
        "over": best,
        "mean": found.second - found.first,
        "low": found.low,
        "high": found.high,
        "p": found.p,
    }


def table(figures: Mapping[str, Any]) -> str:
    return "\n\n".join(_table(of) for of in figures["sets"])


def _table(of: Mapping[str, Any]) -> str:
    names = list(next(iter(of["searches"].values())))
    rows = [
        (search, *(MEASURES[name].write(means[name]) for name in names))
        for search, means in of["searches"].items()
    ]
    gains = [
        (f"{search}, beside the better single one", *(gain(gained[name]) for name in names))
        for search, gained in of["gains"].items()
    ]
    told = f"**{of['set']}**, {of['questions']:,} questions on {of['documents']:,} documents, {of['sentences']:,} sentences:"
    return f"{told}\n\n{markdown_table(('search', *names), [*rows, *gains])}"


def gain(of: Mapping[str, float]) -> str:
    """In points, with the 95 % interval: "+2.1 (+1.0 to +3.2)"."""
    mean, low, high = (
        f"{100 * of[name]:+.1f}".replace("-", "−") for name in ("mean", "low", "high")
    )
    return f"{mean} ({low} to {high})"
