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

from index.errors import PinciteError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

    from qa.train.trainer import Trainer, TrainingSettings

STATE, OPTIMIZER = "state.json", "optimizer.safetensors"
_MOMENTS = ("exp_avg", "exp_avg_sq")
_KEPT = 2
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class State:
    """`history` are (rows read, mean loss of the hundred steps before); `seconds` is the time all
    runs took together.
    """

    step: int
    rows: int
    seconds: float
    history: tuple[tuple[int, float], ...]
    settings: dict[str, object]


def checkpoints(folder: Path) -> list[Path]:
    """Those finished, oldest first."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if re.fullmatch(r"step-\d{8}", path.name))


def save(
    folder: Path,
    trainer: Trainer,
    tokenizer: PreTrainedTokenizerBase,
    seconds: float,
    history: list[tuple[int, float]],
) -> Path:
    """Under another name first, then renamed; the two newest are kept."""
    from safetensors.torch import save_file

    trainer.loss()  # refuses to keep what is no number
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
    for old in checkpoints(folder)[:-_KEPT]:
        shutil.rmtree(old)
    return path


def save_tokenizer(tokenizer: PreTrainedTokenizerBase, folder: Path) -> None:
    """Without the truncation that the last call left in it."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is not None:
        backend.no_truncation()
        backend.no_padding()
    tokenizer.save_pretrained(folder)


def read_state(path: Path) -> State:
    """Raises PinciteError where `path` is no checkpoint."""
    try:
        value = json.loads((path / STATE).read_text())
        if value.pop("format") != _FORMAT:
            raise ValueError("another format")
        history = tuple((int(rows), float(loss)) for rows, loss in value.pop("history"))
        return State(**value, history=history)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PinciteError(
            f"{path} is no checkpoint ({error!r}). Name a folder that python -m qa.train fit wrote."
        ) from error


def check_same(path: Path, settings: TrainingSettings) -> None:
    """Raises PinciteError that names what differs if the checkpoint has other settings."""
    then, now = read_state(path).settings, asdict(settings)
    other = [
        f"{name} {then.get(name)!r} (now {now.get(name)!r})"
        for name in now | then
        if then.get(name) != now.get(name)
    ]
    if other:
        raise PinciteError(
            f"{path.parent} was begun with {', '.join(other)}. "
            "Give the same settings to resume, or another folder to begin anew."
        )


def resume(folder: Path, trainer: Trainer, note: Callable[[str], None]) -> State | None:
    """Loads the newest checkpoint that can be read into the trainer; None where there is none."""
    for path in reversed(checkpoints(folder)):
        try:
            state = _load(path, trainer)
        except (OSError, KeyError, RuntimeError, PinciteError) as error:
            note(f"{path} cannot be read ({error}); trying the one before")
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
