"""Requests and replies about whole documents: what changed, and all mentions; see ui.api.models."""

# No `from __future__ import annotations`: pydantic evaluates the annotations when a class is made.

from pydantic import Field, NonNegativeInt

from index.search.mentions import MAX_CHARS, MOST
from qa.drafts.versions.selection import Wanted
from qa.drafts.versions.types import ChangeKind, Sense
from ui.api.models import Arguments, Citation, Filters, Library, Reply

_DOCUMENT = "Its source, file name, title or id, as `documents` lists them."


class CompareRequest(Arguments, strict=True):
    old: str = Field(description=f"The earlier version. {_DOCUMENT}")
    new: str = Field(description=f"The later version. {_DOCUMENT}")
    only: Wanted = Field(
        "words",
        description="All changes of words; those with other figures, dates or negations; of one "
        "kind; or `form`: only numbering, punctuation or capitals.",
    )
    text: str = Field("", description="Only changes that have these words.")
    library: Library = ""


class ComparedDocument(Reply):
    title: str
    source: str
    hash: str = Field(description="SHA-256 of its text, which the ranges refer to.")
    words: NonNegativeInt


class ComparedPassage(Reply):
    text: str
    start: NonNegativeInt
    end: NonNegativeInt
    page: str | None
    section: str | None


class WordEdit(Reply):
    sense: Sense = Field(description="Whether a figure or date, or a negation, is another one.")
    old: str = Field(description="Words of the old version; empty if they were added.")
    old_start: NonNegativeInt | None
    old_end: NonNegativeInt | None
    new: str = Field(description="Words of the new version; empty if they were removed.")
    new_start: NonNegativeInt | None
    new_end: NonNegativeInt | None


class DocumentChange(Reply):
    kind: ChangeKind
    old: ComparedPassage | None = Field(description="Whole sentences; null if they were added.")
    new: ComparedPassage | None
    edits: list[WordEdit] = Field(
        description="The words that differ; of an added or removed passage its figures and "
        "negations."
    )


class Comparison(Reply):
    same: bool = Field(description="Whether no word differs.")
    counts: dict[str, NonNegativeInt] = Field(description="Kind -> number of all changes.")
    old: ComparedDocument
    new: ComparedDocument
    unchanged_words: NonNegativeInt
    changes: list[DocumentChange] = Field(description="In the order of the new version.")
    milliseconds: float


class MentionsRequest(Filters, strict=True):
    words: str = Field(
        description="Words that a sentence has, in any inflection; in quotation marks as written. "
        f"At most {MAX_CHARS} characters."
    )
    limit: int = Field(100, ge=1, le=MOST, description="Most sentences that are returned.")
    library: Library = ""


class MentionsOfDocument(Reply):
    title: str
    source: str
    sentences: NonNegativeInt


class Mentions(Reply):
    total: NonNegativeInt = Field(description=f"Sentences that have the words, at most {MOST:,}.")
    documents: list[MentionsOfDocument] = Field(description="In which they are.")
    citations: list[Citation] = Field(description="The first word found, and its sentence.")
    milliseconds: float
