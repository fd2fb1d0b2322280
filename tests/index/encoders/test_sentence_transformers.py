from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.encoders.registry import float_encoder
from index.encoders.sentence_transformers import DEFAULT_SHA256, SentenceTransformersEncoder
from index.errors import PinciteError


@pytest.fixture(scope="module")
def real() -> SentenceTransformersEncoder:
    return float_encoder()


def test_the_reference_is_known_without_loading_it(real: SentenceTransformersEncoder) -> None:
    assert (real.fingerprint.model, real.fingerprint.sha256, real.fingerprint.dimension) == (
        "all-MiniLM-L6-v2",
        DEFAULT_SHA256,
        384,
    )


@pytest.mark.model
def test_vectors_are_those_of_sentence_transformers(real: SentenceTransformersEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["The cat sat on the mat.", "Où est la gare ?", "17"]
    expected = SentenceTransformer(str(real.folder), device="cpu").encode(
        texts, normalize_embeddings=True
    )
    assert np.allclose(real.encode(texts), expected, atol=1e-5)


@pytest.mark.model
def test_nothing_to_encode_has_the_right_shape(real: SentenceTransformersEncoder) -> None:
    assert real.encode([]).shape == (0, 384)


@pytest.mark.model
def test_a_text_beyond_the_window_is_windowed_not_cut(real: SentenceTransformersEncoder) -> None:
    """The end of a text of 600 tokens counts: another end gives another vector, and the vector is a unit vector."""
    start = "The committee met again. " * 110
    one, two, cut = real.encode(
        [start + "Penguins live in Antarctica.", start + "The stock market fell sharply.", start]
    )
    assert np.isclose(np.linalg.norm(one), 1, atol=1e-5)
    assert one @ two < 0.999
    assert real.count_long([start, "Penguins live in Antarctica."]) == 1
    assert (
        one @ real.encode(["Where do penguins live?"])[0]
        > cut @ real.encode(["Where do penguins live?"])[0] + 0.01
    )


def test_other_weights_than_the_official_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    (tmp_path / "config.json").write_text(json.dumps({"hidden_size": 384}))
    with pytest.raises(PinciteError, match=r"have SHA-256 .* install requirements\.txt again"):
        SentenceTransformersEncoder(tmp_path, DEFAULT_SHA256).encode(["text"])


@pytest.mark.parametrize("config", [None, "{", '{"hidden_size": "many"}', "[]"])
def test_a_folder_that_is_no_model_is_refused(tmp_path: Path, config: str | None) -> None:
    if config is not None:
        (tmp_path / "config.json").write_text(config)
    with pytest.raises(PinciteError, match="an encoder is a folder of sentence-transformers"):
        _ = SentenceTransformersEncoder(tmp_path).fingerprint
