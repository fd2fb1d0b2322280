"""The parts of a joined library, as its reader asks them: in this process, or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from index.collection.part_reader import PartReader
from index.collection.steps import together

T = TypeVar("T")


PartCall = tuple[Callable[..., Any], Mapping[int, tuple[Any, ...]]]
"""A method of PartReader, and its arguments for each part that is asked."""

Steps = Generator[PartCall, Any, T]
"""Yields calls, and gets what `Parts.ask` returns for them."""


class Parts(Protocol):
    """Each at one generation. They are known by their numbers, from 0."""

    def __len__(self) -> int: ...

    def ask(
        self, method: Callable[..., T], arguments: Mapping[int, tuple[Any, ...]]
    ) -> dict[int, T]:
        """Part -> what a method of PartReader returns there for these arguments."""

    def run(self, steps: Sequence[Steps[T]]) -> list[T]:
        """What these return, run side by side: what they ask at the same time is asked together."""

    def folded(self, text: str) -> str:
        """As all parts have it; see `bm25.folded`."""


class OpenParts:
    """Parts that are open in this process."""

    def __init__(self, readers: Sequence[PartReader]) -> None:
        self._readers = readers

    def __len__(self) -> int:
        return len(self._readers)

    def ask(
        self, method: Callable[..., T], arguments: Mapping[int, tuple[Any, ...]]
    ) -> dict[int, T]:
        return {part: method(self._readers[part], *each) for part, each in arguments.items()}

    def run(self, steps: Sequence[Steps[T]]) -> list[T]:
        return together(steps, lambda calls: [self.ask(*call) for call in calls])

    def folded(self, text: str) -> str:
        return self._readers[0].index.folded(text)
