"""The libraries of one folder: the one that was opened, its neighbours, and new ones.

They are made, renamed, closed and deleted here; names never lead to another folder.
"""

from __future__ import annotations

import operator
import os
import re
from collections.abc import Callable, Sequence
from copy import copy
from pathlib import Path
from threading import Lock

from index.collection.joined import JoinedLibrary
from index.errors import PinciteError
from index.library import Library
from index.maintenance.move import delete, rename
from ui.engine.engine import Engine
from ui.engine.history import history as histories
from ui.engine.history.history import History
from ui.engine.web.address_list import NO_ADDRESSES, WebAddresses

_NAME = re.compile(r"\w[\w .,&'()+-]{0,79}")
"""A name that every file system accepts and that cannot lead to another folder."""

_SUFFIX = ".pincite"

ALL = "~all"
"""In place of the name of a library: all that somebody sees, as one. No library has this name."""

FILES_BESIDE = (".questions.json", *histories.FILES)
"""Endings of the files named after a library: the feedback on its answers, its history."""


def unknown_library(name: str, known: Sequence[str]) -> PinciteError:
    """The error for a name that is not one of the `known` ones."""
    choice = f"Choose one of {', '.join(known[:20])}." if known else "You have a role for none."
    return PinciteError(f'There is no library "{name[:80]}". {choice}')


def library_name(typed: str) -> str:
    """The name of a library, without spaces around it and the suffix.

    Raises PinciteError if no library can have it.
    """
    name = typed.strip().removesuffix(_SUFFIX).rstrip(" .")
    if not _NAME.fullmatch(name):
        raise PinciteError(
            f"{typed[:80]!r} cannot be the name of a library. "
            "Use letters, digits, spaces and . , & ' ( ) + -, at most 80 of them."
        )
    return name


Test = Callable[[str], bool]

FindEngine = Callable[[str], Engine]
"""The engine of a library's name, "" for the first; raises PinciteError if there is none."""


