"""Records of runs, as short as tests need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.datasets.dataset import GoldSpan
from eval.runs.records import EvalRecord
from eval.runs.run_file import Run


def gold(source: str) -> GoldSpan:
    return GoldSpan("0" * 64, 0, 4, "1994", source)


def row(
    id: str,
    cosine: float,
    right: bool,
    answerable: bool = True,
    source: str = "a.md",
    **features: float,
) -> EvalRecord:
    """A withheld candidate with a feature; more features by their names."""
    fresh = EvalRecord(
        id,
        "?",
        (gold(source),) if answerable else (),
        source,
        candidate="1994",
        candidate_right=right,
    )
    return replace(fresh, features={"cosine": cosine, **features})


def unread(id: str) -> EvalRecord:
    """An unanswerable question for which nothing was read."""
    return EvalRecord(id, "?", ())


def run_of(kind: str, rows: Sequence[EvalRecord], reader: str = "") -> Run:
    return Run(Path(f"{kind}.json"), {"set": kind, "reader": reader}, tuple(rows))
