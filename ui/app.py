"""The whole web application: Gradio's pages, the API, and the middleware around both."""

from __future__ import annotations

import os
import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from index.errors import PinciteError
from index.library import Library
from ui.api import backup, pdf_pages, rest
from ui.api.mcp.tools import over_http
from ui.auth.access import engine_for_sender
from ui.auth.audit import AuditLog
from ui.auth.guard import Guard
from ui.auth.login import Login
from ui.auth.password import Password
from ui.auth.proxy import TrustedProxy
from ui.auth.users import UsersFile
from ui.engine.engine import Engine
from ui.engine.folders import NO_FOLDERS, AllowedFolders
from ui.engine.history.history import History
from ui.engine.libraries import Libraries
from ui.engine.web.address_list import WebAddresses
from ui.http import language, static
from ui.http.caching import CacheControl
from ui.http.library_address import PAGES, LibraryAddress
from ui.http.limits import RequestLimits
from ui.http.security_headers import LOCAL_HOSTS, with_security_headers
from ui.pages import asking
from ui.pages.check.routes import routes as check_routes
from ui.pages.document import routes as document_routes
from ui.pages.document.changes import routes as changes_routes
from ui.pages.history.routes import routes as history_routes
from ui.pages.places import mentions
from ui.pages.places import routes as places_routes
from ui.pages.settings import routes as settings_routes
from ui.pages.settings.addresses import routes as address_routes
from ui.views.engine_words import page_words
from ui.views.layout import footer, header

if TYPE_CHECKING:
    import gradio as gr

MAX_FILE_SIZE = "64mb"
"""Of one uploaded file; `index.ingest.pipeline` reads no larger ones."""

SESSIONS = 300
"""Open pages whose state Gradio keeps, the most recently used ones.

Each takes 0.3 MB once it has asked (`/metrics` after 300 pages); Gradio's default of 10,000 would
take three gigabytes.
"""

_GRADIO = {
    "HF_HUB_OFFLINE": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
}
"""Environment variables for Gradio: no network access, no statistics of its queue.

Even with monitoring off, Gradio makes a pandas table of the last 10,000 events after every event,
in any of its threads; memory grew by 180 kB an event.
"""


def application(
    engine: Engine,
    examples: Sequence[str] = (),
    hosts: Sequence[str] = LOCAL_HOSTS,
    password: Password | UsersFile | None = None,
    mcp: bool = False,
    proxy: TrustedProxy | None = None,
    audit: AuditLog | None = None,
    history: bool = True,
    folders: AllowedFolders = NO_FOLDERS,
    urls: Sequence[str] = (),
) -> ASGIApp:
    """The application, served under one address. `examples` are questions to start with, `folders`
    those of the server that the page may read, `urls` the prefixes of what it may fetch.

    `proxy` names users of `password`. `history`: the questions asked on the page are recorded
    (`ui.engine.history`). Raises PinciteError if `mcp` is true and the package mcp is not
    installed, and for what is no prefix.
    """
    os.environ.update(_GRADIO)
    import gradio as gr

    from ui.pages.theme import theme

    users = isinstance(password, UsersFile)
    kept = History() if history else None
    libraries = Libraries(engine, history=kept, users=users, web=WebAddresses(urls))
    guard = Guard(libraries, users, audit)
    mcp_routes, running = over_http(libraries, guard.seen_by_tool) if mcp else ([], nullcontext)

    app = FastAPI(
        **rest.INFO,
        docs_url=None,
        redoc_url=None,
        routes=[*_routes(libraries, folders), *mcp_routes],
        lifespan=_lifespan(running, libraries),
    )
    app.include_router(rest.router(libraries))
    warnings.filterwarnings("ignore", "SSR mode is not supported")  # which is switched off below
    demo = _interface(libraries, examples, password is not None)
    _guard_events(demo, guard)
    gr.mount_gradio_app(
        app,
        demo,
        path="/",
        theme=theme(),
        head=static.head(),
        favicon_path=str(static.ASSETS / "favicon.png"),
        footer_links=[],
        run_history=False,
        max_file_size=MAX_FILE_SIZE,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
    )
    limited = guard.around(RequestLimits(CacheControl(app)))
    addressed = LibraryAddress(limited, libraries)
    known = addressed if password is None else Login(addressed, password, proxy, audit)
    in_language = partial(language.Languages, locked=password is not None)
    return with_security_headers(known, hosts, engine.metrics.count_response, in_language)


def _routes(libraries: Libraries, folders: AllowedFolders) -> list[BaseRoute]:
    """Of the pages without Gradio, and of files."""

    def library(name: str) -> Library:
        return engine(name).library

    renderers, engine = pdf_pages.PageRenderers(), partial(engine_for_sender, libraries)
    return [
        *pdf_pages.routes(library, renderers),
        *backup.routes(library),
        *document_routes.routes(library, renderers),
        *places_routes.routes(engine),
        *changes_routes.routes(engine),
        *mentions.routes(engine),
        *check_routes(engine),
        *asking.routes(engine),
        *history_routes(libraries),
        *settings_routes.routes(engine, folders),
        *address_routes(libraries),
        *language.routes(),
        *static.routes(),
    ]


def _guard_events(demo: gr.Blocks, guard: Guard) -> None:
    from gradio.exceptions import Error

    def page_error(message: str) -> Exception:
        told = " ".join(filter(None, page_words(PinciteError(message))))
        return Error(told, print_exception=False)

    guarded = guard.around_events(demo.process_api, page_error)
    demo.process_api = guarded  # type: ignore[method-assign, assignment]


def _lifespan(
    running: Callable[[], AbstractAsyncContextManager[None]], libraries: Libraries
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Closes the libraries when the server ends, so that each is one file, without a log."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running():
            yield
        libraries.close()

    return lifespan


def _interface(libraries: Libraries, examples: Sequence[str], locked: bool) -> gr.Blocks:
    import gradio as gr

    from ui.pages import ask, evaluation, library

    demo: gr.Blocks
    builds: tuple[Callable[[gr.Blocks, Libraries], object], ...] = (
        partial(ask.build, examples=examples),
        library.build,
        evaluation.build,
    )
    with _routes_of_gradio_later():
        with gr.Blocks(
            title="Pincite", analytics_enabled=False, delete_cache=(3600, 86400)
        ) as demo:
            pass  # "/" leads to a page of the first library (`ui.http.library_address`)
        for path, build in zip(PAGES, builds, strict=True):
            with demo.route(path.title(), f"/{path}", show_in_navbar=False):
                _page(path, partial(build, demo, libraries), locked)
    demo.queue(max_size=64, default_concurrency_limit=2)
    demo.state_session_capacity = SESSIONS
    return demo


@contextmanager
def _routes_of_gradio_later() -> Iterator[None]:
    """Gradio makes an application whenever a page is complete, and drops the one before: here
    without its routes, which took half of the time until the server was up.

    `Blocks.queue` makes the one that events use, `mount_gradio_app` the one that is served.
    """
    from gradio.routes import App

    create = App.create_app
    App.create_app = staticmethod(lambda *_, **__: App())  # type: ignore[method-assign]
    try:
        yield
    finally:
        App.create_app = staticmethod(create)  # type: ignore[method-assign]


def _page(name: str, build: Callable[[], object], locked: bool) -> None:
    """A page between the header and the footer that all pages share."""
    from ui.pages.components import static_html

    static_html(partial(header, name, locked=locked), "masthead", js=static.script("masthead.js"))
    build()
    static_html(partial(footer, keys=True), "colophon")
