"""Bundled models: a folder with an ONNX graph, its tokenizer and the hashes of both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

import numpy as np

from index.errors import PinciteError, reason

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

WEIGHTS, TOKENIZER, HASHES = "model.onnx", "tokenizer.json", "hashes.json"

_LIGATURES = "ﬀﬁﬂﬃﬄﬅﬆ"

_EXACT_SUMS = "session.x64quantprecision"

_INTEGER_PRODUCT = (
    b'\x08\x04:P\n\x18\n\x01a\n\x01b\x12\x01c"\rMatMulInteger\x12\x01pZ\x0f\n\x01a\x12\n\n\x08\x08\x02'
    b"\x12\x04\n\x00\n\x00Z\x0f\n\x01b\x12\n\n\x08\x08\x03\x12\x04\n\x00\n\x00b\x0f\n\x01c\x12\n\n\x08\x08"
    b"\x06\x12\x04\n\x00\n\x00B\x04\n\x00\x10\n"
)
"""An ONNX graph: the product c of the matrices a (unsigned 8 bits) and b (8 bits)."""


def session_options() -> SessionOptions:
    """Options for ONNX Runtime: one thread per run, because callers run several inputs in parallel.

    Sums of 8-bit products are exact on every processor.
    """
    from onnxruntime import SessionOptions, disable_telemetry_events

    disable_telemetry_events()  # of Windows, where index/__init__.py does not turn it off
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # inputs differ in length
    if sums_saturate():
        options.add_session_config_entry(_EXACT_SUMS, "1")  # takes 1.5 to 1.7 times as long
    return options


@cache
def sums_saturate() -> bool:
    """Whether sums of 8-bit products are cut at 16 bits, as on x86 processors without VNNI."""
    from onnxruntime import InferenceSession

    session = InferenceSession(_INTEGER_PRODUCT, providers=["CPUExecutionProvider"])
    size, largest, largest_signed = 64, 255, 127
    a = np.full((size, size), largest, np.uint8)
    b = np.full((size, size), largest_signed, np.int8)
    (product,) = session.run(None, {"a": a, "b": b})
    return bool((product != size * largest * largest_signed).any())


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
                f"{folder} is not a bundled {role} folder ({reason(error)}). "
                "Install Pincite again, or name another folder."
            ) from error

    @property
    def sha256(self) -> str:
        """The expected SHA-256 of the graph with its weights."""
        return self._hashes.get(WEIGHTS, "")

    def session(self, without: Sequence[str] = ()) -> InferenceSession:
        """A session of the graph, optimised by ONNX Runtime `without` the optimisers named."""
        from onnxruntime import InferenceSession

        return InferenceSession(
            self._checked(WEIGHTS),
            session_options(),
            providers=["CPUExecutionProvider"],
            disabled_optimizers=list(without),
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
