"""The page of web addresses: a form to add some, and the list of a library's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from index.errors import PinciteError
from ui.auth.identity import note
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries
from ui.engine.web.address_list import MAX_ADDRESSES, ListedAddress, WebAddresses
from ui.engine.web.allowed import MAX_CHARS
from ui.http.endpoints import NotFound, as_page, library_name, of_library
from ui.http.forms import form_body, form_values
from ui.http.static import address as script_address
from ui.views.addresses import document_address
from ui.views.engine_words import page_words
from ui.views.i18n.language import gettext, written
from ui.views.layout import layout
from ui.views.templating import render

MAX_FORM_BYTES = 500_000
"""Of a form with some hundred addresses."""

SCRIPT = "settings/addresses.js"


@dataclass(frozen=True, slots=True)
class Row:
    """An address as it is listed."""

    entry: ListedAddress
    running: bool
    document: str | None
    """The address of its document, if the library has it."""
    message: str
    """That of the entry, in the words of the page."""


def routes(libraries: Libraries) -> list[Route]:
    """`/l/NAME/addresses`; each form of the page is sent there, with its `action`."""

    def show(request: Request) -> Response:
        engine = _engine(libraries, request)
        return _page(libraries.web, engine, library_name(request))

    async def page(request: Request) -> Response:
        if request.method != "POST":
            return await to_thread.run_sync(as_page(show, "./"), request)
        body = await form_body(request, MAX_FORM_BYTES)

        def change(request: Request) -> Response:
            engine = _engine(libraries, request)
            return _change(request, libraries.web, engine, body)

        return await to_thread.run_sync(as_page(change, "./"), request)

    return [Route("/addresses", page, methods=["GET", "POST"])]


def _engine(libraries: Libraries, request: Request) -> Engine:
    """Raises NotFound if there is no such library, or if nothing may be fetched."""
    if not libraries.web.prefixes:
        raise NotFound("Nothing is fetched from the web by this server.")
    return of_library(libraries.engine, request)


def _change(request: Request, web: WebAddresses, engine: Engine, body: bytes | None) -> Response:
    """Raises PinciteError for a form that the page does not have."""
    if body is None:
        most = written(MAX_ADDRESSES)
        raise PinciteError(gettext("Too many addresses. Send at most {most} of them.", most=most))
    form = form_values(body)
    action, address = form.get("action", ""), form.get("address", "")
    if action == "remove":
        note(request.scope, address, action="took off the list")
        web.remove(engine, address)
    elif action == "again":
        note(request.scope, address if address else "all of the list")
        web.fetch(engine, [address] if address else ())
    elif action == "add":
        return _add(request, web, engine, form)
    else:
        raise PinciteError(gettext("That is nothing that can be done here. Open the page again."))
    return RedirectResponse("addresses", 303)


def _add(request: Request, web: WebAddresses, engine: Engine, form: Mapping[str, str]) -> Response:
    """Fetches the addresses that may be; the page says why the others may not."""
    good, bad, problems = list[str](), list[str](), list[str]()
    for typed in filter(None, map(str.strip, form.get("addresses", "").splitlines())):
        try:
            good.append(web.check(typed))
        except PinciteError as error:
            bad.append(typed[:MAX_CHARS])
            problems.append(_told(str(error)))
    if good:
        web.fetch(engine, good)
    for address in dict.fromkeys(good):
        note(request.scope, address)
    if not bad:
        return RedirectResponse("addresses", 303)
    status = 200 if good else 400  # the audit log has no line of what failed
    return _page(web, engine, library_name(request), bad, problems, status)


def _page(
    web: WebAddresses,
    engine: Engine,
    library: str,
    bad: Sequence[str] = (),
    problems: Sequence[str] = (),
    status: int = 200,
) -> Response:
    """`bad` are addresses to write again, for the reasons `problems`."""
    documents = {each.source: document_address(each.id) for each in engine.list_documents()}
    rows = [
        Row(entry, running, documents.get(entry.address), _told(entry.message))
        for entry, running in web.listed(engine)
    ]
    page = addresses_page(library, web.prefixes, rows, bad, list(dict.fromkeys(problems)))
    return HTMLResponse(page, status, {"cache-control": "no-store"})


def addresses_page(
    library: str,
    prefixes: Sequence[str],
    rows: Sequence[Row],
    bad: Sequence[str] = (),
    problems: Sequence[str] = (),
) -> str:
    return render(
        "settings/addresses.html",
        **layout("./", library, "library", ("document/document.css",)),
        library=library,
        prefixes=prefixes,
        rows=rows,
        running=sum(row.running for row in rows),
        bad=bad,
        problems=problems,
        script=script_address(SCRIPT),
    )


def _told(message: str) -> str:
    """An error of the engine in the words of the page."""
    return " ".join(filter(None, page_words(PinciteError(message)))) if message else ""
