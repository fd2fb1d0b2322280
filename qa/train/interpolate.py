"""Interpolates the weights of two models of one shape (WiSE-FT).

Wortsman et al. 2022, "Robust fine-tuning of zero-shot models": most of what a training gains is
retained, and most of what it loses elsewhere is recovered. Figures: `qa/model/README.md`.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import PinciteError
from qa.train.base_models import BaseModel
from qa.train.checkpoint import OPTIMIZER, STATE, newest

_WEIGHTS = "model.safetensors"

Weights = dict[str, NDArray[np.float32]]


def interpolate(before: BaseModel, trained: Path, share: float, folder: Path) -> None:
    """Writes `folder`, a checkpoint: share x trained weights + (1 - share) x weights before.

    `before` is the base of the training, with its span head; `trained` a checkpoint, or a
    training's folder, of which the newest is used. Raises PinciteError if `share` is not between 0
    and 1, `folder` exists, or the two models have different shapes.
    """
    from safetensors.numpy import load_file, save_file

    if not 0 < share < 1:
        raise PinciteError(f"--share is {share}, wanted a number between 0 and 1.")
    source = newest(trained)
    if folder.exists():
        raise PinciteError(f"{folder} exists already. Name a folder that does not.")
    old, new = load_file(before.folder / _WEIGHTS), load_file(source / _WEIGHTS)
    if _shapes({name: old[name] for name in new if name in old}) != _shapes(new):
        raise PinciteError(
            f"{before.folder} and {source} have different shapes: give the base of that training."
        )
    weights = {
        name: ((1 - share) * old[name] + share * values).astype(np.float32)
        for name, values in new.items()
    }
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(OPTIMIZER))
    save_file(weights, folder / _WEIGHTS, metadata={"format": "pt"})
    state = json.loads((folder / STATE).read_text("utf-8"))
    state["settings"]["interpolated"] = {"with": before.name, "share": share}
    (folder / STATE).write_text(json.dumps(state, indent=1))


def _shapes(weights: Weights) -> dict[str, tuple[int, ...]]:
    return {name: values.shape for name, values in weights.items()}
