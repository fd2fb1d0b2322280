"""What the pages share."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr

ASSETS = Path(__file__).parent.parent / "assets"

LIVE = '<div role="region" aria-live="polite" aria-label="NAME">${value}</div>'
"""A template whose wrapper stays while its content changes, so that screen readers announce the change. `${value}` is set as data:
Gradio does not look for templates in it, as it would with `{{value}}`."""

DIRECT: dict[str, Any] = {"api_visibility": "private", "queue": False}
"""For events that answer at once. Gradio's queue would add 10 ms, and it loses an event that arrives just when the one before it ends
(Gradio 6.31: about a third of the clicks made right after the page had loaded); `ui.engine` has its own gate against crowds."""


def heading(title: str, intro: str) -> None:
    """The head of a page; both texts are ours."""
    html(f'<h1 class="title">{title}</h1><p class="intro">{intro}</p>', "heading-text")


def html(value: str | Callable[[], str], name: str, *, template: str = "${value}", js: str | None = None) -> gr.HTML:
    """A piece of HTML made by `ui.view`, as the element with the id `name`; a function is called anew whenever the page is opened."""
    return gr.HTML(value, html_template=template, js_on_load=js, apply_default_css=False, elem_id=name)


@cache
def script(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def payload(event: gr.EventData, name: str) -> object:
    """What a script sent with `trigger(event, {name: …})`; anyone may send anything, so nothing is promised."""
    data = event._data
    return data.get(name) if isinstance(data, dict) else None
