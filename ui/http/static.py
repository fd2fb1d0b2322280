"""Static files: one stylesheet, fonts, scripts, and the head of Gradio's pages."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

ASSETS = Path(__file__).parents[1] / "assets"
STYLES = ("base.css", "ask.css", "follow_up/follow_up.css", "viewer.css", "pages.css")


def routes() -> list[BaseRoute]:
    """Under /look, because Gradio serves its own files under /assets."""
    return [
        Route("/look/page.css", Response(_style(), media_type="text/css")),
        Mount("/look", StaticFiles(directory=ASSETS)),
    ]


def address(name: str) -> str:
    """The address of `page.css`, or of a file in `assets`, with a hash of its content.

    Browsers may cache it for ever.
    """
    content = _style() if name == "page.css" else (ASSETS / name).read_bytes()
    return f"/look/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def head() -> str:
    """HTML for the head of every page.

    The stylesheet is linked, because Gradio's `css=` would rewrite every selector. Its address
    contains a hash of its content, so that browsers may cache it for ever.
    """
    version = hashlib.sha256(_style()).hexdigest()[:12]
    return (
        f'<link rel="stylesheet" href="/look/page.css?v={version}">'
        f'<script src="{address("document/theme.js")}"></script>'
        '<meta name="color-scheme" content="light dark">'
    )


def script(name: str) -> str:
    """The text of a script in `assets`, to be put into a page."""
    return (ASSETS / name).read_text(encoding="utf-8")


def _style() -> bytes:
    return b"\n".join((ASSETS / name).read_bytes() for name in STYLES)
