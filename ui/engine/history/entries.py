"""A question of the history, its answer as it was, and the answer when it was asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from qa.citations import Citation, citation_of, plain
from qa.types import Answer, Occurrence, Outcome

MAX_PLACES = 100
"""Of one answer that are stored: more than any list of the test sets has items."""


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """A citation, with the library's id of its document and the time when that was added."""

    document: int
    added: str
    citation: Citation

    @classmethod
    def of(cls, place: Occurrence, number: int) -> CitedPlace:
        document = place.span.document
        return cls(document.id, document.added, citation_of(place, number))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> CitedPlace:
        fields = dict(value)
        return cls(fields.pop("document"), fields.pop("added"), Citation(**fields))

    def to_json(self) -> dict[str, object]:
        return {"document": self.document, "added": self.added, **asdict(self.citation)}


@dataclass(frozen=True, slots=True)
class Result:
    """What a question was answered with: the places of the answer or of the possible answer, or of
    each item of a list. None if nothing was found."""

    outcome: Outcome
    confidence: float
    places: tuple[CitedPlace, ...]

    @classmethod
    def of(cls, answer: Answer) -> Result:
        quoted: tuple[Occurrence, ...] = ()
        if answer.outcome != "nothing":
            quoted = answer.quoted if answer.is_list else answer.candidates[0].occurrences
        numbered = enumerate(quoted[:MAX_PLACES], 1)
        places = [CitedPlace.of(place, number) for number, place in numbered]
        return cls(answer.outcome, answer.confidence, tuple(places))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Result:
        places = tuple(CitedPlace.from_json(place) for place in value["places"])
        return cls(value["outcome"], value["confidence"], places)

    def to_json(self) -> dict[str, object]:
        places = [place.to_json() for place in self.places]
        return {"outcome": self.outcome, "confidence": self.confidence, "places": places}

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are quoted, each once: one text, or the items of a list."""
        return tuple(dict.fromkeys(plain(place.citation.quote) for place in self.places))


@dataclass(frozen=True, slots=True)
class Again:
    """What a saved question was answered with when it was asked again, or why it was not."""

    asked: str
    result: Result | None
    error: str = ""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Again:
        result = None if value["result"] is None else Result.from_json(value["result"])
        return cls(value["asked"], result, value["error"])

    def to_json(self) -> dict[str, object]:
        result = None if self.result is None else self.result.to_json()
        return {"asked": self.asked, "result": result, "error": self.error}


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of one user, with its answer.

    `asked` is UTC, ISO 8601; `link` are the parameters of the page's address but for the question;
    a pinned entry is a saved question.
    """

    id: int
    asked: str
    question: str
    link: str
    result: Result
    pinned: bool = False
    note: str = ""
    again: Again | None = None

    @property
    def day(self) -> str:
        """Such as 2026-11-29."""
        return self.asked[:10]

    @property
    def written(self) -> str:
        """How a question was typed that follows up on another one; "" for all others."""
        return dict(parse_qsl(self.link)).get("written", "")

    def accepted(self) -> Entry:
        """With the later answer in place of the first; as it is without one."""
        if self.again is None or self.again.result is None:
            return self
        return replace(self, asked=self.again.asked, result=self.again.result, again=None)


def utc_now() -> str:
    """As the library writes the time at which a document was added."""
    return datetime.now(UTC).isoformat(timespec="seconds")
