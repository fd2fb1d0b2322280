"""How many second steps are read as a person would, and how many ordinary questions are left alone.

The set is eval/sets/follow-ups: pairs of questions, the second with the words that a person would
ask in its place, or none where it stands by itself. A second step is right if it is asked in one
of them (articles, capitals and punctuation aside), or as it is written; a reading that is only
offered is not asked.

The questions of DATA are ordinary ones: each is put behind another one of its set, drawn at random,
with an answer of that set, and should be asked as it is written.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.bench.corpus import Options
from eval.bench.result import markdown_table
from eval.datasets.dataset import Question
from eval.datasets.load import load
from qa.questions.follow_up.rewrite import follow_up
from qa.questions.follow_up.types import FollowUp, Previous

SET = Path(__file__).parents[1] / "sets" / "follow-ups" / "pairs.json"
AS_WRITTEN = "stands by itself"


def measure(options: Options) -> dict[str, Any]:
    """Counts of the pairs by half and by kind, and of the questions of each set."""
    pairs = json.loads(SET.read_text(encoding="utf-8"))["pairs"]
    counts = {"pairs": _of_pairs(pairs), "ordinary": {}}
    for path in options.data:
        questions = load(path).questions
        counts["ordinary"][path.name.split(".json")[0]] = _of_ordinary(questions, options.limit)
    return counts


def read(pair: dict[str, Any]) -> FollowUp | None:
    """How the second question of a pair is read."""
    before = pair["previous"]
    items = tuple(before.get("items", ()))
    answer = items[0] if items else before["answer"]
    previous = Previous(before["question"], answer, tuple(before["documents"]), items)
    return follow_up(pair["question"], previous)


def is_right(pair: dict[str, Any]) -> bool:
    found = read(pair)
    if found is None or not found.is_certain:
        return not pair["asked"]
    return _plain(found.question) in map(_plain, pair["asked"])


def _plain(question: str) -> list[str]:
    words = re.findall(r"\w+|['’]s?", question.casefold().replace("’", "'"))
    return [word for word in words if word not in ("a", "an", "the")]


def _of_pairs(pairs: Sequence[dict[str, Any]]) -> dict[str, dict[str, int]]:
    counts = dict[str, dict[str, int]]()
    for pair in pairs:
        kind = "follows up" if pair["asked"] else AS_WRITTEN
        for name in (f"{pair['half']} half", kind):
            row = counts.setdefault(name, {"pairs": 0, "right": 0})
            row["pairs"] += 1
            row["right"] += is_right(pair)
    return counts


def _of_ordinary(questions: Sequence[Question], limit: int | None) -> dict[str, int]:
    found = [reading for _, reading in readings(questions[:limit])]
    certain = sum(reading.is_certain for reading in found if reading)
    offered = sum(not reading.is_certain for reading in found if reading)
    return {"questions": len(found), "rewritten": certain, "offered": offered}


def readings(questions: Sequence[Question]) -> Iterator[tuple[Question, FollowUp | None]]:
    """Each question with its reading behind another one, always the same."""
    rng = random.Random(len(questions))
    for question in questions:
        before = rng.choice(questions)
        answer = before.accepted[0] if before.accepted else ""
        documents = tuple(dict.fromkeys(target.source for target in before.targets))[:1]
        yield question, follow_up(question.question, Previous(before.question, answer, documents))


def table(figures: dict[str, Any]) -> str:
    rows = [
        (name, str(row["pairs"]), str(row["right"]), f"{100 * row['right'] / row['pairs']:.0f} %")
        for name, row in figures["pairs"].items()
    ]
    tables = [markdown_table(("pairs", "number", "read as a person would", "share"), rows)]
    rows = [
        (name, str(row["questions"]), _share(row, "rewritten"), _share(row, "offered"))
        for name, row in figures["ordinary"].items()
    ]
    if rows:
        heads = ("ordinary questions", "number", "asked in other words", "other words offered")
        tables.append(markdown_table(heads, rows))
    return "\n\n".join(tables)


def _share(row: dict[str, int], name: str) -> str:
    return f"{row[name]} ({100 * row[name] / row['questions']:.1f} %)"
