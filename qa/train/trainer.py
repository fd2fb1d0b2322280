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
"""The logit of a token where no answer can be: its probability is 0 in single precision."""

_RECENT = 100


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Everything that the weights at a step depend on, but the device and its precision.

    Rows are windows (`qa.train.features`).
    """

    base: str
    data: str
    """SHA-256 of the prepared examples."""
    layers: int | None = None
    rows: int | None = None
    """To be read in all, some of them again after an epoch; None: `epochs` times all."""
    epochs: float = 2.0
    learning_rate: float = 1e-4
    """The highest: it rises to it in the first `warm_up` of the rows, then falls to 0, both
    linearly.
    """
    warm_up: float = 0.05
    decay: float = 0.01
    dropout: float = 0.0
    """Every window is read once or twice, so little can be learnt by heart; drawing what is dropped
    took 2.4 times the time.
    """
    clip: float = 1.0
    most_rows: int = 32
    most_tokens: int = 4_096
    teacher: str | None = None
    distillation_weight: float = 0.7
    """The teacher's part in the loss."""
    temperature: float = 2.0
    seed: int = 0

    def __post_init__(self) -> None:
        for name in (
            "learning_rate",
            "epochs",
            "clip",
            "temperature",
            "most_rows",
            "most_tokens",
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
    """The learning rate when this share of the rows has been read."""
    if progress < settings.warm_up:
        return settings.learning_rate * progress / settings.warm_up
    return settings.learning_rate * (1 - progress) / (1 - settings.warm_up)


class Trainer:
    """`step` steps of `plan` are done.

    To resume, load the weights, the optimizer's state and the number of the step.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        features: Features,
        settings: TrainingSettings,
        device: device,
        half: bool = False,
        teacher: Teacher | None = None,
    ) -> None:
        self.model = model.train()
        self.model.to(device)
        _set_dropout(model, settings.dropout)
        if half and device.type == "cpu":
            attention.use(model)
        self.optimizer = _optimizer(model, settings)
        self.settings = settings
        self.step = 0
        rows = (
            settings.rows if settings.rows is not None else round(settings.epochs * len(features))
        )
        self.plan = plan(
            features.lengths, rows, settings.seed, settings.most_tokens, settings.most_rows
        )
        self._ends = np.cumsum([len(batch) for batch in self.plan])
        self._features, self._device, self._half, self._teacher = features, device, half, teacher
        self._padding = int(tokenizer.pad_token_id)
        self._typed = "token_type_ids" in tokenizer.model_input_names
        self._losses: list[Tensor] = []

    @property
    def rows(self) -> int:
        """Read so far."""
        return int(self._ends[self.step - 1]) if self.step else 0

    @property
    def all_rows(self) -> int:
        return int(self._ends[-1])

    @property
    def done(self) -> bool:
        return self.step == len(self.plan)

    def loss(self) -> float:
        """The mean of the last hundred steps of this run.

        Raises PinciteError when it is no number any more.
        """
        import torch

        mean = torch.stack(self._losses).mean().item() if self._losses else float("nan")
        if self._losses and not np.isfinite(mean):
            raise PinciteError(
                f"The loss is {mean} after {self.rows:,} rows. Begin again with a "
                f"--learning-rate below {self.settings.learning_rate}."
            )
        return mean

    def advance(self) -> None:
        """One step. What is dropped out is drawn by the seed and the step's number alone."""
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
        self._losses = [*self._losses[-_RECENT + 1 :], loss.detach()]
        self.step += 1

    def _loss(self, batch: Batch) -> Tensor:
        """Cross-entropy of start and end, their mean; with a teacher, mixed with the divergence
        from its distribution.
        """
        import torch
        from torch.nn.functional import cross_entropy

        inputs = {
            "input_ids": batch.tokens,
            "attention_mask": batch.mask,
            **({"token_type_ids": batch.second} if self._typed else {}),
        }
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._half):
            output = self.model(
                **{
                    name: torch.from_numpy(values.astype(np.int64)).to(self._device)
                    for name, values in inputs.items()
                }
            )
        places = torch.from_numpy(batch.places).to(self._device)
        logits = [
            each.float().masked_fill(~places, _OUTSIDE)
            for each in (output.start_logits, output.end_logits)
        ]
        targets = [torch.from_numpy(each).to(self._device) for each in (batch.start, batch.end)]
        labelled = (
            sum(
                (cross_entropy(*pair) for pair in zip(logits, targets, strict=True)),
                torch.zeros((), device=self._device),
            )
            / 2
        )
        if self._teacher is None:
            return labelled
        taught = [each.masked_fill(~places, _OUTSIDE) for each in self._teacher.logits(batch)]
        apart = (
            sum(
                (
                    divergence(*pair, self.settings.temperature)
                    for pair in zip(logits, taught, strict=True)
                ),
                torch.zeros_like(labelled),
            )
            / 2
        )
        return (
            1 - self.settings.distillation_weight
        ) * labelled + self.settings.distillation_weight * apart


def divergence(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    """KL(teacher || student) of the softened distributions over the last axis, mean over the rows,
    times the square of the temperature so that its gradients keep their size.
    """
    from torch.nn.functional import kl_div, log_softmax

    ours, theirs = (log_softmax(logits / temperature, dim=-1) for logits in (student, teacher))
    return kl_div(ours, theirs, reduction="batchmean", log_target=True) * temperature**2


def _set_dropout(model: PreTrainedModel, share: float) -> None:
    from torch.nn import Dropout

    for module in model.modules():
        if isinstance(module, Dropout):
            module.p = share


def _optimizer(model: PreTrainedModel, settings: TrainingSettings) -> AdamW:
    """Biases and norms, which have one dimension, do not decay."""
    from torch.optim import AdamW

    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [
        {"params": [each for each in parameters if each.ndim > 1], "weight_decay": settings.decay},
        {"params": [each for each in parameters if each.ndim <= 1], "weight_decay": 0.0},
    ]
    return AdamW(groups, lr=settings.learning_rate, fused=True)
