"""kill -9 at failpoints and at any time: exactly what was acknowledged is stored."""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import faiss

from index.errors import PinciteError
from index.library import Library
from index.maintenance.repair import repair
from index.maintenance.upgrade import upgrade
from index.spans import Document
from index.storage import failpoints
from tests.conftest import damage
from tests.support.earlier_format import make_earlier
from tests.torture.tally import Tally
from tests.torture.world import (
    LetterEncoder,
    Model,
    Step,
    after,
    do,
    document_of,
    eager,
    folder,
    held,
    litter,
    steps,
    tidy,
    wrong,
)

REPAIRS = tuple(point for point in failpoints.POINTS if point.startswith("repair"))
UPGRADES = tuple(point for point in failpoints.POINTS if point.startswith("upgrade"))
_EVERYTHING = [
    Step("add", "a.txt", 1),
    Step("refresh"),
    Step("add", "b.txt", 2),
    Step("refresh"),
    Step("add", "a.txt", 3),
]
_EVERYTHING += [
    Step("ask"),
    Step("backup", version=4),
    Step("export", version=5),
    Step("import", "c.txt", 6),
    Step("miss"),
    Step("remove", "b.txt"),
]
"""Reaches every failpoint except those of a repair or an upgrade."""

Tell = Callable[[], object]
"""Tells the parent process that one more step is done."""

_LONGEST = 0.25  # seconds; a child does about twenty steps in this time
_AGE = 40  # kills of one library


def at_points(
    tally: Tally, seed: int, count: int, points: tuple[str, ...] = failpoints.POINTS
) -> None:
    """Kills `count` times at each failpoint, at a random one of the times it is reached."""
    faiss.omp_set_num_threads(1)  # no threads, so that it can be forked
    for point in points:
        for turn in range(count):
            with folder() as place:
                path = place / "my.pincite"
                rng = random.Random(f"{seed} {point} {turn}")
                if point in REPAIRS:
                    found = _repaired(path, point)
                elif point in UPGRADES:
                    found = _upgraded(path, point)
                else:
                    found = _lived(path, point, rng)
                tally.note(found)
                tally.done += 1


