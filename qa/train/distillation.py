"""Distillation: the student also learns from a larger reader's logits (Hinton et al. 2015)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import PinciteError
from qa.train.base_models import BaseModel, load
from qa.train.features import Batch

if TYPE_CHECKING:
    from torch import Tensor, device
    from transformers import PreTrainedTokenizerBase

Numbers = NDArray[np.int64]


class Teacher:
    """Reads the student's own windows, token by token, so its logits stand where the student's do.

    That takes the student's words: the vocabularies may number them differently (MPNet shifts
    BERT's by four) and set another number of separators between question and context, but must cut
    words alike. Raises PinciteError where they do not.
    """

    def __init__(
        self, base: BaseModel, student: PreTrainedTokenizerBase, device: device, half: bool
    ) -> None:
        model, tokenizer = load(base, seed=0)
        self._model = model.requires_grad_(False)  # from_pretrained leaves it in evaluation mode
        self._model.to(device)  # type: ignore[arg-type]  # untyped in transformers
        self._device, self._half = device, half
        self._ids = vocabulary_map(student, tokenizer)
        self._padding = int(tokenizer.pad_token_id)
        self._separator = int(tokenizer.sep_token_id)
        self._separators = separators(student), separators(tokenizer)
        self._typed = "token_type_ids" in tokenizer.model_input_names

    def logits(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Start and end, (windows, tokens): right at the batch's `places`, without meaning
        elsewhere.
        """
        import torch

        tokens, mask, second = self.translated(batch)
        inputs = {
            "input_ids": tokens,
            "attention_mask": mask,
            **({"token_type_ids": second} if self._typed else {}),
        }
        shift = self._separators[1] - self._separators[0]
        columns = np.arange(batch.tokens.shape[1])
        there = torch.from_numpy(
            np.clip(np.where(columns > 0, columns + shift, 0), 0, tokens.shape[1] - 1)
        ).to(self._device)
        with torch.no_grad(), torch.autocast(self._device.type, torch.bfloat16, enabled=self._half):
            output = self._model(
                **{
                    name: torch.from_numpy(values.astype(np.int64)).to(self._device)
                    for name, values in inputs.items()
                }
            )
        return output.start_logits.float()[:, there], output.end_logits.float()[:, there]

    def translated(self, batch: Batch) -> tuple[Numbers, NDArray[np.bool_], NDArray[np.bool_]]:
        """Tokens, mask and second part as the teacher writes them."""
        ours, theirs = self._separators
        width = batch.tokens.shape[1] + theirs - ours
        tokens = np.full((len(batch.tokens), width), self._padding, np.int64)
        mask, second = np.zeros(tokens.shape, np.bool_), np.zeros(tokens.shape, np.bool_)
        for row, (ids, real, after) in enumerate(
            zip(batch.tokens, batch.mask, batch.second, strict=True)
        ):
            length, context = int(real.sum()), int(after.argmax())
            middle = np.full(theirs, self._separator)
            written = np.concatenate(
                [self._ids[ids[: context - ours]], middle, self._ids[ids[context:length]]]
            )
            tokens[row, : len(written)] = written
            mask[row, : len(written)] = True
            second[row, context + theirs - ours : len(written)] = True
        return tokens, mask, second


def separators(tokenizer: PreTrainedTokenizerBase) -> int:
    """How many special tokens stand between question and context: one in BERT, two in MPNet and
    RoBERTa.
    """
    return int(tokenizer.num_special_tokens_to_add(pair=True)) - 2


def vocabulary_map(student: PreTrainedTokenizerBase, teacher: PreTrainedTokenizerBase) -> Numbers:
    """The teacher's id for each of the student's.

    Raises PinciteError where the teacher lacks a word.
    """
    theirs = teacher.get_vocab()
    names = student.convert_ids_to_tokens(list(range(len(student))))
    special = {
        student.cls_token: teacher.cls_token,
        student.sep_token: teacher.sep_token,
        student.pad_token: teacher.pad_token,
    }
    special |= {student.unk_token: teacher.unk_token, student.mask_token: teacher.mask_token}
    lacking = [
        name
        for name in names
        if special.get(name, name) not in theirs and not name.startswith("[unused")
    ]
    if lacking:
        raise PinciteError(
            f"The teacher lacks {len(lacking):,} of the student's tokens, such as {lacking[0]!r}: "
            "choose one with the same vocabulary."
        )
    return np.array([theirs.get(special.get(name, name), 0) for name in names], np.int64)
