"""How figures were measured: versions, models, date, and the machine, without name or paths."""

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
"""Those of them that are installed are listed."""


def recipe() -> dict[str, Any]:
    """As JSON. The models are the default ones."""
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
    """The model name, and whether it has VNNI: 8-bit dot products make the models faster."""
    text = cpuinfo.read_text(encoding="utf-8") if cpuinfo.is_file() else ""
    name = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    if name is None:
        return platform.processor() or platform.machine()
    has_vnni = re.search(r"^flags.*vnni", text, re.MULTILINE)
    return f"{name.group(1).strip()} {'with' if has_vnni else 'without'} VNNI"


def _versions() -> Iterator[tuple[str, str]]:
    for name in LIBRARIES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def _features() -> list[str]:
    """The vector instruction sets that numpy found, such as AVX512_ICL; [] if it does not say."""
    build = np.show_config(mode="dicts")
    return list(build.get("SIMD Extensions", {}).get("found", [])) if build else []
