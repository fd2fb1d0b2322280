"""Pincite beside other search systems: the same machine, texts, questions and encoder weights, one after the other in one run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.bench.corpus import Corpus, text_gold_corpora
from eval.bench.options import Options
from eval.bench.quality import gain
from eval.bench.result import markdown_table
from eval.bench.systems_registry import CONTENDERS, Contender, Run, run
from eval.datasets.dataset import Question
from eval.metrics.averages import mean, percentile
from eval.metrics.formatting import share
from eval.metrics.ranking import hit_at
from eval.metrics.significance import paired_difference
from index import chunking
from index.commands.progress import note, progress

K = 10
QUESTIONS, QUICK_QUESTIONS, QUICK_TEXTS = 500, 40, 300


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Characters [start, end) of the document whose content hash is `hash`; a text by itself to every system."""

    id: str
    hash: str
    start: int
    end: int
    text: str

    def holds(self, question: Question) -> bool:
        """A whole gold range?"""
        return any(
            gold.hash == self.hash and self.start <= gold.start and gold.end <= self.end
            for gold in question.gold
        )


def paragraphs(corpus: Corpus) -> Iterator[Paragraph]:
    """What stands between blank lines, in the order of the documents."""
    count = 0
    for document in corpus.documents:
        hash = document.hash
        for found in re.finditer(
            r"\S(?:.*?\S)??(?=\s*(?:\n[^\S\n]*\n|\Z))", document.text, re.DOTALL
        ):
            yield Paragraph(f"p{count}", hash, *found.span(), found.group())
            count += 1


def measure(options: Options) -> dict[str, Any]:
    """Raises PinciteError where a system fails. Peers that are not installed are named on stderr and left out."""
    corpus = text_gold_corpora(options.data)[0].answerable()
    texts = list(paragraphs(corpus))
    if options.quick:
        texts = texts[:QUICK_TEXTS]
    asked = _asked(corpus, texts, options.questions(QUESTIONS, QUICK_QUESTIONS))
    here = [each for each in CONTENDERS if each.installed]
    note(
        f"{each.called}: not installed, left out; `make bench` installs it"
        for each in CONTENDERS
        if each not in here
    )
    told, words = (
        [(text.id, text.text) for text in texts],
        [question.question for question in asked],
    )
    runs = {each: run(each, told, words, K) for each in progress(here, len(here), "systems")}
    ranks = {each: _ranks(texts, asked, of) for each, of in runs.items()}
    sentences = sum(len(chunking.sentences(text.text)) for text in texts)
    rows = [_row(each, runs[each], ranks[each], ranks[here[0]], sentences) for each in here]
    return {
        "set": corpus.name,
        "digest": corpus.digest[:8],
        "questions": len(asked),
        "texts": len(texts),
        "sentences": sentences,
        "systems": rows,
    }


def _asked(corpus: Corpus, texts: Sequence[Paragraph], most: int) -> tuple[Question, ...]:
    """Drawn by lot, of those that one of the texts answers."""
    answered = tuple(
        question for question in corpus.questions if any(text.holds(question) for text in texts)
    )
    return Corpus(corpus.name, corpus.digest, answered, ()).drawn(most).questions


def _ranks(texts: Sequence[Paragraph], asked: Sequence[Question], of: Run) -> list[int | None]:
    """From 1, of the first text that holds a whole gold range."""
    by_id = {text.id: text for text in texts}
    return [
        next((rank for rank, id in enumerate(found, 1) if by_id[id].holds(question)), None)
        for question, (_, found) in zip(asked, of.asked, strict=True)
    ]


def _row(
    contender: Contender,
    of: Run,
    ranks: Sequence[int | None],
    ours: Sequence[int | None],
    sentences: int,
) -> dict[str, Any]:
    milliseconds = [each for each, _ in of.asked]
    hits = {f"hit@{k}": mean(hit_at(rank, k) for rank in ranks) for k in (1, 5, 10)}
    beside = paired_difference(
        "hit@1", *([hit_at(rank, 1) for rank in each] for each in (ours, ranks))
    )
    return {
        "called": contender.called,
        "ours": contender.ours,
        **hits,
        "beside": {
            "mean": beside.second - beside.first,
            "low": beside.low,
            "high": beside.high,
            "p": beside.p,
        },
        "sentences_per_second": sentences / of.seconds,
        "p50": percentile(milliseconds, 50),
        "p95": percentile(milliseconds, 95),
        **of.took,
    }


HEAD = (
    "system",
    "hit@1",
    "beside ours",
    "hit@5",
    "hit@10",
    "sentences added",
    "× ours",
    "question p50",
    "p95",
    "memory",
    "installed",
)


def table(figures: Mapping[str, Any]) -> str:
    first, *_ = rows = figures["systems"]
    versions = {
        name: version
        for row in rows
        if not row["ours"]
        for name, version in row["versions"].items()
        if name != "torch"
    }
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    return (
        f"{figures['questions']:,} questions of {figures['set']}, {figures['texts']:,} paragraphs, {figures['sentences']:,} sentences"
        + (f"; {told}" if told else "")
        + ":\n\n"
        + markdown_table(HEAD, [_cells(row, first) for row in rows])
    )


def _cells(row: Mapping[str, Any], first: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        row["called"],
        share(row["hit@1"]),
        "–" if row is first else gain(row["beside"]),
        share(row["hit@5"]),
        share(row["hit@10"]),
        f"{row['sentences_per_second']:,.0f} /s",
        f"{row['sentences_per_second'] / first['sentences_per_second']:.2f}",
        f"{row['p50']:.1f} ms",
        f"{row['p95']:.1f} ms",
        f"{row['peak_mib']:,.0f} MiB",
        f"{row['installed_mib']:,.0f} MiB",
    )
