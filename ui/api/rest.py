"""The REST API: `ui.api.service` over HTTP, with `/healthz`, `/metrics` and the documentation.

Below `/l/NAME`, as in `/l/NAME/api/ask`, the operations are about the library NAME. Every error is
JSON, `{"error": "what is wrong, and what to do"}`. FastAPI describes the routes at
`/api/openapi.json`; `/api/docs` shows the same as a page that loads nothing from elsewhere.
"""

# No `from __future__ import annotations`: FastAPI reads the annotations of the inner functions.

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Protocol, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from index.errors import PinciteError
from ui.api import document_models, draft_models, models
from ui.api.addresses import (
    Addresses,
    AddressesRequest,
    AddressRemoval,
    AddressService,
    FetchRequest,
)
from ui.api.history import (
    Deleted,
    HistoryDeletion,
    HistoryEntries,
    HistoryRequest,
    HistoryService,
)
from ui.api.json_route import JsonRoute
from ui.api.service import ApiService
from ui.auth.access import seen_by
from ui.auth.identity import note, user_of
from ui.engine.admission import MAX_CONCURRENT, MAX_QUEUED
from ui.engine.libraries import Libraries
from ui.engine.metrics import CONTENT_TYPE
from ui.http.library_address import library_of
from ui.views.layout import layout
from ui.views.templating import render

_Endpoint = TypeVar("_Endpoint", bound=Callable[..., Any])
_Named = TypeVar(
    "_Named",
    models.AskRequest,
    models.SearchRequest,
    models.DocumentsRequest,
    models.DocumentChanges,
    models.VerifyRequest,
    draft_models.CheckRequest,
    document_models.CompareRequest,
    document_models.MentionsRequest,
    HistoryRequest,
    HistoryDeletion,
    AddressesRequest,
    FetchRequest,
    AddressRemoval,
)
"""A request that may name a library."""

INFO: Mapping[str, Any] = {
    "title": "Pincite",
    "version": "1",
    "summary": "Answers quoted from your own documents.",
    "description": "Ranges are half open and count Unicode code points of the extracted text.",
    "openapi_url": "/api/openapi.json",
}
"""Of the application: what OpenAPI says of the whole."""

THREADS = MAX_CONCURRENT + MAX_QUEUED + 8
"""Threads for questions: those in the queue of the engine take none away from other requests."""

_Responses = dict[int | str, dict[str, Any]]

_ERRORS: _Responses = {
    "4XX": {
        "model": models.Error,
        "description": "The request cannot be answered; the error says what to change.",
    },
}
_ERRORS_OF_ENGINE: _Responses = {
    **_ERRORS,
    "503": {
        "model": models.Error,
        "description": "Busy. Ask again after the seconds in Retry-After.",
    },
}


class _About(Protocol):
    """The operations on what the sender may see, and the request with its library."""

    def __call__(self, request: _Named, http: Request) -> tuple[ApiService, _Named]: ...


def router(libraries: Libraries) -> APIRouter:
    """`/healthz` is about the first library, `/metrics` about all of them."""
    router = APIRouter(route_class=JsonRoute)
    limiter = CapacityLimiter(THREADS)

    def about(request: _Named, http: Request) -> tuple[ApiService, _Named]:
        seen = seen_by(http.scope, libraries)
        request = _at(request, http)
        question = getattr(request, "question", "")
        note(http.scope, question, library=request.library or seen.first)
        return ApiService(seen), request

    @router.post("/api/ask", **_operation(ApiService.ask, "Answer a question", _ERRORS_OF_ENGINE))
    async def ask(request: models.AskRequest, http: Request) -> models.Answer:
        service, request = about(request, http)
        return await to_thread.run_sync(service.ask, request, limiter=limiter)

    @router.post(
        "/api/search", **_operation(ApiService.search, "Search for passages", _ERRORS_OF_ENGINE)
    )
    async def search(request: models.SearchRequest, http: Request) -> models.Passages:
        service, request = about(request, http)
        return await to_thread.run_sync(service.search, request, limiter=limiter)

    @_get(router, "/api/documents", _operation(ApiService.documents, "List documents", _ERRORS))
    def documents(
        request: Annotated[models.DocumentsRequest, Query()], http: Request
    ) -> models.Documents:
        service, request = about(request, http)
        return service.documents(request)

    @router.patch(
        "/api/documents/{id:int}",
        **_operation(ApiService.set_metadata, "Set title, author, date or tags", _ERRORS),
    )
    def set_metadata(request: models.DocumentChanges, id: int, http: Request) -> models.Document:
        service, request = about(request, http)
        return service.set_metadata(id, request)

    @_get(router, "/api/verify", _operation(ApiService.verify, "Verify a quotation", _ERRORS))
    def verify(request: Annotated[models.VerifyRequest, Query()], http: Request) -> models.Verified:
        service, request = about(request, http)
        return service.verify(request)

    _add_texts(router, about, limiter)
    _add_libraries(router, libraries)
    _add_history(router, libraries)
    _add_addresses(router, libraries)
    _add_monitoring(router, libraries)
    return router


