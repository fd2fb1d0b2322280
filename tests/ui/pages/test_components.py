"""What the pages share: the language of queued events."""

from __future__ import annotations

from collections.abc import Iterator

import gradio as gr
from starlette.requests import Request

from ui.http.language import LANGUAGE
from ui.pages.components import Updates, in_language
from ui.views.i18n.language import language


def test_each_step_of_a_queued_event_speaks_the_language_of_its_page() -> None:
    said = list[str]()

    @in_language
    def handle(steps: int, request: gr.Request) -> Iterator[Updates]:
        for _ in range(steps):
            said.append(language())
            yield {}

    french = gr.Request(request=Request({"type": "http", "headers": [], LANGUAGE: "fr"}))
    for _ in handle(2, french):
        said.append(language())
    assert said == ["fr", "en", "fr", "en"]
    assert list(handle(0, gr.Request())) == []
