"""How well each search method finds, and what combining them gains over the better single one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from eval.bench.corpus import Corpus, Options, corpora, library_of
from eval.bench.result import markdown_table
from eval.grading import Grader
from eval.metrics.ranking import RANKING_MEASURES
from eval.metrics.significance import Difference, paired_difference
from eval.runs.retrieval import DEEP, SHALLOW, search_all_methods
from index.commands.progress import progress
from index.library import Library
from index.search.hybrid import DEFAULT_FUSION
from qa.pipeline import BUNDLED_READER, open_reader
from qa.readers.reader import Reader

SINGLE = ("dense", "lexical")
"""The single search methods, which the combined ones are compared with."""

QUICK_QUESTIONS, QUICK_OTHERS = 40, 400
"""Of a quick run: questions of a set, and documents besides those that answer them."""

MEASURES = {measure.name: measure for measure in RANKING_MEASURES}
TEXT_MEASURES = ("hit@1", "hit@5", "hit@10", "MRR")
DOCUMENT_MEASURES = ("nDCG@10", "recall@100", "MRR", "hit@10")
"""What is reported where the gold is ranges of text, and where it is documents."""

Scores = Mapping[str, Mapping[str, Sequence[float]]]
"""By search method, then by measure: one value a question, always in the same order."""


def measure(options: Options) -> dict[str, Any]:
    """Each set by itself."""
    return {"sets": [_measure_set(corpus, options) for corpus in corpora(options.data)]}


def _measure_set(corpus: Corpus, options: Options) -> dict[str, Any]:
    answerable = corpus.answerable()
    total = len(answerable.questions)
    searched = answerable.sampled(options.questions(total, QUICK_QUESTIONS))
    if options.quick:
        searched = searched.reduced(QUICK_OTHERS)
    with library_of(progress(searched.documents, len(searched.documents), "documents")) as library:
        return {
            "set": corpus.name,
            "digest": corpus.digest[:8],
            "questions": len(searched.questions),
            "documents": library.count(),
            "sentences": library.count_sentences(),
            "library": library.config,
            **summarise(scores(library, searched, open_reader(BUNDLED_READER))),
        }


def scores(library: Library, corpus: Corpus, reader: Reader | None = None) -> Scores:
    """Passages are ranked where the gold is ranges of text, else documents at their best passage.

    With a `reader`, the order into which it reranks them is scored too.
    """
    grader = Grader()
    depth = SHALLOW if corpus.has_text_gold else DEEP
    names = TEXT_MEASURES if corpus.has_text_gold else DOCUMENT_MEASURES
    fusion = replace(DEFAULT_FUSION, candidates=max(DEFAULT_FUSION.candidates, depth))
    values: dict[str, dict[str, list[float]]] = {}
    for question in progress(corpus.questions, len(corpus.questions), "questions"):
        searches = search_all_methods(library, question.question, depth, fusion, reader)
        for search, passages in searches.items():
            rank, ranking = grader.rank(passages, question), grader.ranking(passages, question)
            of_search = values.setdefault(search, {name: [] for name in names})
            for name in names:
                of_search[name].append(MEASURES[name].compute(rank, ranking))
    return values


def summarise(scores: Scores) -> dict[str, Any]:
    """The means for each search, and the gain of each combined one over the better single one."""
    means: dict[str, dict[str, float]] = {}
    gains: dict[str, dict[str, Any]] = {}
    for search, measures in scores.items():
        means[search] = {name: sum(values) / len(values) for name, values in measures.items()}
        if search not in SINGLE:
            gains[search] = {name: _gain(scores, name, search) for name in measures}
    return {"searches": means, "gains": gains}


def _gain(scores: Scores, measure: str, search: str) -> dict[str, Any]:
    best = max(SINGLE, key=lambda single: sum(scores[single][measure]))
    difference = paired_difference(measure, scores[best][measure], scores[search][measure])
    return {"over": best, **gain_to_json(difference)}


def gain_to_json(difference: Difference) -> dict[str, float]:
    return {
        "mean": difference.second - difference.first,
        "low": difference.low,
        "high": difference.high,
        "p": difference.p,
    }


def table(figures: Mapping[str, Any]) -> str:
    return "\n\n".join(_table(of_set) for of_set in figures["sets"])


def _table(figures: Mapping[str, Any]) -> str:
    names = list(next(iter(figures["searches"].values())))
    rows = [
        (search, *(MEASURES[name].format(means[name]) for name in names))
        for search, means in figures["searches"].items()
    ]
    gains = [
        (f"{search}, beside the better single one", *(gain_text(gains[name]) for name in names))
        for search, gains in figures["gains"].items()
    ]
    size = f"{figures['documents']:,} documents, {figures['sentences']:,} sentences"
    head = f"**{figures['set']}**, {figures['questions']:,} questions on {size}:"
    return f"{head}\n\n{markdown_table(('search', *names), [*rows, *gains])}"


def gain_text(gain: Mapping[str, float]) -> str:
    """In points, with the 95 % interval: "+2.1 (+1.0 to +3.2)"."""
    mean, low, high = (
        f"{100 * gain[name]:+.1f}".replace("-", "−") for name in ("mean", "low", "high")
    )
    return f"{mean} ({low} to {high})"
