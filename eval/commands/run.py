"""python -m eval LIBRARY QUESTIONS: ask every question and score the answers."""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eval.commands.common import add_engine, add_lot, load_early, note, parser, progress
from eval.metrics.notes import NOTES

if TYPE_CHECKING:
    from eval.datasets.dataset import QuestionSet
    from eval.metrics.aggregate import Scores
    from eval.reports.plots import Measure
    from eval.runs.records import RunConfig
    from eval.runs.run import Evaluation
    from eval.runs.run_file import Costs, Run
    from qa.pipeline import QAPipeline


def main(words: list[str]) -> int:
    arguments = _arguments(words)

    from eval.datasets.json_files import check_place
    from eval.datasets.load import load
    from eval.runs.run import Evaluation
    from eval.runs.run_file import read_run
    from eval.thresholds import parse_floors
    from qa.pipeline import open_pipeline

    floors = parse_floors(arguments.fail_under)
    inputs = [
        path for path in (arguments.library, arguments.questions, arguments.no_worse_than) if path
    ]
    for option in ("out", "html"):
        if place := getattr(arguments, option):
            check_place(place, *inputs, option=f"--{option}")
    best = read_run(arguments.no_worse_than) if arguments.no_worse_than else None
    early = load_early(arguments.questions)
    bot = open_pipeline(arguments.library, encoder=arguments.encoder, reader=arguments.reader)
    questions = load(arguments.questions, bot.library) if early is None else early
    entries = bot.library.list_documents()
    hashes = {entry.hash for entry in entries}
    evaluation = Evaluation(
        bot.ask, questions, hashes, arguments.limit, arguments.seed, workers=arguments.workers
    )
    recipe = evaluation.run_config(
        bot.library.config, len(entries), sum(entry.sentences for entry in entries)
    )
    recipe |= {"generation": bot.library.generation, **bot.config}
    _note_problems(bot, questions, evaluation)
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.out if arguments.out else Path(folder) / "run"
        stopped, scores, costs = _run(evaluation, recipe, path, arguments.workers)
        _show(arguments, recipe, scores, costs, path)
        if stopped:
            kept = (
                f"; their rows are in {path}, and the same command goes on from there"
                if arguments.out
                else ""
            )
            note([f"Stopped after {scores.n:,} of {evaluation.total:,} questions{kept}."])
            return 130
        failed = _failed(scores, floors, best, path)
    note(failed)
    return int(bool(failed))


def _arguments(words: list[str]) -> argparse.Namespace:
    made = parser(
        "", "Ask a library every question of a set, and score the answers.", "LIBRARY", "QUESTIONS"
    )
    made.formatter_class = argparse.RawDescriptionHelpFormatter
    measures = "\n".join(f"  {name:<22}{note}" for name, note in NOTES.items())
    verbs = "Other verbs, each with its own --help: python -m eval build | search | compare | calibrate | label | tune"
    made.epilog = f"measures (--fail-under takes those of which more is better, as shares):\n{measures}\n\n{verbs}"
    add_lot(made)
    made.add_argument(
        "--out",
        type=Path,
        metavar="RUN.json",
        help="write settings, rows and scores as JSON lines; a stopped run goes on",
    )
    made.add_argument(
        "--html",
        type=Path,
        metavar="FILE",
        help="write a report with plots and every question, as one HTML page",
    )
    made.add_argument(
        "--fail-under",
        default="",
        metavar="f1=.80,hit@5=.95",
        help="exit with 1 where a score is lower",
    )
    made.add_argument(
        "--no-worse-than",
        type=Path,
        metavar="RUN.json",
        help="exit with 1 where right or f1 is worse than in that run, by more than chance (p < .05) or by more than 5 points",
    )
    add_engine(made)
    form = made.add_mutually_exclusive_group()
    form.add_argument(
        "--json", action="store_true", help="recipe, scores, costs and rows as one JSON object"
    )
    form.add_argument("--markdown", action="store_true", help="the scores as a Markdown table")
    return made.parse_args(words)


def _note_problems(bot: QAPipeline, questions: QuestionSet, evaluation: Evaluation) -> None:
    from eval.datasets.load import check_against_library

    note(questions.notes)
    found = list(
        check_against_library(bot.library, replace(questions, questions=evaluation.questions))
    )
    if found:
        note(
            [
                f"{len(found):,} of {evaluation.total:,} questions have gold that this library does not hold; they count as wrong:"
            ]
        )
        note(found)


def _run(
    evaluation: Evaluation, recipe: RunConfig, path: Path, workers: int
) -> tuple[bool, Scores, Costs]:
    """Whether Ctrl-C cut it short, the scores of all rows in the file, and what this session of it took."""
    from eval.runs.run import summarise
    from eval.runs.run_file import Writer, costs, read_rows, resume

    evaluation.done = resume(path, recipe, [question.id for question in evaluation.questions])
    began, stopped, asked = time.perf_counter(), False, 0
    with Writer(path, recipe, evaluation.done) as writer:
        try:
            for row in progress(evaluation, evaluation.total, "questions", evaluation.done):
                writer.add(row)
                asked += 1
        except KeyboardInterrupt:
            stopped = True
        took = costs(time.perf_counter() - began, asked, workers)
        scores = summarise(read_rows(path))
        if not stopped:
            writer.finish(scores, took)
    return stopped, scores, took


def _show(
    arguments: argparse.Namespace, recipe: RunConfig, scores: Scores, costs: Costs, path: Path
) -> None:
    from eval.reports import text
    from eval.runs.run_file import read_rows, to_json

    if arguments.json:
        for line in to_json(recipe, scores, read_rows(path), costs):
            print(line)
    else:
        form = text.markdown if arguments.markdown else text.table
        print(f"{form(scores, recipe)}\n\n{text.costs_line(costs)}")
    if arguments.html:
        from eval.reports.html import write_page

        write_page(arguments.html, recipe, scores, costs, lambda: read_rows(path))


def _failed(
    scores: Scores, floors: list[tuple[Measure, float]], best: Run | None, path: Path
) -> list[str]:
    """A line for each thing that --fail-under or --no-worse-than forbids."""
    from eval.runs.comparison import compare
    from eval.runs.run_file import read_run
    from eval.thresholds import too_low, worse

    return [*too_low(scores, floors), *(worse(compare(best, read_run(path))) if best else ())]
