"""The whole server: Gradio's pages, the API beside them, the guard round both."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from ui import api, pictures
from ui.engine import Engine
from ui.guard import LOCAL_HOSTS, guard
from ui.libraries import Libraries

if TYPE_CHECKING:
    import gradio as gr

ASSETS = Path(__file__).parent / "assets"
STYLES = ("base.css", "ask.css", "viewer.css", "pages.css")
LARGEST_UPLOAD = "64mb"
"""As much as `index.ingest` reads of one file."""

_PAGES = (("Ask", ""), ("Library", "library"), ("Evaluation", "evaluation"))
_COLOPHON = """<footer class="colophon"><span>Every answer is a quotation.</span><span class="keys"><kbd>/</kbd> ask again ·
<kbd>1</kbd>–<kbd>9</kbd> go to a source · <kbd>Esc</kbd> close</span></footer>"""


def application(engine: Engine, examples: Sequence[str] = (), hosts: Sequence[str] = LOCAL_HOSTS) -> ASGIApp:
    """Everything behind one address. `examples` are questions offered before the first one is asked."""
    os.environ.update(GRADIO_ANALYTICS_ENABLED="False", HF_HUB_OFFLINE="1")
    import gradio as gr

    from ui.pages.parts import engine_of
    from ui.theme import theme

    libraries = Libraries(engine)
    chosen = partial(engine_of, libraries)
    routes: list[BaseRoute] = [*api.routes(engine), *pictures.routes(lambda request: chosen(request).library)]
    app = FastAPI(title="Pincite", docs_url=None, redoc_url=None, openapi_url=None, routes=routes, lifespan=_closing(libraries))
    app.mount("/look", StaticFiles(directory=ASSETS))  # not /assets: that is where Gradio keeps its own
    warnings.filterwarnings("ignore", "SSR mode is not supported")  # said although it was switched off
    gr.mount_gradio_app(
        app,
        _interface(libraries, examples),
        path="/",
        theme=theme(),
        head=_head(),
        favicon_path=str(ASSETS / "favicon.png"),
        footer_links=[],
        run_history=False,
        max_file_size=LARGEST_UPLOAD,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
    )
    return guard(app, hosts)


def _closing(libraries: Libraries) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """A library that is closed leaves one file behind, its log written into it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        libraries.close()

    return lifespan


def _interface(libraries: Libraries, examples: Sequence[str]) -> gr.Blocks:
    import gradio as gr

    from ui.pages import ask, evaluation, library

    demo: gr.Blocks
    with gr.Blocks(title="Pincite", analytics_enabled=False, delete_cache=(3600, 86400)) as demo:
        _framed("Ask", partial(ask.build, demo, libraries, examples))
    for (name, path), build in zip(_PAGES[1:], (library.build, evaluation.build), strict=True):
        with demo.route(name, f"/{path}", show_in_navbar=False):
            _framed(name, partial(build, demo, libraries))
    demo.queue(max_size=64, default_concurrency_limit=2)
    return demo


def _framed(name: str, build: Callable[[], None]) -> None:
    from ui.pages.parts import html

    html(_masthead(name), "masthead")
    build()
    html(_COLOPHON, "colophon")


def _head() -> str:
    styles = "".join(f'<link rel="stylesheet" href="/look/{name}">' for name in STYLES)  # css= would rewrite every selector
    return f'{styles}<script src="/look/choice.js"></script><meta name="color-scheme" content="light dark">'


def _masthead(here: str) -> str:
    links = "".join(f'<a href="{path or "./"}"{" aria-current=page" if name == here else ""}>{name}</a>' for name, path in _PAGES)
    return f"""<header class="masthead"><a class="wordmark" href="./">Pincite</a><p>Answers quoted from your own documents</p>
<nav aria-label="Pages">{links}</nav></header>"""


class Server(uvicorn.Server):
    """Tells when it is ready, and ends on SIGTERM and Ctrl-C without raising the signal again: a clean exit is one of code 0.

    Open pages keep a connection each; when the server ends they are given `patience` seconds and then cut off without a word.
    """

    def __init__(self, app: ASGIApp, ready: Callable[[], None], patience: int = 2) -> None:
        super().__init__(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=patience))
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
