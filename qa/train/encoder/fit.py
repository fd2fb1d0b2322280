"""An encoder, tuned on pairs by sentence-transformers' own trainer, and set between what it was and what it became."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from index.errors import PinciteError
from qa.train import attention, interpolate
from qa.train.encoder.pairs import OTHERS, Pair

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from transformers import PreTrainedModel

_SAVED_EVERY = 100  # steps
_LONGEST = 64  # tokens; few sentences are longer, and those are cut for the training alone


@dataclass(frozen=True, slots=True)
class Settings:
    """Of a training. A batch holds `batch` questions; each is told from the sentences of all the others, and from its own hard ones."""

    rate: float = 2e-5
    batch: int = 64
    epochs: float = 1.0
    seed: int = 0
    others: int = 1
    """Hard ones for each question, the nearest first; OTHERS at most."""
    half: bool = False
    """bfloat16, on a processor or a GPU that has it."""

    def __post_init__(self) -> None:
        if not 0 <= self.others <= OTHERS:
            raise PinciteError(f"--others is {self.others}, wanted a number from 0 to {OTHERS}.")


def fit(
    pairs: Sequence[Pair], folder: Path, model: SentenceTransformer, settings: Settings
) -> Path:
    """Trains in `folder`, from its newest checkpoint where there is one; returns the folder of the tuned model."""
    import torch
    from datasets import Dataset
    from sentence_transformers import (
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )
    from sentence_transformers.base.sampler import BatchSamplers
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    columns = {
        "anchor": [pair.question for pair in pairs],
        "positive": [pair.answers for pair in pairs],
    }
    columns |= {f"negative_{n}": [pair.others[n] for pair in pairs] for n in range(settings.others)}
    model.max_seq_length = _LONGEST
    if settings.half and not torch.cuda.is_available():
        attention.use(cast("PreTrainedModel", model[0].auto_model))
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(folder),
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=settings.batch,
        learning_rate=settings.rate,
        warmup_steps=0.1,  # a share
        bf16=settings.half,
        use_cpu=not torch.cuda.is_available(),
        seed=settings.seed,
        batch_sampler=BatchSamplers.NO_DUPLICATES,
        save_steps=_SAVED_EVERY,
        save_total_limit=2,
        logging_steps=20,
        dataloader_pin_memory=False,
        report_to="none",
    )
    loss = MultipleNegativesRankingLoss(model)
    trainer = SentenceTransformerTrainer(
        model=model, args=arguments, train_dataset=Dataset.from_dict(columns), loss=loss
    )
    trainer.train(resume_from_checkpoint=any(folder.glob("checkpoint-*")))
    tuned = folder / "tuned"
    model.save_pretrained(str(tuned))
    return tuned


def between(before: Path, tuned: Path, share: float, folder: Path) -> None:
    """Writes `folder`: `share` of what `tuned` became, the rest of what it was `before` (Wortsman et al. 2022).

    Raises PinciteError where the two are not of one shape.
    """
    weights = interpolate.between(before, tuned, share)
    shutil.copytree(tuned, folder, dirs_exist_ok=True)
    interpolate.save(weights, folder)