class Libraries:
    """Engines by the names of their libraries, each opened on first use; all share one queue.

    Any thread may call. The first library stays open as long as the server runs.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        alone: bool = False,
        history: History | None = None,
        users: bool = False,
        web: WebAddresses = NO_ADDRESSES,
    ) -> None:
        """`alone`: ignore the other libraries in the folder. `history`: None if none is kept.

        `users`: the server has some, so only what `limited` returns can be asked as one.
        `web`: the addresses that the libraries may fetch.
        """
        self.history = history
        self.web = web
        self.first = engine.library.path.stem
        self.folder = engine.library.path.parent
        self._alone = alone
        self._served = self.first
        self._engine = engine
        self._open = {self.first: engine}
        self._closed = set[str]()
        self._joins = not users
        self._joined = dict[tuple[str, ...], tuple[tuple[Library, ...], Engine]]()
        self._lock = Lock()
        self._sees: Test = lambda name: True
        self._owns: Test = lambda name: True
        self._changed: Callable[[str, str], None] = lambda old, new: None

    def limited(self, sees: Test, owns: Test, changed: Callable[[str, str], None]) -> Libraries:
        """The same libraries for somebody who sees some of them only; the others are not there.

        `owns`: may this library be renamed, closed, opened again and deleted? `changed` is called
        after one was made ("", new), renamed (old, new) or deleted (old, ""). The first library is
        the first that is seen; "" if none is.
        """
        limited = copy(self)
        limited._sees, limited._owns, limited._changed = sees, owns, changed
        limited._joins = True
        if not sees(self._served):
            limited.first = next(iter(limited.names()), "")
        return limited

    def names(self) -> list[str]:
        """The names of the folder's libraries but the closed ones, sorted, with the first one."""
        names = {self._served, *self._others()} - self._closed
        return sorted(name for name in names if self._sees(name))

    def closed(self) -> list[str]:
        """The names of the libraries that were closed and are still in the folder, sorted."""
        return sorted(filter(self._owns, self._closed.intersection(self._others())))

    @property
    def can_make(self) -> bool:
        """Can there be other libraries than the first?"""
        return not self._alone and os.access(self.folder, os.W_OK)

    def can_change(self, name: str) -> bool:
        """Can this library be renamed, closed and deleted?"""
        return self.can_make and name != self._served and self._owns(name)

    @property
    def can_join(self) -> bool:
        """Are there several libraries, which the name ALL stands for?"""
        return self._joins and len(self.names()) > 1

    def engine(self, name: str = "") -> Engine:
        """The engine of a library; that of the first one for "", of all as one for ALL.

        Raises PinciteError if there is no library of that name, or if it cannot be opened.
        """
        if not name and self.first == self._served:
            return self._engine
        if name == ALL and self.can_join:
            return self._engine_of_all()
        name = name if name else self.first
        with self._lock:
            if name not in (known := self.names()):
                raise unknown_library(name, known)
            if name not in self._open:
                self._open[name] = self._engine.for_library(self._sibling(name))
            return self._open[name]

    def _engine_of_all(self) -> Engine:
        """Made again after one of them was closed and opened."""
        names = tuple(self.names())
        parts = tuple(self.engine(name).library for name in names)
        before, engine = self._joined.get(names, ((), self._engine))
        if not before or not all(map(operator.is_, before, parts)):
            try:
                joined = JoinedLibrary(parts, self.folder / f"{ALL}{_SUFFIX}")
            except PinciteError as error:
                raise PinciteError(str(error).replace(f"{self.folder}/", "")) from error
            engine = self._engine.for_library(joined)
            self._joined[names] = parts, engine
        return engine

    def make(self, name: str) -> str:
        """Makes an empty library and returns its name, trimmed.

        Raises PinciteError if the name is taken or not usable as a file name.
        """
        with self._lock:
            name = self._new_name(name)
            self._sibling(name, create=True).close()
            self._changed("", name)
        return name

    def rename(self, name: str, new: str) -> str:
        """Renames a library with its files, and returns its new name, trimmed.

        Raises PinciteError as `make` does, and if the library is in use or the first one.
        """
        with self._lock:
            new = self._new_name(new)
            rename(self._released(name, "renamed"), f"{new}{_SUFFIX}", FILES_BESIDE)
            self._changed(name, new)
        return new

    def delete(self, name: str) -> None:
        """Deletes a library with its files. Raises PinciteError if it is in use or the first."""
        with self._lock:
            delete(self._released(name, "deleted"), FILES_BESIDE)
            self._changed(name, "")

    def close_library(self, name: str) -> None:
        """Takes a library out of the list until `reopen`, or until the server is started anew.

        Its files stay. Raises PinciteError if documents are being added, and for the first.
        """
        with self._lock:
            self._released(name, "closed")
            self._closed.add(name)

    def reopen(self, name: str) -> None:
        """Raises PinciteError if no library of that name was closed."""
        with self._lock:
            if name not in (closed := self.closed()):
                raise unknown_library(name, closed)
            self._closed.remove(name)

    def close(self) -> None:
        """Closes the libraries that were opened here; the first is closed by who opened it."""
        if self.history is not None:
            self.history.close()
        with self._lock:
            for name in [name for name in self._open if name != self._served]:
                self._open.pop(name).library.close()

    def _others(self) -> set[str]:
        """The names of the libraries in the folder at this moment."""
        paths = () if self._alone else self.folder.glob(f"*{_SUFFIX}")
        return {path.stem for path in paths if _NAME.fullmatch(path.stem)}

    def _new_name(self, name: str) -> str:
        name = library_name(name)
        if name.casefold() in {known.casefold() for known in {self._served, *self._others()}}:
            raise PinciteError(
                f"There is already a library {name!r}. Choose another name, or open that library."
            )
        if (self.folder / f"{name}{histories.ENDING}").exists():
            raise PinciteError(
                f"There is still the history of a library {name!r} that is gone. "
                "Choose another name."
            )
        return name

    def _sibling(self, name: str, *, create: bool = False) -> Library:
        """The library `name` in the same folder, with the same encoder."""
        path = self.folder / f"{name}{_SUFFIX}"
        return Library.open(path, create=create, encoder=self._engine.library.encoder)

    def _released(self, name: str, action: str) -> Path:
        """The file of a library, after this program has closed its connections to it."""
        if name not in (known := self.names()):
            raise unknown_library(name, known)
        if not self.can_change(name):
            raise PinciteError(
                f"{name!r} cannot be {action}: the server was started with it, or may not change "
                "its folder. Stop the server first."
            )
        if name in self._open:
            if self._open[name].ingest_queue():
                raise PinciteError(
                    f"{name!r} cannot be {action} while documents are being added to it. "
                    "Wait until they are read, or cancel them."
                )
            if self.history is not None:
                self.history.flush()
            self._open.pop(name).library.close()
            self._joined.clear()
        return self.folder / f"{name}{_SUFFIX}"
