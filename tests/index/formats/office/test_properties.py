"""Text and losses against the documents that python-docx and python-pptx were told to write."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.formats.office.docx.reader import read_docx
from index.formats.office.pptx.reader import read_pptx

if TYPE_CHECKING:
    from collections.abc import Sequence

docx = pytest.importorskip("docx")
pptx = pytest.importorskip("pptx")

# what no heuristic takes for a page number, a superscript or the entry of a contents list
WORDS = st.lists(st.text("abcdefgäßçéλж", min_size=1, max_size=8), min_size=1, max_size=6).map(
    " ".join
)
CELLS = st.one_of(WORDS, st.integers(0, 99_999).map(str), st.just(""))
BLOCKS = st.one_of(
    st.tuples(st.just("paragraph"), WORDS),
    st.tuples(st.just("heading"), WORDS),
    st.tuples(st.just("number"), WORDS),
    st.tuples(st.just("picture"), st.just("")),
    st.tuples(st.just("hidden"), WORDS),
    st.integers(1, 4).flatmap(
        lambda width: st.tuples(
            st.just("table"),
            st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=5),
        )
    ),
)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6364"
    "f8cf500f000386018015a8d1da0000000049454e44ae426082"
)
HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large]


def words_of(text: str) -> Counter[str]:
    return Counter(re.sub(r"[;|.]", " ", text).split())


def written(blocks: Sequence[tuple[str, Any]]) -> bytes:
    document = docx.Document()
    for kind, content in blocks:
        if kind == "paragraph":
            document.add_paragraph(content)
        elif kind == "heading":
            document.add_heading(content, 2)
        elif kind == "number":
            document.add_paragraph(content, style="List Number")
        elif kind == "picture":
            document.add_picture(io.BytesIO(PIXEL))
        elif kind == "hidden":
            document.add_paragraph().add_run(content).font.hidden = True
        else:
            table = document.add_table(len(content), len(content[0]))
            for row, values in zip(table.rows, content, strict=True):
                for cell, value in zip(row.cells, values, strict=True):
                    cell.text = value
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@settings(deadline=None, max_examples=15, suppress_health_check=HEALTH)
@given(st.lists(BLOCKS, min_size=1, max_size=8))
def test_all_that_python_docx_writes_is_in_the_text_or_counted(
    blocks: list[tuple[str, Any]],
) -> None:
    extract = read_docx(written(blocks))
    kinds = Counter(kind for kind, _ in blocks)
    assert extract.losses["pictures skipped"] == kinds["picture"]
    assert extract.losses["hidden passages left out"] == kinds["hidden"]

    expected: Counter[str] = Counter()
    number = 0
    for kind, content in blocks:
        if kind in ("paragraph", "heading"):
            expected += words_of(content)
        elif kind == "number":
            number += 1
            expected += words_of(f"{number} {content}")
        elif kind == "table":
            for value in (value for row in content for value in row):
                expected += words_of(value)
    found = words_of(extract.text.replace(":", " "))
    if not extract.losses["column names without values left out"]:
        assert not expected - found, "words are lost"
    assert found.keys() <= expected.keys(), "words are made up"


@settings(deadline=None, max_examples=15, suppress_health_check=HEALTH)
@given(st.lists(BLOCKS, min_size=1, max_size=8))
def test_blocks_stay_in_order_and_whole(blocks: list[tuple[str, Any]]) -> None:
    extract = read_docx(written(blocks))
    texts = iter(extract.text.split("\n\n"))
    for kind, content in blocks:
        if kind in ("paragraph", "heading", "number"):
            assert any(text.endswith(content) for text in texts), content
    headings = [content for kind, content in blocks if kind == "heading"]
    assert [each.label for each in extract.markers if each.kind == "heading"] == headings


@pytest.mark.slow
@settings(deadline=None, max_examples=15, suppress_health_check=HEALTH)
@given(
    st.lists(WORDS, min_size=3, max_size=3, unique=True),
    st.lists(st.lists(st.integers(0, 9_999), min_size=3, max_size=3), min_size=1, max_size=4),
)
def test_each_value_stands_with_the_name_of_its_column(
    names: list[str], values: list[list[int]]
) -> None:
    rows = [names, *([str(value) for value in row] for row in values)]
    extract = read_docx(written([("table", rows)]))
    expected = [
        "; ".join(f"{name}: {value}" for name, value in zip(names, row, strict=True)) + "."
        for row in rows[1:]
    ]
    assert extract.text.split("\n\n") == expected


@settings(deadline=None, max_examples=10, suppress_health_check=HEALTH)
@given(
    st.lists(
        st.tuples(WORDS, st.lists(WORDS, max_size=4), WORDS, st.booleans()), min_size=1, max_size=4
    )
)
def test_all_that_python_pptx_writes_is_in_the_text_or_counted(
    slides: list[tuple[str, list[str], str, bool]],
) -> None:
    deck = pptx.Presentation()
    for title, lines, notes, has_picture in slides:
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
        for place, line in reversed(list(enumerate(lines))):
            box = slide.shapes.add_textbox(0, 2_000_000 + 600_000 * place, 3_000_000, 400_000)
            box.text_frame.text = line
        slide.notes_slide.notes_text_frame.text = notes
        if has_picture:
            slide.shapes.add_picture(io.BytesIO(PIXEL), 0, 0)
    file = io.BytesIO()
    deck.save(file)
    extract = read_pptx(file.getvalue())
    expected = [text for title, lines, notes, _ in slides for text in (title, *lines, notes)]
    assert extract.text.split("\n\n") == expected
    assert extract.losses["pictures skipped"] == sum(picture for *_, picture in slides)
    assert extract.title == slides[0][0]
