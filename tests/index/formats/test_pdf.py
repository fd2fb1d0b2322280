"""PDF: reading order, hyphens, pages, and the way back from a quotation to boxes on its page."""

from __future__ import annotations

import gc
import struct
import time
import zlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import PinciteError
from index.formats.pdf import page_text, reader, reading_order, render
from index.formats.pdf.reading_order import Box, Line
from index.ingest.readers import read_document
from index.spans import Span
from tests.support import make_files
from tests.support.paths import SHARED

CONTRACTS = SHARED / "data" / "pdf"
LEFT = "The river Ilm rises in the hills and turns the wheels of eleven mills before it reaches the old town, where it is crossed by a bridge."
RIGHT = "Owls see at night because their eyes are large and full of rods which gather light; they turn their heads as far as they can."


def quoted(data: bytes, words: str) -> dict[int, list[Box]]:
    document = read_document("a.pdf", data)
    start = document.text.index(words)
    return render.highlight_boxes(data, Span(document, start, start + len(words)))


def test_two_columns_are_read_one_after_the_other_though_they_were_drawn_line_by_line() -> None:
    rows = zip(
        make_files.lines(LEFT, 72, width=40), make_files.lines(RIGHT, 320, width=40), strict=False
    )
    title = [
        (
            72,
            740,
            "A title that runs across the whole of the page, over the left and over the right column",
        )
    ]
    drawn = [*title, *(words for row in rows for words in row)]
    assert reader.read_pdf(make_files.pdf([drawn])).text.split("\n\n") == [title[0][2], LEFT, RIGHT]


def test_a_table_is_read_row_by_row() -> None:
    drawn = [
        (x, 700 - 12 * row, f"{name}{row}")
        for row in range(8)
        for x, name in ((72, "name "), (250, "year "), (400, "toll "))
    ]
    assert reader.read_pdf(make_files.pdf([drawn])).text.startswith("name 0 year 0 toll 0")


def test_hyphens_at_line_ends_are_joined_where_they_part_a_word() -> None:
    words = [
        "Co-operation is meant to be exam-",
        "ined between 2020-",
        "21 by X-",
        "Rays of the well-known kind.",
    ]
    text = reader.read_pdf(
        make_files.pdf([[(72, 700 - 12 * i, line) for i, line in enumerate(words)]])
    ).text
    assert (
        text
        == "Co-operation is meant to be examined between 2020-21 by X-Rays of the well-known kind."
    )


def test_paragraphs_end_at_short_lines_gaps_and_list_items() -> None:
    words = [
        "A first paragraph that fills its line with many more words",
        "and ends here.",
        "A second one, equally long, that goes on and on to where",
    ]
    drawn = [
        (72, 700 - 12 * i, line)
        for i, line in enumerate(
            [*words, "it stops as late as it can stop in such a narrow column", "(a) an item"]
        )
    ]
    assert (
        len(reader.read_pdf(make_files.pdf([[*drawn, (72, 560, "far below")]])).text.split("\n\n"))
        == 4
    )


def test_pages_have_labels_and_those_without_text_are_named() -> None:
    pages = [make_files.lines("One."), [], [], make_files.lines("Four."), []]
    document = read_document(
        "a.pdf",
        make_files.pdf(
            pages,
            "/PageLabels << /Nums [0 << /S /D /St 7 >>] >>",
            "/Title (T) /Author (A) /CreationDate (D:20200304)",
        ),
    )
    assert [mark.label for mark in document.markers] == ["7", "8", "9", "10", "11"]
    assert Span(document, document.text.index("Four"), len(document.text)).page == "10"
    assert document.warnings == ("pages 8–9, 11 hold no text; scanned?",)
    assert document.losses == {"pages without text": 3}
    assert (document.title, document.author, document.date) == ("T", "A", "2020-03-04")


def test_without_any_text_the_reason_is_said() -> None:
    with pytest.raises(
        PinciteError, match=r"a\.pdf: there are no words in it: pages 1–3 hold no text; scanned\?"
    ):
        read_document("a.pdf", make_files.pdf([[], [], []]))


def test_boxes_lie_where_the_words_were_drawn() -> None:
    data = make_files.pdf(
        [
            make_files.lines("Nothing here."),
            [(72, 700, "The mill burned"), (72, 688, "down in 18-"), (72, 676, "71 at night.")],
        ]
    )
    ((number, found),) = quoted(data, "burned down in 18-71").items()
    assert number == 1
    assert [round(box[1] / 12) for box in found] == [58, 57, 56], (
        "a box a line, its bottom below the baseline"
    )
    assert [box[0] for box in found[1:]] == pytest.approx([72, 72], abs=1)
    assert 109 < found[0][0] < 120, "'burned' begins behind 'The mill '"
    assert found[2][2] < 90, "'71' is two digits wide"


def test_boxes_of_another_file_are_refused() -> None:
    document = read_document("a.pdf", make_files.pdf([make_files.lines("The mill burned down.")]))
    with pytest.raises(PinciteError, match="the file has changed since it was added"):
        render.highlight_boxes(
            make_files.pdf([make_files.lines("The mill stands.")]), Span(document, 4, 15)
        )
    with pytest.raises(PinciteError, match=r"no page 2"):
        render.page_boxes(make_files.pdf([make_files.lines("x")]), 1, 0, 1)


def pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    width, height = struct.unpack(">II", png[16:24])
    size = struct.unpack(">I", png[33:37])[0]
    rows = zlib.decompress(png[41 : 41 + size])
    return (
        width,
        height,
        [rows[i * (3 * width + 1) + 1 : (i + 1) * (3 * width + 1)] for i in range(height)],
    )


def test_the_picture_is_the_page_with_its_boxes_coloured() -> None:
    data = make_files.pdf([make_files.lines("The mill burned down.")])
    ((_, (box,)),) = quoted(data, "mill").items()
    width, height, rows = pixels(render.draw_page(data, 0, [box], 612)[0])
    assert (width, height) == (612, 792)
    yellow = [
        (x, y)
        for y, row in enumerate(rows)
        for x in range(width)
        if row[3 * x : 3 * x + 3] == bytes((255, 236, 130))
    ]
    assert min(x for x, _ in yellow) == pytest.approx(box[0], abs=1)
    assert max(y for _, y in yellow) == pytest.approx(792 - box[1], abs=1)
    assert min(sum(row[3 * x : 3 * x + 3]) for row in rows for x in range(72, 160)) < 200, (
        "there is ink"
    )
    assert pixels(render.draw_page(data, 0, [], 100)[0])[0] == 100


@given(
    st.lists(
        st.tuples(*[st.floats(-1e4, 1e4, width=16)] * 4).map(
            lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
        )
    )
)
def test_every_box_is_read_exactly_once(boxes: list[Box]) -> None:
    assert sorted(i for block in reading_order.blocks(boxes) for i in block) == list(
        range(len(boxes))
    )


@given(
    st.lists(
        st.tuples(st.floats(0, 500), st.floats(0, 700), st.text("ab .", min_size=1)), max_size=30
    )
)
def test_every_line_is_in_one_paragraph(drawn: list[tuple[float, float, str]]) -> None:
    lines = [
        Line(i, i + 1, (x, y, x + 9 * len(text), y + 10), text)
        for i, (x, y, text) in enumerate(drawn)
    ]
    assert [line for paragraph in reading_order.paragraphs(lines) for line in paragraph] == lines


@pytest.fixture(scope="module")
def contracts() -> list[Path]:
    if not CONTRACTS.is_dir():
        pytest.skip(f"there are no contracts in {CONTRACTS.name}")
    return sorted(CONTRACTS.glob("*.pdf"))


def test_contracts_are_read_page_by_page(contracts: list[Path]) -> None:
    """Every word that pdfium finds on a page is in that page's text, but for words that a line end parted."""
    import pypdfium2

    assert len(contracts) == 21
    for path in contracts:
        document = read_document(path.name, path.read_bytes())
        starts = [mark.start for mark in document.markers if mark.kind == "page"]
        file = pypdfium2.PdfDocument(path)
        assert len(starts) == len(file)
        for number, (start, end) in enumerate(pairwise([*starts, len(document.text)])):
            textpage = file[number].get_textpage()
            raw = textpage.get_text_range()
            assert sorted(raw.translate(_NO_SPACE)) == sorted(
                document.text[start:end].translate(_NO_SPACE)
            ), (path.name, number)
        file.close()


_NO_SPACE = dict.fromkeys(map(ord, " \r\n\t\f\ufffe\x02\xa0-")) | {0x2003: None}


def test_quotations_of_contracts_are_found_again_on_their_pages(contracts: list[Path]) -> None:
    """Text under the boxes of a sentence, as pdfium reads it there, is the sentence."""
    import pypdfium2

    for path in contracts[:5]:
        data = path.read_bytes()
        document = read_document(path.name, data)
        for start in range(500, len(document.text) - 200, 3_000):
            words = document.text[start : start + 120].strip()
            at = document.text.index(words, start)
            boxes = render.highlight_boxes(data, Span(document, at, at + len(words)))
            for number, found in boxes.items() if len(boxes) == 1 else ():
                textpage = pypdfium2.PdfDocument(data)[number].get_textpage()
                under = "".join(textpage.get_text_bounded(*box) for box in found)
                assert words.translate(_NO_SPACE)[3:30] in under.translate(_NO_SPACE), (
                    path.name,
                    words,
                    under,
                )


def test_reading_keeps_pace_with_pdfium(contracts: list[Path]) -> None:
    """At least half as many pages a second as pdfium's raw text alone, best of eight, in one process.

    Documents are read in a small process of their own; what the tests before have left in this one is not looked through meanwhile.
    """
    import pypdfium2

    files = [path.read_bytes() for path in contracts]

    def ours() -> None:
        for data in files:
            reader.read_pdf(data)

    def raw() -> None:
        for data in files:
            file = pypdfium2.PdfDocument(data)
            for number in range(len(file)):
                sheet = file[number]
                sheet.get_textpage().get_text_range()
            file.close()

    best: dict[str, float] = {}
    gc.freeze()
    try:
        for name, work in (("ours", ours), ("raw", raw)) * 8:
            start = time.process_time()
            work()
            best[name] = min(best.get(name, 1e9), time.process_time() - start)
    finally:
        gc.unfreeze()
    assert best["raw"] / best["ours"] >= 0.5, best
    assert page_text.page_pieces is not None
