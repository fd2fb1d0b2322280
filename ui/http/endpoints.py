"""What the endpoints of the plain pages share: the library of an address, and errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from index.errors import PinciteError
from index.spans import Document
from index.storage.document_reader import DocumentReader
from ui.api.errors import error_reply
from ui.http.library_address import library_of
from ui.views.engine_words import page_words
from ui.views.i18n.language import gettext
from ui.views.layout import problem

_MAX_ID = 2**63 - 1  # of SQLite

Endpoint = Callable[[Request], Response]
T = TypeVar("T")


class NotFound(PinciteError):
    """What an address names is not there."""


def library_name(request: Request) -> str:
    """The name of the library in the address; "" is the first one."""
    return library_of(request.scope)


def of_library(find: Callable[[str], T], request: Request) -> T:
    """What `find` has for the library in the address, such as its engine.

    Raises NotFound where `find` raises PinciteError, because there is no such library.
    """
    try:
        return find(library_name(request))
    except PinciteError as error:
        raise NotFound(str(error)) from error


def document_id(text: str) -> int:
    """The id that a part of an address is; 0, which no document has, if it is none.

    >>> document_id("12"), document_id("-1"), document_id("9" * 30)
    (12, 0, 0)
    """
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
    return number if number <= _MAX_ID else 0


def find_document(library: DocumentReader, id: str) -> Document:
    """The document of an id in an address. Raises NotFound if the library does not have it."""
    if (number := document_id(id)) and library.has_document(number):
        return library.document(number)
    raise NotFound(
        gettext(
            "This document is not in the library. It may have been removed, or the link is "
            "of another library. Open it from the list of documents."
        )
    )


def as_page(
    endpoint: Endpoint, root: str, failed: Callable[[str, str], str] | None = None
) -> Endpoint:
    """Errors are a page; `root` is the relative address of the library's pages.

    `failed` makes another one of what is wrong and what can be done.
    """

    @wraps(endpoint)
    def answer(request: Request) -> Response:
        try:
            return endpoint(request)
        except Exception as error:
            reply = error_reply(error, _status(error))  # logs what is unexpected
            words = page_words(error)
            page = failed(*words) if failed else problem(*words, root, library_name(request))
            headers = {"cache-control": "no-store"}
            if (seconds := reply.headers.get("retry-after")) is not None:
                headers["retry-after"] = seconds
            return HTMLResponse(page, reply.status_code, headers)

    return answer


def as_data(endpoint: Endpoint) -> Endpoint:
    """Errors are JSON with one sentence."""

    @wraps(endpoint)
    def answer(request: Request) -> Response:
        try:
            return endpoint(request)
        except Exception as error:
            return error_reply(error, _status(error), on_page=True)

    return answer


def _status(error: Exception) -> int:
    return 404 if isinstance(error, NotFound) else 400
