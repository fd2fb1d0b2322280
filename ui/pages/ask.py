"""The page that asks and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

import gradio as gr
from gradio.blocks import Block

from index.errors import PinciteError
from qa.questions.follow_up.types import NO_PREVIOUS, Previous
from qa.types import Answer
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries
from ui.handlers import ask as handlers
from ui.handlers import feedback as feedback_handlers
from ui.handlers.ask import AskResult
from ui.handlers.follow_up import ALONE, Follows
from ui.handlers.link import Link
from ui.pages.ask_components import Components, layout
from ui.pages.asking import BUSY, DONE
from ui.pages.components import (
    DIRECT,
    Updates,
    engine_of,
    library_of,
    note_object,
    payload,
    record_question,
    with_engine,
    without_progress,
)
from ui.views import follow_up
from ui.views.answer import AskOptions
from ui.views.errors import error_card
from ui.views.stored_answer import StoredAnswer


@dataclass(frozen=True, slots=True)
class Page:
    """The event handlers of the page, for the library in its address."""

    libraries: Libraries
    examples: Sequence[str]
    components: Components

    def ask(self, values: Mapping[Block, Any], request: gr.Request) -> Updates:
        """Asks the question with the filters and the risk of the page's fields."""
        filters = {name: values[field] for name, field in self.components.filters.fields.items()}
        question, risk = values[self.components.question], values[self.components.risk]
        follows = Follows(values[self.components.previous] or NO_PREVIOUS)
        ticket = values[self.components.ticket]
        return self._ask(question, filters, risk, request, follows=follows, ticket=ticket)

    def _ask(
        self,
        question: object,
        filters: Mapping[str, Any],
        risk: float | None,
        request: gr.Request,
        *,
        everywhere: bool = False,
        follows: Follows = ALONE,
        record: bool = True,
        ticket: object = "",
    ) -> Updates:
        def answer(engine: Engine) -> Updates:
            note_object(request, question)
            result = handlers.ask(
                engine,
                question,
                **filters,
                risk=risk,
                library=library_of(request),
                everywhere=everywhere,
                follows=follows,
                ticket=ticket,
            )
            if record:
                record_question(self.libraries, engine, result, request)
            return self.show(result)

        return self._with_engine(request, answer)

    def _with_engine(self, request: gr.Request, act: Callable[[Engine], Updates]) -> Updates:
        """What `act` does with the engine of the page; in place of an answer, why there is none."""
        return with_engine(
            self.libraries, request, act, lambda error: self.show(handlers.failed(error))
        )

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
            self.components.context: result.context,
            self.components.previous: result.previous,
        }

    def set_aside(self, previous: Previous, options: AskOptions, event: gr.EventData) -> Updates:
        """The next question does not take over a part of the answer that is shown."""
        previous = previous or NO_PREVIOUS
        removed = tuple(
            part for part in follow_up.parts(previous) if part == payload(event, "part")
        )
        left = follow_up.set_aside(previous, removed)
        return {
            self.components.context: follow_up.context(left),
            self.components.previous: left,
            self.components.options: replace(options, without=(*options.without, *removed)),
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

        def accept(engine: Engine) -> Updates:
            risk = handlers.chosen_risk(engine, payload(event, "share"))
            updates: Updates = {self.components.risk: risk}
            answer = self._restore(stored, options, request)
            if answer is not None:
                result = handlers.show_answer(engine, answer, replace(options, risk=risk))
                updates |= self.show(result)
            return updates

        return self._with_engine(request, accept)

    def save_feedback(
        self,
        stored: StoredAnswer | None,
        options: AskOptions,
        event: gr.EventData,
        request: gr.Request,
    ) -> str:
        def save(engine: Engine) -> str:
            note_object(request, payload(event, "kind"))
            return feedback_handlers.save(
                engine,
                self._restore(stored, options, request),
                payload(event, "kind"),
                number=payload(event, "number"),
                words=payload(event, "words"),
            )

        return with_engine(self.libraries, request, save, error_card)

    def ask_for_feedback(
        self, stored: StoredAnswer | None, options: AskOptions, request: gr.Request
    ) -> str:
        return feedback_handlers.ask(self._restore(stored, options, request))

    def open_source(
        self,
        stored: StoredAnswer | None,
        options: AskOptions,
        event: gr.EventData,
        request: gr.Request,
    ) -> str:
        answer = self._restore(stored, options, request)
        return handlers.open_source(answer, payload(event, "number"), options.library)

    def open_candidate(
        self,
        stored: StoredAnswer | None,
        options: AskOptions,
        event: gr.EventData,
        request: gr.Request,
    ) -> str:
        answer = self._restore(stored, options, request)
        return handlers.open_candidate(answer, payload(event, "number"), options.library)

    def _restore(
        self, stored: StoredAnswer | None, options: AskOptions, request: gr.Request
    ) -> Answer | None:
        """The answer that the page shows, if it is of the library in the page's address.

        None if not, and if a document of it, or the library, is not available any more.
        """
        if stored is None or options.library != library_of(request):
            return None
        try:
            return stored.restore(engine_of(self.libraries, request).library)
        except PinciteError:
            return None

    def load(self, request: gr.Request) -> Updates:
        """Shows the welcome, and asks the question in `?q=` if there is one.

        Without one no field is written: that would erase what someone has begun to type.
        """
        components, link = self.components, Link.of(request.query_params.multi_items())

        def open_page(engine: Engine) -> Updates:
            library, tags = library_of(request), handlers.tags(engine)
            examples = self.examples if library == self.libraries.first else ()
            updates: Updates = {
                components.welcome: handlers.welcome(engine, examples, library),
                components.filters.tags: gr.update(choices=tags, visible=bool(tags)),
                components.risk_slider: handlers.risk_slider(engine, None),
            }
            return updates | (self._follow(engine, link, request) if link.values else {})

        return self._with_engine(request, open_page)

    def go(self, event: gr.EventData, request: gr.Request) -> Updates:
        """Shows what another address of the page shows, as after Back: its query is sent along."""
        link = Link.of(parse_qsl(str(payload(event, "query")).removeprefix("?")))
        return self._with_engine(
            request, lambda engine: self._follow(engine, link, request, record=False)
        )

    def _follow(
        self, engine: Engine, link: Link, request: gr.Request, record: bool = True
    ) -> Updates:
        """Sets the fields as a link does, and asks its question if it has one."""
        filters, updates = self.components.filters, self._fields(engine, link)
        try:
            link.check()
            risk = link.risk(engine)
        except PinciteError as error:
            return updates | self.show(handlers.failed(error))
        risk_slider = handlers.risk_slider(engine, risk)
        updates |= {self.components.risk: risk, self.components.risk_slider: risk_slider}
        if not link.first("q"):
            return updates | self.show(handlers.empty())
        asked = (link.first("q"), link.filters, risk, request)
        shown = self._ask(*asked, everywhere=link.everywhere, follows=link.follows, record=record)
        updates[filters.section] = gr.update(open=any(link.filters.values()))
        return updates | shown

    def _fields(self, engine: Engine, link: Link) -> Updates:
        filters, tags = self.components.filters, handlers.tags(engine)
        chosen = [tag for tag in link.all("tag") if tag in tags]
        updates: Updates = {self.components.question: link.first("q")}
        updates |= {filters.fields[name]: value for name, value in link.filters.items()}
        updates[filters.tags] = gr.update(choices=tags, visible=bool(tags), value=chosen)
        return updates


def build(demo: gr.Blocks, libraries: Libraries, examples: Sequence[str]) -> Page:
    page = Page(libraries, examples, layout(libraries.history is not None))
    _connect(demo, page)
    return page


def _connect(demo: gr.Blocks, page: Page) -> None:
    """Connects the components' events with their handlers."""
    components, filters = page.components, page.components.filters
    direct = {**without_progress(components.stored), **DIRECT}
    # Not preprocessed: the handler checks every value, and a tag may be newer than the page.
    asking = {"js": BUSY, "preprocess": False, **direct}
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
        components.answer.go(page.go, None, loaded, trigger_mode="multiple", **asking),
    ]
    for event in asked:
        event.then(None, js=DONE, **direct)
    shown = [components.stored, components.options]
    components.risk_slider.set_risk(
        page.set_risk, shown, [components.risk, *components.outputs], **direct
    )
    components.context.set_aside(
        page.set_aside,
        [components.previous, components.options],
        [components.context, components.previous, components.options],
        **direct,
    )
    answer, feedback = components.answer, components.feedback
    answer.open_source(page.open_source, shown, components.viewer, **direct)
    answer.open_candidate(page.open_candidate, shown, components.viewer, **direct)
    feedback.save_feedback(page.save_feedback, shown, feedback, **direct)
    feedback.ask_again(page.ask_for_feedback, shown, feedback, **direct)
