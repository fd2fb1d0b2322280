"""The page that lists, adds and removes documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from shutil import which

import gradio as gr

from index.errors import PinciteError
from index.ingest.readers import FORMAT_SUFFIXES
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries
from ui.handlers import libraries as libraries_handlers
from ui.handlers import library as handlers
from ui.handlers.library import Removals
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
    payload,
    static_html,
    without_progress,
)
from ui.views.errors import error_card
from ui.views.i18n.language import N_, gettext

_INTRO = N_(
    "Documents are split into sentences when you add them. They stay on this machine. "
    "Files that can be read: {suffixes}."
)

_CANCEL = '<p class="cancel"><button type="button" class="button" data-cancel>{}</button></p>'
"""Shown while files are read, outside of the progress: a button that is replaced several times a
second can hardly be clicked."""

_SEARCH = (
    '<p class="document-search"><input type="search" placeholder="{0}" aria-label="{0}"'
    ' autocomplete="off"></p>'
)


@dataclass(frozen=True, slots=True)
class Components:
    """The components that events read or write.

    The states: `removals` are the documents that can be restored, `words` those the list is
    searched for.
    """

    libraries: gr.HTML
    files: gr.File
    tags: gr.Textbox
    ocr: gr.Checkbox
    report: gr.HTML
    cancel: gr.HTML
    search: gr.HTML
    documents: gr.HTML
    removals: gr.State
    words: gr.State


@dataclass(frozen=True, slots=True)
class Page:
    """The event handlers of the page, for the library in its address."""

    libraries: Libraries
    components: Components

    def add(
        self,
        uploads: list[dict[str, object]] | None,
        tags: object,
        ocr: object,
        words: object,
        request: gr.Request,
    ) -> Iterator[Updates]:
        try:
            engine = engine_of(self.libraries, request)
        except PinciteError as error:
            yield {self.components.report: error_card(error), self.components.files: None}
            return
        steps: Iterator[str] = iter(())
        if uploads:
            steps = handlers.add(engine, uploads, tags, ocr, request.session_hash)
        yield from self._report(steps, lambda: handlers.documents(engine, words))

    def resume(self, request: gr.Request) -> Iterator[Updates]:
        """Follows the files that are being read when the page is opened."""
        try:
            engine = engine_of(self.libraries, request)
        except PinciteError:  # `load` shows it
            yield {self.components.files: gr.skip()}
            return
        steps = handlers.resume(engine, request.session_hash)
        yield from self._report(steps, lambda: handlers.documents(engine))

    def _report(self, steps: Iterator[str], documents: Callable[[], str]) -> Iterator[Updates]:
        """Each step goes into the report; the list and the upload box change once, at the end.

        They do not change without a step. The last update is there even then: a generator that
        yields nothing makes Gradio empty all outputs.
        """
        components, step = self.components, ""
        for step in steps:
            yield {components.report: step}
        if step:
            yield {components.documents: documents(), components.files: None}
        else:
            yield {components.documents: gr.skip()}

    def cancel(self, request: gr.Request) -> None:
        with suppress(PinciteError):  # what is not there reads nothing
            handlers.cancel(engine_of(self.libraries, request), request.session_hash)

    def remove(
        self, removals: Removals, words: object, event: gr.EventData, request: gr.Request
    ) -> Updates:
        return self._change(handlers.remove, removals, words, event, request)

    def restore(
        self, removals: Removals, words: object, event: gr.EventData, request: gr.Request
    ) -> Updates:
        return self._change(handlers.restore, removals, words, event, request)

    def _change(
        self,
        change: Callable[[Engine, object, Removals], tuple[str, Removals]],
        removals: Removals,
        words: object,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        """Removes or restores the document that the event names."""
        try:
            engine = engine_of(self.libraries, request)
        except PinciteError as error:
            return {self.components.report: error_card(error)}
        message, remaining = change(engine, payload(event, "source"), removals)
        return {
            self.components.report: message,
            self.components.removals: remaining,
            self.components.documents: handlers.documents(engine, words),
        }

    def search(self, event: gr.EventData, request: gr.Request) -> Updates:
        words = payload(event, "words")
        return {
            self.components.documents: self._documents(request, words),
            self.components.words: words,
        }

    def _documents(self, request: gr.Request, words: object = "") -> str:
        """The list of the documents, or why it cannot be shown."""
        try:
            return handlers.documents(engine_of(self.libraries, request), words)
        except PinciteError as error:
            return error_card(error)

    def manage(self, event: gr.EventData, request: gr.Request) -> str:
        action, name = payload(event, "action"), payload(event, "name")
        return libraries_handlers.manage(self.libraries, library_of(request), action, name)

    def load(self, request: gr.Request) -> Updates:
        return {
            self.components.libraries: libraries_handlers.list_libraries(
                self.libraries, library_of(request)
            ),
            self.components.documents: self._documents(request),
        }


def build(demo: gr.Blocks, libraries: Libraries) -> Page:
    page = Page(libraries, _layout())
    _connect(demo, page)
    return page


def _layout() -> Components:
    heading(N_("Library"), _INTRO, suffixes=", ".join(FORMAT_SUFFIXES))
    libraries = html("", "libraries", js=script("libraries.js"))
    with gr.Row(elem_id="upload-bar"):
        files = gr.File(
            label="Add documents", file_count="multiple", height=150, elem_id="upload", scale=3
        )
        with gr.Column(scale=2, elem_id="upload-options"):
            tags = gr.Textbox(
                label="Tags for the documents you add, separated by commas",
                lines=1,
                max_lines=1,
                elem_id="tags",
            )
            ocr = gr.Checkbox(
                label="Also read scanned pages of PDFs (OCR, some seconds per page)",
                visible=bool(which("tesseract")),
                elem_id="ocr",
            )
    return Components(
        libraries=libraries,
        files=files,
        tags=tags,
        ocr=ocr,
        report=live_html("ingest-report", "Files added", js=script("ingest_report.js")),
        cancel=static_html(
            lambda: _CANCEL.format(gettext("Cancel")), "cancel", js=script("cancel_ingest.js")
        ),
        search=static_html(
            lambda: _SEARCH.format(gettext("Search the list")),
            "document-search",
            js=script("document_search.js"),
        ),
        documents=html("", "documents", js=script("documents.js")),
        removals=gr.State((), time_to_live=3600),
        words=gr.State("", time_to_live=3600),
    )


def _connect(demo: gr.Blocks, page: Page) -> None:
    """Connects the components' events with their handlers."""
    components = page.components
    direct = {**without_progress(components.words), **DIRECT}
    following = {"concurrency_limit": None, **without_progress(components.words), **PRIVATE}
    added = [components.report, components.documents, components.files]
    changed = [components.report, components.documents, components.removals]
    removing = [components.removals, components.words]
    components.files.upload(
        in_language(page.add),
        [components.files, components.tags, components.ocr, components.words],
        added,
        preprocess=False,  # preprocessing would lose the file's own name
        **following,
    )
    components.cancel.cancel(page.cancel, **DIRECT)
    components.documents.remove(page.remove, removing, changed, **direct)
    components.report.undo(page.restore, removing, changed, **direct)
    components.search.search(
        page.search,
        None,
        [components.documents, components.words],
        trigger_mode="multiple",
        **direct,
    )
    components.libraries.manage(page.manage, None, components.libraries, **direct)
    demo.load(page.load, None, [components.libraries, components.documents], **direct)
    demo.load(in_language(page.resume), None, added, **following)
