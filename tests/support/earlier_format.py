"""Turns a library into one of format 1, which has no markers but pages and headings."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from index.storage.connection import Store
from tests.conftest import damage


def make_earlier(path: Path) -> None:
    """Gives the library the format version and the splitter of version 0.1.0."""
    with closing(Store(path)) as store, store.writing():
        store.set_meta("splitter", "punkt-1")
    damage(path, "PRAGMA user_version = 1")
