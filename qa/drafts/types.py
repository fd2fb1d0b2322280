"""A claim of a draft, what was found of it, and the result of a whole check."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from index.spans import Document, Span

ClaimKind = Literal["quotation", "figure", "date", "reference"]
"""Words in quotation marks or set off; a number with its noun; a name with a date; a footnote or
another reference that names a document."""

Verdict = Literal["verbatim", "altered", "stitched", "other source", "not found"]
"""Of a quotation: it stands in the library word by word; with other words; in pieces that are not
together there; in another document than the draft names; nowhere. Of a figure or a date: "verbatim"
if it is stated of the same thing, "altered" if another one is. Of a reference: "verbatim" if the
library has the document."""

VERDICTS: tuple[Verdict, ...] = ("not found", "altered", "stitched", "other source", "verbatim")
"""The gravest first."""

Change = Literal["changed", "added", "left out"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Words in which a draft and a source differ; `draft` is None for words that it leaves out,
    `source` for words that it adds."""

    draft: Span | None
    source: Span | None

    @property
    def change(self) -> Change:
        if self.draft is None:
            return "left out"
        return "added" if self.source is None else "changed"


@dataclass(frozen=True, slots=True)
class Claim:
    """Words of a draft that can be looked up."""

    kind: ClaimKind
    span: Span
    """Of a quotation without its marks; of the others the words themselves."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of a claim."""

    claim: Claim
    verdict: Verdict
    places: tuple[Span, ...] = ()
    """Of words found word by word: every place, best first. Of stitched words: the place of each
    piece, in the order of the draft. Otherwise what comes nearest; empty if nothing does."""
    differences: tuple[Difference, ...] = ()
    """From the first place, in the order of the draft; of stitched words what is not in a piece or
    lies between two of them."""
    note: str = ""
    """One sentence on what else to know, such as the document that was named."""

    @property
    def is_fine(self) -> bool:
        return self.verdict == "verbatim"


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """The findings of a draft, in the order of its text."""

    draft: Document
    findings: tuple[Finding, ...]
    documents: int
    """Documents that were searched."""
    milliseconds: float
    shared_titles: frozenset[str] = frozenset()
    """Titles that several of the documents have: the file name tells those apart."""

    @property
    def counts(self) -> Counter[Verdict]:
        """Number of findings of each verdict."""
        return Counter(finding.verdict for finding in self.findings)

    @property
    def is_fine(self) -> bool:
        """Is everything verbatim?"""
        return all(finding.is_fine for finding in self.findings)