def at_times(tally: Tally, seed: int, count: int, longest: float = _LONGEST) -> None:
    """Kills `count` times, at random times within `longest` seconds."""
    faiss.omp_set_num_threads(1)
    for life in range(seed * -(-count // _AGE), (seed + 1) * -(-count // _AGE)):
        rng, model = random.Random(life), Model()
        with folder() as place:
            path = place / "my.pincite"
            for _ in range(min(_AGE, count)):
                todo = steps(rng, 60)
                acknowledged = child(partial(act, path, todo, "", 0), rng.uniform(0, longest))
                states = _states(model, todo)
                now = states[acknowledged : acknowledged + 2]
                found = _looked(path, now)
                tally.note(f"{found} (life {life}, after {acknowledged} steps)" if found else "")
                tally.count("steps acknowledged", acknowledged)
                tally.done += 1
                if found:
                    break
                tidy(path)
                with Library.open(path, create=True, encoder=LetterEncoder()) as library:
                    model = {
                        entry.source: library.document(entry.id).text
                        for entry in library.list_documents()
                    }


def _states(model: Model, todo: list[Step]) -> list[Model]:
    states = [model]
    for step in todo:
        states.append(after(states[-1], step))
    return states


def _lived(path: Path, point: str, rng: random.Random) -> str:
    """Dies at `point` and looks at the library.

    How often the points of a rebuild in the background are reached depends on timing: if a later
    time was chosen that did not come, the child dies at the first one, in a new library.
    """
    reached = _counts()[point]
    if not reached:
        return f"crash: the point {point!r} was never reached"
    for turn in (rng.randint(1, reached), 1):
        tidy(path)
        path.unlink(missing_ok=True)
        acknowledged = child(partial(act, path, _EVERYTHING, point, turn))
        if acknowledged < len(_EVERYTHING):
            return _looked(path, _states({}, _EVERYTHING)[acknowledged : acknowledged + 2])
    return f"crash: nothing died at {point!r}"


@cache
def _counts() -> Counter[str]:
    """How often these steps reach each failpoint."""
    reached: Counter[str] = Counter()
    failpoints.hook = lambda name: reached.update([name])
    try:
        with (
            folder() as place,
            eager(),
            Library.open(place / "my.pincite", create=True, encoder=LetterEncoder()) as library,
        ):
            for step in _EVERYTHING:
                do(library, step)
    finally:
        failpoints.hook = None
    return reached


def _repaired(path: Path, point: str) -> str:
    """A killed repair leaves a library that can be repaired, with every undamaged document."""
    with Library.open(path, create=True, encoder=LetterEncoder()) as library:
        for number in range(3):
            library.add(document_of(f"{'abc'[number]}.txt", number))
    damage(path, "UPDATE document SET title = 'x' WHERE id = 1")
    damage(path, "UPDATE sentence SET start = start + 1 WHERE id = (SELECT max(id) FROM sentence)")
    expected = {
        f"{'abc'[number]}.txt": document_of(f"{'abc'[number]}.txt", number).text
        for number in (1, 2)
    }
    child(lambda _: _repair(path, point))
    for _ in repair(path, lambda _: LetterEncoder()):
        pass
    return _looked(path, [expected])


def _repair(path: Path, point: str) -> None:
    failpoints.hook = lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == point else None
    for _ in repair(path, lambda _: LetterEncoder()):
        pass


def _upgraded(path: Path, point: str) -> str:
    """A killed upgrade leaves the library as it was, or as it is at the end, and can go on."""
    files = path.with_name("files")
    files.mkdir()
    before, after = {}, {}
    with Library.open(path, create=True, encoder=LetterEncoder()) as library:
        for number in range(3):
            file = files / f"{number}.txt"
            file.write_text(f"The file {number} as it is now.", encoding="utf-8")
            library.add(Document(0, str(file), "", f"The file {number} as it was."))
            before[str(file)] = f"The file {number} as it was."
            after[str(file)] = file.read_text(encoding="utf-8")
    make_earlier(path)
    child(lambda _: _killed_upgrade(path, point))
    with Library.open(path, encoder=LetterEncoder()) as library:
        found = "" if held(library) in (before, after) else "torn: neither before nor after"
    _upgrade(path)
    return found or wrong(path, [after], ask=False) or litter(path)


def _upgrade(path: Path) -> None:
    for _ in upgrade(path, LetterEncoder()):
        pass


def _killed_upgrade(path: Path, point: str) -> None:
    failpoints.hook = lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == point else None
    _upgrade(path)


def dies_at(point: str, turn: int) -> Callable[[str], None]:
    """A hook for failpoints that kills this process at the `turn`-th time at `point`."""
    left = turn

    def hook(name: str) -> None:
        nonlocal left
        left -= name == point
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


def act(path: Path, todo: list[Step], point: str, turn: int, tell: Tell) -> None:
    """Runs the steps, telling the parent of each; dies at the `turn`-th time at `point`."""
    failpoints.hook = dies_at(point, turn) if point else None
    with eager(), Library.open(path, create=True, encoder=LetterEncoder()) as library:
        for step in todo:
            do(library, step)
            tell()


def child(work: Callable[[Tell], None], seconds: float | None = None) -> int:
    """Forks; returns how many steps the child reported before it ended or was killed."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work(lambda: os.write(theirs, b"."))
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(theirs)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    count = 0
    while data := os.read(ours, 4096):
        count += len(data)
    os.close(ours)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGKILL:
        raise AssertionError(f"a child crashed: signal {os.WTERMSIG(status)}")
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise AssertionError("a child broke off with an error")
    return count


def _looked(path: Path, allowed: list[Model]) -> str:
    try:
        return wrong(path, allowed) or litter(path)
    except PinciteError as error:
        return f"torn: {error}"
