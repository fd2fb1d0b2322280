"""What a system that answers questions gives back. Needs only the standard library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands: the file, its words, and the text around them.

    The words begin at character `start` of `around`, which is their sentence if `is_sentence`, else
    the passage that was read.
    """

    source: str
    text: str
    around: str
    start: int
    is_sentence: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The passages read, as (file, text), best first, and the best answer.

    `places` has every place of the best answer, given or not; empty: there is none. `score` is its
    certainty, higher is more certain; None: the system does not say.
    """

    passages: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    given: bool
    score: float | None

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Reply:
        """From `dataclasses.asdict`, by way of JSON."""
        return cls(
            passages=tuple((source, text) for source, text in fields["passages"]),
            places=tuple(Place(**place) for place in fields["places"]),
            given=fields["given"],
            score=fields["score"],
        )
