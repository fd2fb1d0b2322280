"""All mentions: the page that searches words in all documents of a library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from index.errors import PinciteError
from index.library import Library
from index.search.mentions import MOST, Mention
from index.spans import Document, Passage
from index.storage.filters import NO_FILTER, Filter
from qa.shapes.dates import document_date
from qa.types import Occurrence
from ui.auth.identity import note
from ui.engine.admission import MAX_CONCURRENT, MAX_QUEUED
from ui.engine.libraries import FindEngine
from ui.http.endpoints import as_page, document_id, library_name, of_library
from ui.http.static import address
from ui.pages.document.view import layout
from ui.pages.places.collect import Place
from ui.pages.places.files import FORMATS
from ui.pages.places.records import MAX_CHOSEN, choice
from ui.views.addresses import Mark, document_address
from ui.views.dates import date_text
from ui.views.engine_words import page_words
from ui.views.file_names import readable_sources
from ui.views.highlight import with_marks
from ui.views.templating import render

LISTED = MAX_CHOSEN
"""Sentences on the page: as many as one file can have."""


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence as it is listed."""

    mention: Mention
    choice: str
    html: Markup
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """The sentences of one document: those that are listed, and how many there are."""

    document: Document
    date: str
    rows: tuple[Row, ...]
    count: int
    address: str
    """Of the page with these alone."""


def routes(engine: FindEngine) -> list[Route]:
    limiter = CapacityLimiter(MAX_CONCURRENT + MAX_QUEUED)
    answer = as_page(partial(_page, engine), "./")

    async def page(request: Request) -> Response:
        return await to_thread.run_sync(answer, request, limiter=limiter)

    return [Route("/mentions", page, methods=["GET"])]


def _page(find: FindEngine, request: Request) -> Response:
    engine, values = of_library(find, request), request.query_params
    words, name = values.get("q", ""), library_name(request)
    if not words.strip():
        return HTMLResponse(mentions_page(words, [], name))
    note(request.scope, words)
    document = _document(engine.library, values.get("document", ""))
    try:
        filters = Filter(sources=(document.source,)) if document else NO_FILTER
        found = engine.mentions(words, filters)
    except PinciteError as error:
        return HTMLResponse(mentions_page(words, [], name, error=page_words(error)), 400)
    return HTMLResponse(mentions_page(words, found, name, document))


def _document(library: Library, id: str) -> Document | None:
    number = document_id(id)
    return library.document(number) if number and library.has_document(number) else None


def mentions_page(
    words: str,
    found: Sequence[Mention],
    library: str = "",
    document: Document | None = None,
    error: tuple[str, ...] | None = None,
) -> str:
    """`document`: the only one searched. `error`: what is wrong, and what can be done."""
    groups = _groups(words, found)
    return render(
        "places/mentions.html",
        **layout("./", library),
        script=address("places/places.js"),
        wanted=words,
        error=error,
        document=document,
        groups=groups,
        count=len(found),
        is_complete=len(found) < MOST,
        listed=min(len(found), LISTED),
        names=readable_sources([group.document.source for group in groups]),
        formats=FORMATS,
    )


def _groups(words: str, found: Sequence[Mention]) -> list[Group]:
    """By document; those of many mentions first."""
    by_document = [
        [*each] for _, each in groupby(found, key=lambda each: each.sentence.document.id)
    ]
    groups, left = list[Group](), LISTED
    for members in sorted(by_document, key=len, reverse=True):
        document = members[0].sentence.document
        groups.append(
            Group(
                document,
                date_text(document_date(document)),
                tuple(map(_row, members[:left])),
                len(members),
                f"mentions?{urlencode({'q': words, 'document': document.id})}",
            )
        )
        left = max(left - len(members), 0)
    return groups


def _row(mention: Mention) -> Row:
    sentence = mention.sentence
    place = Occurrence(mention.words[0], sentence, Passage(sentence, 0.0, None, None, ()))
    marks = [Mark.of(word, sentence) for word in mention.words]
    return Row(
        mention,
        choice(Place(place, "mention")),
        with_marks(sentence, mention.words),
        document_address(sentence.document, marks),
    )
