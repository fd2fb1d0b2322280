"""The page that asks and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index.errors import PinciteError
from qa.types import Answer
from ui.auth.sessions import SESSION_SECONDS
from ui.engine.libraries import Libraries
from ui.handlers import ask as handlers
from ui.handlers import verdict as verdicts
from ui.handlers.ask import NOTHING, AskResult
from ui.http.static import script
from ui.pages.components import (
    DIRECT,
    LIVE,
    engine_called,
    engine_of,
    html,
    library_of,
    payload,
    unseen,
)
from ui.views.answer import DEFAULT_OPTIONS, AskOptions
from ui.views.stored_answer import StoredAnswer

_BUSY = "(...values) => { document.body.classList.add('asking'); return values; }"
_DONE = "() => { document.body.classList.remove('asking'); }"
"""Gradio shows progress of queued events only."""

_HISTORY = '<section class="history" aria-label="Asked in this visit" hidden></section>'
"""Filled by its script, from what the browser keeps for this visit."""


@dataclass(frozen=True, slots=True)
class Events:
    """What happens on the page, for the library that the browser has chosen."""

    libraries: Libraries
    examples: Sequence[str]

    def ask(
        self,
        words: object,
        at: object,
        about: object,
        filed: object,
        since: object,
        until: object,
        accepted: float | None,
        request: gr.Request,
    ) -> tuple[object, ...]:
        here, name = engine_of(self.libraries, request), library_of(self.libraries, request)
        return _to_page(handlers.ask(here, words, at, about, filed, since, until, accepted, name))

    def ask_example(self, event: gr.EventData) -> str:
        return str(payload(event, "question"))

    def accept(
        self, kept: StoredAnswer | None, how: AskOptions, event: gr.EventData, request: gr.Request
    ) -> tuple[object, ...]:
        """Another risk: for the next question, and for the answer that is there."""
        here, shown = engine_of(self.libraries, request), self._answer(kept, how)
        wrong = handlers.chosen_risk(here, payload(event, "share"))
        if shown is None:
            return (wrong, *(gr.skip(),) * len(AskResult._fields))
        return (
            wrong,
            *_to_page(handlers.decided(here, shown, AskOptions(how.filters, how.library, wrong))),
        )

    def judge(self, kept: StoredAnswer | None, how: AskOptions, event: gr.EventData) -> str:
        told = (payload(event, name) for name in ("verdict", "number", "words"))
        return verdicts.save(
            engine_called(self.libraries, how.library), self._answer(kept, how), *told
        )

    def judge_again(self, kept: StoredAnswer | None, how: AskOptions) -> str:
        return verdicts.ask(self._answer(kept, how))

    def open_source(self, kept: StoredAnswer | None, how: AskOptions, event: gr.EventData) -> str:
        return handlers.open_source(self._answer(kept, how), payload(event, "number"), how.library)

    def open_reading(self, kept: StoredAnswer | None, how: AskOptions, event: gr.EventData) -> str:
        return handlers.open_reading(self._answer(kept, how), payload(event, "number"), how.library)

    def _answer(self, kept: StoredAnswer | None, how: AskOptions) -> Answer | None:
        """What the page shows, of the library that was asked; None where it, or a document of it, is not held any more."""
        try:
            return (
                None
                if kept is None
                else kept.restore(engine_called(self.libraries, how.library).library)
            )
        except PinciteError:
            return None

    def choices(self, request: gr.Request, **more: Any) -> Any:  # noqa: ANN401 - a Gradio update
        known = handlers.tags(engine_of(self.libraries, request))
        return gr.update(choices=known, visible=bool(known), **more)

    def opened(self, request: gr.Request) -> tuple[object, ...]:
        """Welcomes, and answers the question in `?q=`. Without one no field is written, or it would wipe what someone has begun to type."""
        linked = request.query_params
        here, name = engine_of(self.libraries, request), library_of(self.libraries, request)
        welcome = handlers.welcome(here, () if name else self.examples, name)
        accepted = handlers.chosen_risk(here, linked.get("risk", ""))
        at_stop = handlers.risk(here, accepted) if accepted is not None else gr.skip()
        if not linked.get("q"):
            narrowed = (gr.skip(), gr.skip(), self.choices(request), *(gr.skip(),) * 3)
            return (
                welcome,
                gr.skip(),
                *narrowed,
                accepted,
                at_stop,
                *(gr.skip(),) * len(AskResult._fields),
            )
        dates = (linked.get("since", ""), linked.get("until", ""))
        where = (
            ", ".join(linked.getlist("source")),
            linked.get("title", ""),
            linked.getlist("tag"),
            *dates,
        )
        narrowed = (
            *where[:2],
            self.choices(request, value=where[2]),
            *dates,
            gr.update(open=any(where)),
        )
        set_to = (linked["q"], *narrowed, accepted, at_stop)
        return (welcome, *set_to, *self.ask(linked["q"], *where, accepted, request))


def _to_page(shown: AskResult) -> tuple[object, ...]:
    """Its parts, the answer as a page keeps it."""
    return (
        *shown[:4],
        None if shown.result is None else StoredAnswer.from_answer(shown.result),
        shown.asked,
    )


def build(demo: gr.Blocks, libraries: Libraries, examples: Sequence[str]) -> None:
    on, first = Events(libraries, examples), libraries.engine()
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
    with gr.Row(elem_id="terms"):
        with gr.Accordion("Ask some of the documents only", open=False, elem_id="only") as only:
            with gr.Row():
                sources = gr.Textbox(
                    label="File name, or a pattern such as *.pdf", lines=1, max_lines=1
                )
                title = gr.Textbox(label="Words in the title", lines=1, max_lines=1)
            with gr.Row():
                since = gr.Textbox(label="Dated in or after, such as 2024-03", lines=1, max_lines=1)
                until = gr.Textbox(label="Dated in or before", lines=1, max_lines=1)
            tags = gr.CheckboxGroup(
                handlers.tags(first), label="Filed under", visible=bool(handlers.tags(first))
            )
        slider = html(handlers.risk(first, None), "risk", js=script("risk.js"))
    with gr.Row(equal_height=False):
        with gr.Column(scale=7, min_width=340, elem_id="answer-column"):
            welcome = html("", "welcome", js=script("welcome.js"))
            answer = html(
                "", "answer", template=LIVE.replace("NAME", "Answer"), js=script("ask.js")
            )
            verdict = html(
                "", "verdict", template=LIVE.replace("NAME", "Verdict"), js=script("verdict.js")
            )
            passages = html("", "sources")
            html(_HISTORY, "history", js=script("history.js"))
        with gr.Column(scale=5, min_width=320, elem_id="viewer-column"):
            viewer = html(NOTHING.viewer, "viewer", js=script("viewer.js"))
    kept, asked, risk = (
        gr.State(unset, time_to_live=SESSION_SECONDS) for unset in (None, DEFAULT_OPTIONS, None)
    )

    narrowed = [sources, title, tags, since, until]
    inputs, outputs = [question, *narrowed, risk], [answer, verdict, passages, viewer, kept, asked]
    looking = {**unseen(kept), **DIRECT}
    asking = {
        "js": _BUSY,
        "preprocess": False,
        **looking,
    }  # the handler checks what comes, tags new since it began too
    begun = (
        gr.on(
            [*(box.submit for box in (question, sources, title, since, until)), button.click],
            on.ask,
            inputs,
            outputs,
            **asking,
        ),
        welcome.ask(on.ask_example, None, question, **looking).then(
            on.ask, inputs, outputs, **asking
        ),
        demo.load(
            on.opened, None, [welcome, question, *narrowed, only, risk, slider, *outputs], **asking
        ),
    )
    for event in begun:
        event.then(None, js=_DONE, **looking)
    slider.accept(on.accept, [kept, asked], [risk, *outputs], **looking)
    answer.open_source(on.open_source, [kept, asked], viewer, **looking)
    answer.open_reading(on.open_reading, [kept, asked], viewer, **looking)
    verdict.judge(on.judge, [kept, asked], verdict, **looking)
    verdict.judge_again(on.judge_again, [kept, asked], verdict, **looking)
