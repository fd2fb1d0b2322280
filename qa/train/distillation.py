"""Distillation: the student also learns from a larger reader's logits (Hinton et al. 2015)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import PinciteError
from qa.train.base_models import BaseModel, load_base
from qa.train.features import Batch

if TYPE_CHECKING:
    from torch import Tensor
    from torch import device as Device
    from transformers import PreTrainedTokenizerBase

Numbers = NDArray[np.int64]


class Teacher:
    """A larger reader that reads the student's windows token by token.

    So its logits belong to the student's tokens. The two vocabularies may number the tokens
    differently (MPNet's ids are BERT's plus four) and use another number of separators between
    question and context, but must contain the same tokens. Raises PinciteError if they do not.
    """

    def __init__(
        self, base: BaseModel, student: PreTrainedTokenizerBase, device: Device, bfloat16: bool
    ) -> None:
        model, tokenizer = load_base(base, seed=0)
        self._model = model.requires_grad_(False)  # from_pretrained leaves it in evaluation mode
        self._model.to(device)  # type: ignore[arg-type]  # untyped in transformers
        self._device, self._bfloat16 = device, bfloat16
        self._ids = vocabulary_map(student, tokenizer)
        self._padding = int(tokenizer.pad_token_id)
        self._separator = int(tokenizer.sep_token_id)
        self._separators = separators(student), separators(tokenizer)
        self._typed = "token_type_ids" in tokenizer.model_input_names

    def logits(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Start and end logits, each of shape (windows, tokens) as the batch has them.

        They are valid at the batch's `places` only.
        """
        import torch

        tokens, mask, second = self.translated(batch)
        inputs = {"input_ids": tokens, "attention_mask": mask}
        if self._typed:
            inputs["token_type_ids"] = second
        tensors = {
            name: torch.from_numpy(values.astype(np.int64)).to(self._device)
            for name, values in inputs.items()
        }
        with (
            torch.no_grad(),
            torch.autocast(self._device.type, torch.bfloat16, enabled=self._bfloat16),
        ):
            output = self._model(**tensors)
        columns = self._columns(batch.tokens.shape[1], tokens.shape[1])
        positions = torch.from_numpy(columns).to(self._device)
        return output.start_logits.float()[:, positions], output.end_logits.float()[:, positions]

    def _columns(self, student_width: int, teacher_width: int) -> Numbers:
        """For each column of the student's windows the teacher's: shifted, except the first."""
        student_separators, teacher_separators = self._separators
        shift = teacher_separators - student_separators
        columns = np.arange(student_width)
        return np.clip(np.where(columns > 0, columns + shift, 0), 0, teacher_width - 1)

    def translated(self, batch: Batch) -> tuple[Numbers, NDArray[np.bool_], NDArray[np.bool_]]:
        """The windows with the teacher's tokens: `tokens`, `mask` and `second` as in Batch."""
        student_separators, teacher_separators = self._separators
        width = batch.tokens.shape[1] + teacher_separators - student_separators
        tokens = np.full((len(batch.tokens), width), self._padding, np.int64)
        mask, second = np.zeros(tokens.shape, np.bool_), np.zeros(tokens.shape, np.bool_)
        for row, (ids, is_token, is_second) in enumerate(
            zip(batch.tokens, batch.mask, batch.second, strict=True)
        ):
            length, context = int(is_token.sum()), int(is_second.argmax())
            question_ids = self._ids[ids[: context - student_separators]]
            middle = np.full(teacher_separators, self._separator)
            window = np.concatenate([question_ids, middle, self._ids[ids[context:length]]])
            tokens[row, : len(window)] = window
            mask[row, : len(window)] = True
            second[row, len(question_ids) + teacher_separators : len(window)] = True
        return tokens, mask, second


def separators(tokenizer: PreTrainedTokenizerBase) -> int:
    """Special tokens between question and context: one in BERT, two in MPNet and RoBERTa."""
    return int(tokenizer.num_special_tokens_to_add(pair=True)) - 2


def vocabulary_map(student: PreTrainedTokenizerBase, teacher: PreTrainedTokenizerBase) -> Numbers:
    """The teacher's id for each of the student's ids, shape (student's vocabulary,).

    Raises PinciteError if the teacher lacks a token.
    """
    teacher_ids = teacher.get_vocab()
    names = student.convert_ids_to_tokens(list(range(len(student))))
    special = {
        student.cls_token: teacher.cls_token,
        student.sep_token: teacher.sep_token,
        student.pad_token: teacher.pad_token,
        student.unk_token: teacher.unk_token,
        student.mask_token: teacher.mask_token,
    }
    missing = [
        name
        for name in names
        if special.get(name, name) not in teacher_ids and not name.startswith("[unused")
    ]
    if missing:
        raise PinciteError(
            f"The teacher lacks {len(missing):,} of the student's tokens, such as {missing[0]!r}: "
            "choose one with the same vocabulary."
        )
    return np.array([teacher_ids.get(special.get(name, name), 0) for name in names], np.int64)
