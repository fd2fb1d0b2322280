"""python -m qa.train: prepare the examples, fit a reader to them, export it, score it. The recipe stands in `qa/train/__init__.py`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.console import cli_command
from index.errors import PinciteError

if TYPE_CHECKING:
    from qa.squad import Question
    from qa.train.score import Reading, Scores


@cli_command
def main(argv: list[str] | None = None) -> int:
    """0: done; 1: `fit` stopped after its --minutes, the same command goes on; 2: bad input; 130: stopped by Ctrl-C or SIGTERM."""
    arguments = _parser().parse_args(argv)
    return int(arguments.verb(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qa.train",
        description="Make a reader: prepare examples, fit an encoder to them, export it, score it.",
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    _add_prepare(
        verbs.add_parser(
            "prepare", help="rows of answered questions to examples, with and without an answer"
        )
    )
    _add_fit(verbs.add_parser("fit", help="train; the same command goes on where it was stopped"))
    _add_export(verbs.add_parser("export", help="a checkpoint to a reader's folder"))
    _add_ship(verbs.add_parser("ship", help="a checkpoint to the int8 model that users get"))
    _add_blend(
        verbs.add_parser(
            "blend", help="a training and what it began from to a checkpoint between them"
        )
    )
    _add_thaw(verbs.add_parser("thaw", help="the int8 model back to a base, to train on from it"))
    _add_score(verbs.add_parser("score", help="EM and F1 on a SQuAD file, the paragraph given"))
    return parser


def _add_prepare(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(verb=_prepare)
    parser.add_argument(
        "data",
        type=Path,
        metavar="ROWS.jsonl.gz",
        help="source, question, context, answers on each line",
    )
    parser.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help="where the set is written, its name a hash of what made it",
    )
    parser.add_argument(
        "--held-out",
        type=Path,
        action="append",
        default=[],
        metavar="SQUAD.json",
        help="keep its paragraphs out",
    )
    parser.add_argument(
        "--unanswerable",
        type=float,
        default=0.5,
        metavar="N",
        help="for each answered example (default: 0.5)",
    )
    parser.add_argument(
        "--lengthened",
        type=float,
        default=0.5,
        metavar="SHARE",
        help="of the short contexts (default: 0.5)",
    )
    parser.add_argument(
        "--share",
        type=_share,
        action="append",
        metavar="SOURCE=SHARE",
        help="use this much of it (default: qamr=0.35)",
    )
    parser.add_argument(
        "--words",
        default="minilm-l6",
        metavar="BASE",
        help="whose embeddings say which words are alike (default: minilm-l6)",
    )
    parser.add_argument("--seed", type=int, default=0)


def _add_fit(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(verb=_fit)
    parser.add_argument("data", type=Path, metavar="PREPARED.jsonl.gz")
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="of this training: its checkpoints"
    )
    parser.add_argument(
        "--base",
        default="minilm-l6",
        help="minilm-l6, or the folder of an encoder (default: minilm-l6)",
    )
    parser.add_argument(
        "--layers", type=int, metavar="N", help="keep so many, evenly spread (default: all)"
    )
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument(
        "--rows", type=int, metavar="N", help="to read in all, instead of whole epochs"
    )
    amount.add_argument("--epochs", type=float, default=2.0, metavar="N", help="(default: 2)")
    parser.add_argument(
        "--rate", type=float, default=1e-4, help="highest learning rate (default: 1e-4)"
    )
    parser.add_argument("--dropout", type=float, default=0.0, metavar="SHARE", help="(default: 0)")
    parser.add_argument(
        "--most-rows", type=int, default=32, metavar="N", help="in a batch (default: 32)"
    )
    parser.add_argument(
        "--most-tokens",
        type=int,
        default=4_096,
        metavar="N",
        help="in a batch, padding included (default: 4096)",
    )
    parser.add_argument("--teacher", metavar="FOLDER", help="a larger reader to learn from as well")
    parser.add_argument(
        "--taught",
        type=float,
        default=0.7,
        metavar="SHARE",
        help="its part in the loss (default: 0.7)",
    )
    parser.add_argument(
        "--temperature",
        type=float,
        default=2.0,
        help="of both distributions, with a teacher (default: 2)",
    )
    parser.add_argument("--seed", type=int, default=0)
    _add_how(parser.add_argument_group("of this run alone; the next one may be given others"))


def _add_how(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--device", default="auto", help="cpu, cuda … (default: a GPU where there is one)"
    )
    group.add_argument(
        "--precision",
        choices=["auto", "single", "bfloat16"],
        default="auto",
        help="(default: bfloat16 on a GPU)",
    )
    group.add_argument(
        "--threads", type=int, metavar="N", help="on the CPU (default: as torch finds them)"
    )
    group.add_argument(
        "--minutes", type=float, metavar="M", help="stop after so many, with a checkpoint"
    )
    group.add_argument(
        "--checkpoint-minutes",
        type=float,
        default=10.0,
        metavar="M",
        help="between checkpoints (default: 10)",
    )


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(verb=_export)
    parser.add_argument(
        "trained",
        type=Path,
        metavar="TRAINED",
        help="the folder of a training, or one checkpoint in it",
    )
    parser.add_argument(
        "folder", type=Path, metavar="READER", help="a folder that is not there yet"
    )
    parser.add_argument("--half", action="store_true", help="store 16 bits a weight")


def _add_ship(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(verb=_ship)
    parser.add_argument(
        "trained",
        type=Path,
        metavar="TRAINED",
        help="the folder of a training, or one checkpoint in it",
    )
    parser.add_argument(
        "folder", type=Path, metavar="READER", help="its model, tokenizer and hashes are replaced"
    )


def _add_blend(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(verb=_blend)
    parser.add_argument(
        "before", metavar="BASE", help="the folder that the training began from, with its span head"
    )
    parser.add_argument(
        "trained",
        type=Path,
        metavar="TRAINED",
        help="the folder of the training, or one checkpoint in it",
    )
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="a folder that is not there yet"
    )
    parser.add_argument(
        "--share", type=float, default=0.5, help="of what was trained (default: 0.5)"
    )


def _add_thaw(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(verb=_thaw)
    parser.add_argument(
        "shipped", type=Path, metavar="READER", help="a folder that ship wrote, such as qa/model"
    )
    parser.add_argument(
        "like", metavar="BASE", help="the base it was made from: minilm-l6, or a folder"
    )
    parser.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help="a folder that is not there yet; name it as --base",
    )


def _add_score(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(verb=_score)
    parser.add_argument(
        "reader", type=Path, metavar="READER", help="a folder that export made, or a checkpoint"
    )
    parser.add_argument(
        "questions", type=Path, metavar="SQUAD.json", help="1.1 or 2.0, gzipped or not"
    )
    parser.add_argument(
        "--limit", type=int, metavar="N", help="only N of the questions, drawn by lot"
    )
    parser.add_argument("--threads", type=int, metavar="N")
    parser.add_argument("--json", action="store_true", help="for programs")


def _share(text: str) -> tuple[str, float]:
    source, _, share = text.partition("=")
    try:
        return source, float(share)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not of the form SOURCE=SHARE, such as qamr=0.35"
        ) from error


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _prepare(arguments: argparse.Namespace) -> int:
    from qa.train.base_models import find
    from qa.train.perturb import WordReplacer
    from qa.train.prepare import Recipe, prepare

    shares = {} if arguments.share is None else {"shares": dict(arguments.share)}
    recipe = Recipe(arguments.seed, arguments.unanswerable, arguments.lengthened, **shares)
    made = prepare(
        arguments.data,
        arguments.folder,
        recipe,
        arguments.held_out,
        _note,
        WordReplacer.of(find(arguments.words)),
    )
    for name, count in made.counts.items():
        _note(f"{count:>9,} {name}")
    print(made.path)
    return 0


def _fit(arguments: argparse.Namespace) -> int:
    from dataclasses import fields

    from qa.train.base_models import find
    from qa.train.data import digest
    from qa.train.fit import RunOptions, fit
    from qa.train.trainer import TrainingSettings

    given = vars(arguments)
    base, teacher = find(arguments.base), find(arguments.teacher) if arguments.teacher else None
    chosen = {
        field.name: given[field.name] for field in fields(TrainingSettings) if field.name in given
    }
    names = {
        "base": base.name,
        "data": digest(arguments.data),
        "teacher": teacher.name if teacher else None,
    }
    how = RunOptions(**{field.name: given[field.name] for field in fields(RunOptions)})
    fitted = fit(
        arguments.data,
        arguments.folder,
        base,
        TrainingSettings(**chosen | names),
        how,
        teacher,
        _note,
    )
    if not fitted.done:
        _note("Stopped before the end; the same command goes on from here.")
    if fitted.path is not None:
        print(fitted.path)
    return 0 if fitted.done else 130 if fitted.interrupted else 1


def _export(arguments: argparse.Namespace) -> int:
    from qa.train.onnx_graph import export

    sha256 = export(arguments.trained, arguments.folder, arguments.half)
    print(f"{arguments.folder}  model.safetensors SHA-256 {sha256}")
    return 0


def _ship(arguments: argparse.Namespace) -> int:
    from qa.train.export_onnx import export_onnx

    shipped = export_onnx(arguments.trained, arguments.folder)
    print(f"{arguments.folder}  model.onnx {shipped.bytes:,} bytes, SHA-256 {shipped.sha256}")
    return 0


def _blend(arguments: argparse.Namespace) -> int:
    from qa.train.base_models import find
    from qa.train.interpolate import interpolate

    interpolate(find(arguments.before), arguments.trained, arguments.share, arguments.folder)
    print(arguments.folder)
    return 0


def _thaw(arguments: argparse.Namespace) -> int:
    from qa.train.base_models import find
    from qa.train.dequantise import dequantise

    dequantise(arguments.shipped, find(arguments.like), arguments.folder)
    print(arguments.folder)
    return 0


def _score(arguments: argparse.Namespace) -> int:
    import json
    import random

    from qa.squad import read_squad
    from qa.train.score import ALWAYS, best_threshold, scores

    questions = read_squad(arguments.questions)
    if arguments.limit is not None and arguments.limit < 1:
        raise PinciteError(f"--limit is {arguments.limit}, wanted 1 or more.")
    if arguments.limit is not None and arguments.limit < len(questions):
        questions = random.Random(0).sample(questions, arguments.limit)
    readings = list(_readings(arguments.reader, questions, arguments.threads))
    answerable = [reading for reading in readings if reading.answerable]
    tables = {"answerable, always answered": (answerable, ALWAYS)} if answerable else {}
    if len(answerable) < len(readings):
        tables |= {
            "all, margin >= 0": (readings, 0.0),
            "all, best margin on this set": (readings, best_threshold(readings)),
        }
    found = {
        name: (len(part), scores(part, threshold)) for name, (part, threshold) in tables.items()
    }
    if arguments.json:
        print(json.dumps({name: _as_json(n, each) for name, (n, each) in found.items()}, indent=1))
    else:
        print("\n".join(_row(name, n, each) for name, (n, each) in found.items()))
    return 0


def _readings(
    folder: Path, questions: Sequence[Question], threads: int | None
) -> Iterator[Reading]:
    import time

    from qa.pipeline import open_reader
    from qa.train.score import read

    if threads is not None:
        from qa.train.fit import set_threads

        set_threads(threads)
    began = time.perf_counter()
    for number, reading in enumerate(read(open_reader(folder), questions), 1):
        yield reading
        if number % 500 == 0 or number == len(questions):
            milliseconds = (time.perf_counter() - began) / number * 1000
            _note(f"{number:,} of {len(questions):,} questions read, {milliseconds:.0f} ms each")


def _as_json(questions: int, found: Scores) -> dict[str, float | None]:
    """The threshold is null where it is infinite: nothing is refused, or everything."""
    from dataclasses import asdict
    from math import isfinite

    return {
        "questions": questions,
        **asdict(found),
        "threshold": found.threshold if isfinite(found.threshold) else None,
    }


def _row(name: str, questions: int, each: Scores) -> str:
    refusing = (
        ""
        if each.precision is None or each.recall is None
        else f"  no answer: P {each.precision:.1%} R {each.recall:.1%}"
    )
    limit = "" if each.threshold == float("-inf") else f"  (margin {each.threshold:.2f})"
    return f"{name:<28} {questions:>6,} questions  EM {each.exact:.2%}  F1 {each.f1:.2%}{refusing}{limit}"


if __name__ == "__main__":
    sys.exit(main())
