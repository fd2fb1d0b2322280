"""What determines the training examples besides the rows: shares, and the mix of negatives."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.errors import PinciteError
from qa.train.data import Kind

GENERIC_SOURCES = ("policyqa", "squadshifts-amazon")
"""Prefixes of sources whose questions other contexts may answer too ("Do you collect my data?").

Their contexts are not lengthened, and no unanswerable examples are made from them.
"""

NEGATIVE_MIX: Mapping[Kind, float] = {
    "found": 0.2,
    "cut": 0.15,
    "swapped": 0.25,
    "replaced": 0.25,
    "negated": 0.15,
}
"""Shares of the kinds of unanswerable examples (`qa.train.negatives`).

Three fifths are altered questions, since a reader needs many to learn to compare every word; the
others are what occurs in everyday use.
"""


@dataclass(frozen=True, slots=True)
class DataSettings:
    """Settings of `qa.train.prepare.prepare`. Raises PinciteError for a number outside [0, 1]."""

    seed: int = 0
    unanswerable: float = 0.5
    """Unanswerable examples for each answered one, as far as they can be made."""
    lengthened: float = 0.5
    """Share of the short contexts that are joined with their neighbours in the data."""
    shares: Mapping[str, float] = field(default_factory=lambda: {"qamr": 0.35})
    """Prefix of a source -> share of its rows that is used; all rows of sources not named.

    QAMR asks 38 questions about each sentence. (Its share was chosen, not measured.)
    """
    negative_mix: Mapping[Kind, float] = field(default_factory=lambda: NEGATIVE_MIX)
    """How often each kind of unanswerable example is tried first.

    Where it cannot be made, the other kinds are tried, the more frequent first.
    """

    def __post_init__(self) -> None:
        values: dict[str, float] = {
            "unanswerable": self.unanswerable,
            "lengthened": self.lengthened,
            **self.shares,
        }
        for name, value in (*values.items(), *self.negative_mix.items()):
            if not 0 <= value <= 1:
                raise PinciteError(f"{name} is {value}, wanted a number from 0 to 1.")

    def share(self, source: str) -> float:
        """Share of the rows of `source` that is used."""
        shares = (share for name, share in self.shares.items() if source.startswith(name))
        return next(shares, 1.0)

    def generator(self, *purpose: object) -> random.Random:
        """A random generator for one purpose; the same purpose always gets the same numbers."""
        return random.Random(f"{self.seed} {purpose}")
