"""Pincite beside other systems on a folder of files: the right document, the right passage.

Each system reads the files by its own converter and splits them by its own splitter. What it finds
is compared with the words of the gold, since its text may differ from ours in spaces and hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from eval.bench.corpus import SAMPLE, Options
from eval.bench.quality import gain_text, gain_to_json
from eval.bench.result import markdown_table
from eval.bench.systems_registry import SystemConfig, installed_systems, run
from eval.datasets.dataset import Question
from eval.datasets.load import load
from eval.metrics.averages import mean, percentile
from eval.metrics.formatting import share
from eval.metrics.significance import paired_difference
from eval.runs.run import sample
from index.commands.progress import progress
from index.errors import PinciteError
from index.ingest.discover import find_files

K = 10
QUESTIONS, QUICK_QUESTIONS = 500, 20

SHARED_WORDS = 6
"""Words in a row that a passage and the gold must have in common; all words of a shorter one."""

SYSTEMS = (
    SystemConfig("pincite", "files", "Pincite, its search"),
    SystemConfig("pincite", "files_answer", "Pincite, an answer read"),
    SystemConfig("haystack", "files", "Haystack, hybrid"),
    SystemConfig("haystack", "files_named", "Haystack, hybrid, file names embedded"),
    SystemConfig("txtai", "files", "txtai, hybrid"),
)
"""The others are compared with the first."""

_WORD = re.compile(r"[^\W_]+")

Found = Sequence[tuple[str, str]]
"""(source, text) of what was found, best first."""


def measure(options: Options) -> dict[str, Any]:
    """Raises PinciteError if the set has no documents/ beside it, or a system fails."""
    path = options.data[0] if options.data else SAMPLE
    questions_set = load(path)
    files = list(_files_beside(path))
    names = {file_name(source) for source, _ in files}
    asked = sample(
        [each for each in questions_set.questions if names & _sources(each)],
        options.questions(QUESTIONS, QUICK_QUESTIONS),
    )
    queries = [question.question for question in asked]
    installed = installed_systems(SYSTEMS)
    rows = []
    for system in progress(installed, len(installed), "systems"):
        result = run(system, files, queries, K)
        found = [[(source, text) for source, text in ids] for _, ids in result.searches]
        judged = [judge(question, each) for question, each in zip(asked, found, strict=True)]
        milliseconds = [each for each, _ in result.searches]
        rows.append((system, result.seconds, milliseconds, judged))
    baseline = rows[0][3]
    return {
        "set": questions_set.name,
        "digest": questions_set.digest[:8],
        "questions": len(asked),
        "files": len(files),
        "systems": [
            figures(system, seconds, milliseconds, judged, baseline)
            for system, seconds, milliseconds, judged in rows
        ],
    }


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found for one question: is the first of the right document, does it have the gold,
    does any of the first K."""

    document_first: bool
    first: bool
    among: bool


def judge(question: Question, found: Found) -> Judged:
    sources = _sources(question)
    gold = [each.text for each in question.gold]
    of_document = [file_name(source) in sources for source, _ in found[:K]]
    right = [of and meets(text, gold) for of, (_, text) in zip(of_document, found[:K], strict=True)]
    return Judged(any(of_document[:1]), any(right[:1]), any(right))


def meets(text: str, gold: Sequence[str]) -> bool:
    """Whether the text shares SHARED_WORDS words in a row with one of the gold texts.

    If one of the two has fewer words, whether the other has them all, in a row.

    >>> meets("It is governed by the laws of Norway, she said.", ["by the laws of Norway"])
    True
    >>> meets("It is governed by the laws of Norway.", ["by the laws of the state of Norway"])
    False
    """
    words = _words(text)
    for other in map(_words, gold):
        length = min(SHARED_WORDS, len(words), len(other))
        if length and not _runs(words, length).isdisjoint(_runs(other, length)):
            return True
    return False


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def file_name(source: str) -> str:
    """The name without folders, by which documents of different systems are compared."""
    return PurePath(source).name


def _sources(question: Question) -> set[str]:
    return {file_name(each.source) for each in question.gold}


def _files_beside(path: Path) -> Iterator[tuple[str, str]]:
    """(source, path) of the files in the folder documents/ beside a set."""
    folder = path.parent / "documents"
    if not folder.is_dir():
        raise PinciteError(f"{path} has no folder {folder} with its files. Put them there.")
    for file in find_files([folder]):
        yield file.path.relative_to(folder).as_posix(), str(file.path)


def figures(
    system: SystemConfig,
    seconds: float,
    milliseconds: Sequence[float],
    judged: Sequence[Judged],
    baseline: Sequence[Judged],
) -> dict[str, Any]:
    """The figures of one system. `baseline` is what Pincite's search found."""
    difference = paired_difference(
        "among", [float(each.among) for each in baseline], [float(each.among) for each in judged]
    )
    return {
        "called": system.label,
        "document_first": mean(each.document_first for each in judged),
        "first": mean(each.first for each in judged),
        "among": mean(each.among for each in judged),
        "beside": gain_to_json(difference),
        "seconds": seconds,
        "p50": percentile(milliseconds, 50),
    }


HEAD = (
    "system",
    "right document first",
    "gold in the first",
    f"among {K}",
    "beside ours",
    "files added",
    "question p50",
)


def table(figures: Mapping[str, Any]) -> str:
    first, *_ = rows = figures["systems"]
    size = f"{figures['questions']:,} questions of {figures['set']}, {figures['files']:,} files:"
    return f"{size}\n\n{markdown_table(HEAD, [_cells(row, first) for row in rows])}"


def _cells(row: Mapping[str, Any], first: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        row["called"],
        share(row["document_first"]),
        share(row["first"]),
        share(row["among"]),
        "–" if row is first else gain_text(row["beside"]),
        f"{row['seconds']:,.0f} s",
        f"{row['p50']:.0f} ms",
    )
