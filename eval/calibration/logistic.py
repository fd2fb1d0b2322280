"""Logistic regression by Newton's method.

In numpy, though scikit-learn has it: an installed Pincite without the extras has no scikit-learn,
and `pincite eval calibrate` must work there. The tests hold it against scikit-learn.
"""

from __future__ import annotations

import numpy as np

from eval.metrics.significance import Numbers

STRENGTH = 1.0
"""Of the L2 penalty on standardised features: scikit-learn's C = 1."""

_MAX_STEPS = 100


def logistic_regression(
    features: Numbers, right: Numbers, strength: float = STRENGTH
) -> tuple[Numbers, float]:
    """Weights and bias of P(right = 1) for rows of features, with an L2 penalty on the weights.

    The penalty applies to standardised features and not to the bias; the weights are then scaled
    back, so that they apply to the features as given.
    """
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    deviation[deviation == 0] = 1.0
    inputs = np.column_stack([(features - mean) / deviation, np.ones(len(features))])
    penalty = np.append(np.full(features.shape[1], strength), 0.0)
    weights = _newton(inputs, right, penalty)
    scaled = weights[:-1] / deviation
    return scaled, float(weights[-1] - scaled @ mean)


def _newton(inputs: Numbers, right: Numbers, penalty: Numbers) -> Numbers:
    """Newton's method; a step that would increase the loss is halved."""
    weights = np.zeros(len(penalty))
    for _ in range(_MAX_STEPS):
        probability = _sigmoid(inputs @ weights)
        gradient = inputs.T @ (probability - right) + penalty * weights
        curvature = (inputs.T * (probability * (1 - probability))) @ inputs + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        loss = _loss(inputs, right, penalty, weights)
        while _loss(inputs, right, penalty, weights - step) > loss and np.abs(step).max() > 1e-12:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < 1e-10:
            break
    return weights


def _loss(inputs: Numbers, right: Numbers, penalty: Numbers, weights: Numbers) -> float:
    """Negative log-likelihood with the penalty."""
    logits = inputs @ weights
    likelihood = np.logaddexp(0, logits) - right * logits
    return float(likelihood.sum() + penalty @ weights**2 / 2)


def _sigmoid(logits: Numbers) -> Numbers:
    return np.exp(-np.logaddexp(0, -logits))
