"""Libraries of many sentences, and the figures measured on them."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.bench import scaling, synthetic_corpus
from index.library import Library
from index.maintenance.check import check_library
from index.storage import passages
from index.storage.connection import Store
from tests.conftest import WordEncoder
from tests.support.vectors import clustered, unit


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(
            " ".join(f"This is sentence {n} of the text {number}." for n in range(130))
        )
    return folder


def quiet(_: str) -> None:
    pass


def test_a_library_has_the_right_number_of_sentences_and_is_valid(
    texts: Path, tmp_path: Path
) -> None:
    """390 sentences are repeated; the real vectors come first; an incomplete library is resumed."""
    real, path = unit(50, 32), tmp_path / "my.pincite"
    fingerprint = replace(WordEncoder.fingerprint, dimension=32)
    synthetic_corpus.make_library(path, [texts], 260, real, fingerprint, quiet)
    synthetic_corpus.make_library(path, [texts], 1_000, real, fingerprint, quiet)
    with Library.open(path, encoder=synthetic_corpus.FixedVectors(fingerprint, real)) as library:
        assert sum(entry.sentences for entry in library.list_documents()) == 1_000
        assert len(library.search("sentence 7", 99, "dense")) > 0
    with closing(Store(path)) as store:
        ids = [id for (id,) in store.db.execute("SELECT id FROM passage ORDER BY id")]
        assert np.allclose(
            np.concatenate([passages.load(store, id).vectors for id in ids])[:50], real, atol=1e-3
        )
    assert [problem for problem in check_library(path) if "numbers, not" not in problem] == []


def test_derived_vectors_are_as_far_from_real_ones_as_these_from_their_neighbours() -> None:
    real = clustered(1_000, 64)
    cosines = synthetic_corpus.neighbour_cosines(real)
    derived = synthetic_corpus.derived_vectors(real, cosines, 5_000, 800)
    assert np.allclose(np.linalg.norm(derived, axis=1), 1, atol=1e-5)
    assert np.array_equal(derived, synthetic_corpus.derived_vectors(real, cosines, 5_000, 800))
    to_nearest = (derived @ real.T).max(axis=1)
    assert (
        np.quantile(cosines, 0.2) - 0.05 < np.median(to_nearest) < np.quantile(cosines, 0.8) + 0.05
    )


def test_saved_vectors_are_not_encoded_again(texts: Path, tmp_path: Path) -> None:
    first, sentences = synthetic_corpus.encode_sample([texts], 100, WordEncoder(), tmp_path, quiet)
    second, same = synthetic_corpus.encode_sample([texts], 100, WordEncoder(), tmp_path, quiet)
    assert first.shape == (100, 512)
    assert np.array_equal(first, second)
    assert sentences == same
    assert len({*sentences}) == 100


@pytest.mark.model
def test_every_figure_is_measured(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scaling, "QUICK_SIZES", (300,))
    figures = json.loads(json.dumps(scaling.measure_scaling(True, [texts], 80, tmp_path / "work")))
    (column,) = figures["columns"]
    assert (column["sentences"], column["recall@10 against exact"], figures["encoded"]) == (
        300,
        1.0,
        80,
    )
    assert all(column[name] > 0 for name in scaling.ROWS)
    lines = scaling.table(figures).splitlines()
    assert lines[0] == "| sentences | 300 |"
    assert len(lines) == 2 + len(scaling.ROWS)
    assert scaling.measure_scaling(True, [texts], 80, tmp_path / "work") == figures, "measured once"
