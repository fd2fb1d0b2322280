"""Chooses the encoder of a library."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from index.encoders.base import Encoder, Fingerprint
from index.encoders.onnx_int8 import THREADS, Int8Encoder
from index.encoders.sentence_transformers import (
    DEFAULT_NAME,
    DEFAULT_PACKAGE,
    DEFAULT_SHA256,
    SentenceTransformersEncoder,
)
from index.errors import PinciteError


def default_encoder() -> Encoder:
    """The bundled all-MiniLM-L6-v2 in 8 bits, for new libraries. Imports nothing heavy."""
    return Int8Encoder()


def float_encoder() -> SentenceTransformersEncoder:
    """all-MiniLM-L6-v2 in single precision, from an installed package. Imports nothing heavy.

    Raises PinciteError if the package is not installed.
    """
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PinciteError(
            f"The package {DEFAULT_PACKAGE.replace('_', '-')} is not installed. "
            'Install it: pip install "pincite[sentence-transformers]"'
        )
    return SentenceTransformersEncoder(
        Path(spec.submodule_search_locations[0]) / "model", DEFAULT_SHA256
    )


def encoder_for(fingerprint: Fingerprint | None, threads: int = THREADS) -> Encoder:
    """The encoder that made vectors of this fingerprint, if it is known; else the default one.

    That runs so many texts at once.
    """
    return (
        float_encoder()
        if fingerprint == Fingerprint(DEFAULT_NAME, DEFAULT_SHA256, 384)
        else Int8Encoder(threads=threads)
    )
