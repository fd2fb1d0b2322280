"""The span reader: any SQuAD-style model of Hugging Face in a folder. torch and transformers live only here."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.spans import Passage, PinciteError, Span
from qa.answer import Calibration, Place
from qa.decode import decode
from qa.read import Candidate

if TYPE_CHECKING:
    from transformers import BatchEncoding, PreTrainedModel, PreTrainedTokenizerBase

UNCALIBRATED = Calibration({"log_odds": 1.0}, bias=0.0, threshold=0.5)
"""Takes the reader's own probability at its word. A reader of one's own is calibrated by `python -m eval calibrate`."""

# tokens
_WINDOW, _STRIDE = 384, 128
_LONGEST_QUESTION = 128
_WINDOWS_AT_ONCE = 16
_SPANS_A_WINDOW = 5


class SpanReader:
    """Cuts the words that answer out of the passages, with an `AutoModelForQuestionAnswering` of safetensors, no code of others.

    All windows of all passages share one softmax with the best "no answer" (the first token) of each, so scores compare across passages.
    Raises PinciteError where the folder holds no such model.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / "config.json").is_file() or not (folder / "model.safetensors").is_file():
            raise PinciteError(
                f"{folder} holds no reader: it needs config.json, model.safetensors and a tokenizer, as Hugging Face writes them."
            )
        self._folder = folder
        self._lock = threading.Lock()
        self.name = f"cuts out the words that answer ({folder.resolve().name})"

    def read(self, question: str, passages: Sequence[Passage]) -> list[Candidate]:
        if not passages:
            return []
        with self._lock:
            found, nulls = self._spans(question, passages)
        if not found:
            return []
        scores = np.array([score for _, score in found] + nulls)
        total = float(scores.max() + np.log(np.exp(scores - scores.max()).sum()))
        candidates = [_candidate(place, score - total, max(nulls) - total) for place, score in found]
        return sorted(candidates, key=lambda candidate: -candidate.score)

    def _spans(self, question: str, passages: Sequence[Passage]) -> tuple[list[tuple[Place, float]], list[float]]:
        """The best spans of every window with their scores, and each window's score for "no answer"."""
        windows = self._tokenizer(
            [self._shortened(question)] * len(passages),
            [passage.span.text for passage in passages],
            truncation="only_second",
            max_length=_WINDOW,
            stride=_STRIDE,
            padding=True,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            return_tensors="np",
        )
        found: dict[tuple[int, int, int], float] = {}
        nulls = []
        for window, (starts, ends) in enumerate(zip(*self._logits(windows), strict=True)):
            inside = np.array([part == 1 for part in windows.sequence_ids(window)])
            owner, offsets = int(windows["overflow_to_sample_mapping"][window]), windows["offset_mapping"][window]
            nulls.append(float(starts[0] + ends[0]))
            for first, last, score in decode(starts, ends, inside, most=_SPANS_A_WINDOW):
                key = (owner, int(offsets[first][0]), int(offsets[last][1]))
                found[key] = max(score, found.get(key, -math.inf))
        return [(_place(passages[owner], start, end), score) for (owner, start, end), score in found.items() if start < end], nulls

    def _logits(self, windows: BatchEncoding) -> tuple[np.ndarray, np.ndarray]:
        """Start and end logits, each of shape (windows, tokens)."""
        import torch

        names = [name for name in self._tokenizer.model_input_names if name in windows]
        starts, ends = [], []
        with torch.inference_mode():
            for first in range(0, len(windows["input_ids"]), _WINDOWS_AT_ONCE):
                batch = {name: torch.from_numpy(windows[name][first : first + _WINDOWS_AT_ONCE]) for name in names}
                output = self._model(**batch)
                starts.append(output.start_logits.float().numpy())
                ends.append(output.end_logits.float().numpy())
        return np.concatenate(starts), np.concatenate(ends)

    def _shortened(self, question: str) -> str:
        """The beginning of a question so long that it would leave no room for a passage."""
        offsets = self._tokenizer(question, add_special_tokens=False, return_offsets_mapping=True, verbose=False)["offset_mapping"]
        return question[: offsets[_LONGEST_QUESTION - 1][1]] if len(offsets) > _LONGEST_QUESTION else question

    @cached_property
    def _tokenizer(self) -> PreTrainedTokenizerBase:
        from transformers import AutoTokenizer

        return AutoTokenizer.from_pretrained(self._folder, local_files_only=True, trust_remote_code=False)

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


def _candidate(place: Place, log_probability: float, log_null: float) -> Candidate:
    probability = min(max(math.exp(log_probability), 1e-9), 1 - 1e-9)
    evidence = {"log_odds": math.log(probability / (1 - probability)), "span": log_probability, "null": log_null}
    return Candidate(place, log_probability, evidence)


def _place(passage: Passage, start: int, end: int) -> Place:
    """Offsets in the passage's text to a span of its document, in the sentence (or the run of sentences) that holds it."""
    span = Span(passage.span.doc, passage.span.start + start, passage.span.start + end)
    touched = [hit.span for hit in passage.sentences if hit.span.overlaps(span)]
    if not touched:
        return Place(span, span, passage)
    return Place(span, Span(span.doc, min(span.start, touched[0].start), max(span.end, touched[-1].end)), passage)
