"""pincite eval tune: choose settings on one half of a set, and report on the other half."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from eval.commands.options import (
    add_model_options,
    add_questions_argument,
    add_sample_options,
    load_without_library,
)
from index.commands.library_options import add_library_argument
from index.commands.progress import progress

if TYPE_CHECKING:
    from eval.tuning import Tuned


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "tune",
        help="search for better settings",
        description="Try settings of the fusion, numbers of passages, thresholds and, with "
        "--passage-size, other passage sizes, on every second article; report the best beside the "
        "current settings on the other articles. Nothing is changed: the output says what to "
        "change where.",
    )
    add_library_argument(parser)
    add_questions_argument(parser)
    parser.add_argument(
        "--passage-size",
        type=_sizes,
        default=(),
        metavar="600,900",
        help="also try passages of at most this many characters, beside the library's own size; "
        "nothing is encoded again for it",
    )
    add_sample_options(parser)
    add_model_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from eval.datasets.load import load
    from eval.runs.records import RunConfig, config_line
    from eval.runs.run import sample
    from eval.tuning import tune, with_passage_sizes
    from qa.pipeline import open_pipeline

    loaded = load_without_library(arguments.questions)
    with open_pipeline(
        arguments.library, encoder=arguments.encoder, reader=arguments.reader
    ) as pipeline:
        library = pipeline.library
        questions = load(arguments.questions, library) if loaded is None else loaded
        sampled = sample(questions.questions, arguments.limit, arguments.seed)
        with with_passage_sizes(pipeline, arguments.passage_size) as pipelines:
            tuned = tune(pipelines, sampled, library.hashes(), progress, arguments.workers)
        config: RunConfig = {
            "set": questions.name,
            "digest": questions.digest[:8],
            "limit": arguments.limit,
            "seed": arguments.seed,
            "library": library.config,
            "generation": library.generation,
            **pipeline.config,
        }
    print(f"{_text(tuned)}\n\n{config_line(config)}")
    return 0


def _sizes(text: str) -> tuple[int, ...]:
    """Parses "600,900"; argparse reports anything else."""
    return tuple(int(part) for part in text.split(","))


_sizes.__name__ = "list of whole numbers"  # for argparse's message


def _text(tuned: Tuned) -> str:
    from eval.reports.text import aligned
    from eval.runs.comparison import difference_line

    left_out = f" ({tuned.left_out:,} with gold in both halves left out)" if tuned.left_out else ""
    fusion_head = ("passage size", "constant", "dense", "lexical", "MRR")
    reading_head = ("passage size", "passages", "best threshold", "right")
    return "\n".join(
        [
            f"Tried on {tuned.tried_count:,} questions:{left_out}",
            *aligned([fusion_head, *_fusion_rows(tuned)]),
            "",
            *aligned([reading_head, *_reading_rows(tuned)]),
            "",
            f"current: {tuned.current}",
            f"chosen:  {tuned.chosen}",
            f"On the {tuned.held_out_count:,} held-out questions, current -> chosen:",
            *map(difference_line, tuned.held_out),
            "The settings are defined in index/search/hybrid.py (Fusion), qa/pipeline.py (TOP_K)",
            "and qa/model/calibration.json (threshold); a library gets its passage size when it is",
            "created: pincite add NEW.pincite PATH... --passage-size N",
        ]
    )


def _fusion_rows(tuned: Tuned) -> list[tuple[str, ...]]:
    return [
        (f"{size}", f"{fusion.k:g}", f"{fusion.dense:g}", f"{fusion.lexical:g}", f"{mrr:.4f}")
        for size, fusion, mrr in tuned.fusions
    ]


def _reading_rows(tuned: Tuned) -> list[tuple[str, ...]]:
    """The best threshold for each passage size and number of passages, in their order."""
    best = {}
    for settings, right in sorted(tuned.settings, key=lambda tried: tried[1]):
        best[settings.passage_size, settings.passages] = (settings.threshold, right)
    return [
        (f"{size}", f"{passages}", f"{threshold:.3g}", f"{right:.1%}")
        for (size, passages), (threshold, right) in sorted(best.items())
    ]
