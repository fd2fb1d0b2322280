"""pincite eval calibrate: fit the confidence to runs."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "calibrate",
        help="fit confidence and threshold to runs",
        description="Fit confidence and threshold to runs, on every second article, and report on "
        "the others.",
    )
    parser.add_argument(
        "runs", type=Path, nargs="+", metavar="RUN.json", help="what `pincite eval run --out` wrote"
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="CALIBRATION.json",
        help="the file to write; the pipeline reads calibration.json in the reader's folder",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    import json

    from eval.calibration.fit import calibrate
    from eval.datasets.json_files import check_output_path, write
    from eval.runs.run_file import read_run

    check_output_path(arguments.out, *arguments.runs)
    calibration = calibrate([read_run(path) for path in arguments.runs])
    text = json.dumps(calibration, ensure_ascii=False, indent=1)
    write(arguments.out, f"{text}\n")
    print(text)
    return 0
