"""How figures came about, beside them: versions, models, date, and the machine in general words, never its name or a path."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.registry import default_encoder
from pincite.version import VERSION
from qa.pipeline import BUNDLED_READER, open_reader

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
        "reader": open_reader(BUNDLED_READER).fingerprint,
        "machine": {
            "system": platform.system(),
            "processor": processor(),
            "cores": os.cpu_count(),
            "features": _features(),
        },
    }


def processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """Its maker's name for it, and whether it multiplies 8-bit integers by itself, which decides how fast the models are."""
    told = cpuinfo.read_text(encoding="utf-8") if cpuinfo.is_file() else ""
    name = re.search(r"^model name\s*:\s*(.+)$", told, re.MULTILINE)
    if name is None:
        return platform.processor() or platform.machine()
    return f"{name.group(1).strip()} {'with' if re.search(r'^flags.*vnni', told, re.MULTILINE) else 'without'} VNNI"


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
