"""The n-th write, sync or truncation fails, or the n-th encoding does.

That step then has no effect at all, and the next one works.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import apsw

from index.encoders.base import Vectors
from index.errors import PinciteError
from index.library import Library
from tests.torture.shim import over
from tests.torture.tally import Tally
from tests.torture.world import LetterEncoder, Model, after, asked, do, folder, held, steps, wrong

_VFS = "failing"
_CODES = (apsw.SQLITE_IOERR_WRITE, apsw.SQLITE_IOERR_FSYNC, apsw.SQLITE_FULL)

_ASKED = 500
"""About how many writes, syncs and truncations the steps make."""


class _File(apsw.VFSFile):
    def __init__(self, vfs: Failing, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._vfs = vfs

    def xWrite(self, data: bytes, offset: int) -> None:
        self._vfs.reached()
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        self._vfs.reached()
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        self._vfs.reached()
        super().xSync(flags)


class Failing(apsw.VFS):
    """Fails once, at the call number `left` from now."""

    def __init__(self, left: int, code: int) -> None:
        self.left, self._code = left, code
        super().__init__(_VFS, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> _File:
        return _File(self, name, flags)

    def reached(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise apsw.exception_for(self._code)


class FailingEncoder(LetterEncoder):
    def __init__(self, left: int) -> None:
        self.left = left

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.left -= 1
        if self.left == 0:
            raise PinciteError("The encoder broke.")
        return super().encode(texts)


def of_disk(tally: Tally, seed: int, count: int) -> None:
    """The n-th disk operation fails; n takes values over the whole life of a library."""
    for turn in range(count):
        with folder() as place:
            left = 1 + (7 * turn + 97 * seed) % _ASKED
            tally.note(
                _failed(place / "my.pincite", seed, Failing(left, _CODES[turn % len(_CODES)]))
            )
            tally.done += 1


def _failed(path: Path, seed: int, vfs: Failing) -> str:
    try:
        with over(_VFS, "TRUNCATE"):
            try:
                library = _opened(path)
            except PinciteError as error:
                return f"torn: after one fault it cannot be opened: {error}"
            with library:
                found, model = _worked(library, seed), held(library)
    finally:
        vfs.unregister()
    return found or wrong(path, [model])


def _opened(path: Path) -> Library:
    """If creating the library fails, the second try works: there is only one fault."""
    try:
        return Library.open(path, create=True, encoder=LetterEncoder())
    except PinciteError:
        return Library.open(path, create=True, encoder=LetterEncoder())


def of_encoder(tally: Tally, seed: int, count: int) -> None:
    for turn in range(count):
        with (
            folder() as place,
            Library.open(
                place / "my.pincite", create=True, encoder=FailingEncoder(turn + 1)
            ) as library,
        ):
            try:
                tally.note(_worked(library, seed))
            except PinciteError:  # it was the question that could not be encoded
                tally.note(asked(library))
            tally.done += 1


def _worked(library: Library, seed: int) -> str:
    """Runs some steps, of which one may fail; returns what is wrong."""
    model: Model = {}
    failed = 0
    for step in steps(random.Random(seed), 8, "add add remove"):
        try:
            do(library, step)
            model = after(model, step)
        except PinciteError:
            failed += 1
            found = held(library)
            if found not in (model, after(model, step)):
                return f"torn: {sorted(found)}, not {sorted(model)}"
            model = found
    if failed > 1:
        return f"other: {failed} steps failed after one fault"
    return (
        f"lost: {sorted(held(library))}, not {sorted(model)}"
        if held(library) != model
        else asked(library)
    )
