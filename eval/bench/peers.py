"""Pincite beside other search systems: same machine, texts, questions and encoder weights.

The systems run one after the other, in one run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eval.bench.corpus import Corpus, Options, text_gold_corpora
from eval.bench.quality import gain_text, gain_to_json
from eval.bench.result import markdown_table
from eval.bench.systems_registry import SYSTEMS, Run, SystemConfig, installed_systems, run
from eval.datasets.dataset import Question
from eval.metrics.averages import mean, percentile
from eval.metrics.formatting import share
from eval.metrics.ranking import hit_at
from eval.metrics.significance import paired_difference
from index import chunking
from index.commands.progress import progress

K = 10
QUESTIONS, QUICK_QUESTIONS, QUICK_TEXTS = 500, 40, 300

_PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*(?:\n[^\S\n]*\n|\Z))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Characters [start, end) of the document with this content hash; one text to each system."""

    id: str
    hash: str
    start: int
    end: int
    text: str

    def answers(self, question: Question) -> bool:
        """Whether it contains a whole gold range."""
        return any(
            gold.hash == self.hash and self.start <= gold.start and gold.end <= self.end
            for gold in question.gold
        )


def paragraphs(corpus: Corpus) -> Iterator[Paragraph]:
    """The texts between blank lines, in the order of the documents."""
    count = 0
    for document in corpus.documents:
        hash = document.hash
        for match in _PARAGRAPH.finditer(document.text):
            yield Paragraph(f"p{count}", hash, match.start(), match.end(), match.group())
            count += 1


def measure(options: Options) -> dict[str, Any]:
    """Raises PinciteError if a system fails. Systems that are not installed are left out."""
    corpus = text_gold_corpora(options.data)[0].answerable()
    texts = list(paragraphs(corpus))
    if options.quick:
        texts = texts[:QUICK_TEXTS]
    questions = _sample(corpus, texts, options.questions(QUESTIONS, QUICK_QUESTIONS))
    installed = installed_systems(SYSTEMS)
    inputs = [(text.id, text.text) for text in texts]
    queries = [question.question for question in questions]
    runs = {
        system: run(system, inputs, queries, K)
        for system in progress(installed, len(installed), "systems")
    }
    ranks = {system: gold_ranks(texts, questions, result) for system, result in runs.items()}
    sentences = sum(len(chunking.sentences(text.text)) for text in texts)
    baseline = ranks[installed[0]]
    return {
        "set": corpus.name,
        "digest": corpus.digest[:8],
        "questions": len(questions),
        "texts": len(texts),
        "sentences": sentences,
        "systems": [
            figures(system, runs[system], ranks[system], baseline, sentences)
            for system in installed
        ],
    }


def _sample(corpus: Corpus, texts: Sequence[Paragraph], limit: int) -> tuple[Question, ...]:
    """A random sample of the questions that one of the texts answers."""
    answered = tuple(
        question for question in corpus.questions if any(text.answers(question) for text in texts)
    )
    return replace(corpus, questions=answered).sampled(limit).questions


def gold_ranks(
    texts: Sequence[Paragraph], questions: Sequence[Question], result: Run
) -> list[int | None]:
    """For each question the rank, from 1, of the first text that answers it; None: not found."""
    by_id = {text.id: text for text in texts}
    return [
        next((rank for rank, id in enumerate(ids, 1) if by_id[id].answers(question)), None)
        for question, (_, ids) in zip(questions, result.searches, strict=True)
    ]


def figures(
    system: SystemConfig,
    result: Run,
    ranks: Sequence[int | None],
    baseline: Sequence[int | None],
    sentences: int,
) -> dict[str, Any]:
    """The figures of one system. `baseline` are the ranks of Pincite's search."""
    milliseconds = [each for each, _ in result.searches]
    difference = paired_difference(
        "hit@1", [hit_at(rank, 1) for rank in baseline], [hit_at(rank, 1) for rank in ranks]
    )
    return {
        "called": system.label,
        "ours": system.is_pincite,
        **{f"hit@{k}": mean(hit_at(rank, k) for rank in ranks) for k in (1, 5, 10)},
        "beside": gain_to_json(difference),
        "sentences_per_second": sentences / result.seconds,
        "p50": percentile(milliseconds, 50),
        "p95": percentile(milliseconds, 95),
        **result.resources,
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
    versions: dict[str, str] = {}
    for row in rows:
        if not row["ours"]:
            versions |= {
                name: number for name, number in row["versions"].items() if name != "torch"
            }
    size = (
        f"{figures['questions']:,} questions of {figures['set']},"
        f" {figures['texts']:,} paragraphs, {figures['sentences']:,} sentences"
    )
    peers = ", ".join(f"{name} {version}" for name, version in versions.items())
    head = f"{size}; {peers}:" if peers else f"{size}:"
    return f"{head}\n\n{markdown_table(HEAD, [_cells(row, first) for row in rows])}"


def _cells(row: Mapping[str, Any], first: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        row["called"],
        share(row["hit@1"]),
        "–" if row is first else gain_text(row["beside"]),
        share(row["hit@5"]),
        share(row["hit@10"]),
        f"{row['sentences_per_second']:,.0f} /s",
        f"{row['sentences_per_second'] / first['sentences_per_second']:.2f}",
        f"{row['p50']:.1f} ms",
        f"{row['p95']:.1f} ms",
        f"{row['peak_mib']:,.0f} MiB",
        f"{row['installed_mib']:,.0f} MiB",
    )
