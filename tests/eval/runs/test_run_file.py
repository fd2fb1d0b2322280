"""Run files: written and read again, resumed, and never overwritten by another run."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.datasets.dataset import GoldSpan, Question, QuestionSet, RelevantDocument
from eval.metrics.aggregate import summarise
from eval.runs.records import EvalRecord, RunConfig, read_row
from eval.runs.run import Evaluation
from eval.runs.run_file import Run, Writer, costs, read_rows, read_run, resume, write_run
from index.errors import PinciteError
from tests.eval.answers import HASHES, SEA, answer, candidate, passage
from tests.support.paths import ROOT

CONFIG: RunConfig = {"set": "mine", "digest": "12345678", "limit": None, "threshold": 0.5}
GOLD = (GoldSpan("0" * 64, 0, 4, "1994", "a.md"),)
FULL = EvalRecord(
    "q1",
    "When?",
    GOLD,
    "a.md",
    (RelevantDocument("", "b.md", 2),),
    answer="é\u2028",
    candidate="é\u2028",
    confidence=0.7,
    rank=3,
    recall=0.5,
    ndcg=0.25,
    average_precision=0.1,
    features={"best cosine": 0.25},
    milliseconds=1.5,
    failure="boundary only",
    why="F1 0.50",
)


def rows(number: int = 3) -> list[EvalRecord]:
    return [
        FULL,
        *(
            EvalRecord(f"q{n}", "?", (), error="broken" if n % 2 else "")
            for n in range(2, number + 1)
        ),
    ]


def finished(path: Path, config: RunConfig = CONFIG, number: int = 3) -> Path:
    with Writer(write_run(path, config, rows(number)), config, number) as writer:
        writer.finish(summarise(rows(number)), costs(2.0, number, 1))
    return path


def test_a_run_is_read_as_it_was_written_finished_or_not(tmp_path: Path) -> None:
    for path in (
        write_run(tmp_path / "half.json", CONFIG, rows()),
        finished(tmp_path / "whole.json"),
    ):
        assert read_run(path) == Run(path, CONFIG, tuple(rows()))
    *_, last = (tmp_path / "whole.json").read_text().splitlines()
    assert json.loads(last)["scores"]["n"] == 3
    assert json.loads(last)["costs"]["questions_per_second"] == 1.5


CHANGES: list[tuple[str, object, str]] = [
    ("right", 1, r"line 2\.right: got 1, wanted true or false"),
    ("f1", True, r"line 2\.f1: got True, wanted a finite number"),
    ("f1", float("nan"), r"line 2\.f1: got nan, wanted a finite number"),
    ("rank", 1.5, r"line 2\.rank: got 1\.5, wanted a whole number"),
    ("features", {"x": "1"}, r"line 2\.features\.x: got '1', wanted a finite number"),
    ("answer", 3, r"line 2\.answer: got 3, wanted text"),
    ("mood", "good", r"line 2: unknown field 'mood'"),
    ("documents", [{"source": "b"}], r"line 2\.documents\[0\]: the field 'hash' is missing"),
]


@pytest.mark.parametrize(
    ("name", "value", "message"), CHANGES, ids=[message for *_, message in CHANGES]
)
def test_an_invalid_record_is_rejected_with_its_place(
    tmp_path: Path, name: str, value: object, message: str
) -> None:
    path = write_run(tmp_path / "run.json", CONFIG, rows(1))
    head, line = path.read_text(encoding="utf-8").split("\n")[:2]
    row: dict[str, Any] = json.loads(line)
    path.write_text(f"{head}\n{json.dumps(row | {name: value})}\n", encoding="utf-8")
    with pytest.raises(PinciteError, match=rf"run\.json: {message}"):
        read_run(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not a run of version 2"),
        ("[]\n", "is not a run of version 2"),
        ('{"format": "pincite-run", "version": 1, "config": {}}\n', "is not a run of version 2"),
        ('{"format": "pincite-run", "version": 2}\n', "is not a run of version 2"),
        ('{"format": "pincite-run", "version": 2, "config": {}}\n', "no question was asked"),
        ('{"format": "pincite-run", "version": 2, "config": {}}\n{"id"', "broken JSON"),
        ("my notes\n", "broken JSON"),
    ],
)
def test_a_file_that_is_not_a_run_is_rejected_and_unchanged(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(PinciteError, match=message):
        read_run(path)
    if "format" not in text:
        with pytest.raises(PinciteError):
            resume(path, CONFIG, ["q1"])
        assert path.read_text() == text


def test_a_stopped_run_is_resumed_after_its_last_complete_record(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run.json", CONFIG, rows(2))
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"id": "q3", "quest')
    assert resume(path, CONFIG, ["q1", "q2", "q3"]) == 2
    assert path.read_bytes() == whole
    with Writer(path, CONFIG, 2) as writer:
        writer.add(rows(3)[2])
    assert list(read_rows(path)) == rows(3)


def test_a_path_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(
        PinciteError, match=r"run\.json cannot be written \(No such file or directory\)"
    ):
        Writer(tmp_path / "none" / "run.json", CONFIG)


def test_without_a_file_nothing_is_done_yet(tmp_path: Path) -> None:
    assert resume(tmp_path / "none.json", CONFIG, ["q1"]) == 0
    assert not list(tmp_path.iterdir())


def test_another_run_is_rejected_and_unchanged(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run.json", CONFIG, rows(2))
    before = path.read_bytes()
    with pytest.raises(
        PinciteError,
        match=r"run with other settings \(threshold: 0\.5 there, 0\.4 now; k: None there, 3 now\)",
    ):
        resume(path, CONFIG | {"threshold": 0.4, "k": 3}, ["q1", "q2"])
    with pytest.raises(PinciteError, match="holds other questions"):
        resume(path, CONFIG, ["q2", "q1"])
    assert path.read_bytes() == before
    with pytest.raises(PinciteError, match="is a finished run"):
        resume(finished(tmp_path / "whole.json"), CONFIG, ["q1", "q2", "q3"])


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    from eval.datasets.json_files import read_json_lines

    path = write_run(tmp_path / "run.json", CONFIG, [FULL])
    *_, node = read_json_lines(path)
    assert read_row(node) == FULL


def test_a_record_of_an_earlier_version_has_no_outcome(tmp_path: Path) -> None:
    from eval.datasets.json_files import read_json_lines

    path = write_run(tmp_path / "run.json", CONFIG, [FULL])
    head, line, _ = path.read_text(encoding="utf-8").split("\n")
    fields = json.loads(line)
    del fields["outcome"]
    path.write_text(f"{head}\n{json.dumps(fields)}\n", encoding="utf-8")
    *_, node = read_json_lines(path)
    assert read_row(node) == replace(FULL, outcome="")


class Thousands:
    """Ten thousand questions, each with a candidate text of its own: some 60 MB in all."""

    def __init__(self, number: int = 10_000) -> None:
        self.set = QuestionSet("many", tuple(Question(str(n), f"{n}?", ()) for n in range(number)))

    def rows(self) -> Iterator[EvalRecord]:
        base = answer(
            candidate(SEA, "11 km", "The sea is 11 km deep.", 0.4),
            passages=(passage(SEA, "It is salty."),),
        )
        for row in Evaluation(lambda _: base, self.set, HASHES):
            yield replace(row, candidate=f"{row.id} " * 1000)


@pytest.mark.slow
def test_ten_thousand_questions_take_little_memory(tmp_path: Path) -> None:
    stream = Thousands()
    path = tmp_path / "run.json"
    tracemalloc.start()
    try:
        write_run(path, CONFIG, stream.rows())
        scores = summarise(read_rows(path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert scores.n == 10_000
    assert path.stat().st_size > 40_000_000
    assert peak < 12_000_000


MEMORY = """
import resource, sys
from pathlib import Path
from eval.reports.html import write_page
from eval.metrics.aggregate import summarise
from eval.runs.run_file import costs, read_rows, write_run
from tests.eval.runs.test_run_file import CONFIG, Thousands

