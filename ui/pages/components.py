"""What the pages share."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote, urlsplit

import gradio as gr

from index.errors import PinciteError
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries

LIVE = '<div role="region" aria-live="polite" aria-label="NAME">${value}</div>'
"""A template whose wrapper stays while its content changes, so that screen readers announce the change. `${value}` is set as data:
Gradio does not look for templates in it, as it would with `{{value}}`."""

PRIVATE: dict[str, Any] = {"api_visibility": "private", "api_name": "page"}
"""For every event of a page. Gradio names events by their functions: names such as /ask are for `ui.pages.gradio_client`."""

DIRECT: dict[str, Any] = {**PRIVATE, "queue": False}
"""For events that answer at once. Gradio's queue would add 10 ms, and it loses an event that arrives just when the one before it ends
(Gradio 6.31: about a third of the clicks made right after the page had loaded); `ui.engine.engine` has its own gate against crowds."""


def unseen(state: gr.State) -> dict[str, Any]:
    """For events whose progress Gradio does not show. By itself it lets a hidden clock run over each output; a `state` has no look."""
    return {"show_progress": "hidden", "show_progress_on": state}


def heading(title: str, intro: str) -> None:
    """The head of a page; both texts are ours."""
    html(f'<h1 class="title">{title}</h1><p class="intro">{intro}</p>', "heading-text")


def html(
    value: str | Callable[[], str], name: str, *, template: str = "${value}", js: str | None = None
) -> gr.HTML:
    """A piece of HTML made by `ui.views.answer`, as the element with the id `name`; a function is called anew whenever the page is opened."""
    return gr.HTML(
        value, html_template=template, js_on_load=js, apply_default_css=False, elem_id=name
    )


def library_of(libraries: Libraries, request: gr.Request) -> str:
    """The name of the library that this browser has chosen, "" for the first one.

    It stands in a cookie, set by assets/choice.js where an address says `?library=NAME`; a browser keeps one for all ports, so the
    cookie's name has the port.
    """
    sent = SimpleCookie(request.headers.get("cookie", ""))
    port = urlsplit(f"//{request.headers.get('host', '')}").port
    found = sent.get(f"pincite-library-{port if port else 0}")
    name = unquote(found.value) if found is not None else ""
    return name if name in libraries.names() and name != libraries.first else ""


def engine_of(libraries: Libraries, request: gr.Request) -> Engine:
    """Of the library that was chosen."""
    return engine_called(libraries, library_of(libraries, request))


def engine_called(libraries: Libraries, name: str) -> Engine:
    """Of the library of that name. Where that cannot be opened any more, of the first; the library page says why."""
    try:
        return libraries.engine(name)
    except PinciteError:
        return libraries.engine()


def payload(event: gr.EventData, name: str) -> object:
    """What a script sent with `trigger(event, {name: …})`; anyone may send anything, so nothing is promised."""
    data = event._data
    return data.get(name) if isinstance(data, dict) else None
