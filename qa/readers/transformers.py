"""Readers from Hugging Face: any SQuAD-style model in a folder (option --reader)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.errors import PinciteError, require_package
from qa.readers.reader import Logits
from qa.readers.windows import PassageWindower, Window, length_batches

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

_BATCH_SIZE = 16


class TransformersModel:
    """An `AutoModelForQuestionAnswering` with safetensors weights; no code from the folder is run.

    Raises PinciteError if the folder does not contain one, or torch is not installed.
    """

    def __init__(self, folder: Path) -> None:
        self._weights = folder / "model.safetensors"
        if not (folder / "config.json").is_file() or not self._weights.is_file():
            raise PinciteError(
                f"{folder} is not a reader: it needs config.json, model.safetensors and a "
                "tokenizer, as saved by Hugging Face transformers."
            )
        for package in ("torch", "transformers"):
            require_package(
                package, needed_by=f"The reader {folder}", extra="sentence-transformers"
            )
        self._folder = folder
        self._lock = threading.Lock()

    @cached_property
    def fingerprint(self) -> str:
        with self._weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return f"{self._folder.resolve().name}@{digest[:8]}"

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        logits: list[Logits | None] = [None] * len(windows)
        with self._lock:
            for numbers in length_batches(windows, _BATCH_SIZE):
                starts, ends = self._run([windows[i] for i in numbers])
                for row, i in enumerate(numbers):
                    length = len(windows[i].ids)
                    logits[i] = starts[row, :length], ends[row, :length]
        return [pair for pair in logits if pair is not None]

    def _run(self, windows: Sequence[Window]) -> Logits:
        """Start and end logits, each of shape (windows, tokens of the longest)."""
        import torch

        width = max(len(window.ids) for window in windows)
        columns = {
            "input_ids": [_padded(window.ids, width, self._padding) for window in windows],
            "attention_mask": [_padded(np.ones_like(window.ids), width, 0) for window in windows],
            "token_type_ids": [_padded(window.types, width, 0) for window in windows],
        }
        tensors = {
            name: torch.from_numpy(np.stack(rows))
            for name, rows in columns.items()
            if name in self._tokenizer.model_input_names
        }
        with torch.inference_mode():
            output = self._model(**tensors)
        return output.start_logits.float().numpy(), output.end_logits.float().numpy()

    @cached_property
    def windower(self) -> PassageWindower:
        backend = getattr(self._tokenizer, "backend_tokenizer", None)
        if backend is None:
            raise PinciteError(
                f"The tokenizer in {self._folder} is not a fast one: it needs a tokenizer.json."
            )
        return PassageWindower(backend)

    @cached_property
    def _padding(self) -> int:
        token = self._tokenizer.pad_token_id
        return token if isinstance(token, int) else 0

    @cached_property
    def _tokenizer(self) -> PreTrainedTokenizerBase:
        from transformers import AutoTokenizer

        return AutoTokenizer.from_pretrained(
            self._folder, local_files_only=True, trust_remote_code=False
        )

    @cached_property
    def _model(self) -> PreTrainedModel:
        from transformers import AutoModelForQuestionAnswering
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers has no annotation there
        model: PreTrainedModel = AutoModelForQuestionAnswering.from_pretrained(
            self._folder, local_files_only=True, trust_remote_code=False, use_safetensors=True
        )
        model.requires_grad_(False)
        return model  # from_pretrained leaves it in evaluation mode


def _padded(values: np.ndarray, width: int, padding: int) -> np.ndarray:
    return np.pad(values, (0, width - len(values)), constant_values=padding)
