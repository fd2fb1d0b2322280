"""What `add`, `ask`, `check` and `verify` return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from index.ingest.not_read import SkippedFile
from index.library import IngestResult
from qa import types
from qa.citations import Citation, citations_of, cite, to_json
from qa.drafts import report
from qa.drafts import types as drafts


@dataclass(frozen=True, slots=True)
class AddResult:
    """What happened to each document that was to be added."""

    results: tuple[IngestResult, ...]
    """One for each document, in the order in which they were read."""
    skipped: tuple[SkippedFile, ...] = ()
    """Files in the folders that were passed over; `reason` says why: a suffix that no reader has,
    a link, a hidden file."""

    @property
    def added(self) -> int:
        """Number of new documents."""
        return self._count("added")

    @property
    def replaced(self) -> int:
        """Number of documents whose file has changed since it was last added."""
        return self._count("replaced")

    @property
    def unchanged(self) -> int:
        """Number of documents that are in the library already."""
        return self._count("unchanged")

    @property
    def removed(self) -> int:
        """Number of documents that are no longer in their archive."""
        return self._count("removed")

    @property
    def refused(self) -> tuple[IngestResult, ...]:
        """The files that could not be read; `message` says why."""
        return tuple(result for result in self.results if result.status == "refused")

    def _count(self, status: str) -> int:
        return sum(result.status == status for result in self.results)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question: a quotation from one document, a possible one, or none.

    An answer is given if its confidence, a calibrated probability that it is right, is at least
    the threshold. Below it `text` is None; `possible` has the words of a possible answer, unless
    it is unlikely that the documents answer the question at all.
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
    def outcome(self) -> types.Outcome:
        """ "answer", "possible" or "nothing"."""
        return self.result.outcome

    @property
    def possible(self) -> str | None:
        """The words of a possible answer; None for another outcome."""
        return self.result.candidates[0].span.text if self.outcome == "possible" else None

    @property
    def items(self) -> tuple[str, ...]:
        """The items of the answer if the question asks for a list; empty for other questions."""
        return tuple(item.span.text for item in self.result.items)

    @property
    def abstained(self) -> bool:
        """Is no answer given?"""
        return self.result.abstained

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the words of the answer or the possible answer are, one citation for each place or
        item, best first; empty if nothing was found."""
        return cite(self.result)

    @property
    def nearest(self) -> tuple[Citation, ...]:
        """The places of the best candidate, given as the answer or not; empty if none was found."""
        best = self.result.candidates[:1]
        return citations_of(place for candidate in best for place in candidate.occurrences)

    @property
    def conflicting(self) -> tuple[Citation, ...]:
        """Where other documents answer with comparable confidence, and say something else."""
        return citations_of(other.occurrences[0] for other in self.result.conflicting)

    @property
    def corrections(self) -> Mapping[str, str]:
        """Words of the question that no document has -> the words searched in their place."""
        return self.result.corrections

    @property
    def notice(self) -> str:
        """Why no answer can be expected, in one sentence; empty for most questions."""
        return self.result.notice

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


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """What was found of each quotation, figure, date and reference of a draft."""

    result: drafts.DraftCheck
    """Every finding with its spans. Internal: its fields may change in any release."""

    @property
    def is_fine(self) -> bool:
        """True if everything is verbatim, or if there was nothing to check."""
        return self.result.is_fine

    @property
    def counts(self) -> dict[str, int]:
        """Verdict -> number of findings: "verbatim", "altered", "stitched", "other source", "not
        found"."""
        return {verdict: self.result.counts[verdict] for verdict in drafts.VERDICTS}

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that `pincite check-quotes --json` prints; docs/api.md describes it."""
        return report.to_json(self.result)

    def to_markdown(self) -> str:
        """A report for people."""
        return report.to_markdown(self.result)
