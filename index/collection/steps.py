"""Generators that ask and are answered, run side by side so that they ask together."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeVar

Q = TypeVar("Q")
T = TypeVar("T")


def together(
    steps: Sequence[Generator[Q, Any, T]], answer: Callable[[list[Q]], Sequence[Any]]
) -> list[T]:
    """What the generators return. `answer` gets what those that have not ended ask in one step.

    >>> def doubled(number):
    ...     return (yield number) * 2
    >>> together([doubled(1), doubled(5)], lambda asked: [each + 1 for each in asked])
    [4, 12]
    """
    returned, asked = dict[int, T](), dict[int, Q]()

    def advance(number: int, reply: Any) -> None:  # noqa: ANN401  # as `answer` returns
        try:
            asked[number] = steps[number].send(reply)
        except StopIteration as end:
            asked.pop(number, None)
            returned[number] = end.value

    for number in range(len(steps)):
        advance(number, None)
    while asked:
        for number, reply in zip(list(asked), answer(list(asked.values())), strict=True):
            advance(number, reply)
    return [returned[number] for number in range(len(steps))]
