"""Models that are shipped: a folder of an ONNX graph, its tokenizer and the hashes of both. ONNX Runtime lives only here."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PinciteError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

WEIGHTS, TOKENIZER, HASHES = "model.onnx", "tokenizer.json", "hashes.json"


def session_options() -> SessionOptions:
    """Of one thread: whoever has several inputs runs several at once. Sums of 8-bit products are exact on every processor."""
    from onnxruntime import SessionOptions

    made = SessionOptions()
    made.intra_op_num_threads = made.inter_op_num_threads = 1
    made.enable_mem_pattern = False  # inputs differ in length
    made.add_session_config_entry(
        "session.x64quantprecision", "1"
    )  # they would saturate on x86 without VNNI
    return made


class BundledModel:
    """Its files are read when they are asked for, and their hashes checked before. `what` it is, for people: "reader".

    Raises PinciteError where the folder holds no hashes, and later where a file is not the one that was shipped.
    """

    def __init__(self, folder: Path, what: str) -> None:
        self._folder = folder
        try:
            self._hashes = {
                str(name): str(sha256)
                for name, sha256 in json.loads((folder / HASHES).read_text()).items()
            }
        except (OSError, ValueError, AttributeError) as error:
            raise PinciteError(
                f"{folder} holds no {what} of ours ({error}). Check out the repository again, or name another."
            ) from error

    @property
    def sha256(self) -> str:
        """Of the graph with its weights, as it must be."""
        return self._hashes.get(WEIGHTS, "")

    def session(self) -> InferenceSession:
        from onnxruntime import InferenceSession

        return InferenceSession(
            self._checked(WEIGHTS), session_options(), providers=["CPUExecutionProvider"]
        )

    def tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        return Tokenizer.from_str(self._checked(TOKENIZER).decode())

    def _checked(self, name: str) -> bytes:
        path = self._folder / name
        try:
            content = path.read_bytes()
        except OSError as error:
            raise PinciteError(
                f"{path} cannot be read ({error.strerror}). Check out the repository again."
            ) from error
        sha256 = hashlib.sha256(content).hexdigest()
        if sha256 != self._hashes.get(name):
            expected = self._hashes.get(name, "none")
            raise PinciteError(
                f"{path} has SHA-256 {sha256[:16]}…, wanted {expected[:16]}…. Check out the repository again."
            )
        return content
