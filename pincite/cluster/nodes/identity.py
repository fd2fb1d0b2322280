"""What all machines of a cluster must have in common, so that they compute the same answers."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from index.encoders.registry import default_encoder
from index.errors import PinciteError
from pincite.version import VERSION
from qa.pipeline import BUNDLED_READER
from qa.readers.onnx import OnnxModel

_PACKAGE = Path(sys.modules["pincite"].__path__[0])
_CODE = tuple(_PACKAGE.parent / name for name in ("index", "qa", "pincite"))

_SIMD = ("avx2", "avx512f", "avx512_vnni", "amx_int8", "asimddp", "i8mm", "sve")
"""What numpy and ONNX Runtime choose their arithmetic by; the last bits of sums depend on it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Of one machine."""

    pincite: str
    code: str
    """SHA-256 of the source code, shortened."""
    encoder: str
    reader: str
    python: str
    processor: str
    """Its kind: the architecture and the instruction sets that arithmetic is chosen by."""

    def to_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Identity:
        return cls(**json.loads(data))


_NAMES = {
    "pincite": "Pincite",
    "code": "code of Pincite",
    "encoder": "encoder",
    "reader": "reader",
    "python": "Python",
    "processor": "processor",
}


def own_identity() -> Identity:
    return Identity(
        pincite=VERSION,
        code=_code_hash(),
        encoder=str(default_encoder().fingerprint),
        reader=OnnxModel(BUNDLED_READER).fingerprint,
        python=platform.python_version(),
        processor=_processor(),
    )


def check_same(own: Identity, head: Identity) -> None:
    """Raises PinciteError if two machines could give different answers."""
    for name, word in _NAMES.items():
        here, there = getattr(own, name), getattr(head, name)
        if here != there:
            raise PinciteError(
                f"This machine cannot join the cluster: its {word} is {here}, that of the head is "
                f"{there}, so answers could differ. {_remedy(name)}"
            )


def _remedy(name: str) -> str:
    if name == "processor":
        return "Use machines with processors of one kind."
    return "Install the same on all machines."


def _code_hash() -> str:
    digest = hashlib.sha256()
    for folder in _CODE:
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(folder.parent).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _processor() -> str:
    words = set[str]()
    if (info := Path("/proc/cpuinfo")).is_file():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith(("flags", "Features")):
                words.update(line.split())
    return " ".join([platform.machine(), *(word for word in _SIMD if word in words)])
