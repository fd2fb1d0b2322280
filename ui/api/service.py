"""The operations of the API, for REST and MCP alike: a request model in, a reply model out.

What a client can correct raises PinciteError, a full queue ServerBusy.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import asdict
from functools import partial

from index.errors import PinciteError
from index.spans import Passage
from index.storage.filters import Filter, parse_filters
from qa import citations
from qa.drafts.read import draft_of
from qa.drafts.report import to_json
from qa.drafts.versions.report import to_json as comparison_to_json
from qa.drafts.versions.selection import chosen, find_document
from qa.questions.follow_up.asking import ask_after
from qa.questions.follow_up.types import Previous
from ui.api import document_models, draft_models, models
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries

MAX_ID = 2**63 - 1
"""The greatest id of SQLite."""


class ApiService:
    """Any thread may call. The docstrings of the methods describe them to clients and models."""

    def __init__(self, libraries: Libraries) -> None:
        self._libraries = libraries

    def ask(self, request: models.AskRequest) -> models.Answer:
        """Answers a question with the exact words of a document.

        The outcome is an answer, a possible answer (less certain than was asked for), or nothing.
        Each citation names the text by its hash and the range of characters, which `verify` checks.
        A question that follows up on `previous_question` is asked in words that need none before
        it: the reply has them as its `question`, and those that were sent as `written`.
        """
        ask = partial(
            self._engine(request.library).ask,
            filters=_filter(request),
            everywhere=request.everywhere,
        )
        before = Previous(
            request.previous_question, request.previous_answer, tuple(request.previous_documents)
        )
        answer = ask_after(ask, request.question, before)
        return models.Answer.model_validate(citations.to_json(answer))

    def search(self, request: models.SearchRequest) -> models.Passages:
        """Finds the `k` passages that match a question best, best first, without reading them."""
        began = time.perf_counter()
        found = self._engine(request.library).search(
            request.question, request.k, request.method, _filter(request)
        )
        seconds = time.perf_counter() - began
        return models.Passages(
            question=request.question.strip(),
            passages=[_passage(each) for each in found],
            milliseconds=round(1000 * seconds, 1),
        )

    def documents(self, request: models.DocumentsRequest) -> models.Documents:
        """Lists the documents of a library, sorted by source, without their texts."""
        entries = self._engine(request.library).library.list_documents(_filter(request))
        page = entries[request.offset : request.offset + request.limit]
        return models.Documents(
            total=len(entries),
            documents=[models.Document.model_validate(asdict(entry)) for entry in page],
        )

    def set_metadata(self, id: int, request: models.DocumentChanges) -> models.Document:
        """Sets title, author, date or tags of the document with that id, and returns it.

        What is set takes part in filters and in the search, and stays when the file is read again.
        """
        library = self._engine(request.library).library
        if not 0 < id <= MAX_ID or not library.has_document(id):
            raise PinciteError(f"There is no document {id}. /api/documents lists their ids.")
        source = library.document(id).source
        values = request.model_dump(include=request.model_fields_set - {"library"})
        if values:
            library.edit({source: values})
        return models.Document.model_validate(asdict(library.info(source)))

    def verify(self, request: models.VerifyRequest) -> models.Verified:
        """Checks that `quote` is the characters from `start` to `end` of the text with that hash.

        If it is not, `problem` says why.
        """
        library = self._engine(request.library).library
        problem = citations.verify(library, request.model_dump(exclude={"library"}))
        return models.Verified(verified=problem is None, problem=problem)

    def check_quotes(self, request: draft_models.CheckRequest) -> draft_models.Check:
        """Looks up every quotation, figure with its noun, name with a date and footnote of a draft.

        Each is verbatim, altered (with the differences), stitched from several places, from
        another source than the draft names, or not found. Use it on your own answer before you
        give it to the user, and mend what is not verbatim.
        """
        result = self._engine(request.library).check(draft_of(request.draft), _filter(request))
        return draft_models.Check.model_validate(to_json(result))

    def compare(self, request: document_models.CompareRequest) -> document_models.Comparison:
        """Says what changed between two documents of a library, two versions of a contract for one.

        Passages are added, removed, altered (with the words that differ, and whether a figure, a
        date or a negation is another one) or moved. Line breaks are no change; numbering,
        punctuation and capitals alone are of the kind "form".
        """
        engine = self._engine(request.library)
        entries = engine.list_documents()
        old, new = (
            engine.library.document(find_document(entries, name).id)
            for name in (request.old, request.new)
        )
        comparison = engine.compare(old, new)
        changes = chosen(comparison, request.only, request.text)
        found = comparison_to_json(comparison, changes)
        return document_models.Comparison.model_validate(found)

    def mentions(self, request: document_models.MentionsRequest) -> document_models.Mentions:
        """Finds every sentence that has all of the words, in any inflection.

        Words in quotation marks are found as they are written, next to each other. Use it to find
        all places where a name or a term stands; `search` finds passages by their meaning.
        """
        began = time.perf_counter()
        found = self._engine(request.library).mentions(request.words, _filter(request))
        seconds = time.perf_counter() - began
        counts = Counter(each.sentence.document for each in found)
        cited = [
            citations.cite_span(each.words[0], each.sentence, number)
            for number, each in enumerate(found[: request.limit], 1)
        ]
        return document_models.Mentions(
            total=len(found),
            documents=[
                document_models.MentionsOfDocument(
                    title=document.title, source=document.source, sentences=number
                )
                for document, number in counts.items()
            ],
            citations=[models.Citation.model_validate(asdict(each)) for each in cited],
            milliseconds=round(1000 * seconds, 1),
        )

    def libraries(self, request: models.Arguments) -> models.Libraries:
        """Lists the names of the libraries, sorted, and which of them is used by default.

        In place of a name, "~all" stands for all of them, asked as one library.
        """
        return models.Libraries(libraries=self._libraries.names(), first=self._libraries.first)

    def _engine(self, name: str) -> Engine:
        return self._libraries.engine(name)


def _filter(request: models.Filters) -> Filter:
    return parse_filters(request.sources, request.title, request.tags, request.since, request.until)


def _passage(passage: Passage) -> models.Passage:
    span = passage.span
    return models.Passage(
        title=span.document.title,
        source=span.document.source,
        hash=span.document.hash,
        page=span.page,
        section=span.section,
        start=span.start,
        end=span.end,
        text=span.text,
        score=passage.score,
        dense_rank=passage.dense_rank,
        lexical_rank=passage.lexical_rank,
    )
