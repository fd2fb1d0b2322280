"""The libraries of one folder: the one that was opened, its neighbours, and new ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from threading import Lock

from index.errors import PinciteError
from index.library import Library
from ui.engine.engine import Engine

_NAME = re.compile(r"\w[\w .,&'()+-]{0,79}")
"""A name that every file system accepts and that cannot lead to another folder."""


def unknown_library(name: str, known: Sequence[str]) -> PinciteError:
    """The error for a name that is not one of the `known` ones."""
    return PinciteError(
        f'There is no library "{name[:80]}". Choose one of {", ".join(known[:20])}.'
    )


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
        """The engine of a library; that of the first one for "".

        Raises PinciteError if there is no library of that name, or if it cannot be opened.
        """
        if not name:
            return self._engine
        if name not in (known := self.names()):
            raise unknown_library(name, known)
        with self._lock:
            if name not in self._open:
                self._open[name] = self._engine.for_library(self._sibling(name))
            return self._open[name]

    def make(self, name: str) -> str:
        """Makes an empty library and returns its name, trimmed.

        Raises PinciteError if the name is taken or not usable as a file name.
        """
        name = name.strip().removesuffix(".pincite").rstrip(" .")
        if not _NAME.fullmatch(name):
            raise PinciteError(
                f"{name[:80]!r} cannot be the name of a library. "
                "Use letters, digits, spaces and . , & ' ( ) + -, at most 80 of them."
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
