"""Power loss: every write and sync is recorded, then the disk is rebuilt as it may be after each.

What was synced is there. Of the rest any part may be: each write whole, missing, some of its
512-byte sectors, or sectors of zeros; a file may have grown without its bytes. Model: a disk
keeps what it reported as synced, and a write changes no byte beside it (SQLite's "powersafe
overwrite"). A journal's name is durable after its first sync, as SQLite syncs the folder then.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import apsw

from index.errors import PinciteError
from index.library import Library
from tests.torture.shim import over
from tests.torture.tally import Tally
from tests.torture.world import LetterEncoder, Model, after, do, folder, steps, wrong

_SECTOR = 512
_VFS = "recorder"


@dataclass(frozen=True, slots=True)
class Event:
    """A "write", "truncate", "sync" or "delete" of a file, or "done" for a finished step."""

    what: str
    file: str = ""
    offset: int = 0
    data: bytes = b""


@dataclass(slots=True)
class Recorder:
    """File operations of a process, in order."""

    events: list[Event] = field(default_factory=list)
    deaf: frozenset[str] = frozenset()
    """Suffixes of files whose syncs are ignored, to show that this is detected."""


class _File(apsw.VFSFile):
    def __init__(
        self, recorder: Recorder, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        super().__init__("", name, flags)
        self._recorder = recorder
        self._name = (
            Path(name.filename() if isinstance(name, apsw.URIFilename) else str(name)).name
            if name
            else ""
        )

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._recorder.events.append(Event("write", self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:
        super().xTruncate(newsize)
        self._recorder.events.append(Event("truncate", self._name, newsize))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        if not any(self._name.endswith(ending) for ending in self._recorder.deaf):
            self._recorder.events.append(Event("sync", self._name))


class _Vfs(apsw.VFS):
    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        super().__init__(_VFS, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> _File:
        return _File(self._recorder, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        self._recorder.events.append(Event("delete", Path(filename).name))


def record(
    path: Path, seed: int, count: int, journal: str, deaf: frozenset[str] = frozenset()
) -> tuple[list[Event], list[Model]]:
    """Records `count` steps of a library; returns the events and the state after each step.

    The first state is the empty library.
    """
    recorder, states = Recorder(deaf=deaf), [Model()]
    vfs = _Vfs(recorder)
    try:
        with (
            over(_VFS, journal),
            Library.open(path, create=True, encoder=LetterEncoder()) as library,
        ):
            recorder.events.append(Event("done"))
            for step in steps(random.Random(seed), count, "add add add remove"):
                do(library, step)
                states.append(after(states[-1], step))
                recorder.events.append(Event("done"))
    finally:
        vfs.unregister()
    return recorder.events, states


@dataclass(slots=True)
class Disk:
    """The synced content of the files, and the operations that are not synced yet."""

    certain: dict[str, bytearray] = field(default_factory=dict)
    pending: list[Event] = field(default_factory=list)

    def take(self, event: Event) -> None:
        if event.what in ("write", "truncate"):
            self.pending.append(event)
        elif event.what == "sync":
            for waiting in [each for each in self.pending if each.file == event.file]:
                _apply(self.certain, waiting)
            self.pending = [each for each in self.pending if each.file != event.file]
            self.certain.setdefault(event.file, bytearray())
        elif event.what == "delete":
            self.certain.pop(event.file, None)
            self.pending = [each for each in self.pending if each.file != event.file]

    def found(self, rng: random.Random, how: str) -> dict[str, bytes]:
        """The files as they may be found: with "all", "none" or "some" of what is not synced."""
        files = {name: bytearray(data) for name, data in self.certain.items()}
        for event in self.pending:
            fate = {"all": "whole", "none": "dropped"}.get(how) or rng.choice(
                ("whole", "whole", "dropped", "torn", "zeroed")
            )
            if fate == "whole":
                _apply(files, event)
            elif fate != "dropped" and event.what == "write":
                _tear(files, event, rng, zeroed=fate == "zeroed")
        return {name: bytes(data) for name, data in files.items()}


def _apply(files: dict[str, bytearray], event: Event) -> None:
    data = files.setdefault(event.file, bytearray())
    if event.what == "truncate":
        del data[event.offset :]
        return
    data.extend(bytes(max(0, event.offset - len(data))))
    data[event.offset : event.offset + len(event.data)] = event.data


def _tear(files: dict[str, bytearray], event: Event, rng: random.Random, *, zeroed: bool) -> None:
    """Writes each sector or not; with `zeroed`, some are zeros, as in a file that only grew."""
    end = event.offset + len(event.data)
    for start in range(event.offset - event.offset % _SECTOR, end, _SECTOR):
        first, last = max(start, event.offset), min(start + _SECTOR, end)
        if rng.random() < 0.5:
            _apply(
                files,
                Event(
                    "write",
                    event.file,
                    first,
                    event.data[first - event.offset : last - event.offset],
                ),
            )
        elif zeroed:
            _apply(files, Event("write", event.file, first, bytes(last - first)))


def states(
    events: list[Event], rng: random.Random, some: int
) -> Iterator[tuple[int, Mapping[str, bytes]]]:
    """(steps acknowledged, files) after each event.

    With all, none, and `some` random parts of what was not synced.
    """
    disk, done = Disk(), 0
    for event in events:
        if event.what == "done":
            done += 1
            continue
        disk.take(event)
        for how in ("all", "none", *["some"] * some) if disk.pending else ("all",):
            yield done, disk.found(rng, how)


def losses(tally: Tally, seed: int, count: int, deaf: frozenset[str] = frozenset()) -> None:
    """Opens, checks and compares `count` different states that a power loss may leave."""
    goal, rng = tally.done + count, random.Random(seed)
    seen: set[bytes] = set()
    for turn in range(1000):
        with folder() as place:
            events, models = record(
                place / "my.pincite",
                seed * 1000 + turn,
                5,
                "WAL" if turn % 4 == 3 else "TRUNCATE",
                deaf,
            )
        with folder() as place:
            path = place / "my.pincite"
            for done, files in states(events, rng, 6):
                name = blake2b(
                    repr((done, sorted(files.items()))).encode(), digest_size=16
                ).digest()
                if name in seen:
                    tally.count("the same as one before")
                    continue
                seen.add(name)
                tally.note(_found(path, files, models[max(done - 1, 0) : done + 1], done))
                tally.done += 1
                if tally.done == goal:
                    return


def _found(path: Path, files: Mapping[str, bytes], allowed: list[Model], done: int) -> str:
    for other in path.parent.iterdir():
        other.unlink()
    for name, data in files.items():
        path.with_name(name).write_bytes(data)
    try:
        found = wrong(path, allowed, ask=False)
    except PinciteError as error:
        found = f"torn: {error}"
    return f"{found} (after {done} steps)" if found else ""
