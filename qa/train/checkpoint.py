"""Checkpoints: folders for `pincite ask --reader`, with the optimizer's state; no pickle."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PinciteError, reason

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

    from qa.train.trainer import Trainer, TrainingSettings

STATE, OPTIMIZER = "state.json", "optimizer.safetensors"
_MOMENTS = ("exp_avg", "exp_avg_sq")
_NEWEST = 2
"""Checkpoints of a training that are not deleted."""
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class State:
    """What a checkpoint records besides weights and optimizer.

    `history` contains (rows read, mean loss of the last hundred steps); `seconds` is the duration
    of all runs together.
    """

    step: int
    rows: int
    seconds: float
    history: tuple[tuple[int, float], ...]
    settings: dict[str, object]


def checkpoints(folder: Path) -> list[Path]:
    """The finished checkpoints of a training's folder, oldest first."""
    paths = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in paths if re.fullmatch(r"step-\d{8}", path.name))


def newest(trained: Path) -> Path:
    """The newest checkpoint of a training's folder; `trained` itself if it has none."""
    return next(reversed(checkpoints(trained)), trained)


def save(
    folder: Path,
    trainer: Trainer,
    tokenizer: PreTrainedTokenizerBase,
    seconds: float,
    history: list[tuple[int, float]],
) -> Path:
    """Writes a checkpoint, which appears when it is complete; deletes all but the two newest."""
    from safetensors.torch import save_file

    trainer.loss()  # raises if it is not finite
    path = folder / f"step-{trainer.step:08d}"
    unfinished = path.with_suffix(".tmp")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    trainer.model.save_pretrained(unfinished)
    save_tokenizer(tokenizer, unfinished)
    state = State(
        trainer.step, trainer.rows, round(seconds, 1), tuple(history), asdict(trainer.settings)
    )
    optimizer = {
        f"{name}.{moment}": trainer.optimizer.state[parameter][moment].contiguous()
        for name, parameter in trainer.model.named_parameters()
        for moment in _MOMENTS
        if parameter in trainer.optimizer.state
    }
    save_file(optimizer, unfinished / OPTIMIZER)
    (unfinished / STATE).write_text(json.dumps({"format": _FORMAT, **asdict(state)}, indent=1))
    shutil.rmtree(path, ignore_errors=True)
    os.replace(unfinished, path)
    for old in checkpoints(folder)[:-_NEWEST]:
        shutil.rmtree(old)
    return path


def save_tokenizer(tokenizer: PreTrainedTokenizerBase, folder: Path) -> None:
    """Saves a tokenizer without the truncation and padding that its last call set."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is not None:
        backend.no_truncation()
        backend.no_padding()
    tokenizer.save_pretrained(folder)


def read_state(path: Path) -> State:
    """The state of a checkpoint. Raises PinciteError if `path` is not one."""
    try:
        value = json.loads((path / STATE).read_text())
        if value.pop("format") != _FORMAT:
            raise ValueError("another format")
        history = tuple((int(rows), float(loss)) for rows, loss in value.pop("history"))
        return State(**value, history=history)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PinciteError(
            f"{path} is not a checkpoint ({error!r}). Name a folder that `pincite train fit` wrote."
        ) from error


def check_settings(path: Path, settings: TrainingSettings) -> None:
    """Raises PinciteError that names what differs if the checkpoint has other settings."""
    previous, current = read_state(path).settings, asdict(settings)
    different = [
        f"{name} {previous.get(name)!r} (now {current.get(name)!r})"
        for name in current | previous
        if previous.get(name) != current.get(name)
    ]
    if different:
        raise PinciteError(
            f"{path.parent} was started with {', '.join(different)}. "
            "Give the same settings to resume, or another folder to start anew."
        )


def resume(folder: Path, trainer: Trainer, note: Callable[[str], None]) -> State | None:
    """Loads the newest readable checkpoint into the trainer; None if there is none."""
    for path in reversed(checkpoints(folder)):
        try:
            state = _load(path, trainer)
        except (OSError, KeyError, RuntimeError, PinciteError) as error:
            note(f"{path} cannot be read ({reason(error)}); trying the one before")
        else:
            trainer.step = state.step
            return state
    return None


def _load(path: Path, trainer: Trainer) -> State:
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        weights, optimizer = load_file(path / "model.safetensors"), load_file(path / OPTIMIZER)
    except SafetensorError as error:
        raise OSError(str(error)) from error
    state = read_state(path)
    moments = {
        parameter: {
            moment: optimizer[f"{name}.{moment}"].to(parameter.device) for moment in _MOMENTS
        }
        for name, parameter in trainer.model.named_parameters()
    }
    trainer.model.load_state_dict(weights)
    for parameter, values in moments.items():
        trainer.optimizer.state[parameter] = {
            "step": torch.tensor(float(state.step), device=parameter.device),
            **values,
        }
    return state
