"""The history over REST: the questions of the user who sends the request, in one library."""

# No `from __future__ import annotations`: pydantic evaluates the annotations when a class is made.

from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, PositiveInt

from index.errors import PinciteError
from qa.types import Outcome
from ui.api import models
from ui.engine.engine import Engine
from ui.engine.history.history import History
from ui.engine.history.report import to_json
from ui.engine.history.store import Query
from ui.engine.libraries import Libraries

MAX_ENTRIES = 1000
"""Of one reply; `offset` leads to the others."""

Asked = Annotated[str, Field(description="The time: UTC, ISO 8601.")]


class HistoryRequest(models.Arguments):
    words: str = Field(
        "",
        description="All of them stand in the question, the answer, the note, or the title or name "
        "of a quoted document.",
    )
    saved: bool = Field(False, description="Only saved questions.")
    limit: int = Field(100, ge=0, le=MAX_ENTRIES, description="The number of entries.")
    offset: int = Field(0, ge=0, description="The number of entries to skip.")
    library: models.Library = ""


class HistoryDeletion(models.Arguments):
    id: int = Field(0, ge=0, description="The entry to delete.")
    all: Literal["", "unsaved", "everything"] = Field(
        "", description="All entries but the saved ones, or everything."
    )
    library: models.Library = ""


class HistoryResult(models.Reply):
    outcome: Outcome
    answer: list[str] = Field(description="The quoted words; several for a list, none for nothing.")
    confidence: float
    citations: list[models.Citation]


class HistoryDocument(models.Reply):
    title: str
    source: str
    added: str


class HistoryAgain(models.Reply):
    """What a saved question was answered with when it was asked again."""

    asked: Asked
    error: str = Field(description="Why it could not be asked; mostly empty.")
    result: HistoryResult | None
    change: Literal["unchanged", "moved", "changed", "gone", "new", "failed"] = Field(
        description="Compared with the answer before: the same words of the same document, the "
        "same of another one, other words, nothing any more, something for the first time."
    )
    since: HistoryDocument | None = Field(
        description="The document with the new answer, if it was added after the first answer."
    )
    missing: list[HistoryDocument] = Field(
        description="Documents of the first answer whose text is not in the library any more."
    )


class HistoryEntry(HistoryResult):
    id: PositiveInt
    asked: Asked
    question: str
    settings: str = Field(description="The parameters of the page's address but for the question.")
    saved: bool
    note: str
    again: HistoryAgain | None


class HistoryEntries(models.Reply):
    total: NonNegativeInt = Field(description="The number of entries that match.")
    entries: list[HistoryEntry]


class Deleted(models.Reply):
    deleted: NonNegativeInt = Field(description="The number of entries.")


class HistoryService:
    """Any thread may call."""

    def __init__(self, libraries: Libraries) -> None:
        self._libraries = libraries

    def entries(self, request: HistoryRequest, user: str) -> HistoryEntries:
        """Lists the questions that you asked on the page, the newest first, with their answers.

        A saved question that was asked again says what has changed.
        """
        history, engine = self._history(request.library)
        history.flush()
        store = history.store(engine.library)
        query = Query(request.words, request.saved, request.limit, request.offset)
        ids = engine.library.ids_by_hash()
        found = store.entries(user, query)
        return HistoryEntries(
            total=store.count(user, query),
            entries=[HistoryEntry.model_validate(to_json(entry, ids)) for entry in found],
        )

    def delete(self, request: HistoryDeletion, user: str) -> Deleted:
        """Deletes one question of yours (`id`), or all but the saved ones, or everything."""
        history, engine = self._history(request.library)
        if bool(request.id) == bool(request.all):
            raise PinciteError(
                'It is not said what to delete. Send "id", or "all": unsaved or everything.'
            )
        history.flush()
        store = history.store(engine.library)
        if request.id:
            store.delete(user, request.id)
            return Deleted(deleted=1)
        return Deleted(deleted=store.delete_all(user, pinned=request.all == "everything"))

    def _history(self, library: str) -> tuple[History, Engine]:
        if self._libraries.history is None:
            raise PinciteError("The history is switched off on this server. Nothing is stored.")
        return self._libraries.history, self._libraries.engine(library)
