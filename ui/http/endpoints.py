"""What the endpoints of the plain pages share: the library of an address, and errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from index.errors import PinciteError
from ui.api.errors import error_reply
from ui.engine.admission import ServerBusy
from ui.http.library_address import library_of
from ui.views.engine_words import page_words
from ui.views.layout import problem

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
            status = error_reply(error, _status(error)).status_code  # logs what is unexpected
            words = page_words(error)
            page = failed(*words) if failed else problem(*words, root, library_name(request))
            headers = {"retry-after": "2"} if isinstance(error, ServerBusy) else {}
            return HTMLResponse(page, status, {**headers, "cache-control": "no-store"})

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
