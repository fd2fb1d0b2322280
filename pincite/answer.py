"""What `ask` and `verify` return."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from qa import types
from qa.citations import Citation, cite, to_json


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question: a quotation from one document, or none.

    An answer is given if its confidence, a calibrated probability that it is right, is at least
    the threshold. Otherwise `text` is None, `citations` is empty, and `nearest` cites the best
    candidate that was not certain enough.
    """

    result: types.Answer
    """Everything that was retrieved and read. Internal: its fields may change in any release."""

    @property
    def question(self) -> str:
        return self.result.question

    @property
    def text(self) -> str | None:
        """The words of the document that answer the question; None if no answer is given."""
        return self.result.span.text if self.result.span else None

    @property
    def abstained(self) -> bool:
        """Is no answer given?"""
        return self.result.abstained

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the words of the answer are, one citation for each place, best first."""
        return cite(self.result)

    @property
    def nearest(self) -> tuple[Citation, ...]:
        """The places of the best candidate, given as the answer or not; empty if none was found."""
        return cite(replace(self.result, threshold=0.0)) if self.result.candidates else ()

    @property
    def confidence(self) -> float:
        """The probability in [0, 1] that the best candidate is right; 0 if there is none."""
        return self.result.confidence

    @property
    def threshold(self) -> float:
        """The confidence in [0, 1] from which an answer is given."""
        return self.result.threshold

    def to_dict(self) -> dict[str, Any]:
        """The same JSON object as `pincite ask --json` prints, with all candidates and passages."""
        return dict(to_json(self.result))

    def __repr__(self) -> str:
        return f"<Answer {self.text!r}, confidence {self.confidence:.2f}>"


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of `verify`. It is true if the quoted words are where the citation says."""

    problem: str = ""
    """What is wrong, in one line; empty if nothing is."""

    def __bool__(self) -> bool:
        return not self.problem
