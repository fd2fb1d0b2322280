"""Four records made by hand: the two most confident are right."""

from __future__ import annotations

from dataclasses import replace

from eval.datasets.dataset import GoldSpan
from eval.runs.records import EvalRecord, RunConfig

GOLD = (GoldSpan("0" * 64, 0, 4, "1994", "a.md"),)
CONFIG: RunConfig = {"set": "mine", "limit": None, "seed": 0, "threshold": 0.5}


def row(confidence: float, right: bool, milliseconds: float = 10.0) -> EvalRecord:
    fresh = EvalRecord(
        "q",
        "When?",
        GOLD,
        answer="1994",
        candidate="1994",
        confidence=confidence,
        right=right,
        candidate_right=right,
    )
    return replace(fresh, milliseconds=milliseconds)


ROWS = [row(0.9, True, 12.0), row(0.8, True, 20.0), row(0.75, False, 30.0), row(0.1, False, 400.0)]
