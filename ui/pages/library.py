"""The page that lists, adds and removes documents."""

from __future__ import annotations

from collections.abc import Iterator
from shutil import which
from typing import Any

import gradio as gr

from index.load import SUFFIXES
from ui.engine import Engine
from ui.handlers import library as handlers
from ui.pages.parts import DIRECT, LIVE, heading, html, payload, script

_INTRO = f"Documents are split into sentences when you add them. They stay on this machine. Files that can be read: {', '.join(SUFFIXES)}."


def build(demo: gr.Blocks, engine: Engine) -> None:
    heading("Library", _INTRO)
    tags = gr.Textbox(label="File what is added under these tags, with commas between", lines=1, max_lines=1, elem_id="tags")
    scans = gr.Checkbox(label="Read scanned pages of PDFs too (OCR, seconds a page)", visible=bool(which("tesseract")), elem_id="scans")
    files = gr.File(label="Add documents", file_count="multiple", height=150, elem_id="upload")
    report = html("", "report", template=LIVE.replace("NAME", "Files read"))
    shelf = html(handlers.shelf(engine), "shelf", js=script("library.js"))

    def add(uploads: list[dict[str, object]] | None, under: object, ocr: object) -> Iterator[tuple[Any, ...]]:
        """The list and the drop zone change once, at the end."""
        if not uploads:
            return
        for progress in handlers.add(engine, uploads, under, ocr):
            yield progress, gr.skip(), gr.skip()
        yield gr.skip(), handlers.shelf(engine), None

    def remove(event: gr.EventData) -> tuple[str, str]:
        return handlers.remove(engine, payload(event, "source"))

    def listed() -> str:
        return handlers.shelf(engine)

    writing: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_id": "library", "concurrency_limit": 1}
    files.upload(
        add, [files, tags, scans], [report, shelf, files], preprocess=False, **writing
    )  # unprocessed, it keeps the file's own name
    shelf.remove(remove, None, [report, shelf], **writing)
    demo.load(listed, None, shelf, show_progress="hidden", **DIRECT)
