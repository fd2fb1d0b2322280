"""Asks several systems the same questions, in turn, so that all have the same share of the machine.

Each system has added the files before, alone. What it says is stored as it comes: a run that was
stopped goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval.bench.collection.judge import Judged, judge
from eval.bench.collection.questions import Collection, TextQuestion
from eval.bench.collection.reader_weights import write_reader
from eval.bench.result import ROOT
from eval.bench.systems.reply import Reply
from eval.bench.systems_registry import Process, SystemConfig
from index.commands.progress import progress

CALLERS = 2
ROUNDS, QUESTIONS_A_ROUND = 3, 4
"""For answers a second: each system is asked in turn, this many questions at a time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Of one system, one for each question. `seconds` are wall-clock and processor seconds."""

    judged: tuple[Judged, ...]
    seconds: tuple[tuple[float, float], ...]
    costs: Mapping[str, Any]
    """Of adding, of answers side by side, memory, disk and versions."""


class Checkpoint:
    """A file of JSON lines: what the rows depend on, then a row for each answer or cost."""

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        self._path = path
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        first = json.dumps(header)
        is_same = bool(lines) and lines[0] == first
        self._rows: dict[str, dict[str, Any]] = dict(map(json.loads, lines[1:])) if is_same else {}
        if not is_same:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{first}\n", encoding="utf-8")

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def __getitem__(self, key: str) -> dict[str, Any]:
        return self._rows[key]

    def __setitem__(self, key: str, row: dict[str, Any]) -> None:
        self._rows[key] = row
        with self._path.open("a", encoding="utf-8") as file:
            print(json.dumps([key, row], ensure_ascii=False), file=file)


def code_digest() -> str:
    """Of the code that the answers depend on: a checkpoint of other code is not used."""
    digest = hashlib.sha256()
    for package in ("index", "qa", "eval/bench/systems"):
        for path in sorted((ROOT / package).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def shuffled(questions: Sequence[TextQuestion], limit: int) -> list[TextQuestion]:
    """The first `limit` of them in a random order, always the same: if a run is stopped, those that
    were asked are a random sample."""
    return random.Random(0).sample(questions, len(questions))[:limit]


def ask_all(
    systems: Sequence[SystemConfig],
    collection: Collection,
    questions: Sequence[TextQuestion],
    checkpoint: Checkpoint,
) -> dict[SystemConfig, Asked]:
    """Raises PinciteError if a system fails; what was asked is then in the checkpoint."""
    pending = [system for system in systems if not _is_done(system, questions, checkpoint)]
    with TemporaryDirectory() as folder, ExitStack() as stack:
        reader = ""
        if any(not system.is_pincite for system in pending):
            reader = str(write_reader(Path(folder) / "reader"))
        processes = []
        for system in progress(pending, len(pending), "systems"):
            process = stack.enter_context(Process(system, reader))
            processes.append(process)
            added = process.send(add=collection.files)
            if _key(system, "added") not in checkpoint:
                checkpoint[_key(system, "added")] = added
            process.send(answer=questions[0].question)  # before the clock starts
        _ask_together(processes, questions, checkpoint)
        _ask_in_turn(processes, questions, checkpoint)
    return {system: _read(system, questions, checkpoint) for system in systems}


def _key(system: SystemConfig, what: str) -> str:
    return f"{system.label}|{what}"


def _is_done(
    system: SystemConfig, questions: Sequence[TextQuestion], checkpoint: Checkpoint
) -> bool:
    asked = [f"question {question.id}" for question in questions]
    turns = [f"together {turn}" for turn in range(ROUNDS)]
    return all(_key(system, each) in checkpoint for each in ("added", "resources", *turns, *asked))


def _ask_in_turn(
    processes: Sequence[Process], questions: Sequence[TextQuestion], checkpoint: Checkpoint
) -> None:
    for question in progress(questions, len(questions), "questions"):
        for process in processes:
            key = _key(process.system, f"question {question.id}")
            if key not in checkpoint:
                checkpoint[key] = process.send(answer=question.question)


def _ask_together(
    processes: Sequence[Process], questions: Sequence[TextQuestion], checkpoint: Checkpoint
) -> None:
    """Several callers at a time; then the memory, of which that takes most."""
    for turn in range(ROUNDS):
        start = turn * QUESTIONS_A_ROUND
        some = [each.question for each in questions[start : start + QUESTIONS_A_ROUND]]
        for process in processes:
            key = _key(process.system, f"together {turn}")
            if key not in checkpoint:
                result = process.send(together=some or [questions[0].question], callers=CALLERS)
                checkpoint[key] = {**result, "questions": max(len(some), 1)}
    for process in processes:
        if _key(process.system, "resources") not in checkpoint:
            checkpoint[_key(process.system, "resources")] = process.resources()


def _read(system: SystemConfig, questions: Sequence[TextQuestion], checkpoint: Checkpoint) -> Asked:
    rows = [checkpoint[_key(system, f"question {question.id}")] for question in questions]
    return Asked(
        judged=tuple(
            judge(question, Reply.from_json(row["result"]))
            for question, row in zip(questions, rows, strict=True)
        ),
        seconds=tuple((row["seconds"], row["processor_seconds"]) for row in rows),
        costs={
            "added": checkpoint[_key(system, "added")],
            "together": [checkpoint[_key(system, f"together {turn}")] for turn in range(ROUNDS)],
            **checkpoint[_key(system, "resources")],
        },
    )
