"""The page that measures the engine on questions whose answers are known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from ui import sample
from ui.engine import Engine
from ui.handlers import evaluation as handlers
from ui.pages.parts import DIRECT, LIVE, heading, html

_INTRO = "Ask the questions whose answers are known, and count how often the quotation is right."
_OWN = "a file of mine"
_SIZES = {"all": None, "20": 20, "100": 100, "500": 500}


def build(demo: gr.Blocks, engine: Engine) -> None:
    sets = sample.question_sets()
    heading("Evaluation", _INTRO)
    with gr.Row(equal_height=True, elem_id="evaluation-bar"):
        choice = gr.Radio([*sets, _OWN], value=next(iter(sets), _OWN), label="Questions", scale=3)
        size = gr.Radio([*_SIZES], value="all", label="How many", scale=3)
        with gr.Column(scale=1, min_width=120):
            go = gr.Button("Run", variant="primary", elem_id="run")
            stop = gr.Button("Stop", elem_id="stop", interactive=False)
    own = gr.File(label="A file of questions, .json or .json.gz", visible=not sets, height=130, elem_id="questions")
    results = html("", "results", template=LIVE.replace("NAME", "Results"))
    stopped: set[str | None] = set()

    def run(name: str, most: str, uploaded: str | None, request: gr.Request) -> Iterator[tuple[Any, Any, Any]]:
        session = request.session_hash
        stopped.discard(session)
        path = sets.get(name, Path(uploaded) if uploaded else None)
        yield gr.skip(), gr.update(interactive=False), gr.update(interactive=True)
        for shown in handlers.run(engine, path, _SIZES[most], lambda: session in stopped):
            yield shown, gr.skip(), gr.skip()
        yield gr.skip(), gr.update(interactive=True), gr.update(interactive=False)

    def halt(request: gr.Request) -> None:
        stopped.add(request.session_hash)

    def offer(name: str) -> Any:  # noqa: ANN401 - a Gradio update
        return gr.update(visible=name == _OWN)

    running: dict[str, Any] = {"api_visibility": "private", "concurrency_id": "evaluation", "concurrency_limit": 1}
    choice.change(offer, choice, own, show_progress="hidden", **DIRECT)
    go.click(run, [choice, size, own], [results, go, stop], show_progress="hidden", **running)
    stop.click(halt, **DIRECT)
