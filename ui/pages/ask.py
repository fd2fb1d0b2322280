"""The page that asks and answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from qa.answer import Answer
from ui import view
from ui.engine import Engine
from ui.handlers import ask as handlers
from ui.handlers.ask import Shown
from ui.pages.parts import DIRECT, LIVE, html, payload, script

_BUSY = "(...values) => { document.body.classList.add('asking'); return values; }"
_DONE = "() => { document.body.classList.remove('asking'); }"
"""Gradio shows progress of queued events only."""


def build(demo: gr.Blocks, engine: Engine, examples: Sequence[str]) -> None:
    html('<h1 class="sr">Ask your documents</h1>', "heading")
    with gr.Row(elem_id="ask-bar"):
        question = gr.Textbox(
            label="Question",
            placeholder="Ask a question",
            lines=1,
            max_lines=4,
            autofocus=True,
            elem_id="question",
            show_label=False,
            container=False,
            min_width=120,
        )
        button = gr.Button("Ask", variant="primary", elem_id="ask-button", scale=0, min_width=96)
    with gr.Row(equal_height=False):
        with gr.Column(scale=7, min_width=340, elem_id="answer-column"):
            welcome = html(handlers.welcome(engine, examples), "welcome", js=script("welcome.js"))
            answer = html("", "answer", template=LIVE.replace("NAME", "Answer"), js=script("ask.js"))
        with gr.Column(scale=5, min_width=320, elem_id="viewer-column"):
            viewer = html(view.viewer(None), "viewer", js=script("viewer.js"))
    result = gr.State(None, time_to_live=3600)

    def ask(text: str | None) -> Shown:
        return handlers.ask(engine, text if text is not None else "")

    def ask_example(event: gr.EventData) -> str:
        return str(payload(event, "question"))

    def open_source(shown: Answer | None, event: gr.EventData) -> str:
        return handlers.open_source(shown, payload(event, "number"))

    def open_reading(shown: Answer | None, event: gr.EventData) -> str:
        return handlers.open_reading(shown, payload(event, "number"))

    def fresh() -> str:
        return handlers.welcome(engine, examples)

    def opened(request: gr.Request) -> tuple[object, ...]:
        """Answers the question in `?q=`. Without one it writes nothing, or it would wipe what someone has begun to type."""
        linked = request.query_params.get("q")
        return (linked, *ask(linked)) if linked else (gr.skip(),) * 4

    outputs = [answer, viewer, result]
    looking: dict[str, Any] = {"show_progress": "hidden", **DIRECT}
    asking: dict[str, Any] = {"js": _BUSY, **looking}
    asked = (
        gr.on([question.submit, button.click], ask, question, outputs, **asking),
        welcome.ask(ask_example, None, question, **looking).then(ask, question, outputs, **asking),
        demo.load(opened, None, [question, *outputs], **asking),
    )
    for event in asked:
        event.then(None, js=_DONE, **looking)
    answer.open_source(open_source, result, viewer, **looking)
    answer.open_reading(open_reading, result, viewer, **looking)
    demo.load(fresh, None, welcome, **looking)
