"""pincite risks: how many questions are answered for a given share of wrong answers."""

from __future__ import annotations

import argparse

from index.errors import PinciteError
from qa.commands.ask import add_reader_option


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "risks",
        help="show what fewer wrong answers cost",
        description="Show, for each accepted share of wrong answers (`pincite ask --risk`), how "
        "many questions are answered, as measured on questions held out.",
    )
    add_reader_option(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    import json
    from dataclasses import asdict

    from qa.pipeline import BUNDLED_READER, load_calibration

    calibration = load_calibration(arguments.reader if arguments.reader else BUNDLED_READER)
    if not calibration.operating_points:
        raise PinciteError(
            "This reader has no table of risks. Make one with: pincite eval calibrate"
        )
    if arguments.json:
        points = [asdict(point) for point in calibration.operating_points]
        print(
            json.dumps({"threshold": calibration.threshold, "operating_points": points}, indent=1)
        )
        return 0
    print("at most wrong   confidence from   answerable answered   unanswerable refused")
    for point in calibration.operating_points:
        rejected = "–" if point.rejected is None else f"{point.rejected:.0%}"
        default = "   (default)" if point.threshold == calibration.threshold else ""
        print(
            f"{point.max_error_rate:>13.1%}{point.threshold:>18.0%}"
            f"{point.answered:>22.0%}{rejected:>23}{default}"
        )
    return 0
