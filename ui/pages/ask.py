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
    with gr.Accordion("Ask some of the documents only", open=False, elem_id="only") as only:
        with gr.Row():
            sources = gr.Textbox(label="File name, or a pattern such as *.pdf", lines=1, max_lines=1)
            title = gr.Textbox(label="Words in the title", lines=1, max_lines=1)
        tags = gr.CheckboxGroup(handlers.tags(engine), label="Filed under", visible=bool(handlers.tags(engine)))
    with gr.Row(equal_height=False):
        with gr.Column(scale=7, min_width=340, elem_id="answer-column"):
            welcome = html(handlers.welcome(engine, examples), "welcome", js=script("welcome.js"))
            answer = html("", "answer", template=LIVE.replace("NAME", "Answer"), js=script("ask.js"))
        with gr.Column(scale=5, min_width=320, elem_id="viewer-column"):
            viewer = html(view.viewer(None), "viewer", js=script("viewer.js"))
    result = gr.State(None, time_to_live=3600)

    def ask(*asked: object) -> Shown:
        return handlers.ask(engine, *asked)

    def ask_example(event: gr.EventData) -> str:
        return str(payload(event, "question"))

    def open_source(shown: Answer | None, event: gr.EventData) -> str:
        return handlers.open_source(shown, payload(event, "number"))

    def open_reading(shown: Answer | None, event: gr.EventData) -> str:
        return handlers.open_reading(shown, payload(event, "number"))

    def choices(**more: Any) -> Any:  # noqa: ANN401 - a Gradio update
        known = handlers.tags(engine)
        return gr.update(choices=known, visible=bool(known), **more)

    def fresh() -> tuple[str, Any]:
        return handlers.welcome(engine, examples), choices()

    def opened(request: gr.Request) -> tuple[object, ...]:
        """Answers the question in `?q=`. Without one it writes nothing, or it would wipe what someone has begun to type."""
        linked = request.query_params
        if not linked.get("q"):
            return (gr.skip(),) * 8
        where = (", ".join(linked.getlist("source")), linked.get("title", ""), linked.getlist("tag"))
        set_to = (linked["q"], *where[:2], choices(value=where[2]), gr.update(open=any(where)))
        return (*set_to, *ask(linked["q"], *where))

    inputs, outputs = [question, sources, title, tags], [answer, viewer, result]
    looking: dict[str, Any] = {"show_progress": "hidden", **DIRECT}
    asking: dict[str, Any] = {"js": _BUSY, "preprocess": False, **looking}  # the handler checks what comes, tags new since it began too
    asked = (
        gr.on([question.submit, sources.submit, title.submit, button.click], ask, inputs, outputs, **asking),
        welcome.ask(ask_example, None, question, **looking).then(ask, inputs, outputs, **asking),
        demo.load(opened, None, [*inputs, only, *outputs], **asking),
    )
    for event in asked:
        event.then(None, js=_DONE, **looking)
    answer.open_source(open_source, result, viewer, **looking)
    answer.open_reading(open_reading, result, viewer, **looking)
    demo.load(fresh, None, [welcome, tags], **looking)
