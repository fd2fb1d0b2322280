"""The page that asks and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr
from gradio.blocks import Block

from index.errors import PinciteError
from qa.types import Answer
from ui.engine.libraries import Libraries
from ui.handlers import ask as handlers
from ui.handlers import feedback as feedback_handlers
from ui.handlers.ask import AskResult
from ui.pages.ask_components import Components, layout
from ui.pages.components import (
    DIRECT,
    Updates,
    engine_of,
    library_of,
    payload,
    without_progress,
)
from ui.views.answer import AskOptions
from ui.views.stored_answer import StoredAnswer

_BUSY = "(...values) => { document.body.classList.add('asking'); return values; }"
_DONE = "() => { document.body.classList.remove('asking'); }"
"""Scripts that show that a question is being answered. Gradio does so for queued events only."""


@dataclass(frozen=True, slots=True)
class Page:
    """The event handlers of the page, for the library that the browser has chosen."""

    libraries: Libraries
    examples: Sequence[str]
    components: Components

    def ask(self, values: Mapping[Block, Any], request: gr.Request) -> Updates:
        """Asks the question with the filters and the risk of the page's fields."""
        fields = self.components.filters.fields
        filters = {name: values[field] for name, field in fields.items()}
        question, risk = values[self.components.question], values[self.components.risk]
        return self._ask(question, filters, risk, request)

    def _ask(
        self,
        question: object,
        filters: Mapping[str, Any],
        risk: float | None,
        request: gr.Request,
        *,
        everywhere: bool = False,
    ) -> Updates:
        engine, library = engine_of(self.libraries, request), library_of(self.libraries, request)
        result = handlers.ask(
            engine, question, **filters, risk=risk, library=library, everywhere=everywhere
        )
        return self.show(result)

    def show(self, result: AskResult) -> Updates:
        """The updates that show a result."""
        stored = None if result.result is None else StoredAnswer.from_answer(result.result)
        return {
            self.components.answer: result.answer,
            self.components.feedback: result.feedback,
            self.components.sources: result.sources,
            self.components.viewer: result.viewer,
            self.components.stored: stored,
            self.components.options: result.options,
        }

    def choose_example(self, event: gr.EventData) -> str:
        return str(payload(event, "question"))

    def set_risk(
        self,
        stored: StoredAnswer | None,
        options: AskOptions,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        """Accepts another risk, for the answer that is shown and for the next question."""
        engine = engine_of(self.libraries, request)
        risk = handlers.chosen_risk(engine, payload(event, "share"))
        updates: Updates = {self.components.risk: risk}
        answer = self._restore(stored, options)
        if answer is not None:
            result = handlers.show_answer(engine, answer, replace(options, risk=risk))
            updates |= self.show(result)
        return updates

    def save_feedback(
        self, stored: StoredAnswer | None, options: AskOptions, event: gr.EventData
    ) -> str:
        return feedback_handlers.save(
            self.libraries.engine_or_first(options.library),
            self._restore(stored, options),
            payload(event, "kind"),
            number=payload(event, "number"),
            words=payload(event, "words"),
        )

    def ask_for_feedback(self, stored: StoredAnswer | None, options: AskOptions) -> str:
        return feedback_handlers.ask(self._restore(stored, options))

    def open_source(
        self, stored: StoredAnswer | None, options: AskOptions, event: gr.EventData
    ) -> str:
        answer = self._restore(stored, options)
        return handlers.open_source(answer, payload(event, "number"), options.library)

    def open_candidate(
        self, stored: StoredAnswer | None, options: AskOptions, event: gr.EventData
    ) -> str:
        answer = self._restore(stored, options)
        return handlers.open_candidate(answer, payload(event, "number"), options.library)

    def _restore(self, stored: StoredAnswer | None, options: AskOptions) -> Answer | None:
        """The answer that the page shows, from the library that was asked.

        None if a document of it, or the library, is not available any more.
        """
        if stored is None:
            return None
        try:
            return stored.restore(self.libraries.engine_or_first(options.library).library)
        except PinciteError:
            return None

    def load(self, request: gr.Request) -> Updates:
        """Shows the welcome, and asks the question in `?q=` if there is one.

        Without one no field is written: that would erase what someone has begun to type.
        """
        components, link = self.components, request.query_params
        engine, library = engine_of(self.libraries, request), library_of(self.libraries, request)
        examples = self.examples if not library else ()
        risk = handlers.chosen_risk(engine, link.get("risk", ""))
        tags = handlers.tags(engine)
        updates: Updates = {
            components.welcome: handlers.welcome(engine, examples, library),
            components.filters.tags: gr.update(choices=tags, visible=bool(tags)),
            components.risk: risk,
        }
        if risk is not None:
            updates[components.risk_slider] = handlers.risk_slider(engine, risk)
        if not link.get("q"):
            return updates
        filters = {
            "sources": ", ".join(link.getlist("source")),
            "title": link.get("title", ""),
            "tags": link.getlist("tag"),
            "since": link.get("since", ""),
            "until": link.get("until", ""),
        }
        fields = components.filters.fields
        updates |= {components.question: link["q"]}
        updates |= {fields[name]: value for name, value in filters.items() if name != "tags"}
        updates |= {
            components.filters.tags: gr.update(
                choices=tags, visible=bool(tags), value=filters["tags"]
            ),
            components.filters.section: gr.update(open=any(filters.values())),
        }
        everywhere = "everywhere" in link
        return updates | self._ask(link["q"], filters, risk, request, everywhere=everywhere)


def build(demo: gr.Blocks, libraries: Libraries, examples: Sequence[str]) -> Page:
    page = Page(libraries, examples, layout(libraries))
    _connect(demo, page)
    return page


def _connect(demo: gr.Blocks, page: Page) -> None:
    """Connects the components' events with their handlers."""
    components, filters = page.components, page.components.filters
    direct = {**without_progress(components.stored), **DIRECT}
    # Not preprocessed: the handler checks every value, and a tag may be newer than the page.
    asking = {"js": _BUSY, "preprocess": False, **direct}
    boxes = [components.question, filters.sources, filters.title, filters.since, filters.until]
    triggers = [*(box.submit for box in boxes), components.ask_button.click]
    loaded = [
        components.welcome,
        components.risk_slider,
        filters.section,
        *components.inputs,
        *components.outputs,
    ]
    example = components.welcome.ask(page.choose_example, None, components.question, **direct)
    asked = [
        gr.on(triggers, page.ask, components.inputs, components.outputs, **asking),
        example.then(page.ask, components.inputs, components.outputs, **asking),
        demo.load(page.load, None, loaded, **asking),
    ]
    for event in asked:
        event.then(None, js=_DONE, **direct)
    shown = [components.stored, components.options]
    components.risk_slider.set_risk(
        page.set_risk, shown, [components.risk, *components.outputs], **direct
    )
    answer, feedback = components.answer, components.feedback
    answer.open_source(page.open_source, shown, components.viewer, **direct)
    answer.open_candidate(page.open_candidate, shown, components.viewer, **direct)
    feedback.save_feedback(page.save_feedback, shown, feedback, **direct)
    feedback.ask_again(page.ask_for_feedback, shown, feedback, **direct)
