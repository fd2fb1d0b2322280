"""Generators that are run side by side: what they ask in one step is answered together."""

from __future__ import annotations

from collections.abc import Generator

from index.collection.steps import together


def counted(name: str, steps: int) -> Generator[str, int, list[int]]:
    """Asks its name so many times."""
    answers = []
    for _ in range(steps):
        answers.append((yield name))
    return answers


def test_questions_of_one_step_are_answered_together() -> None:
    asked = list[list[str]]()

    def answer(names: list[str]) -> list[int]:
        asked.append(names)
        return [len(asked) * 10 + len(name) for name in names]

    steps = [counted("a", 2), counted("", 0), counted("bbb", 3), counted("cc", 1)]
    assert together(steps, answer) == [[11, 21], [], [13, 23, 33], [12]]
    assert asked == [["a", "bbb", "cc"], ["a", "bbb"], ["bbb"]]
    assert together([], answer) == []
