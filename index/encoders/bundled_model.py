"""Bundled models: a folder with an ONNX graph, its tokenizer and the hashes of both."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from index.errors import PinciteError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

WEIGHTS, TOKENIZER, HASHES = "model.onnx", "tokenizer.json", "hashes.json"

_LIGATURES = "ﬀﬁﬂﬃﬄﬅﬆ"


def session_options() -> SessionOptions:
    """Options for ONNX Runtime: one thread per run, because callers run several inputs in parallel.

    Sums of 8-bit products are exact on every processor.
    """
    from onnxruntime import SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # inputs differ in length
    # without it, sums saturate on x86 processors that lack VNNI
    options.add_session_config_entry("session.x64quantprecision", "1")
    return options


class BundledModel:
    """The files of a bundled model, read on demand, each after its hash was checked.

    `role` names the model in messages: "reader" or "encoder". Raises PinciteError if the folder has
    no hashes, and on reading if a file does not match its hash.
    """

    def __init__(self, folder: Path, role: str) -> None:
        self._folder = folder
        try:
            self._hashes = {
                str(name): str(sha256)
                for name, sha256 in json.loads((folder / HASHES).read_text()).items()
            }
        except (OSError, ValueError, AttributeError) as error:
            raise PinciteError(
                f"{folder} is not a bundled {role} folder ({error}). Install Pincite again, or "
                "name another folder."
            ) from error

    @property
    def sha256(self) -> str:
        """The expected SHA-256 of the graph with its weights."""
        return self._hashes.get(WEIGHTS, "")

    def session(self) -> InferenceSession:
        from onnxruntime import InferenceSession

        return InferenceSession(
            self._checked(WEIGHTS), session_options(), providers=["CPUExecutionProvider"]
        )

    def tokenizer(self) -> Tokenizer:
        """The model's tokenizer; it reads the ligature of "ﬁsh", which its vocabulary lacks."""
        from tokenizers import Tokenizer
        from tokenizers.normalizers import Replace, Sequence

        tokenizer = Tokenizer.from_str(self._checked(TOKENIZER).decode())
        parts = [Replace(ligature, normalize("NFKC", ligature)) for ligature in _LIGATURES]
        tokenizer.normalizer = Sequence([*parts, tokenizer.normalizer])
        return tokenizer

    def _checked(self, name: str) -> bytes:
        path = self._folder / name
        try:
            content = path.read_bytes()
        except OSError as error:
            raise PinciteError(
                f"{path} cannot be read ({error.strerror}). Install Pincite again."
            ) from error
        sha256 = hashlib.sha256(content).hexdigest()
        if sha256 != self._hashes.get(name):
            expected = self._hashes.get(name, "none")
            raise PinciteError(
                f"{path} has SHA-256 {sha256[:16]}…, expected {expected[:16]}…. "
                "Install Pincite again."
            )
        return content
