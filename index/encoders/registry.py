"""Which encoder a library gets."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from index.encoders.base import Encoder, Fingerprint
from index.encoders.onnx_int8 import Int8Encoder
from index.encoders.sentence_transformers import (
    DEFAULT_NAME,
    DEFAULT_PACKAGE,
    DEFAULT_SHA256,
    SentenceTransformersEncoder,
)
from index.errors import PinciteError


def default_encoder() -> Encoder:
    """all-MiniLM-L6-v2 in 8 bits, as it is shipped: what makes a new library's vectors. Finding it imports nothing heavy."""
    return Int8Encoder()


def float_encoder() -> SentenceTransformersEncoder:
    """all-MiniLM-L6-v2 in single precision, as installed by requirements.txt. Finding it imports nothing."""
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PinciteError(
            f"The package {DEFAULT_PACKAGE.replace('_', '-')} is not installed: pip install -r requirements.txt"
        )
    return SentenceTransformersEncoder(
        Path(spec.submodule_search_locations[0]) / "model", DEFAULT_SHA256
    )


def encoder_for(fingerprint: Fingerprint | None) -> Encoder:
    """The one of ours that made such vectors, so that a library of before goes on; the default one where none of them did."""
    return (
        float_encoder()
        if fingerprint == Fingerprint(DEFAULT_NAME, DEFAULT_SHA256, 384)
        else default_encoder()
    )
