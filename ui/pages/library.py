"""The page that lists, adds and removes documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import gradio as gr
from gradio.blocks import Block

from index.errors import PinciteError
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries
from ui.handlers import editing
from ui.handlers import libraries as libraries_handlers
from ui.handlers import library as handlers
from ui.handlers.library import Removals
from ui.pages.components import (
    DIRECT,
    PRIVATE,
    Updates,
    engine_of,
    in_language,
    library_of,
    note_object,
    payload,
    seen_of,
    with_engine,
    without_progress,
)
from ui.pages.library_components import Components, layout
from ui.views.errors import error_card

MANAGED = {
    "make": "made a library",
    "rename": "renamed",
    "close": "closed",
    "reopen": "opened again",
    "delete": "deleted",
}
"""What can be done with a library → what the audit log calls it."""


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
        removals: Removals,
        request: gr.Request,
    ) -> Iterator[Updates]:
        try:
            engine = engine_of(self.libraries, request)
        except PinciteError as error:
            yield {self.components.report: error_card(error), self.components.files: None}
            return
        steps: Iterator[str] = iter(())
        for upload in uploads or ():
            note_object(request, upload.get("orig_name", ""))
        if uploads:
            steps = handlers.add(engine, uploads, tags, ocr, request.session_hash)
        yield from self._report(steps, lambda: handlers.documents(engine, words, removals))

    def again(
        self, words: object, removals: Removals, event: gr.EventData, request: gr.Request
    ) -> Iterator[Updates]:
        """Reads files of the last upload again, with OCR or a password."""
        try:
            engine = engine_of(self.libraries, request)
        except PinciteError as error:
            yield {self.components.report: error_card(error)}
            return
        source, password = payload(event, "source"), payload(event, "password")
        steps = handlers.again(engine, source, password, request.session_hash)
        yield from self._report(steps, lambda: handlers.documents(engine, words, removals))

    def undo_upload(self, words: object, removals: Removals, request: gr.Request) -> Updates:
        return self._with_engine(
            request,
            self.components.report,
            lambda engine: {
                self.components.report: handlers.undo_upload(engine, request.session_hash),
                self.components.documents: handlers.documents(engine, words, removals),
            },
        )

    def _with_engine(
        self, request: gr.Request, shown: Block, act: Callable[[Engine], Updates]
    ) -> Updates:
        """What `act` does with the engine of the page; in `shown`, why there is none."""
        return with_engine(self.libraries, request, act, lambda error: {shown: error_card(error)})

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

        def act(engine: Engine) -> Updates:
            note_object(request, payload(event, "source"))
            message, remaining = change(engine, payload(event, "source"), removals)
            return {
                self.components.said: message,
                self.components.removals: remaining,
                self.components.documents: handlers.documents(engine, words, remaining),
            }

        return self._with_engine(request, self.components.said, act)

    def set_metadata(
        self, removals: Removals, words: object, event: gr.EventData, request: gr.Request
    ) -> Updates:
        source, values = payload(event, "source"), payload(event, "values")
        return self._edit(
            lambda engine: editing.set_metadata(engine, source, values), removals, words, request
        )

    def set_tags(
        self, removals: Removals, words: object, event: gr.EventData, request: gr.Request
    ) -> Updates:
        values = [payload(event, name) for name in ("sources", "add", "remove")]
        return self._edit(
            lambda engine: editing.set_tags(engine, *values), removals, words, request
        )

    def _edit(
        self,
        change: Callable[[Engine], str],
        removals: Removals,
        words: object,
        request: gr.Request,
    ) -> Updates:
        return self._with_engine(
            request,
            self.components.said,
            lambda engine: {
                self.components.said: change(engine),
                self.components.documents: handlers.documents(engine, words, removals),
            },
        )

    def search(self, removals: Removals, event: gr.EventData, request: gr.Request) -> Updates:
        words = payload(event, "words")
        return {
            self.components.documents: self._documents(request, words, removals),
            self.components.words: words,
        }

    def _documents(self, request: gr.Request, words: object = "", removals: Removals = ()) -> str:
        """The list of the documents, or why it cannot be shown."""
        return with_engine(
            self.libraries,
            request,
            lambda engine: handlers.documents(engine, words, removals),
            error_card,
        )

    def manage(self, event: gr.EventData, request: gr.Request) -> str:
        action, name = payload(event, "action"), payload(event, "name")
        note_object(request, name, MANAGED.get(str(action)))
        seen = seen_of(self.libraries, request)
        return libraries_handlers.manage(seen, library_of(request), action, name)

    def load(self, request: gr.Request) -> Updates:
        return {
            self.components.libraries: libraries_handlers.list_libraries(
                seen_of(self.libraries, request), library_of(request)
            ),
            self.components.documents: self._documents(request),
            self.components.ocr: self._ocr(request),
        }

    def _ocr(self, request: gr.Request) -> bool:
        """Whether scans are read unless the page says otherwise: a setting of the library."""
        return with_engine(
            self.libraries,
            request,
            lambda engine: engine.library.settings.get("ocr") is True,
            lambda error: False,
        )


def build(demo: gr.Blocks, libraries: Libraries) -> Page:
    page = Page(libraries, layout())
    _connect(demo, page)
    return page


def _connect(demo: gr.Blocks, page: Page) -> None:
    """Connects the components' events with their handlers."""
    components = page.components
    direct = {**without_progress(components.words), **DIRECT}
    following = {"concurrency_limit": None, **without_progress(components.words), **PRIVATE}
    added = [components.report, components.documents, components.files]
    changed = [components.said, components.documents, components.removals]
    removing = [components.removals, components.words]
    listing = [components.words, components.removals]
    components.files.upload(
        in_language(page.add),
        [components.files, components.tags, components.ocr, *listing],
        added,
        preprocess=False,  # preprocessing would lose the file's own name
        **following,
    )
    components.cancel.cancel(page.cancel, **DIRECT)
    components.documents.remove(page.remove, removing, changed, **direct)
    components.documents.undo(page.restore, removing, changed, **direct)
    components.documents.set_metadata(page.set_metadata, removing, changed[:2], **direct)
    components.documents.set_tags(page.set_tags, removing, changed[:2], **direct)
    components.report.again(in_language(page.again), listing, added, **following)
    components.report.remove(page.remove, removing, changed, **direct)
    components.report.undo_upload(
        page.undo_upload, listing, [components.report, components.documents], **direct
    )
    components.search.search(
        page.search,
        components.removals,
        [components.documents, components.words],
        trigger_mode="multiple",
        **direct,
    )
    components.libraries.manage(page.manage, None, components.libraries, **direct)
    loaded = [components.libraries, components.documents, components.ocr]
    demo.load(page.load, None, loaded, **direct)
    demo.load(in_language(page.resume), None, added, **following)
