"""Pincite beside other search systems: the same machine, texts, questions and encoder weights, one after the other in one run."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval import metrics
from eval.bench.corpus import Corpus, worded
from eval.bench.options import Options
from eval.bench.quality import gain
from eval.bench.result import ROOT, pipes
from eval.compare import difference
from eval.data import Question
from eval.report import share
from eval.verbs.common import note, progress
from index import split
from index.embed import DEFAULT_PACKAGE
from index.spans import PinciteError

ENVIRONMENTS = ROOT / "build" / "peers"
"""Where `make bench` installs the peers, each in a virtual environment of its own."""

K = 10
QUESTIONS, QUICK_QUESTIONS, QUICK_TEXTS = 500, 40, 300

OFFLINE = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "false"}
"""Nobody asks a hub or tells what they do."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One configuration of one system (eval/bench/systems), and how it is called in the table."""

    system: str
    configuration: str
    called: str

    @property
    def ours(self) -> bool:
        return self.system == "pincite"

    @property
    def environment(self) -> Path:
        return ENVIRONMENTS / self.system

    @property
    def installed(self) -> bool:
        """To the end: the Makefile leaves a mark."""
        return self.ours or (self.environment / "installed").is_file()

    @property
    def python(self) -> Path:
        inside = Path("Scripts", "python.exe") if sys.platform == "win32" else Path("bin", "python")
        return Path(sys.executable) if self.ours else self.environment / inside

    @property
    def requirements(self) -> Path:
        return ROOT / "requirements.txt" if self.ours else Path(__file__).parent / "systems" / f"{self.system}.txt"


CONTENDERS = (
    Contender("pincite", "search", "Pincite, its search"),
    Contender("pincite", "answer", "Pincite, an answer read"),
    Contender("haystack", "bm25", "Haystack, BM25"),
    Contender("haystack", "vectors", "Haystack, vectors"),
    Contender("haystack", "hybrid", "Haystack, hybrid"),
    Contender("txtai", "dense", "txtai, as it comes"),
    Contender("txtai", "hybrid", "txtai, hybrid"),
)
"""The first is what the others are held against."""


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
        return any(gold.hash == self.hash and self.start <= gold.start and gold.end <= self.end for gold in question.gold)


def paragraphs(corpus: Corpus) -> Iterator[Paragraph]:
    """What stands between blank lines, in the order of the documents."""
    count = 0
    for document in corpus.documents:
        hash = document.hash
        for found in re.finditer(r"\S(?:.*?\S)??(?=\s*(?:\n[^\S\n]*\n|\Z))", document.text, re.DOTALL):
            yield Paragraph(f"p{count}", hash, *found.span(), found.group())
            count += 1


def measure(options: Options) -> dict[str, Any]:
    """Raises PinciteError where a system fails. Peers that are not installed are named on stderr and left out."""
    corpus = worded(options.data)[0].answerable()
    texts = list(paragraphs(corpus))
    if options.quick:
        texts = texts[:QUICK_TEXTS]
    asked = _asked(corpus, texts, options.questions(QUESTIONS, QUICK_QUESTIONS))
    here = [each for each in CONTENDERS if each.installed]
    note(f"{each.called}: not installed, left out; `make bench` installs it" for each in CONTENDERS if each not in here)
    runs = {each: run(each, texts, [question.question for question in asked]) for each in progress(here, len(here), "systems")}
    ranks = {each: _ranks(texts, asked, of) for each, of in runs.items()}
    sentences = sum(len(split.sentences(text.text)) for text in texts)
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
    answered = tuple(question for question in corpus.questions if any(text.holds(question) for text in texts))
    return Corpus(corpus.name, corpus.digest, answered, ()).drawn(most).questions


@dataclass(frozen=True, slots=True)
class Run:
    """Of one contender: seconds to add the texts, then for each question its milliseconds and what was found, then what it took."""

    seconds: float
    asked: Sequence[tuple[float, Sequence[str]]]
    took: Mapping[str, Any]


def run(contender: Contender, texts: Sequence[Paragraph], questions: Sequence[str]) -> Run:
    """In a process of its own, in its own environment. Raises PinciteError with the last line it said where it fails."""
    with TemporaryDirectory() as folder:
        job = Path(folder) / "job.json"
        told = {"requirements": str(contender.requirements), "encoder": _weights(), "k": K, "questions": questions}
        job.write_text(json.dumps({**told, "texts": [(text.id, text.text) for text in texts]}), encoding="utf-8")
        command = [str(contender.python), "-m", "eval.bench.systems", contender.system, contender.configuration, str(job)]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **OFFLINE}, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        remedy = "Install requirements.txt again." if contender.ours else f"Delete {contender.environment} and run `make bench` again."
        raise PinciteError(f"{contender.called} failed: {last[:300]}. {remedy}")
    first, *asked, end = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return Run(first["seconds"], [(each["milliseconds"], each["found"]) for each in asked], end)


def _weights() -> str:
    """The folder of the encoder that the product uses: sentence-transformers' own format, which everybody reads."""
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PinciteError(f"The package {DEFAULT_PACKAGE.replace('_', '-')} is not installed: pip install -r requirements.txt")
    return str(Path(spec.submodule_search_locations[0]) / "model")


def _ranks(texts: Sequence[Paragraph], asked: Sequence[Question], of: Run) -> list[int | None]:
    """From 1, of the first text that holds a whole gold range."""
    by_id = {text.id: text for text in texts}
    return [
        next((rank for rank, id in enumerate(found, 1) if by_id[id].holds(question)), None)
        for question, (_, found) in zip(asked, of.asked, strict=True)
    ]


def _row(contender: Contender, of: Run, ranks: Sequence[int | None], ours: Sequence[int | None], sentences: int) -> dict[str, Any]:
    milliseconds = [each for each, _ in of.asked]
    hits = {f"hit@{k}": metrics.mean(metrics.hit_at(rank, k) for rank in ranks) for k in (1, 5, 10)}
    beside = difference("hit@1", *([metrics.hit_at(rank, 1) for rank in each] for each in (ours, ranks)))
    return {
        "called": contender.called,
        "ours": contender.ours,
        **hits,
        "beside": {"mean": beside.second - beside.first, "low": beside.low, "high": beside.high, "p": beside.p},
        "sentences_per_second": sentences / of.seconds,
        "p50": metrics.percentile(milliseconds, 50),
        "p95": metrics.percentile(milliseconds, 95),
        **of.took,
    }


HEAD = ("system", "hit@1", "beside ours", "hit@5", "hit@10", "sentences added", "× ours", "question p50", "p95", "memory", "installed")


def table(figures: Mapping[str, Any]) -> str:
    first, *_ = rows = figures["systems"]
    versions = {name: version for row in rows if not row["ours"] for name, version in row["versions"].items() if name != "torch"}
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    return (
        f"{figures['questions']:,} questions of {figures['set']}, {figures['texts']:,} paragraphs, {figures['sentences']:,} sentences"
        + (f"; {told}" if told else "")
        + ":\n\n"
        + pipes(HEAD, [_cells(row, first) for row in rows])
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
