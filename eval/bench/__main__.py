"""python -m eval.bench: one command for each table of figures, taken on this machine in one run."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from index.commands.console import cli_command
from index.errors import PinciteError

SETS = "SQuAD JSON, a Pincite set, the folder of a BEIR set; without any, the bundled sample"
WORDED = f"sets whose gold are words: {SETS}"
BENCHES = {
    "quality": ("what each search finds, and what fusing them is worth over the better one", SETS),
    "peers": (
        "beside Haystack and txtai: hits, speed, memory and disk, on the first of the sets",
        WORDED,
    ),
    "scaling": (
        "libraries of a thousand to a million sentences: to make, keep, open, ask, change",
        "texts the sentences are taken from",
    ),
    "vector_codecs": (
        "what large libraries' vectors may be kept as: size, speed and recall of FAISS's codes",
        "as for scaling",
    ),
    "reading": (
        "the reader end to end, beside Haystack's way of deciding on the same logits; its speed",
        WORDED,
    ),
    "speed": (
        "documents in and answers out, beside the encoder alone",
        "files and folders to add besides the sample, a column each",
    ),
}
"""What each measures, and what DATA is to it. Each is a module here with `measure(options)` and `table(figures)`."""


@cli_command
def main(argv: list[str] | None = None) -> int:
    """0: measured; 2: bad input; 130: stopped by Ctrl-C."""
    arguments = _parser().parse_args(argv)
    print(_measured(arguments))
    return 0


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m eval.bench",
        description="Measure on this machine, and print a Markdown table.",
    )
    names = made.add_subparsers(dest="name", required=True, metavar="NAME")
    for name, (what, data) in BENCHES.items():
        each = names.add_parser(name, help=what, description=f"Measure {what}.")
        each.add_argument("data", type=Path, nargs="*", metavar="DATA", help=data)
        each.add_argument(
            "--limit",
            type=_positive,
            metavar="N",
            help="so many questions of each set, drawn by lot",
        )
        each.add_argument(
            "--quick",
            action="store_true",
            help="fewer questions and texts: does it run, not how good is it",
        )
        each.add_argument(
            "--readme",
            action="store_true",
            help="put the table into README, and its figures into eval/bench/results",
        )
    return made


def _positive(text: str) -> int:
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


_positive.__name__ = "whole number of 1 or more"


def _measured(arguments: argparse.Namespace) -> str:
    from eval.bench.options import Options
    from eval.bench.recipe import recipe
    from eval.bench.result import README, RESULTS_DIR, SCRATCH_DIR, Result, replace_block

    if arguments.readme and arguments.quick:
        raise PinciteError("A quick run is no figure for README. Leave out --quick or --readme.")
    if not arguments.data:
        print(
            f"No data named: measured on the bundled sample. DATA may be {BENCHES[arguments.name][1]}",
            file=sys.stderr,
        )
    module = import_module(f"eval.bench.{arguments.name}")
    figures = module.measure(Options(tuple(arguments.data), arguments.quick, arguments.limit))
    asked = [
        arguments.name,
        *(path.name for path in arguments.data),
        *(["--limit", str(arguments.limit)] if arguments.limit else []),
    ]
    result = Result(
        arguments.name, {"command": f"python -m eval.bench {' '.join(asked)}", **recipe()}, figures
    )
    block = f"{module.table(figures)}\n\n{result.line}"
    saved = result.save(RESULTS_DIR if arguments.readme else SCRATCH_DIR)
    if arguments.readme:
        README.write_text(
            replace_block(README.read_text(encoding="utf-8"), arguments.name, block),
            encoding="utf-8",
        )
    print(f"Written to {saved}", file=sys.stderr)
    return block


if __name__ == "__main__":
    sys.exit(main())
