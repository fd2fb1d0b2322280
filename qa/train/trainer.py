"""The training step: a function of the settings, the step's number and the state before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.errors import PinciteError
from qa.train import attention
from qa.train.features import Batch, Features, collate, plan

if TYPE_CHECKING:
    from torch import Tensor, device
    from torch.optim import AdamW
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

    from qa.train.distillation import Teacher

_OUTSIDE = -1e4
"""Logit of a token where no answer can be: its probability is 0 in single precision."""

_RECENT_STEPS = 100


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Everything that the weights at a step depend on, except the device and its precision.

    Rows are windows (`qa.train.features`).
    """

    base: str
    data: str
    """SHA-256 of the prepared examples."""
    layers: int | None = None
    rows: int | None = None
    """Rows to train on in total, repeated after an epoch; None: `epochs` times all rows."""
    epochs: float = 2.0
    learning_rate: float = 1e-4
    """The highest one. The rate rises to it in the first `warm_up` of the rows, then falls to 0,
    both linearly.
    """
    warm_up: float = 0.05
    decay: float = 0.01
    dropout: float = 0.0
    """No dropout by default: every window is read once or twice, so there is little overfitting,
    and dropout made the training take 2.4 times as long.
    """
    clip: float = 1.0
    max_rows: int = 32
    max_tokens: int = 4_096
    teacher: str | None = None
    distillation_weight: float = 0.7
    """Weight of the divergence from the teacher in the loss."""
    temperature: float = 2.0
    seed: int = 0

    def __post_init__(self) -> None:
        for name in (
            "learning_rate",
            "epochs",
            "clip",
            "temperature",
            "max_rows",
            "max_tokens",
            "rows",
            "layers",
        ):
            if (value := getattr(self, name)) is not None and not value > 0:
                raise PinciteError(f"{name} is {value}, wanted more than 0.")
        for name in ("warm_up", "decay", "dropout", "distillation_weight"):
            if not 0 <= getattr(self, name) < 1:
                raise PinciteError(
                    f"{name} is {getattr(self, name)}, wanted 0 or more and less than 1."
                )


def rate_at(progress: float, settings: TrainingSettings) -> float:
    """The learning rate after the share `progress` of the rows."""
    if progress < settings.warm_up:
        return settings.learning_rate * progress / settings.warm_up
    return settings.learning_rate * (1 - progress) / (1 - settings.warm_up)


class Trainer:
    """Trains a model step by step; `step` steps of `plan` are done.

    With `bfloat16` the model runs in that precision (autocast), the weights stay in single
    precision. To resume, load the weights, the optimizer's state and the number of the step.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        features: Features,
        settings: TrainingSettings,
        device: device,
        bfloat16: bool = False,
        teacher: Teacher | None = None,
    ) -> None:
        self.model = model.train()
        self.model.to(device)
        _set_dropout(model, settings.dropout)
        if bfloat16 and device.type == "cpu":
            attention.use(model)
        self.optimizer = _optimizer(model, settings)
        self.settings = settings
        self.step = 0
        rows = (
            settings.rows if settings.rows is not None else round(settings.epochs * len(features))
        )
        self.plan = plan(
            features.lengths, rows, settings.seed, settings.max_tokens, settings.max_rows
        )
        self._ends = np.cumsum([len(batch) for batch in self.plan])
        self._features, self._device = features, device
        self._bfloat16, self._teacher = bfloat16, teacher
        self._padding = int(tokenizer.pad_token_id)
        self._typed = "token_type_ids" in tokenizer.model_input_names
        self._losses: list[Tensor] = []

    @property
    def rows(self) -> int:
        """Rows read so far."""
        return int(self._ends[self.step - 1]) if self.step else 0

    @property
    def all_rows(self) -> int:
        """Rows of the whole training."""
        return int(self._ends[-1])

    @property
    def done(self) -> bool:
        """True after the last step."""
        return self.step == len(self.plan)

    def loss(self) -> float:
        """The mean loss of the last hundred steps of this run, NaN before the first.

        Raises PinciteError if it is not finite (the training diverged).
        """
        import torch

        mean = torch.stack(self._losses).mean().item() if self._losses else float("nan")
        if self._losses and not np.isfinite(mean):
            raise PinciteError(
                f"The loss is {mean} after {self.rows:,} rows. Start again with a "
                f"--learning-rate below {self.settings.learning_rate}."
            )
        return mean

    def advance(self) -> None:
        """Does one step. Dropout depends on the seed and the step's number alone."""
        import torch

        windows = self.plan[self.step]
        torch.manual_seed(self.settings.seed * 1_000_003 + self.step)
        rate = rate_at((self.rows + len(windows) / 2) / self.all_rows, self.settings)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        loss = self._loss(collate(self._features, windows, self._padding))
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no annotation there
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.settings.clip)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self._losses = [*self._losses[-_RECENT_STEPS + 1 :], loss.detach()]
        self.step += 1

    def _loss(self, batch: Batch) -> Tensor:
        """The mean of the cross-entropies of start and end.

        With a teacher it is mixed with the mean divergence from the teacher's distributions.
        """
        import torch
        from torch.nn.functional import cross_entropy

        inputs = {"input_ids": batch.tokens, "attention_mask": batch.mask}
        if self._typed:
            inputs["token_type_ids"] = batch.second
        tensors = {
            name: torch.from_numpy(values.astype(np.int64)).to(self._device)
            for name, values in inputs.items()
        }
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._bfloat16):
            output = self.model(**tensors)
        outside = ~torch.from_numpy(batch.places).to(self._device)
        start, end = (
            logits.float().masked_fill(outside, _OUTSIDE)
            for logits in (output.start_logits, output.end_logits)
        )
        gold_start, gold_end = (
            torch.from_numpy(gold).to(self._device) for gold in (batch.start, batch.end)
        )
        loss = (cross_entropy(start, gold_start) + cross_entropy(end, gold_end)) / 2
        if self._teacher is None:
            return loss
        teacher_start, teacher_end = (
            logits.masked_fill(outside, _OUTSIDE) for logits in self._teacher.logits(batch)
        )
        temperature, weight = self.settings.temperature, self.settings.distillation_weight
        distillation = (
            divergence(start, teacher_start, temperature)
            + divergence(end, teacher_end, temperature)
        ) / 2
        return (1 - weight) * loss + weight * distillation


def divergence(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    """KL(teacher || student) of the softened distributions over the last axis, mean over the rows.

    It is multiplied by the square of the temperature, so that its gradients have the same size at
    any temperature (Hinton et al. 2015).
    """
    from torch.nn.functional import kl_div, log_softmax

    student_log, teacher_log = (
        log_softmax(logits / temperature, dim=-1) for logits in (student, teacher)
    )
    return kl_div(student_log, teacher_log, reduction="batchmean", log_target=True) * temperature**2


def _set_dropout(model: PreTrainedModel, share: float) -> None:
    from torch.nn import Dropout

    for module in model.modules():
        if isinstance(module, Dropout):
            module.p = share


def _optimizer(model: PreTrainedModel, settings: TrainingSettings) -> AdamW:
    """AdamW. Biases and norms, which have one dimension, have no weight decay."""
    from torch.optim import AdamW

    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [
        {
            "params": [matrix for matrix in parameters if matrix.ndim > 1],
            "weight_decay": settings.decay,
        },
        {"params": [vector for vector in parameters if vector.ndim <= 1], "weight_decay": 0.0},
    ]
    return AdamW(groups, lr=settings.learning_rate, fused=True)
