"""The logistic regression against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest

from eval.calibration.logistic import logistic_regression
from eval.metrics.significance import Numbers


def sample(seed: int, number: int = 300) -> tuple[Numbers, Numbers]:
    random = np.random.default_rng(seed)
    features = random.normal(size=(number, 3)) * [1.0, 40.0, 0.01] + [0.0, 100.0, -3.0]
    chance = 1 / (1 + np.exp(-(features[:, 0] - (features[:, 1] - 100) / 40 + 0.5)))
    return features, (random.random(number) < chance).astype(np.float64)


@pytest.mark.parametrize(("seed", "strength"), [(0, 1.0), (1, 0.1), (2, 30.0)])
def test_it_equals_scikit_learn(seed: int, strength: float) -> None:
    # here, so that only the process that runs this test imports it
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]  # no stubs
    from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]  # no stubs

    features, right = sample(seed)
    weights, bias = logistic_regression(features, right, strength)
    scaler = StandardScaler().fit(features)
    oracle = LogisticRegression(C=1 / strength, tol=1e-10, max_iter=10_000).fit(
        scaler.transform(features), right
    )
    expected = oracle.predict_proba(scaler.transform(features))[:, 1]
    assert 1 / (1 + np.exp(-(features @ weights + bias))) == pytest.approx(expected, abs=1e-6)
    assert weights * scaler.scale_ == pytest.approx(oracle.coef_[0], abs=1e-5)


def test_a_constant_feature_has_no_weight() -> None:
    features, right = sample(0)
    features[:, 2] = 7.0
    weights, _ = logistic_regression(features, right)
    assert weights[2] == 0.0


def test_perfectly_separable_features_stay_finite() -> None:
    features = np.array([[-1000.0], [-999.0], [999.0], [1000.0]])
    weights, bias = logistic_regression(features, np.array([0.0, 0.0, 1.0, 1.0]))
    assert 0 < weights[0] < 1
    assert bias == pytest.approx(0, abs=1e-6)
