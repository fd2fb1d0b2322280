"""python -m eval compare: two runs over the same questions."""

from __future__ import annotations

from pathlib import Path

from eval.commands.common import parser


def main(words: list[str]) -> int:
    made = parser(
        "compare",
        "What the second run changed, whether by more than chance, and which questions it won and lost.",
    )
    made.add_argument("first", type=Path, metavar="A.json")
    made.add_argument("second", type=Path, metavar="B.json")
    arguments = made.parse_args(words)

    from eval.runs.comparison import as_text, compare
    from eval.runs.run_file import read_run

    print(as_text(compare(read_run(arguments.first), read_run(arguments.second))))
    return 0
