"""Which calibration is used: that of a reader's folder, or a library's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.library import Library
from qa.decision.calibration import UNCALIBRATED, Calibration
from qa.decision.scoring import FEATURES

if TYPE_CHECKING:
    from qa.readers.reader import Reader

_CALIBRATION = "calibration.json"


def load_calibration(folder: Path) -> Calibration:
    """The calibration in a reader's folder, UNCALIBRATED without one.

    Raises PinciteError if it is broken or has weights of features that do not exist.
    """
    path = folder / _CALIBRATION
    if not path.is_file():
        return UNCALIBRATED
    calibration = Calibration.load(path)
    if unknown := calibration.feature_names - FEATURES:
        raise PinciteError(
            f"{path} has weights of {', '.join(sorted(unknown))}, which this version of Pincite "
            "does not compute. Make a new one with: pincite eval calibrate"
        )
    return calibration


def calibration_of(library: Library, reader: Reader, of_reader: Calibration) -> Calibration:
    """The library's own calibration if it was fitted to this reader, else the reader's.

    Raises PinciteError if it is broken.
    """
    stored = library.calibration
    own = None if stored is None else own_calibration(stored, library.path, reader.fingerprint)
    return of_reader if own is None else own


def own_calibration(stored: str, library: Path, reader: str) -> Calibration | None:
    """What a library stores; None if it is for another reader, or for features of another version.

    Raises PinciteError if it is broken.
    """
    own = Calibration.parse(stored, f"What {library} stores")
    fits = own.reader == reader and own.feature_names <= FEATURES
    return replace(own, of_library=True) if fits else None
