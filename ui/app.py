"""The whole server: Gradio's pages, the API beside them, the guard round both."""

from __future__ import annotations

import os
import warnings
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from ui.api import pdf_pages, rest
from ui.api.mcp.tools import over_http
from ui.auth.login import Login
from ui.auth.password import Password
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries
from ui.engine.visits import Visits
from ui.http import static
from ui.http.cache_headers import Caching
from ui.http.limits import RequestLimits
from ui.http.security_headers import LOCAL_HOSTS, with_security_headers

if TYPE_CHECKING:
    import gradio as gr

LARGEST_UPLOAD = "64mb"
"""As much as `index.ingest.pipeline` reads of one file."""

SESSIONS = 300
"""Visits that Gradio remembers, those used last: pages and clients. Each takes 0.3 MB once it has asked (`metrics` after 300 pages), and
Gradio's own bound of 10,000 would be three gigabytes."""

_GRADIO = {
    "HF_HUB_OFFLINE": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
}
"""What Gradio reads of the environment. It tells nobody anything, and makes no statistics of its queue: even with its monitoring off, it
makes a pandas table of the last 10,000 events after every one of them, in any of its threads, and the memory grew by 180 kB an event."""

_PAGES = (("Ask", ""), ("Library", "library"), ("Evaluation", "evaluation"))
_COLOPHON = """<footer class="colophon"><span>Every answer is a quotation.</span><span class="keys"><kbd>/</kbd> ask again ·
<kbd>1</kbd>–<kbd>9</kbd> go to a source · <kbd>Esc</kbd> close</span><a href="api/docs">For programs</a></footer>"""


def application(
    engine: Engine,
    examples: Sequence[str] = (),
    hosts: Sequence[str] = LOCAL_HOSTS,
    password: Password | None = None,
    mcp: bool = False,
) -> ASGIApp:
    """Everything behind one address. `examples` are questions offered before the first one is asked.

    Raises PinciteError where `mcp` is wanted and not installed.
    """
    os.environ.update(_GRADIO)
    import gradio as gr

    from ui.pages.components import engine_called
    from ui.pages.theme import theme

    libraries = Libraries(engine)
    mcp_routes, running = over_http(libraries) if mcp else ([], nullcontext)
    drawn = pdf_pages.routes(lambda name: engine_called(libraries, name).library)
    routes: list[BaseRoute] = [*rest.routes(libraries), *drawn, *static.routes(), *mcp_routes]
    app = FastAPI(
        title="Pincite",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        routes=routes,
        lifespan=_lifespan(running, libraries),
    )
    warnings.filterwarnings(
        "ignore", "SSR mode is not supported"
    )  # said although it was switched off
    demo = _interface(libraries, examples, password is not None)
    gr.mount_gradio_app(
        app,
        demo,
        path="/",
        theme=theme(),
        head=static.head(),
        favicon_path=str(static.ASSETS / "favicon.png"),
        footer_links=[],
        run_history=False,
        max_file_size=LARGEST_UPLOAD,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
    )
    inside = RequestLimits(Visits(Caching(app), demo))
    return with_security_headers(
        inside if password is None else Login(inside, password), hosts, engine.metrics.answered
    )


def _lifespan(
    running: Callable[[], AbstractAsyncContextManager[None]], libraries: Libraries
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Around the whole life of the server; a library that is closed at its end leaves one file behind, its log written into it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running():
            yield
        libraries.close()

    return lifespan


def _interface(libraries: Libraries, examples: Sequence[str], locked: bool) -> gr.Blocks:
    import gradio as gr

    from ui.pages import ask, evaluation, gradio_client, library

    demo: gr.Blocks
    with gr.Blocks(title="Pincite", analytics_enabled=False, delete_cache=(3600, 86400)) as demo:
        _framed("Ask", partial(ask.build, demo, libraries, examples), locked)
    for (name, path), build in zip(_PAGES[1:], (library.build, evaluation.build), strict=True):
        with demo.route(name, f"/{path}", show_in_navbar=False):
            _framed(name, partial(build, demo, libraries), locked)
    with demo.route("For programs", rest.FOR_PROGRAMS, show_in_navbar=False):
        gradio_client.build(libraries)  # apart from the pages for people, which would load it all
    demo.queue(max_size=64, default_concurrency_limit=2)
    demo.state_session_capacity = SESSIONS
    return demo


def _framed(name: str, build: Callable[[], None], locked: bool) -> None:
    from ui.pages.components import html

    html(_masthead(name, locked), "masthead")
    build()
    html(_COLOPHON, "colophon")


def _masthead(here: str, locked: bool) -> str:
    links = "".join(
        f'<a href="{path or "./"}"{" aria-current=page" if name == here else ""}>{name}</a>'
        for name, path in _PAGES
    )
    links += '<a href="login">Sign out</a>' if locked else ""
    return f"""<header class="masthead"><a class="wordmark" href="./">Pincite</a><p>Answers quoted from your own documents</p>
<nav aria-label="Pages">{links}</nav></header>"""
