"""Stores a calibration in a library, as `pincite eval calibrate --into` does."""

from __future__ import annotations

from contextlib import closing

from index.library import Library
from index.storage import library_meta
from index.storage.connection import Store


def store_calibration(library: Library, calibration: str) -> None:
    with closing(Store(library.path)) as store, store.writing():
        library_meta.set_calibration(store, calibration)
