"""The file of a run: JSON lines, written as the records are made, so that a run can be resumed.

The first line is {"format", "version", "config"}, then one record a line, at the end {"scores",
"costs"}. A run without that last line is not finished.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from eval.datasets.json_files import JsonNode
from eval.metrics.aggregate import Scores
from eval.runs.records import EvalRecord, RunConfig, read_row
from index.errors import PinciteError
from index.ingest.peak_memory import peak_mib

Costs = dict[str, float | None]
"""Time and memory of a run, by name. They differ from run to run and are no part of the scores."""

HEAD = {"format": "pincite-run", "version": 2}


@dataclass(frozen=True, slots=True)
class Run:
    """A run as read from a file."""

    path: Path
    config: RunConfig
    rows: tuple[EvalRecord, ...]


def read_run(path: Path) -> Run:
    """Reads what `pincite eval run --out` wrote, finished or not.

    Raises PinciteError for any other file, and for a run without a record.
    """
    rows = tuple(read_rows(path))
    if not rows:
        raise PinciteError(f"{path}: no question was asked in this run. Choose another run.")
    return Run(path, read_config(path), rows)


def read_config(path: Path) -> RunConfig:
    first = next(_nodes(path), None)
    head = first.value if first is not None else None
    if not isinstance(head, dict) or not _is_head(head):
        raise PinciteError(
            f"{path} is not a run of version {HEAD['version']}."
            " Choose a file that `pincite eval run --out` wrote."
        )
    return dict(head["config"])


def _is_head(fields: dict[str, object]) -> bool:
    is_run = all(fields.get(name) == value for name, value in HEAD.items())
    return is_run and isinstance(fields.get("config"), dict)


def read_rows(path: Path) -> Iterator[EvalRecord]:
    """Reads the records one by one: the file is never in memory as a whole."""
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
    """Writes a run; each record is flushed as it is added. A context manager."""

    def __init__(self, path: Path, config: RunConfig, done: int = 0) -> None:
        """Appends to a file with `done` records; if that is 0, creates the file."""
        try:
            self._file: TextIO = path.open("a" if done else "w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise PinciteError(
                f"{path} cannot be written ({error.strerror}). Name another file for --out."
            ) from error
        if not done:
            self._file.write(_line({**HEAD, "config": config}))

    def add(self, row: EvalRecord) -> None:
        self._file.write(_line(asdict(row)))
        self._file.flush()

    def finish(self, scores: Scores, costs: Costs) -> None:
        self._file.write(_line({"scores": scores.to_json(), "costs": costs}))

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def write_run(path: Path, config: RunConfig, rows: Iterable[EvalRecord]) -> Path:
    """Writes an unfinished run with these records."""
    with Writer(path, config) as writer:
        for row in rows:
            writer.add(row)
    return path


def write_finished(run: Run, scores: Scores, costs: Costs) -> Path:
    """Writes the finished run to its `path`, as `pincite eval run --out` does."""
    with Writer(run.path, run.config) as writer:
        for row in run.rows:
            writer.add(row)
        writer.finish(scores, costs)
    return run.path


def resume(path: Path, config: RunConfig, ids: Sequence[str]) -> int:
    """The number of records of this very run that the file holds; 0 if there is no file.

    Removes a last line that was cut off. Raises PinciteError for a finished run, for one with
    other settings or questions, and for a file that is not a run.
    """
    if not path.exists():
        return 0
    _check_same_config(path, read_config(path), config)
    _drop_incomplete_line(path)
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
            f"{path} holds other questions than this set."
            " Name another file for --out, or remove it."
        )
    return len(done)


def _check_same_config(path: Path, stored: RunConfig, config: RunConfig) -> None:
    changes = [
        f"{name}: {stored.get(name)} there, {config.get(name)} now"
        for name in {**stored, **config}
        if stored.get(name) != config.get(name)
    ]
    if changes:
        raise PinciteError(
            f"{path} is a run with other settings ({'; '.join(changes)})."
            " Name another file for --out, or remove it."
        )


def _drop_incomplete_line(path: Path) -> None:
    with path.open("rb+") as file:
        file.truncate(sum(len(line) for line in file if line.endswith(b"\n")))


def to_json(
    config: RunConfig, scores: Scores, rows: Iterable[EvalRecord], costs: Costs | None = None
) -> Iterator[str]:
    """The lines of one JSON object, with one record a line, so that `diff` can compare two runs."""
    head = {
        **HEAD,
        "config": config,
        "scores": scores.to_json(),
        "costs": costs if costs is not None else {},
    }
    yield f'{_line(head)[:-2]}, "rows": ['
    previous = None
    for row in rows:
        if previous is not None:
            yield f"{previous},"
        previous = _line(asdict(row))[:-1]
    yield f"{previous if previous is not None else ''}\n]}}"


def costs(seconds: float, asked: int, workers: int) -> Costs:
    """`asked` questions took `seconds`; `peak_mib` is the peak memory of this process."""
    return {
        "seconds": seconds,
        "questions_per_second": asked / seconds if seconds else None,
        "workers": workers,
        "peak_mib": peak_mib(),
    }
