"""The steps by which tables are found: lines, grids, columns, rows, checks."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from index.formats.pdf.layout.page import Block, Line, Word, line_of
from index.formats.pdf.tables.aligned import aligned_tables
from index.formats.pdf.tables.captions import captioned_values
from index.formats.pdf.tables.cells import cell_text, is_number, is_value, visual_rows
from index.formats.pdf.tables.checks import header_of, is_contents, is_section_number, is_table
from index.formats.pdf.tables.columns import Row, columns_of, merged
from index.formats.pdf.tables.continued import carry_headers
from index.formats.pdf.tables.drawn import Ruling, drawn_objects, horizontal, vertical
from index.formats.pdf.tables.drawn import merged as merged_rulings
from index.formats.pdf.tables.find import find_tables
from index.formats.pdf.tables.grid import grids
from index.formats.pdf.tables.segments import VisualRow, logical_rows, merge
from tests.support.draw_pdfs import Page, pdf_pages
from tests.support.make_pdfs import pdf_of


def line(x: float, y: float, text: str, bold: bool = False) -> Line:
    """Words 5 points wide a letter, with spaces of 3 points, 10 points high."""
    words = []
    for word in text.split():
        words.append(Word(0, 0, (x, y, x + 5 * len(word), y + 10), word))
        x += 5 * len(word) + 3
    return line_of(words, bold)


def test_lines_are_found_as_strokes_thin_areas_and_frames_also_within_forms() -> None:
    drawing = "0 0 m 100 0 l S 0 20 100 0.5 re f 0 40 100 30 re S 1 g 0 90 100 30 re f"
    form = f"<< /Type /XObject /Subtype /Form /BBox [0 0 200 200] /Length {len(drawing)} >>"
    content = "q 1 0 0 1 50 300 cm /Fm Do Q"
    data = pdf_of(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            "/Resources << /XObject << /Fm 5 0 R >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            f"{form}\nstream\n{drawing}\nendstream",
        ]
    )
    rules = drawn_objects(PdfDocument(data)[0]).rules
    assert [round(rule.at) for rule in horizontal(rules)] == [300, 320, 340, 370]
    assert [(round(rule.at), round(rule.start)) for rule in vertical(rules)] == [
        (50, 340),
        (150, 340),
    ]


def test_turned_pages_give_lines_as_they_are_read() -> None:
    page = Page().line(100, 200, 100, 500)
    rules = drawn_objects(PdfDocument(io.BytesIO(pdf_pages(page)))[0], turns=1).rules
    assert (len(horizontal(rules)), len(vertical(rules))) == (1, 0)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 200), st.integers(5, 60)), max_size=30)
)
def test_merged_lines_cover_what_the_lines_covered(parts: list[tuple[int, int, int]]) -> None:
    rulings = [Ruling(at * 4, start, start + length) for at, start, length in parts]
    found = merged_rulings(rulings)
    for ruling in rulings:
        assert any(
            line.at == ruling.at and line.start <= ruling.start and ruling.end <= line.end
            for line in found
        )
    for a, b in ((a, b) for a in found for b in found if a is not b and a.at == b.at):
        assert a.end < b.start or b.end < a.start


def test_a_grid_names_the_cell_at_a_point_and_joins_spanned_ones() -> None:
    across = [(0, y, 100, y) for y in (0, 20, 40)]
    down = [(0, 0, 0, 40), (100, 0, 100, 40), (50, 0, 50, 20)]
    (grid,) = grids([tuple(map(float, box)) for box in [*across, *down]])  # type: ignore[misc]
    assert grid.cells == ((0, 0), (2, 3))
    assert grid.place(70, 10) == (1, 1)
    assert grid.place(101, 10) is None


def test_a_frame_and_underlined_words_are_no_grid() -> None:
    frame = [(0.0, 0.0, 100.0, 0.5), (0.0, 50.0, 100.0, 50.5), (0.0, 0.0, 0.5, 50.0)]
    assert grids([*frame, (100.0, 0.0, 100.5, 50.0)]) == []
    assert grids([(0.0, float(y), 60.0, y + 0.5) for y in range(0, 100, 10)]) == []


def test_numbers_with_signs_units_and_dates_are_values_and_words_are_not() -> None:
    for cell in (
        "4,210",
        "(3,100)",
        "$ 12.50",
        "USD 40",
        "64 euros",
        "+4.3 %",
        "7:10",
        "1.5.2020",
        "12 m²",
    ):
        assert is_number(cell), cell
    for cell in ("-", "n/a", "none", "–"):
        assert (is_value(cell), is_number(cell)) == (True, False), cell
    for cell in ("Otter", "12 May 1984 and later", "No. 4", "FB-3001 to FB-3005"):
        assert not is_number(cell), cell


def test_the_text_of_a_cell_closes_hyphens_at_line_ends() -> None:
    words = [*line(0, 20, "a good com-").words, *line(0, 8, "mittee of long-term").words]
    assert cell_text(words) == "a good committee of long-term"


def test_lines_side_by_side_are_a_row() -> None:
    rows = visual_rows([line(100, 50, "b"), line(0, 20, "c"), line(0, 51, "a")])
    assert [[each.text for each in row] for row in rows] == [["a", "b"], ["c"]]


def test_columns_are_divided_where_every_line_has_a_space() -> None:
    rows = [Row([line(0, y, words)], []) for y, words in ((40, "ab cd"), (20, "a cd"))]
    assert merged([(5, 9), (0, 3), (2, 4)]) == [(0, 4), (5, 9)]
    parts = [Row([line(0, y, "ab"), line(60, y, "cd")], []) for y in (0, 20, 40)]
    assert len(columns_of([*parts, *rows])) == 2


def rows_of(*texts: tuple[float, list[str]]) -> list[VisualRow]:
    return [
        VisualRow([line(100 * i, y, cell).words if cell else [] for i, cell in enumerate(cells)])
        for y, cells in texts
    ]


def test_rows_are_told_by_gaps_by_lines_or_by_their_first_cell() -> None:
    by_gap = rows_of((90, ["A", "b"]), (79, ["", "c"]), (60, ["D", "e"]), (40, ["F", "g"]))
    by_first = rows_of((90, ["A", "b"]), (79, ["", "c"]), (68, ["D", "e"]), (57, ["F", "g"]))
    by_line = rows_of((90, ["A", "b"]), (79, ["d", "c"]), (68, ["D", "e"]), (57, ["F", "g"]))
    expected = [["A", "b c"], ["D", "e"], ["F", "g"]]
    assert [merge(group) for group in logical_rows(by_gap, [])] == expected
    assert [merge(group) for group in logical_rows(by_first, [])] == expected
    assert [merge(group) for group in logical_rows(by_line, [78, 67])][1:] == expected[1:]


def test_a_line_with_a_value_of_its_own_is_a_row_of_its_own() -> None:
    rows = rows_of((90, ["A", "7"]), (79, ["", "8"]), (68, ["D", "9"]))
    assert [merge(group) for group in logical_rows(rows, [])] == [["A", "7"], ["", "8"], ["D", "9"]]


def test_what_numbers_a_clause_is_no_number_of_a_table() -> None:
    assert all(map(is_section_number, ["1.", "(a)", "12.3", "IV.", "Section 3.1", "•", "7)"]))
    assert not any(map(is_section_number, ["12", "3,400", "word", "1.5 m"]))


def test_headers_and_contents_are_told_from_rows() -> None:
    cells = [["Year", "Price"], ["1900", "40"], ["1950", "66"]]
    assert (header_of(cells, False), header_of(cells, True)) == ("guessed", "set apart")
    assert header_of(cells[1:], True) == ""
    assert (is_table(cells, False, True), is_contents(cells)) == (True, False)
    assert is_contents([["Rent", "3"], ["Notice", "3"], ["Law", "12"]])


def test_the_names_of_columns_are_carried_to_the_next_page() -> None:
    above = Block("table", "", 0, (0, 0, 90, 90), rows=[["A", "B"], ["x", "1"]], header="guessed")
    below = Block("table", "", 1, (1, 50, 99, 90), rows=[["", "and more"], ["y", "2"]])
    apart = Block("table", "", 1, (200, 0, 290, 40), rows=[["z", "3"]])
    above.rows[1][1] = "one"
    carry_headers([above, below, apart])
    assert above.rows == [["A", "B"], ["x", "one and more"]]
    assert (below.rows, below.header) == ([["A", "B"], ["y", "2"]], "guessed")
    assert apart.rows == [["z", "3"]]


def small(x: float, y: float, text: str) -> Line:
    large = line(x, y, text)
    return Line(large.words, (x, y, large.box[2], y + 7), 7.0, text=text)


def test_small_captions_name_the_values_below_or_above_them() -> None:
    captions = [small(60, 100, "OWNER"), small(200, 100, "YEAR OF BUILDING")]
    values = [line(60, 88, "Greta Holm"), line(200, 88, "1964")]
    (table,) = captions_below = captioned_values([captions, values])
    assert table.rows == [["OWNER", "YEAR OF BUILDING"], ["Greta Holm", "1964"]]
    (signed,) = captioned_values([values, [small(60, 80, "Chair"), small(200, 80, "Clerk")]])
    assert signed.rows == [["Chair", "Clerk"], ["Greta Holm", "1964"]]
    assert captions_below[0].header == "set apart"
    more = [line(60, 76, "Ole Brandt"), line(200, 76, "1971")]
    assert captioned_values([captions, values, more]) == []
    assert captioned_values([captions, [line(60, 88, "Greta Holm"), line(230, 88, "1964")]]) == []
    assert captioned_values([captions, [line(60, 88, "____"), line(200, 88, "____")]]) == []
    assert captioned_values([values, more]) == []


def test_text_without_columns_has_no_tables() -> None:
    lines = [[line(0, y, "some words of a text that runs on")] for y in range(100, 0, -12)]
    assert aligned_tables(lines, []) == []
    assert find_tables(lines, []) == []
