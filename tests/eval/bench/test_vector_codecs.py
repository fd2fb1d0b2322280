"""FAISS codecs, on vectors few enough for an exact search."""

from __future__ import annotations

import json

import pytest

from eval.bench import vector_codecs
from tests.support.vectors import clustered

REAL = clustered(3_000, 64)


@pytest.fixture(scope="module")
def figures() -> dict[str, object]:
    return vector_codecs.compare(3_000, REAL[50:], REAL[:50])


@pytest.mark.slow
def test_codecs_with_fewer_bits_are_smaller_and_find_nearly_all(
    figures: dict[str, object],
) -> None:
    """256 bytes a vector of 64 numbers; an inverted list adds the 8 bytes of an id to each code."""
    rows = {row["code"]: row for row in json.loads(json.dumps(figures))["rows"]}
    assert list(rows) == ["compared one by one", *vector_codecs.CODECS]
    sizes = [row["bytes"] for row in rows.values()]
    assert sizes[0] == pytest.approx(256, abs=1)
    assert sizes[1] == pytest.approx(128 + 8, abs=12)
    assert sizes[2] == pytest.approx(64 + 8, abs=12)
    assert sizes[-1] < sizes[2] / 1.5
    assert rows["compared one by one"]["recall"] == 1.0
    assert min(row["recall"] for row in rows.values()) > 0.9
    assert min(row["p50"] for row in rows.values()) > 0


@pytest.mark.slow
def test_the_table_has_a_row_for_each(figures: dict[str, object]) -> None:
    lines = vector_codecs.table({"tables": [figures, figures]}).splitlines()
    assert lines[0] == "**3,000 vectors**, 54 lists:"
    assert len([line for line in lines if "RaBitQ, fast-scan): ours" in line]) == 2
    assert lines[2] == "| code | made | bytes a vector | search, p50 | p99 | recall@10 |"
