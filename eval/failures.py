"""Why a question was not answered correctly: the first step that went wrong, and the evidence."""

from __future__ import annotations

from eval.runs.records import EvalRecord

FAILURES = {
    "error": "the question was rejected with an error",
    "should have abstained": "the documents do not answer it, and an answer was given",
    "not indexed": "the library does not contain the text that answers",
    "not retrieved": "no passage that was read contains the gold",
    "retrieved but not read": "a passage with the gold was retrieved, but the best candidate is"
    " from another one",
    "wrong span": "the best candidate is from the right passage, but from other words of it",
    "wrongly abstained": "the best candidate was right, and was withheld",
    "boundary only": "the answer overlaps the gold, so it counts as right, but is not exactly it",
}
"""Class and meaning, in the order in which they are tested. All but the last are wrong."""


def classify(
    row: EvalRecord, *, indexed: bool, contains_gold: bool, passages: int, threshold: float
) -> tuple[str, str]:
    """(class, evidence); ("", "") if nothing is wrong.

    `indexed`: the library contains a gold text. `contains_gold`: the passage of the best candidate
    contains gold. `passages` were read. An abstention without a right candidate gets the class of
    what prevented a right one, not "wrongly abstained".
    """
    confidence = f"confidence {row.confidence:.0%}, threshold {threshold:.0%}"
    if row.error:
        return "error", row.error
    if not row.answerable:
        return ("", "") if row.right else ("should have abstained", confidence)
    if not indexed:
        source = row.targets[0].source
        return "not indexed", f"such as {source!r}" if source else "its words occur nowhere in it"
    if not row.candidate_right:
        return _misread(row, contains_gold, passages)
    if row.answer is None:
        return "wrongly abstained", confidence
    return ("boundary only", f"F1 {row.f1:.2f}") if row.has_text_gold and not row.em else ("", "")


def _misread(row: EvalRecord, contains_gold: bool, passages: int) -> tuple[str, str]:
    if row.rank is None:
        return "not retrieved", f"{passages} passages were read"
    if row.candidate is None:
        evidence = f"the gold is in passage {row.rank}; nothing there could be quoted"
        return "retrieved but not read", evidence
    read = f"read {_shortened(row.candidate)}"
    if contains_gold:
        gold = row.accepted[0] if row.gold else ""
        return "wrong span", f"{read}, wanted {_shortened(gold)}"
    where = f"the gold is in passage {row.rank} of {passages}"
    return "retrieved but not read", f"{where}; {read} ({row.source})"


def _shortened(text: str) -> str:
    return repr(text if len(text) <= 80 else f"{text[:79]}…")
