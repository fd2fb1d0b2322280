"""What the pages share: HTML components, settings of events, and the library of a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

import gradio as gr
from gradio.blocks import Block

from index.errors import PinciteError
from ui.auth import identity
from ui.auth.access import seen_by
from ui.engine.engine import Engine
from ui.engine.libraries import ALL, Libraries
from ui.handlers.ask import AskResult
from ui.http import library_address
from ui.http.language import language_of
from ui.views import follow_up
from ui.views.i18n.gradio_page import rendered
from ui.views.i18n.language import ENGLISH, gettext, speaking

T = TypeVar("T")
Updates = dict[Block, Any]
"""What an event handler returns: component → new value or update. Other components stay."""

PRIVATE: dict[str, Any] = {"api_visibility": "private", "api_name": "page"}
"""For every event of a page: events are no API. Programs use `ui.api`."""

DIRECT: dict[str, Any] = {**PRIVATE, "queue": False}
"""For events that take no place in Gradio's queue.

The queue adds 10 ms, and it loses an event that arrives just when the one before it ends (Gradio
6.31: about a third of the clicks made right after the page had loaded). `ui.engine.engine` limits
the number of concurrent questions itself.
"""


def without_progress(state: gr.State) -> dict[str, Any]:
    """For events whose progress Gradio does not show; any `gr.State` of the page will do.

    By default Gradio runs a timer, even a hidden one, over each output; a state has no element.
    """
    return {"show_progress": "hidden", "show_progress_on": state}


def heading(title: str, intro: str, **values: str) -> None:
    """The head of a page; `values` are those of `{name}` in `intro`. None may come from a user."""

    def head() -> str:
        told = gettext(intro, **values)
        return f'<h1 class="title">{gettext(title)}</h1><p class="intro">{told}</p>'

    static_html(head, "heading-text")


def static_html(render: Callable[[], str], name: str, *, js: str | None = None) -> gr.HTML:
    """HTML that depends on nothing but the language of the page."""
    return html(rendered(render), name, js=js)


def html(
    value: str | Callable[[], str], name: str, *, template: str = "${value}", js: str | None = None
) -> gr.HTML:
    """HTML made by `ui.views`, in an element with the id `name`.

    A function is called anew whenever the page is opened.
    """
    return gr.HTML(
        value, html_template=template, js_on_load=js, apply_default_css=False, elem_id=name
    )


def live_html(name: str, label: str, js: str | None = None) -> gr.HTML:
    """HTML whose changes screen readers announce, as the region `label`; empty at first.

    The element with `aria-live` stays while its content changes. `${value}` is set as data: Gradio
    does not look for templates in it, as it would with `{{value}}`.
    """

    def region() -> str:
        return (
            f'<div role="region" aria-live="polite" aria-label="{gettext(label)}">${{value}}</div>'
        )

    return html("", name, template=rendered(region), js=js)


def library_of(request: gr.Request) -> str:
    """The name of the library in the address of the page that sent an event; "" if none is."""
    return library_address.library_of(request.request.scope) if request.request else ""


def record_question(
    libraries: Libraries, engine: Engine, result: AskResult, request: gr.Request
) -> None:
    """Writes a question and its answer to the history of the user who sent the event."""
    is_of_one = library_of(request) != ALL
    if libraries.history is not None and result.result is not None and is_of_one:
        user = identity.user_of(request.request.scope) if request.request else ""
        link = follow_up.page_link(result.result, result.options.link)
        libraries.history.record(engine.library, user, result.result, link)


def engine_of(libraries: Libraries, request: gr.Request) -> Engine:
    """The engine of the library in the address of the page that sent an event.

    Raises PinciteError if none is there, if it is not one of `libraries`, or cannot be opened.
    """
    if not (name := library_of(request)):
        raise PinciteError(
            gettext("The address of this page names no library. Open the page again.")
        )
    return seen_of(libraries, request).engine(name)


def with_engine(
    libraries: Libraries,
    request: gr.Request,
    act: Callable[[Engine], T],
    failed: Callable[[PinciteError], T],
) -> T:
    """What `act` does with the engine of the page, or `failed` if there is none."""
    try:
        engine = engine_of(libraries, request)
    except PinciteError as error:
        return failed(error)
    return act(engine)


def seen_of(libraries: Libraries, request: gr.Request) -> Libraries:
    """Those that the sender of an event may see."""
    return seen_by(request.request.scope if request.request else {}, libraries)


def note_object(request: gr.Request, about: object, action: str | None = None) -> None:
    """Tells the audit log what an event is about (`ui.auth.identity.note`)."""
    if request.request:
        identity.note(request.request.scope, str(about), action=action)


def in_language(handler: Callable[..., Iterator[Updates]]) -> Callable[..., Iterator[Updates]]:
    """The handler of a queued event, in the language of its page.

    Gradio takes its steps in tasks and threads of its own, which know no language.
    """

    @wraps(handler)
    def speak(*values: object) -> Iterator[Updates]:
        request = next((each.request for each in values if isinstance(each, gr.Request)), None)
        code, steps = language_of(request.scope) if request else ENGLISH, handler(*values)
        while True:
            with speaking(code):
                try:
                    step = next(steps)
                except StopIteration:
                    return
            yield step

    return speak


def payload(event: gr.EventData, name: str) -> object:
    """A value that a script sent with `trigger(event, {name: …})`; it may be of any type."""
    data = event._data
    return data.get(name) if isinstance(data, dict) else None
