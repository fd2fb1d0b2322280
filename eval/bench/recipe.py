"""How figures came about, beside them: versions, models, date, and the machine in general words, never its name or a path."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from index import VERSION
from index.embed import default_encoder
from qa.bot import SHIPPED, open_reader

LIBRARIES = ("torch", "sentence-transformers", "onnxruntime", "openvino", "faiss-cpu", "numpy")
"""Those of them that are installed are named."""


def recipe() -> dict[str, Any]:
    """As JSON. The models are those that the product uses where none is named."""
    return {
        "date": date.today().isoformat(),
        "pincite": VERSION,
        "python": platform.python_version(),
        "libraries": dict(_versions()),
        "encoder": str(default_encoder().fingerprint),
        "reader": open_reader(SHIPPED).fingerprint,
        "machine": {"system": platform.system(), "processor": platform.machine(), "cores": os.cpu_count(), "features": _features()},
    }


def _versions() -> Iterator[tuple[str, str]]:
    for name in LIBRARIES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def _features() -> list[str]:
    """The sets of vector instructions that numpy found, such as AVX512_ICL; [] where it does not say."""
    told = np.show_config(mode="dicts")
    return list(told.get("SIMD Extensions", {}).get("found", [])) if told else []
