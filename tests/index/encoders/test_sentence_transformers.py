"""Encoders of sentence-transformers, in single precision."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.encoders.registry import float_encoder
from index.encoders.sentence_transformers import DEFAULT_SHA256, SentenceTransformersEncoder
from index.errors import PinciteError


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformersEncoder:
    return float_encoder()


def test_the_fingerprint_needs_no_loaded_model(encoder: SentenceTransformersEncoder) -> None:
    fingerprint = encoder.fingerprint
    assert (fingerprint.model, fingerprint.sha256, fingerprint.dimension) == (
        "all-MiniLM-L6-v2",
        DEFAULT_SHA256,
        384,
    )


@pytest.mark.model
def test_vectors_equal_those_of_sentence_transformers(
    encoder: SentenceTransformersEncoder,
) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["The cat sat on the mat.", "Où est la gare ?", "17"]
    expected = SentenceTransformer(str(encoder.folder), device="cpu").encode(
        texts, normalize_embeddings=True
    )
    assert np.allclose(encoder.encode(texts), expected, atol=1e-5)


@pytest.mark.model
def test_no_texts_give_an_empty_array_of_the_right_width(
    encoder: SentenceTransformersEncoder,
) -> None:
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.model
def test_a_long_text_is_encoded_in_windows_not_cut(encoder: SentenceTransformersEncoder) -> None:
    """The end of a text of 600 tokens changes its vector, which has length 1."""
    start = "The committee met again. " * 110
    penguins, stocks, without_end = encoder.encode(
        [start + "Penguins live in Antarctica.", start + "The stock market fell sharply.", start]
    )
    assert np.isclose(np.linalg.norm(penguins), 1, atol=1e-5)
    assert penguins @ stocks < 0.999
    assert encoder.count_long([start, "Penguins live in Antarctica."]) == 1
    (question,) = encoder.encode(["Where do penguins live?"])
    assert penguins @ question > without_end @ question + 0.01


def test_weights_other_than_the_official_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    (tmp_path / "config.json").write_text(json.dumps({"hidden_size": 384}))
    with pytest.raises(PinciteError, match=r"have SHA-256 .* Install the package .* again"):
        SentenceTransformersEncoder(tmp_path, DEFAULT_SHA256).encode(["text"])


@pytest.mark.parametrize("config", [None, "{", '{"hidden_size": "many"}', "[]"])
def test_a_folder_without_a_model_is_refused(tmp_path: Path, config: str | None) -> None:
    if config is not None:
        (tmp_path / "config.json").write_text(config)
    with pytest.raises(PinciteError, match="Name the folder of a sentence-transformers model"):
        _ = SentenceTransformersEncoder(tmp_path).fingerprint
