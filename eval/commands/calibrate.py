"""python -m eval calibrate: fit the confidence to runs."""

from __future__ import annotations

from pathlib import Path

from eval.commands.common import parser


def main(words: list[str]) -> int:
    made = parser(
        "calibrate",
        "Fit confidence and threshold to runs, on every second article, and report on the others.",
    )
    made.add_argument("runs", type=Path, nargs="+", metavar="RUN.json")
    made.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="PARAMS.json",
        help="what qa/ reads its confidence from",
    )
    arguments = made.parse_args(words)

    import json

    from eval.calibration.fit import calibrate
    from eval.datasets.json_files import check_place, write
    from eval.runs.run_file import read_run

    check_place(arguments.out, *arguments.runs)
    fitted = json.dumps(
        calibrate([read_run(path) for path in arguments.runs]), ensure_ascii=False, indent=1
    )
    write(arguments.out, f"{fitted}\n")
    print(fitted)
    return 0
