"""A checkpoint to a reader's folder: what `python -m qa --reader` takes, and how it came about."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path

from index.errors import PinciteError
from qa.train.checkpoint import OPTIMIZER, STATE, checkpoints, read_state

RECORD = "training.json"
_WEIGHTS = "model.safetensors"


def export(trained: Path, folder: Path, half: bool = False) -> str:
    """Writes `folder`, all or nothing; returns the weights' SHA-256.

    `trained` is a checkpoint, or the folder of a training, whose newest one is taken. `half` stores
    the weights in 16 bits: half the size to ship, and read back in single precision. Raises
    PinciteError where there is nothing to export or `folder` is there already.
    """
    source = next(reversed(checkpoints(trained)), trained)
    state = read_state(source)
    if folder.exists():
        raise PinciteError(f"{folder} is there already. Name a folder that is not.")
    unfinished = folder.with_name(f"{folder.name}.tmp")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(source, unfinished, ignore=shutil.ignore_patterns(OPTIMIZER, STATE))
    if half:
        _halve(unfinished / _WEIGHTS)
    with (unfinished / _WEIGHTS).open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    (unfinished / RECORD).write_text(json.dumps({**asdict(state), "sha256": sha256}, indent=1))
    os.replace(unfinished, folder)
    return sha256


def _halve(path: Path) -> None:
    """config.json goes on saying float32, so that is what the weights are read as."""
    import numpy as np
    from safetensors.numpy import load_file, save_file

    weights = load_file(path)
    save_file(
        {name: values.astype(np.float16) for name, values in weights.items()},
        path,
        metadata={"format": "pt"},
    )
