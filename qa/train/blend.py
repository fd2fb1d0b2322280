"""Two readers of one shape to one whose weights lie between theirs (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").

What a later training taught is mostly kept, and what it cost is mostly given back: `qa/model/README.md` has the figures.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np

from index.spans import PinciteError
from qa.train.bases import Base
from qa.train.checkpoint import OPTIMIZER, STATE, checkpoints

_WEIGHTS = "model.safetensors"


def blend(before: Base, trained: Path, share: float, folder: Path) -> None:
    """Writes `folder`, a checkpoint to be scored and shipped: `share` of what `trained` became, the rest of what it was.

    `before` is the base that the training began from, with its span head; `trained` a checkpoint, or the folder of a training, whose
    newest one is taken. Raises PinciteError where `folder` is there already, or the two are not of one shape.
    """
    from safetensors.numpy import load_file, save_file

    source = next(reversed(checkpoints(trained)), trained)
    if not 0 < share < 1:
        raise PinciteError(f"--share is {share}, wanted a number between 0 and 1.")
    if folder.exists():
        raise PinciteError(f"{folder} is there already. Name a folder that is not.")
    old, new = load_file(before.folder / _WEIGHTS), load_file(source / _WEIGHTS)
    if {name: values.shape for name, values in old.items()} != {name: values.shape for name, values in new.items()}:
        raise PinciteError(f"{before.name} and {source} are not of one shape: name the base that the training began from.")
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(OPTIMIZER))
    between = {name: ((1 - share) * old[name] + share * values).astype(np.float32) for name, values in new.items()}
    save_file(between, folder / _WEIGHTS, metadata={"format": "pt"})
    state = json.loads((folder / STATE).read_text("utf-8"))
    state["settings"]["blended"] = {"with": before.name, "share": share}
    (folder / STATE).write_text(json.dumps(state, indent=1))
