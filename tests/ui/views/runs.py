"""Two runs over the same two questions: one question is won, the other lost."""

from __future__ import annotations

from pathlib import Path

from eval.datasets.dataset import GoldSpan
from eval.runs.records import EvalRecord
from eval.runs.run_file import Run

_GOLD = (GoldSpan("0" * 64, 0, 4, "1994", "a.md"),)

BEFORE = Run(
    Path("old.json"),
    {"set": "mine", "k": 10},
    (EvalRecord("1", "Won?", _GOLD), EvalRecord("2", "Lost?", _GOLD, right=True)),
)
AFTER = Run(
    Path("new.json"),
    {"set": "mine", "k": 60},
    (EvalRecord("1", "Won?", _GOLD, right=True, f1=1.0), EvalRecord("2", "Lost?", _GOLD)),
)
