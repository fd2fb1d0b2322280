"""python -m qa: ask a library, or check a citation."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.console import cli_command
from index.commands.filter_options import add_filter_options, filters_from_args
from index.errors import PinciteError

if TYPE_CHECKING:
    from qa.types import Answer


@cli_command
def main(argv: list[str] | None = None) -> int:
    """0: answered, or the citation holds; 1: abstained, or it does not; 2: bad input."""
    arguments = sys.argv[1:] if argv is None else argv
    verb = {"verify": _verify, "risks": _risks}.get(arguments[0]) if arguments else None
    return verb(arguments[1:]) if verb else _ask(arguments)


def _ask(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m qa",
        description="The exact words that answer a question, and where they stand. `python -m qa verify` checks a citation, "
        "`python -m qa risks` tells what fewer wrong answers cost.",
    )
    parser.add_argument("library", type=Path, metavar="LIBRARY")
    parser.add_argument("question", metavar="QUESTION")
    parser.add_argument(
        "--json", action="store_true", help="everything, for programs (README: The answer as JSON)"
    )
    parser.add_argument(
        "--encoder",
        type=Path,
        metavar="FOLDER",
        help="the sentence-transformers model the library was made with",
    )
    parser.add_argument(
        "--reader",
        type=Path,
        metavar="FOLDER",
        help="a SQuAD-style model to read with, of safetensors",
    )
    parser.add_argument(
        "--risk",
        type=float,
        metavar="PERCENT",
        help="at most so many of the answers wrong (see: python -m qa risks)",
    )
    add_filter_options(parser)
    arguments = parser.parse_args(argv)

    from qa.pipeline import open_pipeline
    from qa.question import validate_question

    validate_question(arguments.question)  # before seconds go into loading a model
    where = filters_from_args(arguments)
    risk = None if arguments.risk is None else arguments.risk / 100
    bot = open_pipeline(
        arguments.library, encoder=arguments.encoder, reader=arguments.reader, risk=risk
    )
    answer = bot.ask(arguments.question, where)
    if arguments.json:
        import json

        from qa.citations import to_json

        print(json.dumps(to_json(answer), ensure_ascii=False, indent=1))
    else:
        print(_for_people(answer))
    return 1 if answer.abstained else 0


def _for_people(answer: Answer) -> str:
    from qa.citations import cite

    told = f"{answer.confidence:.0%} confidence, {len(answer.passages)} passages of {answer.documents} documents read"
    footer = f"({told}, {answer.milliseconds:.0f} ms; reader {answer.reader})"
    if answer.abstained:
        return "\n".join(["No answer found in these documents.", *_nearest(answer), "", footer])
    lines = [answer.candidates[0].span.text, ""]
    for citation in cite(answer):
        place = ", ".join(
            part for part in (citation.page and f"page {citation.page}", citation.section) if part
        )
        lines.append(f"[{citation.number}] {citation.title}{f' · {place}' if place else ''}")
        if citation.sentence != citation.quote:
            lines.append(f"    {citation.sentence}")
        lines.append(f"    {citation.source}, characters {citation.start}–{citation.end}")
    return "\n".join([*lines, "", footer])


def _nearest(answer: Answer) -> list[str]:
    if not answer.candidates:
        return []
    reading = answer.candidates[0]
    return [
        f"The nearest, not confident enough ({answer.confidence:.0%}, {answer.threshold:.0%} needed):",
        f"    {reading.sentence.text}",
    ]


def _risks(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m qa risks", description="What fewer wrong answers cost in answers."
    )
    parser.add_argument(
        "--reader",
        type=Path,
        metavar="FOLDER",
        help="of this reader, instead of the one that is shipped",
    )
    arguments = parser.parse_args(argv)

    from qa.pipeline import BUNDLED_READER, load_calibration

    calibration = load_calibration(arguments.reader if arguments.reader else BUNDLED_READER)
    if not calibration.operating_points:
        raise PinciteError(
            "This reader has no table of risks: make one with python -m eval calibrate."
        )
    print("at most wrong   confidence from   answerable answered   unanswerable refused")
    for risk in calibration.operating_points:
        refused = "–" if risk.rejected is None else f"{risk.rejected:.0%}"
        default = "   (default)" if risk.threshold == calibration.threshold else ""
        print(
            f"{risk.max_error_rate:>13.1%}{risk.threshold:>18.0%}{risk.answered:>22.0%}{refused:>23}{default}"
        )
    return 0


def _verify(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m qa verify", description="Do the quoted words stand where a citation says?"
    )
    parser.add_argument("library", type=Path, metavar="LIBRARY")
    parser.add_argument(
        "citation",
        type=Path,
        metavar="CITATION.json",
        help="one citation, or an answer, as --json gives them; - for stdin",
    )
    arguments = parser.parse_args(argv)

    from index.library import Library
    from qa.citations import verify

    with Library.open(arguments.library) as library:
        found = [
            (citation, verify(library, citation)) for citation in _citations(arguments.citation)
        ]
    for citation, problem in found:
        print(f"[{citation.get('number', '?')}] {problem or 'the words stand there'}")
    return 1 if any(problem for _, problem in found) else 0


def _citations(path: Path) -> list[Mapping[str, object]]:
    import json

    try:
        value = json.loads(
            sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
        )
    except (OSError, ValueError) as error:
        raise PinciteError(
            f"{path} holds no JSON ({error}). Give it what python -m qa --json printed."
        ) from error
    found = value.get("citations", [value]) if isinstance(value, dict) else value
    if (
        not isinstance(found, list)
        or not found
        or not all(isinstance(citation, dict) for citation in found)
    ):
        raise PinciteError(f"{path} holds no citation. Give it what python -m qa --json printed.")
    return found


if __name__ == "__main__":
    sys.exit(main())
