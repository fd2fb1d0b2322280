"""The page that measures the engine on questions whose answers are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import gradio as gr

from ui.engine.libraries import Libraries
from ui.handlers import evaluation as handlers
from ui.handlers.evaluation import PastRun
from ui.pages.components import DIRECT, LIVE, PRIVATE, engine_of, heading, html, unseen

_INTRO = "Ask the questions whose answers are known, and count how often the quotation is right."
_OWN = "files of mine"
_SIZES = {"all": None, "20": 20, "100": 100, "500": 500}
_LABEL = "SQuAD or Pincite .json, a table (.csv, .tsv: question, answer), or all the files of a BEIR or MS MARCO folder"
_NO_RUN, _SAVED = "nothing", "a run I saved"
_KEPT = 6
"""Runs of a visit that are remembered."""


def build(demo: gr.Blocks, libraries: Libraries) -> None:
    engine = partial(engine_of, libraries)
    sets = handlers.question_sets(libraries.engine())
    heading("Evaluation", _INTRO)
    with gr.Row(equal_height=True, elem_id="evaluation-bar"):
        choice = gr.Radio([*sets, _OWN], value=next(iter(sets), _OWN), label="Questions", scale=3)
        size = gr.Radio([*_SIZES], value="all", label="How many", scale=3)
        with gr.Column(scale=1, min_width=120):
            go = gr.Button("Run", variant="primary", elem_id="run")
            stop = gr.Button("Stop", elem_id="stop", interactive=False)
    own = gr.File(
        label=_LABEL, file_count="multiple", visible=not sets, height=160, elem_id="questions"
    )
    results = html("", "results", template=LIVE.replace("NAME", "Results"))
    with gr.Row(visible=False, elem_id="run-files") as files:
        run_file = gr.DownloadButton("Download the results", elem_id="save-run")
        page_file = gr.DownloadButton("Download a report", elem_id="save-page")
    other = gr.Radio(
        [_NO_RUN, _SAVED],
        value=_NO_RUN,
        label="Compare with",
        visible=False,
        elem_id="compare-with",
    )
    saved = gr.File(
        label="A run that was saved here, or by python -m eval --out",
        visible=False,
        height=130,
        elem_id="other-run",
    )
    comparison = html("", "comparison", template=LIVE.replace("NAME", "Comparison"))
    visit = gr.State((), time_to_live=3600)
    stopped: set[str | None] = set()

    def run(
        name: str,
        most: str,
        uploaded: Sequence[str] | None,
        past: tuple[PastRun, ...],
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        session = request.session_hash
        stopped.discard(session)
        here = engine(request)
        known = handlers.question_sets(here)
        chosen = [known[name]] if name in known else [Path(path) for path in uploaded or ()]
        number = past[-1].number + 1 if past else 1
        rest = (gr.skip(),) * 7
        yield gr.skip(), gr.update(interactive=False), gr.update(interactive=True), *rest
        for shown in handlers.run(here, chosen, _SIZES[most], lambda: session in stopped, number):
            yield (
                shown.html,
                gr.skip(),
                gr.skip(),
                *(after(past, shown.past) if shown.past else rest),
            )

    def ready() -> tuple[Any, Any]:
        """Once the run is over for Gradio, too: a click before that would not be heard."""
        return gr.update(interactive=True), gr.update(interactive=False)

    def after(past: tuple[PastRun, ...], last: PastRun) -> tuple[Any, ...]:
        """What is there once there is a run: it can be saved, and held against others, at first against one of the same questions."""
        past = (*past, last)[-_KEPT:]
        run_path, page_path = handlers.save(last, Path(mkdtemp()))
        name = handlers.latest_comparable(past)
        choices = [_NO_RUN, *(each.name for each in past[:-1]), _SAVED]
        radio = gr.update(
            choices=choices, value=name if name is not None else _NO_RUN, visible=True
        )
        shown = handlers.compare_with(past, name, None) if name is not None else ""
        return (
            gr.update(visible=True),
            str(run_path),
            str(page_path),
            radio,
            gr.update(visible=False),
            shown,
            past,
        )

    def hold(name: str, uploaded: str | None, past: tuple[PastRun, ...]) -> tuple[Any, str]:
        file = Path(uploaded) if uploaded and name == _SAVED else None
        return gr.update(visible=name == _SAVED), handlers.compare_with(past, name, file)

    def halt(request: gr.Request) -> None:
        stopped.add(request.session_hash)

    def choices(request: gr.Request) -> Any:  # noqa: ANN401 - a Gradio update
        return gr.update(choices=[*handlers.question_sets(engine(request)), _OWN])

    def offer(name: str) -> Any:  # noqa: ANN401 - a Gradio update
        return gr.update(visible=name == _OWN)

    running = {"concurrency_id": "evaluation", "concurrency_limit": 1, **unseen(visit), **PRIVATE}
    looking = {**unseen(visit), **DIRECT}
    choice.change(offer, choice, own, **looking)
    tools = [files, run_file, page_file, other, saved, comparison, visit]
    asked = go.click(run, [choice, size, own, visit], [results, go, stop, *tools], **running)
    asked.then(ready, None, [go, stop], **looking)
    stop.click(halt, **DIRECT)
    gr.on([other.input, saved.change], hold, [other, saved, visit], [saved, comparison], **looking)
    demo.load(choices, None, choice, **looking)
