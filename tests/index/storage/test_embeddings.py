"""Cosines do not depend on what they are computed with."""

from __future__ import annotations

import numpy as np
import pytest

from index.storage.embeddings import cosines
from tests.support.vectors import unit


def test_the_cosine_of_a_row_is_the_same_to_the_last_bit_among_any_rows() -> None:
    """A product of matrices differs in most rows, alone and together."""
    vectors, question = unit(500, 384), unit(1, 384, seed=9)[0]
    together = cosines(vectors, question)
    alone = [cosines(vectors[n : n + 1], question)[0] for n in range(len(vectors))]
    assert together.tolist() == alone
    assert together == pytest.approx(vectors @ question, abs=1e-6)
    assert cosines(np.zeros((0, 0), np.float32), question).tolist() == []
