"""What determines the training examples besides the rows: shares, and the mix of negatives."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.errors import PinciteError
from qa.train.data import Kind

GENERIC_SOURCES = ("policyqa", "squadshifts-amazon", "cuad")
"""Prefixes of sources whose questions other contexts may answer too ("Do you collect my data?").

Their contexts are not lengthened, and no unanswerable examples are made from them.
"""

SHARES: Mapping[str, float] = {
    "squad11-train-subset": 0.22,
    "squad11-train-sentences": 0.12,
    "squad11-train-cs224n": 0.0,  # tokenised text
    "squad11-train-": 0.5,
    "squad2-train-unanswerable-other": 0.08,
    "squad2-train-unanswerable-sentence": 0.3,
    "squad2-train-unanswerable": 0.45,
    "squadshifts-new": 0.2,
    "squadshifts-amazon": 0.12,
    "policyqa": 0.1,
    "mlqa": 0.5,
    "fairytaleqa-sentence": 0.5,
    "fairytaleqa": 0.25,
    "qamr": 0.03,  # 38 questions about each sentence
    "nq-qed": 0.6,
    "selqa": 0.3,
    "molweni": 0.1,
    "multispanqa": 0.0,  # several answers to a question, of which a span is one
    "ace-whqa": 0.4,
}
"""Prefix of a source -> share of its rows that is used, the first that fits.

So that about two fifths of what is read has no answer, and no source is more than a quarter.
(Chosen, not measured.)
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
    """Unanswerable examples made for each answered one, as far as they can be; those that the rows
    contain are used besides."""
    lengthened: float = 0.5
    """Share of the short contexts that are joined with their neighbours in the data."""
    shares: Mapping[str, float] = field(default_factory=lambda: SHARES)
    """Prefix of a source -> share of its rows that is used; all rows of sources not named."""
    titled: float = 0.5
    """Share of the contexts of a known document that are read after its title."""
    named: float = 0.7
    """Share of the questions on those contracts that name the contract."""
    of_others: float = 0.4
    """Unanswerable examples for each of these: with a clause of another contract."""
    tables: int = 0
    """Examples with a table that are made."""
    distracted: float = 0.0
    """Share of the examples that get a heading, a question or a list of contents as distractor."""
    noisy: float = 0.0
    """Share of the questions that are put in lower case, as keywords, or with a letter wrong."""
    negative_mix: Mapping[Kind, float] = field(default_factory=lambda: NEGATIVE_MIX)
    """How often each kind of unanswerable example is tried first.

    Where it cannot be made, the other kinds are tried, the more frequent first.
    """

    def __post_init__(self) -> None:
        values: dict[str, float] = {
            "unanswerable": self.unanswerable,
            "lengthened": self.lengthened,
            "titled": self.titled,
            "named": self.named,
            "of others": self.of_others,
            "distracted": self.distracted,
            "noisy": self.noisy,
            **self.shares,
        }
        if self.tables < 0:
            raise PinciteError(f"tables is {self.tables}, wanted 0 or more.")
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
