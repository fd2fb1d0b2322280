"""pincite eval run: ask every question of a set and score the answers."""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from eval.commands.options import (
    add_model_options,
    add_questions_argument,
    add_sample_options,
    load_without_library,
)
from eval.metrics.measures import MEASURES
from index.commands.console import EXIT_INTERRUPTED, count
from index.commands.library_options import add_library_argument
from index.commands.progress import note, progress

if TYPE_CHECKING:
    from eval.datasets.dataset import QuestionSet
    from eval.metrics.aggregate import Scores
    from eval.metrics.measures import Measure
    from eval.runs.records import RunConfig
    from eval.runs.run import Evaluation
    from eval.runs.run_file import Costs, Run
    from qa.pipeline import QAPipeline


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    measures = "\n".join(f"  {measure.name:<22}{measure.note}" for measure in MEASURES)
    parser = commands.add_parser(
        "run",
        help="ask every question of a set and score the answers",
        description="Ask a library every question of a set, and score the answers. "
        "Exit code 1: --fail-under or --no-worse-than is not met.",
        epilog="measures (--fail-under takes those for which higher is better, as shares):\n"
        f"{measures}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_library_argument(parser)
    add_questions_argument(parser)
    add_sample_options(parser)
    _add_output_options(parser)
    add_model_options(parser)
    parser.set_defaults(run=run)


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=Path,
        metavar="RUN.json",
        help="write settings, records and scores as JSON lines; a stopped run is resumed",
    )
    parser.add_argument(
        "--html",
        type=Path,
        metavar="FILE",
        help="write a report with plots and every question, as one HTML page",
    )
    parser.add_argument(
        "--fail-under",
        default="",
        metavar="f1=.80,hit@5=.95",
        help="exit with 1 if a score is lower",
    )
    parser.add_argument(
        "--no-worse-than",
        type=Path,
        metavar="RUN.json",
        help="exit with 1 if right or f1 is worse than in that run, by more than chance (p < .05) "
        "or by more than 5 points",
    )
    output = parser.add_mutually_exclusive_group()
    output.add_argument(
        "--json",
        action="store_true",
        help="print settings, scores, costs and records as one JSON object",
    )
    output.add_argument(
        "--markdown", action="store_true", help="print the scores as a Markdown table"
    )


def run(arguments: argparse.Namespace) -> int:
    from eval.runs.run_file import read_run
    from eval.thresholds import parse_minimums
    from qa.pipeline import open_pipeline

    minimums = parse_minimums(arguments.fail_under)
    _check_paths(arguments)
    reference = read_run(arguments.no_worse_than) if arguments.no_worse_than else None
    loaded = load_without_library(arguments.questions)
    with ExitStack() as stack:
        pipeline = stack.enter_context(
            open_pipeline(arguments.library, encoder=arguments.encoder, reader=arguments.reader)
        )
        evaluation, config = _prepare(arguments, pipeline, loaded)
        path = arguments.out
        if path is None:
            path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "run"
        result = _ask_all(evaluation, config, path, arguments.workers)
        _print(arguments, config, result, path)
        if result.stopped:
            resumable = f"; their records are in {path}, and the same command resumes the run"
            asked = f"{result.scores.n:,} of {count(evaluation.total, 'question')}"
            note([f"Stopped after {asked}{resumable if arguments.out else ''}."])
            return EXIT_INTERRUPTED
        unmet = _unmet(result.scores, minimums, reference, path)
    note(unmet)
    return int(bool(unmet))


def _check_paths(arguments: argparse.Namespace) -> None:
    from eval.datasets.json_files import check_output_path

    inputs = [arguments.library, arguments.questions]
    if arguments.no_worse_than:
        inputs.append(arguments.no_worse_than)
    if arguments.out:
        check_output_path(arguments.out, *inputs, option="--out")
    if arguments.html:
        check_output_path(arguments.html, *inputs, option="--html")


def _prepare(
    arguments: argparse.Namespace, pipeline: QAPipeline, loaded: QuestionSet | None
) -> tuple[Evaluation, RunConfig]:
    """The run and its settings; notes what a person should know of the set first."""
    from eval.datasets.load import load
    from eval.runs.run import Evaluation

    library = pipeline.library
    questions = load(arguments.questions, library) if loaded is None else loaded
    evaluation = Evaluation(
        pipeline.ask,
        questions,
        library.hashes(),
        arguments.limit,
        arguments.seed,
        workers=arguments.workers,
    )
    config = evaluation.run_config(library.config, library.count(), library.count_sentences())
    config |= {"generation": library.generation, **pipeline.config}
    note(questions.notes)
    _note_missing_gold(pipeline, replace(questions, questions=evaluation.questions))
    return evaluation, config


def _note_missing_gold(pipeline: QAPipeline, questions: QuestionSet) -> None:
    from eval.datasets.load import check_against_library

    problems = list(check_against_library(pipeline.library, questions))
    if problems:
        total = count(len(questions.questions), "question")
        note(
            [
                f"{len(problems):,} of {total} have gold that is not in this library;"
                " they count as wrong:"
            ]
        )
        note(problems)


class _Result(NamedTuple):
    """`scores` are of all records in the file, `costs` of this session of the run alone."""

    stopped: bool
    scores: Scores
    costs: Costs


def _ask_all(evaluation: Evaluation, config: RunConfig, path: Path, workers: int) -> _Result:
    """Writes the records to `path`, after those that are there already. Ctrl-C stops it."""
    from eval.metrics.aggregate import summarise
    from eval.runs.run_file import Writer, costs, read_rows, resume

    evaluation.done = resume(path, config, [question.id for question in evaluation.questions])
    start, stopped, asked = time.perf_counter(), False, 0
    with Writer(path, config, evaluation.done) as writer:
        try:
            for row in progress(evaluation, evaluation.total, "questions", evaluation.done):
                writer.add(row)
                asked += 1
        except KeyboardInterrupt:
            stopped = True
        spent = costs(time.perf_counter() - start, asked, workers)
        scores = summarise(read_rows(path))
        if not stopped:
            writer.finish(scores, spent)
    return _Result(stopped, scores, spent)


def _print(arguments: argparse.Namespace, config: RunConfig, result: _Result, path: Path) -> None:
    from eval.reports import text
    from eval.runs.run_file import read_rows, to_json

    _, scores, costs = result
    if arguments.json:
        for line in to_json(config, scores, read_rows(path), costs):
            print(line)
    else:
        tables = text.markdown if arguments.markdown else text.table
        print(f"{tables(scores, config)}\n\n{text.costs_line(costs)}")
    if arguments.html:
        from eval.reports.html import write_page

        write_page(arguments.html, config, scores, costs, lambda: read_rows(path))


def _unmet(
    scores: Scores, minimums: list[tuple[Measure, float]], reference: Run | None, path: Path
) -> list[str]:
    """A line for each requirement of --fail-under and --no-worse-than that is not met."""
    from eval.runs.comparison import compare
    from eval.runs.run_file import read_run
    from eval.thresholds import below_minimum, worse

    unmet = below_minimum(scores, minimums)
    if reference is not None:
        unmet += worse(compare(reference, read_run(path)))
    return unmet
