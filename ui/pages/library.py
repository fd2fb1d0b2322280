"""The page that lists, adds and removes documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from shutil import which
from typing import Any

import gradio as gr

from index.ingest.readers import SUFFIXES
from ui.engine.libraries import Libraries
from ui.handlers import library as handlers
from ui.handlers.library import Removals
from ui.http.static import script
from ui.pages.components import (
    DIRECT,
    LIVE,
    PRIVATE,
    engine_of,
    heading,
    html,
    library_of,
    payload,
    unseen,
)

_INTRO = f"Documents are split into sentences when you add them. They stay on this machine. Files that can be read: {', '.join(SUFFIXES)}."

_CANCEL = '<p class="cancel"><button type="button" class="button" data-cancel>Cancel</button></p>'
"""Shown while files are read, beside what changes: a button that is drawn anew several times a second can hardly be clicked."""

_FIND = '<p class="find"><input type="search" placeholder="Search the list" aria-label="Search the list" autocomplete="off"></p>'


def build(demo: gr.Blocks, libraries: Libraries) -> None:
    engine, named = partial(engine_of, libraries), partial(library_of, libraries)
    heading("Library", _INTRO)
    choice = html("", "libraries", js=script("libraries.js"))
    with gr.Row(elem_id="adding"):
        files = gr.File(
            label="Add documents", file_count="multiple", height=150, elem_id="upload", scale=3
        )
        with gr.Column(scale=2, elem_id="adding-how"):
            tags = gr.Textbox(
                label="File what is added under these tags, with commas between",
                lines=1,
                max_lines=1,
                elem_id="tags",
            )
            scans = gr.Checkbox(
                label="Read scanned pages of PDFs too (OCR, seconds a page)",
                visible=bool(which("tesseract")),
                elem_id="scans",
            )
    report = html("", "report", template=LIVE.replace("NAME", "Files read"), js=script("report.js"))
    stop = html(_CANCEL, "cancel", js=script("cancel.js"))
    find = html(_FIND, "find", js=script("find.js"))
    shelf = html("", "shelf", js=script("library.js"))
    removals, words = gr.State((), time_to_live=3600), gr.State("", time_to_live=3600)

    def add(
        uploads: list[dict[str, object]] | None,
        under: object,
        ocr: object,
        words: object,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        here = engine(request)
        steps = (
            handlers.add(here, uploads, under, ocr, request.session_hash) if uploads else iter(())
        )
        yield from _then(steps, lambda: (handlers.listed(here, words), None))

    def resume(request: gr.Request) -> Iterator[tuple[Any, ...]]:
        here = engine(request)
        yield from _then(
            handlers.resumed(here, request.session_hash), lambda: (handlers.listed(here), None)
        )

    def cancel(request: gr.Request) -> None:
        handlers.cancel(engine(request), request.session_hash)

    def remove(
        before: Removals, words: object, event: gr.EventData, request: gr.Request
    ) -> tuple[str, Removals, str]:
        here = engine(request)
        return (
            *handlers.remove(here, payload(event, "source"), before),
            handlers.listed(here, words),
        )

    def restore(
        before: Removals, words: object, event: gr.EventData, request: gr.Request
    ) -> tuple[str, Removals, str]:
        here = engine(request)
        return (
            *handlers.restore(here, payload(event, "source"), before),
            handlers.listed(here, words),
        )

    def make(event: gr.EventData, request: gr.Request) -> str:
        return handlers.make(libraries, named(request), payload(event, "name"))

    def search(event: gr.EventData, request: gr.Request) -> tuple[str, object]:
        wanted = payload(event, "words")
        return handlers.listed(engine(request), wanted), wanted

    def opened(request: gr.Request) -> tuple[str, str]:
        return handlers.libraries(libraries, named(request)), handlers.listed(engine(request))

    looking = {**unseen(words), **DIRECT}
    following = {"concurrency_limit": None, **unseen(words), **PRIVATE}
    files.upload(
        add, [files, tags, scans, words], [report, shelf, files], preprocess=False, **following
    )  # unprocessed, it keeps the file's own name
    stop.cancel(cancel, **DIRECT)
    shelf.remove(remove, [removals, words], [report, removals, shelf], **looking)
    report.undo(restore, [removals, words], [report, removals, shelf], **looking)
    find.search(search, None, [shelf, words], trigger_mode="multiple", **looking)
    choice.make(make, None, choice, **looking)
    demo.load(opened, None, [choice, shelf], **looking)
    demo.load(resume, None, [report, shelf, files], **following)


def _then(steps: Iterator[str], last: Callable[[], tuple[str, None]]) -> Iterator[tuple[Any, ...]]:
    """Each step for the report; the list and the drop zone change once, at the end, if there was a step.

    A generator that yields nothing would make Gradio empty them all.
    """
    step = ""
    for step in steps:
        yield step, gr.skip(), gr.skip()
    yield gr.skip(), *(last() if step else (gr.skip(), gr.skip()))