def _add_texts(router: APIRouter, about: _About, limiter: CapacityLimiter) -> None:
    """What is looked up and compared word by word."""

    @router.post(
        "/api/check", **_operation(ApiService.check_quotes, "Check a draft", _ERRORS_OF_ENGINE)
    )
    async def check(request: draft_models.CheckRequest, http: Request) -> draft_models.Check:
        service, request = about(request, http)
        return await to_thread.run_sync(service.check_quotes, request, limiter=limiter)

    @router.post(
        "/api/compare", **_operation(ApiService.compare, "Compare documents", _ERRORS_OF_ENGINE)
    )
    async def compare(
        request: document_models.CompareRequest, http: Request
    ) -> document_models.Comparison:
        service, request = about(request, http)
        return await to_thread.run_sync(service.compare, request, limiter=limiter)

    @router.post(
        "/api/mentions", **_operation(ApiService.mentions, "Find all mentions", _ERRORS_OF_ENGINE)
    )
    async def mentions(
        request: document_models.MentionsRequest, http: Request
    ) -> document_models.Mentions:
        service, request = about(request, http)
        return await to_thread.run_sync(service.mentions, request, limiter=limiter)


def _add_libraries(router: APIRouter, libraries: Libraries) -> None:
    @_get(router, "/api/libraries", _operation(ApiService.libraries, "List libraries", _ERRORS))
    def library_names(
        request: Annotated[models.Arguments, Query()], http: Request
    ) -> models.Libraries:
        return ApiService(seen_by(http.scope, libraries)).libraries(request)


def _at(request: _Named, http: Request) -> _Named:
    """The request about the library in its address, `/l/NAME/api/…`, if there is one.

    Raises PinciteError if it names another one.
    """
    name = library_of(http.scope)
    if name and request.library not in ("", name):
        raise PinciteError(
            f'The address names the library "{name[:80]}", and "library" is '
            f'"{request.library[:80]}". Name only one of them.'
        )
    return request.model_copy(update={"library": name}) if name else request


def _add_history(router: APIRouter, libraries: Libraries) -> None:
    path = "/api/history"

    def service(http: Request) -> HistoryService:
        """Of the libraries that the sender may see."""
        return HistoryService(seen_by(http.scope, libraries))

    @_get(router, path, _operation(HistoryService.entries, "List the history", _ERRORS))
    def entries(request: Annotated[HistoryRequest, Query()], http: Request) -> HistoryEntries:
        return service(http).entries(_at(request, http), user_of(http.scope))

    @router.delete(path, **_operation(HistoryService.delete, "Delete from the history", _ERRORS))
    def delete(request: Annotated[HistoryDeletion, Query()], http: Request) -> Deleted:
        return service(http).delete(_at(request, http), user_of(http.scope))


def _add_addresses(router: APIRouter, libraries: Libraries) -> None:
    path = "/api/addresses"

    def service(http: Request) -> AddressService:
        """Of the libraries that the sender may see."""
        return AddressService(seen_by(http.scope, libraries))

    @_get(router, path, _operation(AddressService.listed, "List web addresses", _ERRORS))
    def listed(request: Annotated[AddressesRequest, Query()], http: Request) -> Addresses:
        return service(http).listed(_at(request, http))

    @router.post(path, **_operation(AddressService.fetch, "Fetch web addresses", _ERRORS))
    def fetch(request: FetchRequest, http: Request) -> Addresses:
        for address in request.addresses or ["all of the list"]:
            note(http.scope, address)
        return service(http).fetch(_at(request, http))

    @router.delete(path, **_operation(AddressService.remove, "Take off a web address", _ERRORS))
    def remove(request: Annotated[AddressRemoval, Query()], http: Request) -> Addresses:
        note(http.scope, request.address)
        return service(http).remove(_at(request, http))


def _add_monitoring(router: APIRouter, libraries: Libraries) -> None:
    engine = libraries.engine()

    @_get(router, "/healthz", {"summary": "Check that the server is running"})
    def healthz() -> models.Health:
        library = engine.library
        return models.Health(status="ok", documents=library.count(), generation=library.generation)

    @_get(router, "/metrics", {"summary": "Counters", "response_class": PlainTextResponse})
    def metrics() -> Response:
        return Response(engine.metrics.text(), headers={"content-type": CONTENT_TYPE})

    @_get(router, "/api/docs", {"include_in_schema": False})
    def docs(request: Request) -> HTMLResponse:
        return HTMLResponse(render("reference.html", **layout("../"), api=request.app.openapi()))


def _operation(method: Callable[..., object], summary: str, errors: _Responses) -> dict[str, Any]:
    return {"summary": summary, "description": inspect.getdoc(method), "responses": errors}


def _get(router: APIRouter, path: str, options: dict[str, Any]) -> Callable[[_Endpoint], _Endpoint]:
    """A decorator for GET that answers HEAD, too, as monitors send it."""

    def add(endpoint: _Endpoint) -> _Endpoint:
        router.get(path, **options)(endpoint)
        router.head(path, **{**options, "include_in_schema": False})(endpoint)
        return endpoint

    return add
