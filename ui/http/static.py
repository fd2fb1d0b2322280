"""The look of the pages as it is sent: one stylesheet made of those in `assets`, the fonts, the scripts, and the head of every page."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

ASSETS = Path(__file__).parents[1] / "assets"
STYLES = ("base.css", "ask.css", "viewer.css", "pages.css")


def routes() -> list[BaseRoute]:
    """Under /look, for /assets is where Gradio keeps its own."""
    return [
        Route("/look/page.css", Response(_style(), media_type="text/css")),
        Mount("/look", StaticFiles(directory=ASSETS)),
    ]


def head() -> str:
    """The stylesheet is linked, for Gradio's `css=` would rewrite every selector, and stands under another address when it has changed, for
    it may be kept for ever (`ui.http.cache_headers`)."""
    changed = hashlib.sha256(_style()).hexdigest()[:12]
    link = f'<link rel="stylesheet" href="/look/page.css?v={changed}">'
    return f'{link}<script>{script("choice.js")}</script><meta name="color-scheme" content="light dark">'


def script(name: str) -> str:
    """A file of `assets`, to stand in a page."""
    return (ASSETS / name).read_text(encoding="utf-8")


def _style() -> bytes:
    return b"\n".join((ASSETS / name).read_bytes() for name in STYLES)
