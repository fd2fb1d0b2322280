"""The components of the ask page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import gradio as gr
from gradio.blocks import Block

from qa.questions.follow_up.types import NO_PREVIOUS
from ui.auth.sessions import SESSION_SECONDS
from ui.http.static import script
from ui.pages.components import html, live_html, static_html
from ui.views import answer as answer_view
from ui.views.answer import DEFAULT_OPTIONS
from ui.views.i18n.language import gettext

_HISTORY = """<section class="history" aria-label="{0}"><details>
<summary>{0}</summary><div data-recent></div></details></section>"""
"""history.js fetches the list when it is opened."""


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

    The states: `stored` is the answer on the page, `options` how it was asked, `previous` what the
    next question may follow up on (shown by `context`), `risk` the accepted share of wrong answers.
    """

    question: gr.Textbox
    ask_button: gr.Button
    filters: Filters
    context: gr.HTML
    risk_slider: gr.HTML
    welcome: gr.HTML
    answer: gr.HTML
    feedback: gr.HTML
    sources: gr.HTML
    viewer: gr.HTML
    stored: gr.State
    options: gr.State
    previous: gr.State
    risk: gr.State
    ticket: gr.Textbox

    @property
    def inputs(self) -> set[Block]:
        """What a question is asked with. Gradio sends them in the order in which they were made:
        the ticket is the last."""
        fields = self.filters.fields.values()
        return {self.question, self.risk, self.previous, *fields, self.ticket}

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
            self.context,
            self.previous,
        ]


def layout(history: bool = True) -> Components:
    """Creates the components, in the order of the page. `history`: are questions recorded?

    What depends on the library comes when the page is opened: all libraries share the components.
    """
    static_html(lambda: f'<h1 class="sr">{gettext("Ask your documents")}</h1>', "heading")
    context = html("", "follow-up", js=script("follow_up/follow_up.js"))
    question, ask_button = _ask_bar()
    with gr.Row(elem_id="ask-options"):
        filters = _filters()
        risk_slider = html("", "risk-slider", js=script("risk_slider.js"))
    with gr.Row(equal_height=False):
        with gr.Column(scale=7, min_width=340, elem_id="answer-column"):
            welcome = html("", "welcome", js=script("welcome.js"))
            static_html(answer_view.awaited, "awaited", js=script("asking.js"))
            answer = live_html("answer", "Answer", js=script("ask.js"))
            feedback = live_html("feedback", "Feedback", js=script("feedback.js"))
            sources = html("", "sources")
            if history:
                static_html(_recent, "history", js=script("history.js"))
        with gr.Column(scale=5, min_width=320, elem_id="viewer-column"):
            viewer = static_html(
                partial(answer_view.viewer, None), "viewer", js=script("viewer.js")
            )
    return Components(
        question=question,
        ask_button=ask_button,
        filters=filters,
        context=context,
        risk_slider=risk_slider,
        welcome=welcome,
        answer=answer,
        feedback=feedback,
        sources=sources,
        viewer=viewer,
        stored=gr.State(None, time_to_live=SESSION_SECONDS),
        options=gr.State(DEFAULT_OPTIONS, time_to_live=SESSION_SECONDS),
        previous=gr.State(NO_PREVIOUS, time_to_live=SESSION_SECONDS),
        risk=gr.State(None, time_to_live=SESSION_SECONDS),
        ticket=gr.Textbox(visible=False),
    )


def _recent() -> str:
    return _HISTORY.format(gettext("Recent questions"))


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


def _filters() -> Filters:
    with gr.Accordion("Ask only some of the documents", open=False, elem_id="filters") as section:
        with gr.Row():
            sources = gr.Textbox(
                label="File name, or a pattern such as *.pdf", lines=1, max_lines=1
            )
            title = gr.Textbox(label="Words in the title", lines=1, max_lines=1)
        with gr.Row():
            since = gr.Textbox(label="Dated in or after, such as 2024-03", lines=1, max_lines=1)
            until = gr.Textbox(label="Dated in or before", lines=1, max_lines=1)
        tags = gr.CheckboxGroup([], label="Tags", visible=False)
    return Filters(section, sources, title, since, until, tags)
