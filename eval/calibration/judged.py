"""The judged questions of several runs as arrays: features, outcomes, kinds, weights and folds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eval.calibration.folds import FOLDS, folds
from eval.calibration.logistic import STRENGTH, logistic_regression
from eval.metrics.significance import Numbers
from eval.runs.records import EvalRecord
from eval.runs.run_file import Run
from index.errors import PinciteError
from qa.decision.calibration import Logistic

ONLY_ANSWERABLE = ("words_found", "names_missing", "occurrences", "margin_to_second")
"""Features for the target "answerable" alone.

With words_found the mean log loss of "right" for a kind that the fit has not seen rises from .458
to .466. Without the other three (and in_row, which is gone) it falls from .435 to .400, in
cross-validation from .392 to .389; that of "answerable" rises without margin_to_second from .303
to .309.
"""

Booleans = NDArray[np.bool_]
Target = Literal["right", "answerable"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One element, or row of `features`, for each question with a candidate of the reader.

    Questions whose best candidate a rule found (`qa.shapes`), without features, are left out.
    The kind of a question is the name of its run's set. `weights` give each kind the same sum;
    their mean is 1. `unread` counts those without a candidate by (kind, answerable).
    """

    names: tuple[str, ...]
    features: Numbers
    right: Booleans
    answerable: Booleans
    kinds: NDArray[np.str_]
    weights: Numbers
    folds: NDArray[np.int_]
    unread: Counter[tuple[str, bool]]
    before: tuple[EvalRecord, ...]
    """The records as they were made."""

    @property
    def kind_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.kinds.tolist()))

    @property
    def everything(self) -> Booleans:
        """Chooses all questions."""
        return np.ones(len(self.right), dtype=np.bool_)

    @property
    def has_answerable(self) -> Booleans:
        """Chooses the questions of the kinds that have answerable ones."""
        kinds = [kind for kind in self.kind_names if self.asked(kind, answerable=True)]
        return np.isin(self.kinds, kinds)

    def asked(self, kind: str, *, answerable: bool) -> int:
        """Questions of a kind, those for which nothing was read included."""
        read = (self.kinds == kind) & (self.answerable == answerable)
        return int(read.sum()) + self.unread[kind, answerable]

    def target(self, target: Target) -> Booleans:
        return self.right if target == "right" else self.answerable

    def seen(self, target: Target) -> Booleans:
        """Chooses the questions to which a model of the target is fitted.

        For "right" those of kinds with answerable questions: no answer to the others is right, and
        with them the threshold for a risk would depend on how many of them there are.
        """
        return self.has_answerable if target == "right" else self.everything

    def fit(
        self,
        target: Target,
        chosen: Booleans,
        prior: Logistic | None = None,
        strength: float = STRENGTH,
    ) -> Logistic:
        """A model of the target from the `chosen` questions.

        `prior`: see `logistic_regression`. Raises PinciteError without one if all chosen are alike.
        """
        outcomes = self.target(target)[chosen].astype(np.float64)
        if prior is None and len(set(outcomes.tolist())) < 2:
            raise PinciteError(
                f"Of {len(outcomes)} candidates to fit on {outcomes.sum():.0f} are {target},"
                f" wanted some that are and some that are not. Add more runs."
            )
        names = [
            name for name in self.names if target == "answerable" or name not in ONLY_ANSWERABLE
        ]
        around = None
        if prior is not None:
            around = np.array([prior.weights.get(name, 0.0) for name in names]), prior.bias
        weights, bias = logistic_regression(
            self._columns(names)[chosen], outcomes, strength, self.weights[chosen], around
        )
        return Logistic(dict(zip(names, weights.tolist(), strict=True)), bias)

    def predict(self, model: Logistic, chosen: Booleans) -> Numbers:
        weights = np.array(list(model.weights.values()))
        logits = self._columns(list(model.weights))[chosen] @ weights + model.bias
        probabilities: Numbers = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        return probabilities

    def _columns(self, names: Sequence[str]) -> Numbers:
        columns: Numbers = self.features[:, [self.names.index(name) for name in names]]
        return columns

    def held_out(
        self,
        target: Target,
        by: Literal["fold", "kind"],
        prior: Logistic | None = None,
        strength: float = STRENGTH,
    ) -> Numbers:
        """The probability of each question by a model that saw no question of its fold or kind.

        The model of "right" sees those of kinds with answerable questions only.
        """
        seen = self.seen(target)
        parts = self.folds if by == "fold" else self.kinds
        probabilities = np.zeros(len(self.right))
        for part in np.unique(parts):
            test = parts == part
            probabilities[test] = self.predict(
                self.fit(target, ~test & seen, prior, strength), test
            )
        return probabilities


def judged(runs: Sequence[Run], *, one_article: bool = False) -> Judged:
    """Raises PinciteError for runs of different features, and for questions about one article.

    With `one_article` these are allowed, and each question is held out by itself.
    """
    pairs = [
        (str(run.config.get("set", run.path)), row)
        for run in runs
        for row in run.rows
        if row.features or row.candidate is None
    ]
    read = [(kind, row) for kind, row in pairs if row.features]
    names = sorted({name for _, row in read for name in row.features})
    for _, row in read:
        if len(row.features) < len(names):
            raise PinciteError(
                f"Question {row.id!r} has the features {sorted(row.features)}, others {names}."
                " Fit the runs of one reader and one version of Pincite."
            )
    numbers = folds([row for _, row in read])
    if one_article and len(set(numbers)) < 2:
        numbers = [number % FOLDS for number in range(len(read))]
    if len(set(numbers)) < 2:
        raise PinciteError(
            f"All questions are about one article, wanted two or more: {FOLDS} parts are held out"
            " in turn. Add the run of another set."
        )
    counts = Counter(kind for kind, _ in read)
    return Judged(
        names=tuple(names),
        features=np.array([[row.features[name] for name in names] for _, row in read], np.float64),
        right=np.array([row.candidate_right for _, row in read]),
        answerable=np.array([row.answerable for _, row in read]),
        kinds=np.array([kind for kind, _ in read]),
        weights=np.array([len(read) / len(counts) / counts[kind] for kind, _ in read]),
        folds=np.array(numbers),
        unread=Counter((kind, row.answerable) for kind, row in pairs if not row.features),
        before=tuple(row for _, row in read),
    )
