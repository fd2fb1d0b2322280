"""The page that asks and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr
from gradio.blocks import Block

from index.errors import PinciteError
from qa.types import Answer
from ui.auth.sessions import SESSION_SECONDS
from ui.engine.libraries import Libraries
from ui.handlers import ask as handlers
from ui.handlers import feedback as feedback_handlers
from ui.handlers.ask import EMPTY, AskResult
from ui.http.static import script
from ui.pages.components import (
    DIRECT,
    Updates,
    engine_of,
    html,
    library_of,
    live_html,
    payload,
    without_progress,
)
from ui.views.answer import DEFAULT_OPTIONS, AskOptions
from ui.views.stored_answer import StoredAnswer

_BUSY = "(...values) => { document.body.classList.add('asking'); return values; }"
_DONE = "() => { document.body.classList.remove('asking'); }"
"""Scripts that show that a question is being answered. Gradio does so for queued events only."""

_HISTORY = '<section class="history" aria-label="Asked in this visit" hidden></section>'
"""Filled by history.js with what the browser has stored for this visit."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The fields that limit a question to some of the documents, and the section they are in."""

    section: gr.Accordion
    sources: gr.Textbox
    title: gr.Textbox
    since: gr.Textbox
    until: gr.Textbox
    tags: gr.CheckboxGroup

    @property
    def fields(self) -> dict[str, Block]:
        """Keyword of `ui.handlers.ask.ask` → its field."""
        return {
            "sources": self.sources,
            "title": self.title,
            "tags": self.tags,
            "since": self.since,
            "until": self.until,
        }


@dataclass(frozen=True, slots=True)
class Components:
    """The components that events read or write.

    The states: `stored` is the answer on the page, `options` how it was asked, `risk` the accepted
    share of wrong answers.
    """

    question: gr.Textbox
    ask_button: gr.Button
    filters: Filters
    risk_slider: gr.HTML
    welcome: gr.HTML
    answer: gr.HTML
    feedback: gr.HTML
    sources: gr.HTML
    viewer: gr.HTML
    stored: gr.State
    options: gr.State
    risk: gr.State

    @property
    def inputs(self) -> set[Block]:
        """What a question is asked with."""
        return {self.question, self.risk, *self.filters.fields.values()}

    @property
    def outputs(self) -> list[Block]:
        """What an answer changes."""
        return [
            self.answer,
            self.feedback,
            self.sources,
            self.viewer,
            self.stored,
            self.options,
        ]


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
    ) -> Updates:
        engine, library = engine_of(self.libraries, request), library_of(self.libraries, request)
        return self.show(handlers.ask(engine, question, **filters, risk=risk, library=library))

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
        return updates | self._ask(link["q"], filters, risk, request)


def build(demo: gr.Blocks, libraries: Libraries, examples: Sequence[str]) -> Page:
    page = Page(libraries, examples, _layout(libraries))
    _connect(demo, page)
    return page


def _layout(libraries: Libraries) -> Components:
    engine = libraries.engine()
    html('<h1 class="sr">Ask your documents</h1>', "heading")
    question, ask_button = _ask_bar()
    with gr.Row(elem_id="ask-options"):
        filters = _filters(handlers.tags(engine))
        risk_slider = html(
            handlers.risk_slider(engine, None), "risk-slider", js=script("risk_slider.js")
        )
    with gr.Row(equal_height=False):
        with gr.Column(scale=7, min_width=340, elem_id="answer-column"):
            welcome = html("", "welcome", js=script("welcome.js"))
            answer = live_html("answer", "Answer", js=script("ask.js"))
            feedback = live_html("feedback", "Feedback", js=script("feedback.js"))
            sources = html("", "sources")
            html(_HISTORY, "history", js=script("history.js"))
        with gr.Column(scale=5, min_width=320, elem_id="viewer-column"):
            viewer = html(EMPTY.viewer, "viewer", js=script("viewer.js"))
    return Components(
        question=question,
        ask_button=ask_button,
        filters=filters,
        risk_slider=risk_slider,
        welcome=welcome,
        answer=answer,
        feedback=feedback,
        sources=sources,
        viewer=viewer,
        stored=gr.State(None, time_to_live=SESSION_SECONDS),
        options=gr.State(DEFAULT_OPTIONS, time_to_live=SESSION_SECONDS),
        risk=gr.State(None, time_to_live=SESSION_SECONDS),
    )


def _ask_bar() -> tuple[gr.Textbox, gr.Button]:
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
    return question, button


def _filters(known_tags: list[str]) -> Filters:
    with gr.Accordion("Ask only some of the documents", open=False, elem_id="filters") as section:
        with gr.Row():
            sources = gr.Textbox(
                label="File name, or a pattern such as *.pdf", lines=1, max_lines=1
            )
            title = gr.Textbox(label="Words in the title", lines=1, max_lines=1)
        with gr.Row():
            since = gr.Textbox(label="Dated in or after, such as 2024-03", lines=1, max_lines=1)
            until = gr.Textbox(label="Dated in or before", lines=1, max_lines=1)
        tags = gr.CheckboxGroup(known_tags, label="Tags", visible=bool(known_tags))
    return Filters(section, sources, title, since, until, tags)


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
