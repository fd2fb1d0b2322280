"""Folders of the server that the page may read: only those that the owner names at the start.

`pincite ui --allow-folder DIR` allows DIR and the folders in it. Nothing else is read: links out of
it are refused, and those in it are not followed.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from index.errors import PinciteError
from index.ingest.not_read import SkippedFile
from index.ingest.pipeline import IngestProgress
from index.ingest.watch import FolderWatcher
from index.library import IngestResult
from ui.engine.engine import Engine

EVERY = 10.0
"""Seconds between two looks at a watched folder."""

MAX_ERRORS = 5
"""Failed looks in a row after which a folder is not watched any more."""

MAX_WATCHED = 20
"""Folders that are watched at a time, each by a thread."""


@dataclass(slots=True)
class FolderStatus:
    """What the last look at a folder found."""

    name: str
    watching: bool
    running: bool = True
    last_run: str = ""
    """UTC, ISO 8601; empty before the first one has ended."""
    counts: Counter[str] = field(default_factory=Counter)
    """By status of `IngestResult`."""
    failed: tuple[IngestResult, ...] = ()
    skipped: tuple[SkippedFile, ...] = ()
    error: str = ""


class FolderWatch:
    """Reads one folder into one library, once or again and again, in a thread."""

    def __init__(
        self, engine: Engine, folder: Path, root: Path, name: str, *, watching: bool, every: float
    ) -> None:
        self.status = FolderStatus(name, watching)
        self._engine, self._folder, self._root, self._every = engine, folder, root, every
        self._watcher = FolderWatcher(engine.library, folder, settle=0 if not watching else 1)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the watch before the next sentences are stored; what is stored stays."""
        self.status.watching = False
        self._stopped.set()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        errors = 0
        while not self._stopped.is_set():
            self.status.running = True
            try:
                self._look()
                errors, self.status.error = 0, ""
            except PinciteError as error:
                errors += 1
                self.status.error = _without_path(str(error), self._folder)
            self.status.running = False
            self.status.last_run = datetime.now(UTC).isoformat(timespec="seconds")
            if not self.status.watching or errors >= MAX_ERRORS:
                break
            self._stopped.wait(self._every)
        self.status.watching = False

    def _look(self) -> None:
        require_inside(self._folder, self._root)  # it may have become a link since
        results: list[IngestResult] = []
        with self._engine.adding(), closing(self._watcher.poll()) as events:
            for event in events:
                result = event.result if isinstance(event, IngestProgress) else event
                results += [result] if result is not None else []
                if self._stopped.is_set() or self._engine.refusing:
                    break
        read = {result.source for result in results}
        old = [each for each in self.status.failed if each.source not in read]
        failed = [each for each in results if each.status == "refused"]
        self.status.failed = (*(each for each in old if Path(each.source).exists()), *failed)
        if results or not self.status.counts:
            self.status.counts = Counter(result.status for result in results)
        self.status.skipped = tuple(each for each in self._watcher.skipped if not each.is_system)


class AllowedFolders:
    """The folders that may be read, and the watches of all libraries. Any thread may call."""

    def __init__(self, roots: Sequence[Path] = (), every: float = EVERY) -> None:
        """Raises PinciteError if one of `roots` is no folder."""
        for root in roots:
            if not root.is_dir():
                raise PinciteError(f"There is no folder {root}. Name one with --allow-folder.")
        self._roots = dict(_named([root.resolve() for root in roots]))
        self._every = every
        self._watches: dict[tuple[Path, Path], FolderWatch] = {}
        self._lock = threading.Lock()

    @property
    def names(self) -> list[str]:
        """What the allowed folders are called on the page."""
        return list(self._roots)

    def read(self, engine: Engine, root: str, inside: str, *, watching: bool) -> None:
        """Reads a folder into the library: `inside`, as "a/b", of the allowed folder `root`.

        Raises PinciteError if it is not allowed or not there, or if too many are watched.
        """
        if root not in self._roots:
            raise PinciteError("That folder may not be read here. Choose one of the list.")
        allowed = self._roots[root]
        folder = require_inside(allowed / inside.strip().strip("/"), allowed)
        name = "/".join([root, *folder.relative_to(allowed).parts])
        key = engine.library.path, folder
        with self._lock:
            if (old := self._watches.get(key)) is not None and old.alive:
                old.stop()
            watched = sum(each.status.watching for each in self._watches.values())
            if watching and watched >= MAX_WATCHED:
                raise PinciteError(f"{MAX_WATCHED} folders are watched. Stop one of them first.")
            self._watches[key] = FolderWatch(
                engine, folder, allowed, name, watching=watching, every=self._every
            )

    def stop(self, engine: Engine, name: str) -> None:
        """Watches a folder of the library no longer. Raises PinciteError if it is not watched."""
        for (library, _), watch in self._watches.items():
            if library == engine.library.path and watch.status.name == name:
                return watch.stop()
        raise PinciteError("That folder is not watched any more. Open the settings again.")

    def statuses(self, engine: Engine) -> list[FolderStatus]:
        """Of the folders that were read into the library since the start, by name."""
        own = [watch.status for at, watch in self._watches.items() if at[0] == engine.library.path]
        return sorted(own, key=lambda status: status.name)

    def watches(self) -> list[FolderWatch]:
        return list(self._watches.values())


def require_inside(path: Path, root: Path) -> Path:
    """The folder, if it is `root` or in it and no part of the way is a link.

    Raises PinciteError otherwise. `root` is resolved.
    """
    try:
        resolved = path.resolve(strict=True)
        is_folder = resolved.is_dir()
    except (OSError, ValueError, RuntimeError):  # not there, no name of a file, a loop of links
        is_folder = False
    if not is_folder or not resolved.is_relative_to(root):
        raise PinciteError("There is no such folder in the one that may be read. Type it again.")
    if path != resolved:
        raise PinciteError("That is a link or leads over one, which is not followed.")
    return resolved


def _named(roots: Sequence[Path]) -> list[tuple[str, Path]]:
    """Each with its last part as name, numbered if several have the same."""
    roots = list(dict.fromkeys(roots))
    names = Counter(root.name for root in roots)
    numbers: Counter[str] = Counter()
    named = []
    for root in roots:
        numbers[root.name] += 1
        number = f" {numbers[root.name]}" if names[root.name] > 1 else ""
        named.append((f"{root.name}{number}", root))
    return named


def _without_path(message: str, folder: Path) -> str:
    """An error names no folders of the server."""
    return message.replace(f"{folder.parent.as_posix()}/", "")


NO_FOLDERS = AllowedFolders()
