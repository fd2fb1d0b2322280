"""pincite risks: how many questions are answered for a given share of wrong answers."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PinciteError
from qa.commands.ask import add_reader_option

if TYPE_CHECKING:
    from qa.decision.calibration import Calibration, OperatingPoint


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "risks",
        help="show what fewer wrong answers cost",
        description="Show, for each accepted share of wrong answers (`pincite ask --risk`), how "
        "many questions are answered, as measured on questions held out, and the same for each "
        "kind of documents.",
    )
    parser.add_argument(
        "library",
        type=Path,
        nargs="?",
        metavar="LIBRARY",
        help="show the calibration in use there: the library's own, if it has one",
    )
    add_reader_option(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    import json
    from dataclasses import asdict

    calibration = _calibration(arguments.library, arguments.reader)
    if not calibration.operating_points:
        raise PinciteError(
            "This reader has no table of risks. Make one with: pincite eval calibrate"
        )
    if arguments.json:
        fields = {
            "calibration": calibration.name,
            "questions": calibration.questions,
            "threshold": calibration.threshold,
            "operating_points": [asdict(point) for point in calibration.operating_points],
        }
        print(json.dumps(fields, ensure_ascii=False, indent=1))
        return 0
    whose = "the library's own" if calibration.of_library else "the reader's"
    print(f"Calibration: {whose}, fitted to {calibration.questions:,} questions\n")
    print("at most wrong   confidence from   answerable answered   unanswerable refused")
    for point in calibration.operating_points:
        default = "   (default)" if point.threshold == calibration.threshold else ""
        print(
            f"{point.max_error_rate:>13.1%}{point.threshold:>18.0%}"
            f"{point.answered:>22.0%}{_percent(point.rejected):>23}{default}"
        )
    print("\n".join(_by_kind(calibration.operating_points)))
    return 0


def _calibration(library: Path | None, reader: Path | None) -> Calibration:
    from index.storage import library_meta
    from index.storage.connection import Store
    from qa.decision.calibrations import load_calibration, own_calibration
    from qa.pipeline import BUNDLED_READER, open_reader

    folder = reader if reader else BUNDLED_READER
    of_reader = load_calibration(folder)
    if library is None:
        return of_reader
    with closing(Store(library)) as store, store.reading():
        stored = library_meta.calibration(store)
    if stored is None:
        return of_reader
    own = own_calibration(stored, library, open_reader(folder).fingerprint)
    return of_reader if own is None else own


def _by_kind(points: tuple[OperatingPoint, ...]) -> list[str]:
    """A table with a row for each point and a column for each kind; [] if they are not known."""
    names = list(dict.fromkeys(cost.kind for point in points for cost in point.kinds))
    if not names:
        return []
    lines = [
        "",
        "By kind of documents: wrong of the given / answered of the answerable / refused of the "
        "unanswerable",
        f"{'at most wrong':>13}" + "".join(f"   {name:>18}" for name in names),
    ]
    for point in points:
        cells = {
            cost.kind: " / ".join(map(_percent, (cost.wrong, cost.answered, cost.rejected)))
            for cost in point.kinds
        }
        row = "".join(f"   {cells.get(name, '–'):>{max(18, len(name))}}" for name in names)
        lines.append(f"{point.max_error_rate:>13.1%}{row}")
    return lines


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
