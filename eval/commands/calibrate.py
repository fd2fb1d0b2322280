"""pincite eval calibrate: fit the confidence to runs."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PinciteError

if TYPE_CHECKING:
    from eval.runs.run_file import Run


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "calibrate",
        help="fit confidence and thresholds to runs",
        description="Fit confidence and thresholds to runs, and report on questions held out. The "
        "set of each run is a kind of documents; each kind has the same weight.",
    )
    parser.add_argument(
        "runs", type=Path, nargs="*", metavar="RUN.json", help="what `pincite eval run --out` wrote"
    )
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument(
        "--out",
        type=Path,
        metavar="CALIBRATION.json",
        help="the file to write; the pipeline reads calibration.json in the reader's folder",
    )
    target.add_argument(
        "--into",
        type=Path,
        metavar="LIBRARY",
        help="store the fit in this library, which then uses it: the fewer questions, the nearer "
        "it is to the reader's own calibration",
    )
    target.add_argument(
        "--remove",
        type=Path,
        metavar="LIBRARY",
        help="remove the fit stored in this library; the reader's calibration is used again",
    )
    parser.add_argument(
        "--reader",
        type=Path,
        metavar="FOLDER",
        help="the reader that made the runs, with --into; default: the bundled one",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from eval.runs.run_file import read_run

    if arguments.remove is not None:
        return _remove(arguments.remove, arguments.runs)
    if not arguments.runs:
        raise PinciteError(
            "There is no run to fit. Name the files that `pincite eval run --out` wrote."
        )
    runs = [read_run(path) for path in arguments.runs]
    if arguments.into is not None:
        return _store(arguments.into, runs, arguments.reader)
    return _write(arguments.out, runs)


def _write(path: Path, runs: list[Run]) -> int:
    import json

    from eval.calibration.fit import calibrate
    from eval.datasets.json_files import check_output_path, write

    check_output_path(path, *(run.path for run in runs))
    text = json.dumps(calibrate(runs), ensure_ascii=False, indent=1)
    write(path, f"{text}\n")
    print(text)
    return 0


def _store(path: Path, runs: list[Run], reader: Path | None) -> int:
    import json

    from eval.calibration.fit import calibrate_library
    from index.storage import library_meta
    from index.storage.connection import Store
    from qa.decision.calibrations import load_calibration
    from qa.pipeline import BUNDLED_READER, open_reader

    folder = BUNDLED_READER if reader is None else reader
    contents = calibrate_library(runs, load_calibration(folder))
    if contents["reader"] != (fingerprint := open_reader(folder).fingerprint):
        raise PinciteError(
            f"The runs are of the reader {contents['reader']}, this is {fingerprint}. "
            "Make them again, or name the reader's folder with --reader."
        )
    with closing(Store(path)) as store, store.writing():
        library_meta.set_calibration(store, json.dumps(contents, ensure_ascii=False))
    print(json.dumps(contents, ensure_ascii=False, indent=1))
    return 0


def _remove(path: Path, runs: list[Path]) -> int:
    from index.storage import library_meta
    from index.storage.connection import Store

    if runs:
        raise PinciteError(f"--remove needs no run, got {runs[0]}. Use --into to store a fit.")
    with closing(Store(path)) as store:
        with store.reading():
            stored = library_meta.calibration(store)
        if stored is None:
            raise PinciteError(f"{path} has no calibration of its own. There is nothing to remove.")
        with store.writing():
            library_meta.set_calibration(store, None)
    return 0
