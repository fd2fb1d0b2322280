"""The page that evaluates the engine on questions whose answers are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import gradio as gr

from index.errors import PinciteError
from ui.engine.libraries import Libraries
from ui.handlers import evaluation as handlers
from ui.handlers.evaluation import PastRun
from ui.http.static import script
from ui.pages.components import (
    DIRECT,
    PRIVATE,
    Updates,
    engine_of,
    heading,
    html,
    in_language,
    library_of,
    live_html,
    note_object,
    payload,
    with_engine,
    without_progress,
)
from ui.views.errors import error_card
from ui.views.i18n.language import N_, gettext

_INTRO = N_(
    "Ask the questions whose answers are known, and count how often the quotation is right."
)
_OWN_FILES = N_("my own files")
_LIMITS = {N_("all"): None, "20": 20, "100": 100, "500": 500}
"""Label → the most questions that are asked."""

_FILES_LABEL = N_(
    "SQuAD or Pincite .json, a table (.csv, .tsv: question, answer), "
    "or all the files of a BEIR or MS MARCO folder"
)
_NOTHING, _SAVED_RUN = N_("nothing"), N_("a run I saved")
"""What a run is compared with, besides the earlier ones of the visit."""

_MAX_RUNS = 6
"""Runs of a visit that are remembered."""


@dataclass(frozen=True, slots=True)
class Components:
    """The components that events read or write. The state `past` is the runs of this visit."""

    about: gr.HTML
    question_set: gr.Radio
    limit: gr.Radio
    run: gr.Button
    stop: gr.Button
    files: gr.File
    results: gr.HTML
    applied: gr.HTML
    downloads: gr.Row
    run_file: gr.DownloadButton
    report_file: gr.DownloadButton
    compare_with: gr.Radio
    saved_run: gr.File
    comparison: gr.HTML
    past: gr.State


@dataclass(frozen=True, slots=True)
class Page:
    """The event handlers of the page, for the library in its address."""

    libraries: Libraries
    components: Components
    _stopped: set[str | None] = field(default_factory=set)
    """The sessions whose run is to stop."""

    def run(
        self,
        question_set: str,
        limit: str,
        uploads: Sequence[str] | None,
        past: tuple[PastRun, ...],
        request: gr.Request,
    ) -> Iterator[Updates]:
        components, session = self.components, request.session_hash
        self._stopped.discard(session)
        try:
            engine = engine_of(self.libraries, request)
        except PinciteError as error:
            yield {components.results: error_card(error)}
            return
        sets = handlers.question_sets(engine)
        files = [Path(path) for path in uploads or ()]
        if question_set in sets:
            files = [sets[question_set]]
        note_object(request, question_set)
        number = past[-1].number + 1 if past else 1
        yield self._running(True)
        for update in handlers.run(
            engine, files, _LIMITS[limit], lambda: session in self._stopped, number
        ):
            updates: Updates = {components.results: update.html}
            if update.past is not None:
                updates |= self._finished((*past, update.past)[-_MAX_RUNS:])
            yield updates

    def ready(self) -> Updates:
        """Enables the button again once the run is over for Gradio, too, which would not hear a
        click before that."""
        return self._running(False)

    def _running(self, running: bool) -> Updates:
        return {
            self.components.run: gr.update(interactive=not running),
            self.components.stop: gr.update(interactive=running),
        }

    def _finished(self, past: tuple[PastRun, ...]) -> Updates:
        """Offers the last run for download and for comparison with others.

        It is compared at once with the latest one of the same questions.
        """
        components = self.components
        run_path, report_path = handlers.save(past[-1], Path(mkdtemp()))
        name = handlers.latest_comparable(past)
        names = [_NOTHING, *(earlier.name for earlier in past[:-1]), _SAVED_RUN]
        choices = [(gettext(each), each) for each in names]
        chosen = _NOTHING if name is None else name
        return {
            components.downloads: gr.update(visible=True),
            components.run_file: str(run_path),
            components.report_file: str(report_path),
            components.compare_with: gr.update(choices=choices, value=chosen, visible=True),
            components.saved_run: gr.update(visible=False),
            components.comparison: handlers.compare_with(past, chosen, None),
            components.past: past,
        }

    def compare(self, name: str, upload: str | None, past: tuple[PastRun, ...]) -> Updates:
        saved = name == _SAVED_RUN
        file = Path(upload) if upload and saved else None
        return {
            self.components.saved_run: gr.update(visible=saved),
            self.components.comparison: handlers.compare_with(past, name, file),
        }

    def stop(self, request: gr.Request) -> None:
        self._stopped.add(request.session_hash)

    def load(self, request: gr.Request) -> Updates:
        """Offers the question sets that fit the library."""
        components = self.components
        try:
            engine = engine_of(self.libraries, request)
            sets = handlers.question_sets(engine)
        except PinciteError as error:
            return {components.results: error_card(error)}
        chosen = next(iter(sets), _OWN_FILES)
        choices = [(gettext(each), each) for each in (*sets, _OWN_FILES)]
        return {
            components.about: handlers.about(engine, library_of(request)),
            components.question_set: gr.update(choices=choices, value=chosen),
            components.files: gr.update(visible=chosen == _OWN_FILES),
        }

    def apply_threshold(self, event: gr.EventData, request: gr.Request) -> str:
        threshold, library = payload(event, "threshold"), library_of(request)
        return with_engine(
            self.libraries,
            request,
            lambda engine: handlers.apply_threshold(engine, threshold, library),
            error_card,
        )

    def choose_question_set(self, name: str) -> Any:  # noqa: ANN401 - a Gradio update
        return gr.update(visible=name == _OWN_FILES)


def build(demo: gr.Blocks, libraries: Libraries) -> Page:
    page = Page(libraries, _layout())
    _connect(demo, page)
    return page


def _layout() -> Components:
    heading(N_("Evaluation"), _INTRO)
    about = html("", "about")
    with gr.Row(equal_height=True, elem_id="evaluation-bar"):
        question_set = gr.Radio([_OWN_FILES], value=_OWN_FILES, label="Questions", scale=3)
        limit = gr.Radio([*_LIMITS], value="all", label="How many", scale=3)
        with gr.Column(scale=1, min_width=120):
            run = gr.Button("Run", variant="primary", elem_id="run")
            stop = gr.Button("Stop", elem_id="stop", interactive=False)
    files = gr.File(
        label=_FILES_LABEL,
        file_count="multiple",
        height=160,
        elem_id="question-files",
    )
    results = live_html("results", "Results", js=script("results.js"))
    applied = live_html("applied", "Threshold")
    with gr.Row(visible=False, elem_id="run-downloads") as downloads:
        run_file = gr.DownloadButton("Download the results", elem_id="download-run")
        report_file = gr.DownloadButton("Download a report", elem_id="download-report")
    return Components(
        about=about,
        question_set=question_set,
        limit=limit,
        run=run,
        stop=stop,
        files=files,
        results=results,
        applied=applied,
        downloads=downloads,
        run_file=run_file,
        report_file=report_file,
        compare_with=gr.Radio(
            [_NOTHING],
            value=_NOTHING,
            label="Compare with",
            visible=False,
            elem_id="compare-with",
        ),
        saved_run=gr.File(
            label="A run that was downloaded here",
            visible=False,
            height=130,
            elem_id="saved-run",
        ),
        comparison=live_html("comparison", "Comparison"),
        past=gr.State((), time_to_live=3600),
    )


def _connect(demo: gr.Blocks, page: Page) -> None:
    """Connects the components' events with their handlers."""
    components = page.components
    queued = {
        "concurrency_id": "evaluation",
        "concurrency_limit": 1,
        **without_progress(components.past),
        **PRIVATE,
    }
    direct = {**without_progress(components.past), **DIRECT}
    finished = [
        components.downloads,
        components.run_file,
        components.report_file,
        components.compare_with,
        components.saved_run,
        components.comparison,
        components.past,
    ]
    buttons = [components.run, components.stop]
    components.question_set.change(
        page.choose_question_set, components.question_set, components.files, **direct
    )
    run = components.run.click(
        in_language(page.run),
        [components.question_set, components.limit, components.files, components.past],
        [components.results, *buttons, *finished],
        **queued,
    )
    run.then(page.ready, None, buttons, **direct)
    components.stop.click(page.stop, **DIRECT)
    gr.on(
        [components.compare_with.input, components.saved_run.change],
        page.compare,
        [components.compare_with, components.saved_run, components.past],
        [components.saved_run, components.comparison],
        **direct,
    )
    components.results.apply_threshold(page.apply_threshold, None, components.applied, **direct)
    loaded = [components.about, components.question_set, components.files, components.results]
    demo.load(page.load, None, loaded, **direct)
