"""The libraries of one folder: the one that was opened, those beside it, and new ones."""

from __future__ import annotations

import re
from threading import Lock

from index.errors import PinciteError
from ui.engine.engine import Engine

_NAME = re.compile(r"\w[\w .-]{0,79}")
"""A name that every file system takes and that leads nowhere else."""


class Libraries:
    """Engines by the names of their libraries, each opened when it is first asked for, all behind one gate. Any thread may ask."""

    def __init__(self, engine: Engine, *, alone: bool = False) -> None:
        """`alone`: as if there were no other beside the one that was opened."""
        self.first = engine.library.path.stem
        self._alone = alone
        self._engine = engine
        self._open = {self.first: engine}
        self._lock = Lock()

    def names(self) -> list[str]:
        """Of all that are there now, sorted; the first one among them."""
        beside = () if self._alone else self._engine.library.path.parent.glob("*.pincite")
        found = {path.stem for path in beside if _NAME.fullmatch(path.stem)}
        return sorted({self.first, *found})

    def engine(self, name: str = "") -> Engine:
        """The one of that name; the first for "" and for one that is not there (any more).

        Raises PinciteError where it cannot be opened.
        """
        if name not in self.names():
            return self._engine
        with self._lock:
            if name not in self._open:
                self._open[name] = self._engine.for_library(self._engine.library.sibling(name))
            return self._open[name]

    def make(self, name: str) -> str:
        """Makes an empty library; returns its name. Raises PinciteError for a name that is taken, or that would not do for a file."""
        name = name.strip().removesuffix(".pincite").rstrip(" .")
        if not _NAME.fullmatch(name):
            raise PinciteError(
                f"{name[:80]!r} will not do as a name. Take letters, digits, spaces, dots and dashes, at most 80 of them."
            )
        if name.casefold() in {known.casefold() for known in self.names()}:
            raise PinciteError(
                f"There is a library {name!r} already. Take another name, or choose that one."
            )
        self._engine.library.sibling(name, create=True).close()
        return name

    def close(self) -> None:
        """Those that were opened here; the first belongs to who opened it."""
        with self._lock:
            for name in [name for name in self._open if name != self.first]:
                self._open.pop(name).library.close()