folder, number = Path(sys.argv[1]), int(sys.argv[2])
write_run(folder / "run.json", CONFIG, Thousands(number).rows())
scores = summarise(read_rows(folder / "run.json"))
spent = costs(1.0, number, 1)
report = folder / "report.html"
write_page(report, CONFIG, scores, spent, lambda: read_rows(folder / "run.json"))
unit = 1024 if sys.platform == "darwin" else 1
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit)
"""


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows does not say how much memory a process had"
)
def test_the_process_does_not_grow_with_ten_thousand_questions(tmp_path: Path) -> None:
    """Asked, written, read, scored and reported: 60 MB of records, 25 MB more memory at most."""

    def peak(number: int) -> int:
        command = [sys.executable, "-c", MEMORY, str(tmp_path), str(number)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        return int(done.stdout)

    few, many = peak(500), peak(10_000)
    assert (tmp_path / "run.json").stat().st_size > 40_000_000
    assert many - few < 25_000, f"{few:,} KiB with 500 questions, {many:,} with 10,000"


def test_grading_writing_and_reading_a_record_costs_less_than_a_twentieth_of_an_answer(
    tmp_path: Path,
) -> None:
    """An answer takes 15 ms and more, so .75 ms of processor time a question is allowed.

    Loading the set is not counted.
    """
    given = answer(
        *[candidate(SEA, "11 km", "The sea is 11 km deep.", 0.4)] * 5,
        passages=(passage(SEA, "It is salty."),) * 10,
    )
    gold = (GoldSpan(SEA.hash, 20, 25, "11 km", "sea.md"),)
    asked = QuestionSet(
        "many",
        tuple(Question(str(n), f"How deep is the sea, asked {n} times?", gold) for n in range(400)),
    )

    def seconds(path: Path) -> float:
        start = time.process_time()
        write_run(path, CONFIG, Evaluation(lambda _: given, asked, HASHES))
        summarise(read_rows(path))
        return time.process_time() - start

    assert min(seconds(tmp_path / f"{n}.json") for n in range(3)) / 400 < 0.00075
