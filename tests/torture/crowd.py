"""Three writers, three readers and a remover on one library, each in its own process."""

from __future__ import annotations

import os
import random
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

import faiss

from index.library import Library
from tests.torture.tally import Tally
from tests.torture.world import LetterEncoder, asked, document_of, folder, text_of, wrong

_WRITERS, _READERS = 3, 3


def at_once(tally: Tally, seed: int, count: int) -> None:
    """Each writer replaces its document `count` times; counts the answers that were checked."""
    faiss.omp_set_num_threads(1)
    with folder() as place:
        path, over = place / "my.pincite", place / "over"
        with Library.open(path, create=True, encoder=LetterEncoder()) as library:
            library.add(document_of("gone.txt", 0))
        writers = [
            _forked(partial(_write, path, f"{'abc'[number]}.txt", count))
            for number in range(_WRITERS)
        ]
        readers = [_forked(partial(_read, path, over)) for _ in range(_READERS)]
        remover = _forked(partial(_remove, path, seed, count))
        changes = [_ended(process, tally) for process in (*writers, remover)]
        over.touch()
        answers = [_ended(process, tally) for process in readers]
        model = {
            f"{'abc'[number]}.txt": text_of(f"{'abc'[number]}.txt", count)
            for number in range(_WRITERS)
        }
        tally.note(wrong(path, [model]))
        tally.done += sum(changes)
        tally.count("answers", sum(answers))


def _write(path: Path, source: str, count: int) -> int:
    with Library.open(path, encoder=LetterEncoder()) as library:
        for version in range(1, count + 1):
            library.add(document_of(source, version))
    return count


def _remove(path: Path, seed: int, count: int) -> int:
    rng = random.Random(seed)
    with Library.open(path, encoder=LetterEncoder()) as library:
        for version in range(count):
            if library.has_source("gone.txt"):
                library.remove("gone.txt")
            if version < count - 1:
                library.add(document_of("gone.txt", version))
            time.sleep(rng.uniform(0, 0.01))
        if library.has_source("gone.txt"):
            library.remove("gone.txt")
    return count


def _read(path: Path, over: Path) -> int:
    answers = 0
    with Library.open(path, encoder=LetterEncoder()) as library:
        while not over.exists():
            if found := asked(library):
                raise AssertionError(found)
            answers += 1
    return answers


def _forked(work: Callable[[], int]) -> tuple[int, int]:
    """(process id, reading end of a pipe that gets the result)."""
    ours, theirs = os.pipe()
    process = os.fork()
    if process == 0:
        code = 1
        try:
            os.write(theirs, str(work()).encode())
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(theirs)
    return process, ours


def _ended(forked: tuple[int, int], tally: Tally) -> int:
    process, pipe = forked
    result = os.read(pipe, 100)
    os.close(pipe)
    _, status = os.waitpid(process, 0)
    tally.note("" if status == 0 else f"crash: a process ended with {status}")
    return int(result or 0)
