"""python -m eval: ask a library a set of questions, or only search it; build the library of a set; compare runs; fit the confidence."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from index.spans import PinciteError

if TYPE_CHECKING:
    from eval.data import QuestionSet
    from eval.run import Evaluation, Row
    from index.library import Library, Outcome

T = TypeVar("T")


def main(argv: list[str] | None = None) -> int:
    """0: done; 1: a floor of --fail-under missed, or `build` refused every document; 2: bad input; 130: stopped by Ctrl-C."""
    words = sys.argv[1:] if argv is None else argv
    verbs = {"build": _build, "search": _search, "compare": _compare, "calibrate": _calibrate}
    verb = verbs.get(words[0]) if words else None
    try:
        return verb(words[1:]) if verb else _evaluate(words)
    except PinciteError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = _parser("", "Ask a library every question of a set, and score the answers.")
    parser.epilog = "Other verbs, each with its own --help: python -m eval build | search | compare | calibrate"
    _add_paths(parser, "LIBRARY", "QUESTIONS")
    parser.add_argument("--limit", type=int, metavar="N", help="only N of the questions, drawn by lot")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="another seed draws other questions (default: 0)")
    parser.add_argument("--out", type=Path, metavar="RUN.json", help="write settings, scores and one row for each question")
    parser.add_argument("--fail-under", default="", metavar="f1=.80,hit@5=.95", help="exit with 1 where a score is lower")
    parser.add_argument("--encoder", type=Path, metavar="FOLDER", help="the sentence-transformers model the library was made with")
    parser.add_argument("--reader", type=Path, metavar="FOLDER", help="a SQuAD-style model to read with, of safetensors (uncalibrated)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="everything, as in RUN.json")
    form.add_argument("--markdown", action="store_true", help="the scores as a Markdown table")
    return parser.parse_args(words)


def _evaluate(words: list[str]) -> int:
    arguments = _arguments(words)

    from eval import report
    from eval.compare import parse_floors, too_low
    from eval.data import load
    from eval.run import Evaluation, summarise
    from qa.answer import open_bot

    floors = parse_floors(arguments.fail_under)
    if arguments.out:
        _check_place(arguments.out, arguments.library, arguments.questions)
    questions = load(arguments.questions)
    bot = open_bot(arguments.library, encoder=arguments.encoder, reader=arguments.reader)
    entries = bot.library.entries()
    evaluation = Evaluation(bot.ask, questions, {entry.hash for entry in entries}, arguments.limit, arguments.seed)
    _note_missing(evaluation)
    rows, stopped = _ask(evaluation)
    scores = summarise(rows)
    recipe = evaluation.recipe(bot.library.recipe, len(entries), sum(entry.sentences for entry in entries))
    everything = report.as_json(recipe, scores, rows)
    form = report.markdown if arguments.markdown else report.table
    print(everything if arguments.json else form(scores, recipe))
    if arguments.out:
        _write(arguments.out, everything)
    kept = f"; their rows are in {arguments.out}" if arguments.out else ""
    notes = [f"Stopped after {len(rows):,} of {evaluation.total:,} questions{kept}."] if stopped else too_low(scores, floors)
    print("".join(f"{note}\n" for note in notes), end="", file=sys.stderr)
    return 130 if stopped else int(bool(notes))


def _ask(evaluation: Evaluation) -> tuple[list[Row], bool]:
    """The rows, and whether Ctrl-C cut them short."""
    rows: list[Row] = []
    try:
        for row in _progress(evaluation, evaluation.total, "questions"):
            rows.append(row)
    except KeyboardInterrupt:
        return rows, True
    return rows, False


def _note_missing(evaluation: Evaluation) -> None:
    if evaluation.missing:
        told = f"{len(evaluation.missing):,} of {evaluation.total:,} questions have their gold in texts that this library does not hold"
        print(f"{told}, such as {evaluation.missing[0].id!r}; they count as wrong. See: python -m eval build --help", file=sys.stderr)


def _build(words: list[str]) -> int:
    parser = _parser("build", "Make or update the library of a set: from a SQuAD file's own paragraphs, or from documents/ beside a set.")
    _add_paths(parser, "QUESTIONS", "LIBRARY")
    arguments = parser.parse_args(words)

    from eval.data import load
    from index.library import Library

    questions, folder = load(arguments.questions), arguments.questions.parent / "documents"
    if not questions.documents and not folder.is_dir():
        raise PinciteError(f"{arguments.questions} holds no documents, nor is there a folder {folder}. Use: python -m index add")
    counts: Counter[str] = Counter()
    with Library.open(arguments.library, create=True) as library:
        for outcome in _added(library, questions, folder):
            counts[outcome.status] += 1
            if outcome.note:
                print(f"{outcome.status} {outcome.source}: {outcome.note}", file=sys.stderr)
        library.refresh()
    print(f"{', '.join(f'{count} {status}' for status, count in counts.items())} in {arguments.library}")
    return 1 if set(counts) == {"refused"} else 0


def _added(library: Library, questions: QuestionSet, folder: Path) -> Iterator[Outcome]:
    """The set's own documents, or else the folder's, each under its path in that folder."""
    from index.ingest import File, find, ingest

    if questions.documents:
        return _progress(map(library.add, questions.documents), len(questions.documents), "documents")
    files = [File(file.path.relative_to(folder).as_posix(), file.path) for file in find([folder])]
    outcomes = (step.outcome for step in ingest(library, files) if step.outcome)
    return _progress(outcomes, len(files), "documents")


def _search(words: list[str]) -> int:
    parser = _parser("search", "hit@k and MRR of the dense search, of BM25 and of both fused, without reading an answer.")
    _add_paths(parser, "LIBRARY", "QUESTIONS")
    arguments = parser.parse_args(words)

    from eval.data import load
    from eval.report import search_text
    from eval.run import search_table
    from index.library import Library

    questions = load(arguments.questions)
    with Library.open(arguments.library) as library:
        asked = _progress(questions.questions, len(questions.questions), "questions")
        print(search_text(search_table(library, asked)))
        print(f"\nset={questions.name} | digest={questions.digest[:8]} | library={library.recipe} | documents={len(library.entries())}")
    return 0


def _compare(words: list[str]) -> int:
    parser = _parser("compare", "What the second run changed, whether by more than chance, and which questions it won and lost.")
    parser.add_argument("first", type=Path, metavar="A.json")
    parser.add_argument("second", type=Path, metavar="B.json")
    arguments = parser.parse_args(words)

    from eval.compare import as_text, compare, read_run

    print(as_text(compare(read_run(arguments.first), read_run(arguments.second))))
    return 0


def _calibrate(words: list[str]) -> int:
    parser = _parser("calibrate", "Fit confidence and threshold to runs, on every second article, and report on the others.")
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN.json")
    parser.add_argument("--out", type=Path, required=True, metavar="PARAMS.json")
    arguments = parser.parse_args(words)

    import json

    from eval.calibrate import calibrate
    from eval.compare import read_run

    _check_place(arguments.out, *arguments.runs)
    fitted = json.dumps(calibrate([read_run(path) for path in arguments.runs]), ensure_ascii=False, indent=1)
    _write(arguments.out, f"{fitted}\n")
    print(fitted)
    return 0


def _parser(verb: str, description: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"python -m eval {verb}".strip(), description=description)


def _add_paths(parser: argparse.ArgumentParser, *names: str) -> None:
    for name in names:
        parser.add_argument(name.lower(), type=Path, metavar=name, help=_HELP[name])


_HELP = {"LIBRARY": "NAME.pincite", "QUESTIONS": "SQuAD JSON (1.1 or 2.0) or a Pincite set, gzipped or not"}


def _progress(items: Iterable[T], total: int, noun: str) -> Iterator[T]:
    """Passes the items on, and says on stderr how far it is: in one line on a terminal, every five seconds elsewhere."""
    began = told = time.monotonic()
    live = sys.stderr.isatty()
    try:
        for done, item in enumerate(items, 1):
            yield item
            now = time.monotonic()
            if now - told >= (0.1 if live else 5):
                told = now
                line = f"{done:,} of {total:,} {noun}, {done / (now - began):.1f}/s, {(now - began) / done * (total - done):.0f} s to go"
                print(f"\r\x1b[K{line}" if live else line, end="" if live else "\n", file=sys.stderr, flush=True)
    finally:
        print("\r\x1b[K" if live else "", end="", file=sys.stderr, flush=True)


def _check_place(out: Path, *inputs: Path) -> None:
    """Before an hour's work rather than after it."""
    wrong = "is a folder" if out.is_dir() else "" if out.parent.is_dir() else "is in no folder that exists"
    if wrong or out.resolve() in {path.resolve() for path in inputs}:
        raise PinciteError(f"{out} {wrong if wrong else 'is to be read, not written'}. Name another file for --out.")


def _write(out: Path, text: str) -> None:
    """Whole or not at all."""
    part = out.with_name(f"{out.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(out)
    except OSError as error:
        raise PinciteError(f"{out} cannot be written ({error.strerror}). Name another file.") from error


if __name__ == "__main__":
    sys.exit(main())
