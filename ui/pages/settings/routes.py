"""The route of the page: what is set, and the form that sets it."""

from __future__ import annotations

from collections.abc import Callable

from anyio import to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from ui.engine.folders import AllowedFolders
from ui.engine.libraries import FindEngine
from ui.handlers import settings as handlers
from ui.http.endpoints import as_page, library_name, of_library
from ui.pages.settings.view import settings_page

MAX_FIELDS = 20


def routes(engine: FindEngine, folders: AllowedFolders) -> list[Route]:
    """`/l/NAME/settings`; each form of the page is sent there, with its `action`."""

    def show(request: Request) -> Response:
        page = settings_page(of_library(engine, request), library_name(request), folders)
        return HTMLResponse(page, headers={"cache-control": "no-store"})

    async def page(request: Request) -> Response:
        if request.method != "POST":
            return await to_thread.run_sync(as_page(show, "./"), request)
        form = await request.form(max_files=0, max_fields=MAX_FIELDS)
        return await to_thread.run_sync(as_page(_change(engine, form, folders), "./"), request)

    return [Route("/settings", page, methods=["GET", "POST"])]


def _change(
    engine: FindEngine, form: FormData, folders: AllowedFolders
) -> Callable[[Request], Response]:
    values = {name: str(value) for name, value in form.items()}

    def change(request: Request) -> Response:
        handlers.change(of_library(engine, request), values, folders)
        return RedirectResponse("settings", 303)

    return change
