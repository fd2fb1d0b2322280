"""Exports a checkpoint as a folder for `pincite ask --reader`, with a record of the training."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path

from index.errors import PinciteError
from qa.train.checkpoint import OPTIMIZER, STATE, newest, read_state

RECORD = "training.json"
_WEIGHTS = "model.safetensors"


def export(trained: Path, folder: Path, fp16: bool = False) -> str:
    """Writes `folder`, which appears when it is complete; returns the SHA-256 of the weights.

    `trained` is a checkpoint, or a training's folder, of which the newest is used. `fp16` stores
    the weights in 16 bits, half the size; they are read in single precision. Raises PinciteError if
    there is no checkpoint or `folder` exists.
    """
    source = newest(trained)
    state = read_state(source)
    if folder.exists():
        raise PinciteError(f"{folder} exists already. Name a folder that does not.")
    unfinished = folder.with_name(f"{folder.name}.tmp")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(source, unfinished, ignore=shutil.ignore_patterns(OPTIMIZER, STATE))
    if fp16:
        _to_fp16(unfinished / _WEIGHTS)
    with (unfinished / _WEIGHTS).open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    (unfinished / RECORD).write_text(json.dumps({**asdict(state), "sha256": sha256}, indent=1))
    os.replace(unfinished, folder)
    return sha256


def _to_fp16(path: Path) -> None:
    """Converts a weights file; config.json still says float32, so they are read as such."""
    import numpy as np
    from safetensors.numpy import load_file, save_file

    weights = load_file(path)
    save_file(
        {name: values.astype(np.float16) for name, values in weights.items()},
        path,
        metadata={"format": "pt"},
    )
