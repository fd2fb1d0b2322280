"""The file of a run: JSON lines, written as the rows come, so that a run which was stopped can go on where it was.

The first line is {"format", "version", "config"}, then one row a line, at the end {"scores", "costs"}; without that line the run is not
finished.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from eval.datasets.json_files import JsonNode
from eval.metrics.aggregate import Scores
from eval.runs.records import EvalRecord, RunConfig, read_row
from index.errors import PinciteError

Costs = dict[str, float | None]
"""What a run took, by name: never the same twice, and no part of the scores."""

HEAD = {"format": "pincite-run", "version": 2}


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it was written to a file."""

    path: Path
    config: RunConfig
    rows: tuple[EvalRecord, ...]


def read_run(path: Path) -> Run:
    """What `python -m eval ... --out` wrote, finished or not. Raises PinciteError for anything else, and for a run without a row."""
    rows = tuple(read_rows(path))
    if not rows:
        raise PinciteError(f"{path}: no question was asked in this run. Choose another run.")
    return Run(path, read_config(path), rows)


def read_config(path: Path) -> RunConfig:
    first = next(_nodes(path), None)
    head = first.value if first is not None else None
    if (
        not isinstance(head, dict)
        or {name: head.get(name) for name in HEAD} != HEAD
        or not isinstance(head.get("config"), dict)
    ):
        wanted = f"is not a run of version {HEAD['version']}"
        raise PinciteError(
            f"{path} {wanted}. Choose a file that python -m eval LIBRARY QUESTIONS --out wrote."
        )
    return dict(head["config"])


def read_rows(path: Path) -> Iterator[EvalRecord]:
    """One by one: the file is never in memory whole."""
    read_config(path)
    for number, node in enumerate(_nodes(path)):
        if number and not _is_last(node):
            yield read_row(node)


def _is_last(node: JsonNode) -> bool:
    return isinstance(node.value, dict) and "scores" in node.value


def _nodes(path: Path) -> Iterator[JsonNode]:
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(file, 1):
                yield JsonNode(path, f"line {number}", json.loads(line))
    except OSError as error:
        problem = error.strerror if path.exists() else "does not exist"
        raise PinciteError(
            f"{path}: {problem}, wanted the file of a run. Check the path."
        ) from error
    except (ValueError, RecursionError) as error:
        raise PinciteError(
            f"{path}: broken JSON: {error}. Make the run again, or choose another file."
        ) from error


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n"


class Writer:
    """A run being written. Rows are on their way to the disk as soon as they are added."""

    def __init__(self, path: Path, recipe: RunConfig, done: int = 0) -> None:
        """With `done`, goes on behind that many rows; else makes the file."""
        try:
            self._file: TextIO = path.open("a" if done else "w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise PinciteError(
                f"{path} cannot be written ({error.strerror}). Name another file for --out."
            ) from error
        if not done:
            self._file.write(_line({**HEAD, "config": recipe}))

    def add(self, row: EvalRecord) -> None:
        self._file.write(_line(asdict(row)))
        self._file.flush()

    def finish(self, scores: Scores, costs: Costs) -> None:
        self._file.write(_line({"scores": asdict(scores), "costs": costs}))

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def write_run(path: Path, recipe: RunConfig, rows: Iterable[EvalRecord]) -> Path:
    """An unfinished run of these rows."""
    with Writer(path, recipe) as writer:
        for row in rows:
            writer.add(row)
    return path


def write_finished(run: Run, scores: Scores, costs: Costs) -> Path:
    """The whole run, to its `path`, as `python -m eval LIBRARY QUESTIONS --out` writes it."""
    with Writer(run.path, run.config) as writer:
        for row in run.rows:
            writer.add(row)
        writer.finish(scores, costs)
    return run.path


def resume(path: Path, recipe: RunConfig, ids: Sequence[str]) -> int:
    """How many rows of this very run the file holds; a last line that was cut off is removed. 0 where there is no file.

    Raises PinciteError for a finished run, for one of another recipe, and for a file that is no run.
    """
    if not path.exists():
        return 0
    theirs = read_config(path)
    changed = [name for name in {**theirs, **recipe} if theirs.get(name) != recipe.get(name)]
    if changed:
        told = "; ".join(
            f"{name}: {theirs.get(name)} there, {recipe.get(name)} now" for name in changed
        )
        raise PinciteError(
            f"{path} is a run with other settings ({told}). Name another file for --out, or remove it."
        )
    _drop_torn_line(path)
    done: list[str] = []
    for node in _nodes(path):
        if _is_last(node):
            raise PinciteError(
                f"{path} is a finished run. Name another file for --out, or remove it."
            )
        if node.place != "line 1":
            done.append(read_row(node).id)
    if done != list(ids[: len(done)]):
        raise PinciteError(
            f"{path} holds other questions than this set. Name another file for --out, or remove it."
        )
    return len(done)


def _drop_torn_line(path: Path) -> None:
    with path.open("rb+") as file:
        file.truncate(sum(len(line) for line in file if line.endswith(b"\n")))


def to_json(
    recipe: RunConfig, scores: Scores, rows: Iterable[EvalRecord], costs: Costs | None = None
) -> Iterator[str]:
    """The lines of one JSON object, with one row a line, so that two runs can be compared line by line."""
    head = {
        **HEAD,
        "config": recipe,
        "scores": asdict(scores),
        "costs": costs if costs is not None else {},
    }
    yield f'{_line(head)[:-2]}, "rows": ['
    before = None
    for row in rows:
        if before is not None:
            yield f"{before},"
        before = _line(asdict(row))[:-1]
    yield f"{before if before is not None else ''}\n]}}"


def costs(seconds: float, asked: int, workers: int) -> Costs:
    """Of the questions asked since the start. `peak_mib` is the most memory the process ever held; None where the system does not say."""
    return {
        "seconds": seconds,
        "questions_per_second": asked / seconds if seconds else None,
        "workers": workers,
        "peak_mib": _peak_mib(),
    }


def _peak_mib() -> float | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
