"""Request and reply of a check of a draft; see `ui.api.models`."""

# No `from __future__ import annotations`: pydantic evaluates the annotations when a class is made.

from pydantic import Field, NonNegativeInt

from qa.drafts.types import Change, ClaimKind, Verdict
from ui.api.models import Citation, Filters, Library, Reply


class CheckRequest(Filters, strict=True):
    draft: str = Field(
        description="The text, with its quotations in quotation marks or in lines that begin "
        'with ">".'
    )
    library: Library = ""


class Difference(Reply):
    change: Change = Field(description="What the draft does to the words of the source.")
    draft: str = Field(description="The words of the draft; empty if it left words out.")
    draft_start: NonNegativeInt | None
    draft_end: NonNegativeInt | None
    source: str = Field(description="The words of the source; empty if the draft added words.")
    source_start: NonNegativeInt | None
    source_end: NonNegativeInt | None


class Finding(Reply):
    kind: ClaimKind = Field(
        description="A quotation, a figure with its noun, a date with a name, or a footnote."
    )
    verdict: Verdict = Field(
        description="Word by word; with other words or another value; in pieces that are not "
        "together in the source; in another document than the draft names; or nowhere."
    )
    text: str = Field(description="The words of the draft.")
    start: NonNegativeInt = Field(description="Where they begin in the draft.")
    end: NonNegativeInt
    note: str = Field(description="What else to know, in a sentence; mostly empty.")
    citations: list[Citation] = Field(
        description="Where the words stand, or what comes nearest; of stitched words each piece."
    )
    differences: list[Difference] = Field(description="From the first citation.")


class Check(Reply):
    fine: bool = Field(description="Whether everything is verbatim.")
    counts: dict[str, NonNegativeInt] = Field(description="Verdict -> number of findings.")
    findings: list[Finding] = Field(description="In the order of the draft.")
    documents: NonNegativeInt = Field(description="The number of documents searched.")
    milliseconds: float
