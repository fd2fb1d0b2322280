"""python -m eval.bench: one command for each table of figures, measured here in one run."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from index.commands.console import cli_command
from index.errors import PinciteError

SETS = "SQuAD JSON, a Pincite set, the folder of a BEIR set; without any, the bundled sample"
TEXT_SETS = f"sets whose gold is ranges of text: {SETS}"
BENCHES = {
    "quality": ("the search methods, and the gain of hybrid over the better single one", SETS),
    "peers": (
        "Pincite and Haystack and txtai: hits, speed, memory and disk, on the first of the sets",
        TEXT_SETS,
    ),
    "collections": (
        "Pincite and Haystack and txtai on folders of files, from the files to the answers",
        "sets with their files beside them (eval/bench/collection/questions.py)",
    ),
    "scaling": (
        "libraries of a thousand to a million sentences: building, size, opening, search, changes",
        "texts the sentences are taken from",
    ),
    "vector_codecs": (
        "the FAISS codecs for the vectors of large libraries: size, speed and recall",
        "as for scaling",
    ),
    "cluster": (
        "how many questions clusters of several sizes answer, by a model of parts measured here, "
        "and recall over many parts",
        "as for scaling",
    ),
    "ablation": (
        "each signal of search and rule of reading switched off in turn",
        f"{TEXT_SETS}; of SET.json the library SET.pincite beside it is used if there is one",
    ),
    "reading": (
        "the reader end to end, beside Haystack's decision on the same logits; its speed",
        TEXT_SETS,
    ),
    "sentences": (
        "how many stored sentences begin and end as sentences do, and F1 on treebanks",
        "files and folders of documents, and treebanks in CoNLL-U",
    ),
    "quotations": (
        "how many altered quotations and figures a check of a draft names, and how many faithful "
        "ones it doubts",
        "libraries whose documents are quoted, NAME.pincite each",
    ),
    "follow_ups": (
        "how many follow-up questions are read as a person would, and how many questions of DATA, "
        "each behind another one, are taken for one",
        "sets of ordinary questions",
    ),
    "speed": (
        "adding documents and answering questions, beside the encoder alone",
        "files and folders to add besides the sample, a column each",
    ),
}
"""Name → what it measures, what DATA is. Each is a module of this package.

It has `measure(options)`, which returns the figures as JSON, and `table(figures)`.
"""


@cli_command
def main(argv: list[str] | None = None) -> int:
    """0: measured; 2: bad input; 130: stopped by Ctrl-C."""
    print(_measure(_parser().parse_args(argv)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench",
        description="Measure on this machine, and print a Markdown table.",
    )
    names = parser.add_subparsers(dest="name", required=True, metavar="NAME")
    for name, (what, data) in BENCHES.items():
        bench = names.add_parser(name, help=what, description=f"Measure {what}.")
        bench.add_argument("data", type=Path, nargs="*", metavar="DATA", help=data)
        bench.add_argument(
            "--limit",
            type=_positive,
            metavar="N",
            help="a random sample of N questions of each set",
        )
        bench.add_argument(
            "--quick",
            action="store_true",
            help="fewer questions and texts: to see whether it runs, not for figures",
        )
        bench.add_argument(
            "--docs",
            action="store_true",
            help="write the table to docs/benchmarks.md, and its figures to eval/bench/results",
        )
    return parser


def _positive(text: str) -> int:
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


_positive.__name__ = "whole number of 1 or more"  # for argparse's message


def _measure(arguments: argparse.Namespace) -> str:
    """Measures, and writes the figures; returns the table."""
    from eval.bench.corpus import Options
    from eval.bench.recipe import recipe
    from eval.bench.result import RESULTS_DIR, SCRATCH_DIR, Result, write_table

    if arguments.docs and arguments.quick:
        raise PinciteError(
            "The figures of a quick run cannot be published. Leave out --quick or --docs."
        )
    if not arguments.data:
        data = BENCHES[arguments.name][1]
        print(f"No DATA: measuring the bundled sample. DATA may be {data}", file=sys.stderr)
    module = import_module(f"{__package__}.{arguments.name}")
    figures = module.measure(Options(tuple(arguments.data), arguments.quick, arguments.limit))
    result = Result(arguments.name, {"command": _command(arguments), **recipe()}, figures)
    table = f"{module.table(figures)}\n\n{result.line}"
    path = result.save(RESULTS_DIR if arguments.docs else SCRATCH_DIR)
    if arguments.docs:
        write_table(arguments.name, table)
    print(f"Written to {path}", file=sys.stderr)
    return table


def _command(arguments: argparse.Namespace) -> str:
    """The command to repeat the measurement, without the folders of DATA."""
    words = ["python -m eval.bench", arguments.name, *map(short_path, arguments.data)]
    if arguments.limit:
        words.append(f"--limit {arguments.limit}")
    return " ".join(words)


def short_path(path: Path) -> str:
    """The name of a set, with that of its folder where the name alone says nothing.

    >>> short_path(Path("sets/squad.json")), short_path(Path("sets/office/questions.json"))
    ('squad.json', 'office/questions.json')
    """
    return f"{path.parent.name}/{path.name}" if path.stem == "questions" else path.name


if __name__ == "__main__":
    sys.exit(main())
