"""Requests and replies of the API, as pydantic models: REST validates with them, MCP offers them.

OpenAPI describes them under the names of the classes. Ranges of characters are half open and count
Unicode code points of the extracted text.
"""

# No `from __future__ import annotations`: pydantic evaluates the annotations when a class is made.

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, NonNegativeInt, PositiveInt

from index.search.index_reader import Method
from qa.questions.validation import MAX_QUESTION_CHARS
from qa.types import AnswerType, Outcome

MAX_PASSAGES = 100
"""Passages of one search."""

MAX_DOCUMENTS = 1000
"""Documents of one reply; `offset` leads to the others."""


def _empty_if_null(value: object) -> object:
    return [] if value is None else value


Texts = Annotated[list[str], BeforeValidator(_empty_if_null)]
Sha256 = Annotated[str, Field(description="SHA-256 of the document's UTF-8 text, in hex.")]
Question = Annotated[
    str,
    Field(
        description=f"At most {MAX_QUESTION_CHARS:,} characters.",
        examples=["How high is the bridge?"],
    ),
]
Library = Annotated[
    str,
    Field(
        description="The name of a library, as /api/libraries lists it; by default that of "
        "the address (/l/NAME/api/…), else the first."
    ),
]


# requests: what they do not know is refused


class Arguments(BaseModel):
    """The arguments of an operation that takes none, and the base of all others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Filters(Arguments):
    """Which documents are searched: those that meet every condition given."""

    sources: Texts = Field(
        [], description='Patterns of file names such as "*.pdf"; one of them must match.'
    )
    title: str = Field("", description="Words that the title contains, in any case.")
    tags: Texts = Field([], description="Tags of the documents; all of them must be present.")
    since: str = Field(
        "", description="The earliest date of a document: 2024, 2024-03 or 2024-03-31."
    )
    until: str = Field("", description="The latest date of a document, written like `since`.")


class _WithQuestion(Arguments):
    """A base of its own, so that the question is the first field."""

    question: Question


class AskRequest(Filters, _WithQuestion, strict=True):
    everywhere: bool = Field(
        False, description="Documents that the question names do not rank higher."
    )
    previous_question: str = Field(
        "",
        description='The question before, if this one may follow up on it, as "and when?" does: '
        "the `question` of the reply to it.",
    )
    previous_answer: str = Field("", description="The words that answered it.")
    previous_documents: Texts = Field(
        [], description="The titles of the documents that its answer was quoted from."
    )
    library: Library = ""


class SearchRequest(Filters, _WithQuestion, strict=True):
    k: int = Field(10, ge=1, le=MAX_PASSAGES, description="The number of passages.")
    method: Method = Field(
        "hybrid", description="By meaning (dense), by words (lexical) or by both (hybrid)."
    )
    library: Library = ""


class DocumentsRequest(Filters):
    limit: int = Field(100, ge=0, le=MAX_DOCUMENTS, description="The number of documents.")
    offset: int = Field(0, ge=0, description="The number of documents to skip.")
    library: Library = ""


_OfFile = "; null: what the file says. Left out: it stays as it is."


class DocumentChanges(Arguments):
    """What is set of a document stays when its file is read again."""

    title: str | None = Field(None, description=f"The title{_OfFile}")
    author: str | None = Field(None, description=f"The author{_OfFile}")
    date: str | None = Field(
        None, description=f"The date, as 2024, 2024-03 or 2024-03-31, or empty{_OfFile}"
    )
    tags: list[str] | None = Field(None, description=f"All of its tags{_OfFile}")
    library: Library = ""


class VerifyRequest(Arguments):
    """A quotation with its place, as in a citation."""

    hash: Sha256
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str
    library: Library = ""


# replies: exactly these fields


class Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Citation(Reply):
    number: PositiveInt
    title: str
    source: str
    hash: Sha256
    page: str | None
    last_page: str | None
    section: str | None
    start: NonNegativeInt
    end: NonNegativeInt
    quote: str = Field(description="The characters from `start` to `end`.")
    sentence_start: NonNegativeInt
    sentence_end: NonNegativeInt
    sentence: str
    author: str
    date: str


class AnswerCandidate(Reply):
    text: str
    confidence: float = Field(description="The probability that this is the right answer.")
    features: dict[str, float] = Field(description="What the confidence was computed from.")
    occurrences: list[Citation] = Field(description="Every place of the text, the best first.")


class ReadPassage(Reply):
    title: str
    source: str
    page: str | None
    section: str | None
    start: NonNegativeInt
    end: NonNegativeInt
    text: str
    dense_rank: PositiveInt | None
    lexical_rank: PositiveInt | None


class NamedDocument(Reply):
    title: str
    source: str


class Answer(Reply):
    question: str
    outcome: Outcome = Field(
        description="An answer; a possible one, less certain than was asked for; or nothing."
    )
    answer: str | None = Field(
        description="The quoted words; null unless the outcome is an answer."
    )
    possible_answer: str | None = Field(
        description="The quoted words of a possible answer; null for another outcome."
    )
    items: list[str] = Field(
        description="The items of a list, or the values that were compared; mostly empty."
    )
    answer_type: AnswerType
    confidence: float = Field(
        description="The probability that the best candidate is the right answer."
    )
    threshold: float = Field(description="The confidence below which no answer is given.")
    calibration: Literal["reader", "library"] = Field(
        description="What the confidence was fitted to: the reader, or the library's own questions."
    )
    citations: list[Citation] = Field(
        description="The places of the answer or of the possible answer, or of each of its items."
    )
    conflicting: list[AnswerCandidate] = Field(
        description="What other documents answer with comparable confidence."
    )
    candidates: list[AnswerCandidate] = Field(description="All possible answers, the best first.")
    passages: list[ReadPassage] = Field(description="What was read, the best first.")
    named: list[NamedDocument] = Field(
        description="The documents that the question names, likeliest first; they rank higher."
    )
    corrections: dict[str, str] = Field(
        description="Words that no document has, and the words that were searched in their place."
    )
    notice: str = Field(description="Why no answer can be expected; mostly empty.")
    written: str = Field(
        description="The question as it was sent, if `question` was asked in its place because it "
        "follows up on the one before; mostly empty."
    )
    follow_up: str = Field(
        description="Another reading of a question that follows up, or may follow up, on the one "
        "before; it was not asked. Mostly empty."
    )
    documents: NonNegativeInt = Field(description="The number of documents searched.")
    reader: str
    milliseconds: float


class Passage(Reply):
    title: str
    source: str
    hash: Sha256
    page: str | None
    section: str | None
    start: NonNegativeInt
    end: NonNegativeInt
    text: str
    score: float = Field(description="Comparable within one reply only; higher is better.")
    dense_rank: PositiveInt | None
    lexical_rank: PositiveInt | None


class Passages(Reply):
    question: str
    passages: list[Passage]
    milliseconds: float


class Document(Reply):
    id: NonNegativeInt
    source: str
    title: str
    hash: Sha256
    added: str
    characters: NonNegativeInt
    sentences: NonNegativeInt
    warnings: list[str]
    author: str
    date: str
    tags: list[str]
    losses: dict[str, int] = Field(
        description="What the file contains and the text does not, with counts."
    )
    pages: NonNegativeInt = Field(description="0 if it has no pages.")
    of_file: dict[str, str | list[str]] = Field(
        description="What the file says, of the fields that a person has set."
    )


class Documents(Reply):
    total: NonNegativeInt = Field(description="The number of documents that match the filters.")
    documents: list[Document]


class Verified(Reply):
    verified: bool
    problem: str | None = Field(description="Why the quotation could not be verified.")


class Libraries(Reply):
    libraries: list[str]
    first: str = Field(description="The library that is used if a request names none.")


class Health(Reply):
    status: Literal["ok"]
    documents: NonNegativeInt
    generation: NonNegativeInt


class Error(Reply):
    error: str = Field(description="What is wrong, and what to do.")
