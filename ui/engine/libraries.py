"""The libraries of one folder: the one that was opened, its neighbours, and new ones."""

from __future__ import annotations

import re
from threading import Lock

from index.errors import PinciteError
from index.library import Library
from ui.engine.engine import Engine

_NAME = re.compile(r"\w[\w .-]{0,79}")
"""A name that every file system accepts and that cannot lead to another folder."""


class Libraries:
    """Engines by the names of their libraries, each opened on first use; all share one queue.

    Any thread may call.
    """

    def __init__(self, engine: Engine, *, alone: bool = False) -> None:
        """`alone`: ignore the other libraries in the folder."""
        self.first = engine.library.path.stem
        self._alone = alone
        self._engine = engine
        self._open = {self.first: engine}
        self._lock = Lock()

    def names(self) -> list[str]:
        """The names of all libraries in the folder at this moment, sorted, with the first one."""
        paths = () if self._alone else self._engine.library.path.parent.glob("*.pincite")
        names = {path.stem for path in paths if _NAME.fullmatch(path.stem)}
        return sorted({self.first, *names})

    def engine(self, name: str = "") -> Engine:
        """The engine of a library; that of the first one for "" and if the library is gone.

        Raises PinciteError if the library cannot be opened.
        """
        if name not in self.names():
            return self._engine
        with self._lock:
            if name not in self._open:
                self._open[name] = self._engine.for_library(self._sibling(name))
            return self._open[name]

    def engine_or_first(self, name: str) -> Engine:
        """Like `engine`, but that of the first library if this one cannot be opened.

        The library page shows why.
        """
        try:
            return self.engine(name)
        except PinciteError:
            return self._engine

    def make(self, name: str) -> str:
        """Makes an empty library and returns its name, trimmed.

        Raises PinciteError if the name is taken or not usable as a file name.
        """
        name = name.strip().removesuffix(".pincite").rstrip(" .")
        if not _NAME.fullmatch(name):
            raise PinciteError(
                f"{name[:80]!r} cannot be the name of a library. "
                "Use letters, digits, spaces, dots and dashes, at most 80 of them."
            )
        if name.casefold() in {known.casefold() for known in self.names()}:
            raise PinciteError(
                f"There is already a library {name!r}. Choose another name, or open that library."
            )
        self._sibling(name, create=True).close()
        return name

    def _sibling(self, name: str, *, create: bool = False) -> Library:
        """The library `name`.pincite in the same folder, with the same encoder."""
        first = self._engine.library
        path = first.path.with_name(f"{name}.pincite")
        return Library.open(path, create=create, encoder=first.encoder)

    def close(self) -> None:
        """Closes the libraries that were opened here; the first is closed by who opened it."""
        with self._lock:
            for name in [name for name in self._open if name != self.first]:
                self._open.pop(name).library.close()
