"""One damaged byte anywhere in the library or its cache.

What a user sees is then either right, or an error that `check` reports too.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import PinciteError
from index.library import Library
from index.maintenance.check import check_library
from index.search.vectors.cache import cache_files
from tests.torture.tally import Tally
from tests.torture.world import LetterEncoder, document_of, folder, miscited

QUESTIONS = ("Which bird counts the owl?", "title author heading", "12 ant")
_CACHE_SHARE = 0.25  # of the damage goes into the cache
_PATIENCE = 60  # seconds for one damaged byte, which takes hundredths of one


class Endless(Exception):
    """It took so long that it may never end."""


def bytes_changed(tally: Tally, seed: int, count: int) -> None:
    """Changes one byte at a time, `count` times: a bit flipped, zero, or a random value."""
    rng = random.Random(seed)
    with folder() as place:
        path, original = place / "my.pincite", place / "original"
        cache = _made(path, original, seed)
        truth, whole, cached = seen(path), path.read_bytes(), cache.read_bytes()
        for _ in range(count):
            target, sound = (cache, cached) if rng.random() < _CACHE_SHARE else (path, whole)
            at = rng.randrange(len(sound))
            byte = rng.choice((sound[at] ^ (1 << rng.randrange(8)), 0, rng.randrange(256)))
            if byte != sound[at]:
                _one(tally, path, target, at, bytes([byte]), truth)
                tally.done += 1
            for file, data in ((path, whole), (cache, cached)):
                _restore(file, data)
            for other in place.iterdir():
                if other not in (path, cache, original):
                    other.unlink()


def byte_changed(tally: Tally, seed: int, at: int, byte: int) -> None:
    """Changes one given byte in the library of that seed; for regression tests."""
    with folder() as place:
        path = place / "my.pincite"
        _made(path, place / "original", seed)
        _one(tally, path, path, at, bytes([byte]), seen(path))
        tally.done += 1


def _made(path: Path, original: Path, seed: int) -> Path:
    """Makes a library with some history; returns its cache file."""
    original.write_bytes(b"the file itself " * 20)
    with Library.open(path, create=True, encoder=LetterEncoder()) as library:
        for number in range(6):
            library.add(
                document_of(f"{'abcdef'[number]}.txt", number + seed),
                original if number % 2 else None,
            )
        library.remove("b.txt")
        library.refresh_index()
    (cache,) = cache_files(path)
    return cache


def _restore(file: Path, data: bytes) -> None:
    """Writes the file in place if it differs from `data`, which is rare."""
    if not file.is_file() or file.read_bytes() != data:
        file.write_bytes(data)


def _one(tally: Tally, path: Path, target: Path, at: int, byte: bytes, truth: object) -> None:
    place = f"byte {at} of the {'library' if target == path else 'cache'} made {byte.hex()}"
    with target.open("rb+") as file:
        os.pwrite(file.fileno(), byte, at)
    found, told = None, ""
    try:
        with _within(_PATIENCE):
            try:
                found = seen(path)
            except PinciteError as error:
                told = str(error)
            reported = _reported(path) if target == path else True
    except Exception as error:
        tally.note(f"crash: {error!r} ({place})")
        return
    if isinstance(found, str):
        tally.note(f"wrong citation: {found} ({place})")
        return
    different = found is None or (found != truth)
    tally.count(
        "seen by the user as an error"
        if told
        else "seen by the user as another rank"
        if different
        else "not to be seen"
    )
    tally.count("reported by check" if reported else "not reported")
    if different and not reported:
        tally.note(f"other: not reported by check ({place}): {told or 'another answer'}")


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    """Raises Endless if the block takes longer: an endless loop counts as a crash."""

    def over(*_: object) -> None:
        raise Endless(f"not done within {seconds} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def seen(path: Path) -> object:
    """All that a user can see: list, texts, stored files, answers with ranks and scores.

    Returns a string instead if a citation is wrong.
    """
    with Library.open(path, encoder=LetterEncoder()) as library:
        rows: list[object] = [library.generation]
        for question in QUESTIONS:
            found = library.search(question, 9)
            if wrong := miscited(found):
                return wrong
            for passage in found:
                ranks = (
                    passage.span,
                    round(passage.score, 9),
                    passage.dense_rank,
                    passage.lexical_rank,
                )
                rows.append(
                    (
                        ranks,
                        [
                            (hit.span.start, hit.span.end, round(hit.score, 6))
                            for hit in passage.sentences
                        ],
                    )
                )
        for entry in library.list_documents():
            rows.append(
                (
                    entry,
                    library.document(entry.id).text,
                    library.document(entry.id).markers,
                    _or_path(library, entry.id),
                )
            )
        return rows


def _or_path(library: Library, id: int) -> object:
    try:
        return library.source_file(id)
    except PinciteError as error:
        if "damaged" in str(error):
            raise
        return ""


def _reported(path: Path) -> bool:
    try:
        return bool(check_library(path))
    except PinciteError:
        return True
