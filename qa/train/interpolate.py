"""Two models of one shape to one whose weights lie between theirs (Wortsman et al. 2022, "Robust
fine-tuning of zero-shot models").

What a later training taught is mostly kept, and what it cost is mostly given back:
`qa/model/README.md` has the figures.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import PinciteError
from qa.train.base_models import BaseModel
from qa.train.checkpoint import OPTIMIZER, STATE, checkpoints

_WEIGHTS = "model.safetensors"

Weights = dict[str, NDArray[np.float32]]


def interpolate(before: BaseModel, trained: Path, share: float, folder: Path) -> None:
    """Writes `folder`, a checkpoint to be scored and shipped: `share` of what `trained` became, the
    rest of what it was.

    `before` is the base that the training began from, with its span head; `trained` a checkpoint,
    or the folder of a training, whose newest one is taken. Raises PinciteError where `folder` is
    there already, or the two are not of one shape.
    """
    source = next(reversed(checkpoints(trained)), trained)
    if folder.exists():
        raise PinciteError(f"{folder} is there already. Name a folder that is not.")
    weights = between(before.folder, source, share)
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(OPTIMIZER))
    save(weights, folder)
    state = json.loads((folder / STATE).read_text("utf-8"))
    state["settings"]["blended"] = {"with": before.name, "share": share}
    (folder / STATE).write_text(json.dumps(state, indent=1))


def check_share(share: float) -> None:
    """Raises PinciteError where a blend with so much of one model would be one of the two."""
    if not 0 < share < 1:
        raise PinciteError(f"--share is {share}, wanted a number between 0 and 1.")


def between(before: Path, after: Path, share: float) -> Weights:
    """Of the models in two folders: `share` of the second, the rest of the first.

    Raises PinciteError where they are not of one shape.
    """
    from safetensors.numpy import load_file

    check_share(share)
    old, new = load_file(before / _WEIGHTS), load_file(after / _WEIGHTS)
    if {name: old[name].shape for name in new if name in old} != {
        name: values.shape for name, values in new.items()
    }:
        raise PinciteError(
            f"{before} and {after} have different shapes: give the base of that training."
        )
    return {
        name: ((1 - share) * old[name] + share * values).astype(np.float32)
        for name, values in new.items()
    }


def save(weights: Weights, folder: Path) -> None:
    """As the weights of the model in the folder."""
    from safetensors.numpy import save_file

    save_file(weights, folder / _WEIGHTS, metadata={"format": "pt"})
