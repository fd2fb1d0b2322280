"""Why a question was not answered as it should be: one class each, by the first step that went wrong, and what tells so."""

from __future__ import annotations

from eval.runs.records import EvalRecord

FAILURES = {
    "error": "the engine refused the question",
    "should have abstained": "the documents do not answer it, and an answer was given",
    "not indexed": "the library does not hold the text that answers",
    "not retrieved": "no passage that was read holds the gold",
    "retrieved but not read": "a passage with the gold was there, but the best reading is from another one",
    "wrong span": "the best reading is from the right passage, but from other words of it",
    "wrongly abstained": "the best reading was right, and was withheld",
    "boundary only": "the answer overlaps the gold, so it counts as right, but its words are not exactly those",
}
"""In the order in which they are looked for. All but the last are wrong."""


def classify(
    row: EvalRecord, *, indexed: bool, holds: bool, passages: int, threshold: float
) -> tuple[str, str]:
    """(class, evidence), or two empty texts where nothing is wrong. `holds`: the passage of the best reading holds gold.

    An abstention for want of a right reading is classed by what kept the right reading away, not as "wrongly abstained".
    """
    sure = f"confidence {row.confidence:.0%}, threshold {threshold:.0%}"
    if row.error:
        return "error", row.error
    if not row.answerable:
        return ("", "") if row.right else ("should have abstained", sure)
    if not indexed:
        source = row.targets[0].source
        return "not indexed", f"such as {source!r}" if source else "its words stand nowhere in it"
    if not row.candidate_right:
        return _misread(row, holds, passages)
    if row.answer is None:
        return "wrongly abstained", sure
    return ("boundary only", f"F1 {row.f1:.2f}") if row.has_text_gold and not row.em else ("", "")


def _misread(row: EvalRecord, holds: bool, passages: int) -> tuple[str, str]:
    if row.rank is None:
        return "not retrieved", f"{passages} passages were read"
    if row.candidate is None:
        return (
            "retrieved but not read",
            f"the gold is in passage {row.rank}; nothing there could be quoted",
        )
    if holds:
        return (
            "wrong span",
            f"read {_short(row.candidate)}, wanted {_short(row.accepted[0] if row.gold else '')}",
        )
    return (
        "retrieved but not read",
        f"the gold is in passage {row.rank} of {passages}; read {_short(row.candidate)} ({row.source})",
    )


def _short(text: str) -> str:
    return repr(text if len(text) <= 80 else f"{text[:79]}…")
