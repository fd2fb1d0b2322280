"""python -m eval tune: choose settings on one part of a set, report on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval.commands.common import add_engine, add_lot, load_early, parser, progress

if TYPE_CHECKING:
    from eval.tuning import Tuned


def main(words: list[str]) -> int:
    made = parser(
        "tune",
        "Try constants and weights of the fusion, how many passages are read, thresholds and, where some are named, other lengths of "
        "passages, on every second article; report the best beside the settings in use on the other articles. Nothing is changed: it "
        "says what to change where.",
        "LIBRARY",
        "QUESTIONS",
    )
    made.add_argument(
        "--passage-size",
        type=_sizes,
        default=(),
        metavar="600,900",
        help="also try passages of up to so many characters, beside the library's own; nothing is encoded again for it",
    )
    add_lot(made)
    add_engine(made)
    arguments = made.parse_args(words)

    from eval.datasets.load import load
    from eval.reports.plots import recipe_line
    from eval.runs.run import Evaluation
    from eval.tuning import tune, with_passage_sizes
    from qa.pipeline import open_pipeline

    early = load_early(arguments.questions)
    bot = open_pipeline(arguments.library, encoder=arguments.encoder, reader=arguments.reader)
    questions = load(arguments.questions, bot.library) if early is None else early
    hashes = {entry.hash for entry in bot.library.list_documents()}
    drawn = Evaluation(
        bot.ask, questions, hashes, arguments.limit, arguments.seed, workers=arguments.workers
    ).questions
    with with_passage_sizes(bot, arguments.passage_size) as bots:
        found = tune(bots, drawn, hashes, progress, arguments.workers)
    recipe = {
        "set": questions.name,
        "digest": questions.digest[:8],
        "limit": arguments.limit,
        "seed": arguments.seed,
    }
    print(
        f"{_text(found)}\n\n{recipe_line({**recipe, 'library': bot.library.config, 'generation': bot.library.generation, **bot.config})}"
    )
    return 0


def _sizes(text: str) -> tuple[int, ...]:
    """ "600,900" to numbers; argparse says what is wrong with anything else."""
    return tuple(int(part) for part in text.split(","))


_sizes.__name__ = "list of whole numbers"


def _text(found: Tuned) -> str:
    from eval.reports.text import aligned
    from eval.runs.comparison import difference_line

    searched = [
        (f"{size}", f"{each.k:g}", f"{each.dense:g}", f"{each.lexical:g}", f"{mrr:.4f}")
        for size, each, mrr in found.fusions
    ]
    best = {
        (each.passage_size, each.passages): (each, right)
        for each, right in sorted(found.settings, key=lambda tried: tried[1])
    }
    read = [
        (f"{each.passage_size}", f"{each.passages}", f"{each.threshold:.3g}", f"{right:.1%}")
        for each, right in best.values()
    ]
    return "\n".join(
        [
            f"Tried on {found.known:,} questions:"
            + (f" ({found.left_out:,} with gold on both sides left out)" if found.left_out else ""),
            *aligned([("passage size", "constant", "dense", "lexical", "MRR"), *searched]),
            "",
            *aligned(
                [
                    ("passage size", "passages", "best threshold", "right"),
                    *sorted(read, key=lambda row: (int(row[0]), int(row[1]))),
                ]
            ),
            "",
            f"in use:  {found.used}",
            f"chosen:  {found.chosen}",
            f"On the {found.held_out_count:,} questions held out, in use -> chosen:",
            *map(difference_line, found.held_out),
            "The settings live in index/library.py (Fusion), qa/pipeline.py (PASSAGES_READ) and qa/model (threshold); a library has its",
            "passage size from the time it was made: python -m index add NEW.pincite PATH... --passage-size N",
        ]
    )
