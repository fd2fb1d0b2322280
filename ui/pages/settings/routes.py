"""The route of the page: what is set, and the form that sets it."""

from __future__ import annotations

from collections.abc import Callable

from anyio import to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from index.errors import PinciteError
from ui.engine.engine import Engine
from ui.engine.folders import AllowedFolders
from ui.handlers import settings as handlers
from ui.pages.document.routes import NotFound, as_page, library_name
from ui.pages.settings.view import settings_page

FindEngine = Callable[[str], Engine]
"""The engine of a library's name, "" for the first; raises PinciteError if there is none."""

MAX_FIELDS = 20


def routes(engine: FindEngine, folders: AllowedFolders) -> list[Route]:
    """`/l/NAME/settings`; each form of the page is sent there, with its `action`."""

    def find(request: Request) -> Engine:
        try:
            return engine(library_name(request))
        except PinciteError as error:
            raise NotFound(str(error)) from error

    def show(request: Request) -> Response:
        page = settings_page(find(request), library_name(request), folders)
        return HTMLResponse(page, headers={"cache-control": "no-store"})

    async def page(request: Request) -> Response:
        if request.method != "POST":
            return await to_thread.run_sync(as_page(show, "./"), request)
        form = await request.form(max_files=0, max_fields=MAX_FIELDS)
        return await to_thread.run_sync(as_page(_change(find, form, folders), "./"), request)

    return [Route("/settings", page, methods=["GET", "POST"])]


def _change(
    find: Callable[[Request], Engine], form: FormData, folders: AllowedFolders
) -> Callable[[Request], Response]:
    values = {name: str(value) for name, value in form.items()}

    def change(request: Request) -> Response:
        handlers.change(find(request), values, folders)
        return RedirectResponse("settings", 303)

    return change
