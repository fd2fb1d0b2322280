"""The components of the library page."""

from __future__ import annotations

from dataclasses import dataclass
from shutil import which

import gradio as gr

from index.ingest.readers import FORMAT_SUFFIXES
from ui.http.static import script
from ui.pages.components import heading, html, live_html, static_html
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
    said: gr.HTML
    cancel: gr.HTML
    search: gr.HTML
    documents: gr.HTML
    removals: gr.State
    words: gr.State


def layout() -> Components:
    """Creates the components, in the order of the page."""
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
        said=live_html("said", "Changes to the list"),
        cancel=static_html(
            lambda: _CANCEL.format(gettext("Cancel")), "cancel", js=script("cancel_ingest.js")
        ),
        search=static_html(
            lambda: _SEARCH.format(gettext("Search the list")),
            "document-search",
            js=script("document_search.js"),
        ),
        documents=html("", "documents", js=script("documents.js") + script("edit_documents.js")),
        removals=gr.State((), time_to_live=3600),
        words=gr.State("", time_to_live=3600),
    )
