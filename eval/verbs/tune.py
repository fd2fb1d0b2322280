"""python -m eval tune: choose settings on one part of a set, report on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval.verbs.common import add_engine, add_lot, load_early, parser, progress

if TYPE_CHECKING:
    from eval.tune import Tuned


def main(words: list[str]) -> int:
    made = parser(
        "tune",
        "Try constants and weights of the fusion, how many passages are read, and thresholds, on every second article; report the "
        "best beside the settings in use on the other articles. Nothing is changed: it says what to change where.",
        "LIBRARY",
        "QUESTIONS",
    )
    add_lot(made)
    add_engine(made)
    arguments = made.parse_args(words)

    from eval.load import load
    from eval.run import Evaluation
    from eval.tune import tune
    from qa.bot import open_bot

    early = load_early(arguments.questions)
    bot = open_bot(arguments.library, encoder=arguments.encoder, reader=arguments.reader)
    questions = load(arguments.questions, bot.library) if early is None else early
    hashes = {entry.hash for entry in bot.library.entries()}
    drawn = Evaluation(bot.ask, questions, hashes, arguments.limit, arguments.seed, workers=arguments.workers).questions
    print(_text(tune(bot, drawn, hashes, progress, arguments.workers)))
    return 0


def _text(found: Tuned) -> str:
    from eval.compare import difference_line
    from eval.tables import aligned

    searched = [(f"{each.k:g}", f"{each.dense:g}", f"{each.lexical:g}", f"{mrr:.4f}") for each, mrr in found.fusions]
    best = {each.passages: (each, right) for each, right in sorted(found.settings, key=lambda tried: tried[1])}
    read = [(f"{each.passages}", f"{each.threshold:.3g}", f"{right:.1%}") for each, right in best.values()]
    return "\n".join(
        [
            f"Tried on {found.known:,} questions:",
            *aligned([("constant", "dense", "lexical", "MRR"), *searched]),
            "",
            *aligned([("passages", "best threshold", "right"), *sorted(read, key=lambda row: int(row[0]))]),
            "",
            f"in use:  {found.used}",
            f"chosen:  {found.chosen}",
            f"On the {found.apart:,} questions held out, in use -> chosen:",
            *map(difference_line, found.held_out),
            "The settings live in index/library.py (Fusion), qa/answer.py (PASSAGES_READ) and qa/model (threshold).",
        ]
    )
