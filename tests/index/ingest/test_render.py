"""Rendering pages of PDFs in a child process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.errors import PinciteError
from index.ingest import render
from index.ingest.readers import read_document
from index.ingest.render import render_pages
from index.ingest.worker import Worker
from index.spans import Span
from tests.index.formats.test_pdf import pixels
from tests.support import make_pdfs

PAGES = ("Nothing here.", "The mill burned down.", "It stands.")


def pdf(*pages: str) -> bytes:
    return make_pdfs.pdf([make_pdfs.lines(text) for text in pages])


def test_the_pages_of_a_span_are_rendered_with_its_boxes(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(*PAGES))
    document = read_document("a.pdf", file.read_bytes())
    start = document.text.index("burned")
    pages = render_pages(file, Span(document, start, document.text.index("stands")), 200)
    assert [(page.page, len(page.boxes), page.png[:4]) for page in pages] == [
        (1, 1, b"\x89PNG"),
        (2, 1, b"\x89PNG"),
    ]
    for page in pages:
        ((left, bottom, right, top),) = page.boxes
        assert page.marked == pytest.approx(
            (left / 612, 1 - top / 792, right / 612, 1 - bottom / 792), abs=0.006
        )
    file.write_bytes(pdf("Another.", "Another.", "Another."))
    with pytest.raises(PinciteError, match="the file has changed since it was added"):
        render_pages(file, Span(document, start, start + 6))


def test_one_page_is_rendered_with_the_answer_highlighted() -> None:
    data = pdf(*PAGES)
    document = read_document("a.pdf", data)
    start = document.text.index("The mill")
    sentence = Span(document, start, document.text.index("stands"))
    answer = Span(document, start + 4, start + 8)
    (plain,) = render_pages(data, sentence, 612, page=1)
    (highlighted,) = render_pages(data, sentence, 612, highlight=answer, page=1)
    assert plain.page == highlighted.page == 1
    marked = (255, 236, 130)
    strongly_marked = tuple(a * b // 255 for a, b in zip(marked, (255, 205, 75), strict=True))
    assert marked in colours(plain.png)
    assert strongly_marked not in colours(plain.png)
    assert strongly_marked in colours(highlighted.png)
    assert render_pages(data, sentence, 612, page=0) == []


def colours(png: bytes) -> set[tuple[int, ...]]:
    width, _, rows = pixels(png)
    return {tuple(row[i : i + 3]) for row in rows for i in range(0, width * 3, 3)}


def test_a_child_that_retires_between_two_pages_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children: list[Worker] = []

    class RetiringWorker(Worker):
        def render(
            self, file: Path | bytes, job: dict[str, object]
        ) -> tuple[dict[str, Any], bytes]:
            children.append(self)
            result = super().render(file, job)
            self.close()
            return result

    monkeypatch.setattr(render, "Worker", RetiringWorker)
    data = pdf("The mill burned down.", "It stands.")
    document = read_document("a.pdf", data)
    pages = render_pages(data, Span(document, 0, len(document.text)), 200)
    assert [page.page for page in pages] == [0, 1]
    assert len(set(map(id, children))) == 2
