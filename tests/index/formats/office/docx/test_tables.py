"""Tables of Word documents as rows with names."""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import fromstring

from index.formats.office.docx.reader import read_docx
from index.formats.office.docx.styles import Styles
from index.formats.office.docx.tables import read_grid
from index.formats.office.markup import localised
from tests.index.formats.office.builders import W, para, row, table, tc, word

HEADER = "<w:tblHeader/>"


def rows(*tables: str) -> list[str]:
    return read_docx(word("".join(tables))).text.split("\n\n")


def bold(text: str) -> str:
    return tc(para(text, run="<w:b/>"))


def test_every_row_names_its_columns_and_empty_cells_keep_their_place() -> None:
    made = table(row("Yarn", "Grams", "Colour"), row("Merino", "", "red"), row("Linen", "90", ""))
    assert rows(made) == ["Yarn: Merino; Colour: red.", "Yarn: Linen; Grams: 90."]
    kinds = [marker.kind for marker in read_docx(word(made)).markers]
    assert kinds == ["row", "row"]


def test_a_value_over_several_columns_stands_once_in_a_form() -> None:
    wide = tc("Frame of oak", '<w:gridSpan w:val="3"/>')
    made = table(
        row("Mill No.:", "7 b", "Version:", "1.0 of 2015"),
        row("Letter:", "L 1", "", ""),
        row("Kind:", wide),
    )
    assert rows(made)[-1] == "Kind: Frame of oak."


def test_cells_merged_downwards_and_across_are_repeated() -> None:
    start, below = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    made = table(
        row("Group", "Part", "Price"),
        row(tc("Ropes", start), "hemp", "2.40"),
        row(tc("<w:p/>", below), "nylon", "3.10"),
        row(tc("all sold", '<w:gridSpan w:val="2"/>'), "0.85"),
    )
    assert rows(made) == [
        "Group: Ropes; Part: hemp; Price: 2.40.",
        "Group: Ropes; Part: nylon; Price: 3.10.",
        "Group: all sold; Part: all sold; Price: 0.85.",
    ]


def test_several_stated_header_rows_become_one() -> None:
    made = table(
        row("Port", tc("2024", '<w:gridSpan w:val="2"/>'), properties=HEADER),
        row("Port", "ships", "boats", properties=HEADER),
        row("Hull", "12", "40"),
    )
    assert rows(made) == ["Port: Hull; 2024 ships: 12; 2024 boats: 40."]


def test_a_bold_first_row_names_the_columns_even_with_numbers() -> None:
    made = table(row(bold("Size"), bold("Over 10")), row("small", "4"), row("large", "5"))
    assert rows(made) == ["Size: small; Over 10: 4.", "Size: large; Over 10: 5."]


def test_bold_labels_and_labels_with_colons_belong_to_their_values() -> None:
    made = table(
        row(bold("Client"), "Falk & Sons".replace("&", "&amp;")), row(bold("Yard"), "Hull")
    )
    assert rows(made) == ["Client: Falk & Sons.", "Yard: Hull."]
    assert rows(table(row("Name:", "Ida"), row("Town:", "Visby"))) == ["Name: Ida.", "Town: Visby."]


def test_values_alike_in_all_rows_make_no_header() -> None:
    made = table(row("Green dye", "7 marks"), row("Blue dye", "9 marks"))
    assert rows(made) == ["Green dye: 7 marks.", "Blue dye: 9 marks."]


def test_rows_and_cells_in_content_controls_are_read_in_place() -> None:
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    made = table(
        row("Day", "Ship", "Mate"),
        control.format(row("Monday", control.format(tc("Gull")), "Ann")),
        row("Tuesday", control.format(tc(control.format(para("Tern")))), "Bo"),
    )
    assert rows(made) == [
        "Day: Monday; Ship: Gull; Mate: Ann.",
        "Day: Tuesday; Ship: Tern; Mate: Bo.",
    ]


def test_a_table_in_a_cell_is_read_once_below_its_row() -> None:
    inner = table(row("Dye", "Price"), row("red", "4"), row("blue", "6"))
    made = table(
        row("Kind", "Stock", properties=HEADER),
        row("Dyes", tc(inner + "<w:p/>")),
        row("Yarn", "12"),
    )
    assert rows(made) == [
        "Kind: Dyes.",
        "Dye: red; Price: 4.",
        "Dye: blue; Price: 6.",
        "Kind: Yarn; Stock: 12.",
    ]


def test_a_table_that_is_only_a_frame_is_read_as_paragraphs() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style>'
    frame = table(
        row(tc(para("Rules", '<w:pStyle w:val="H"/>') + para("Keep quiet.") + para("Go.")))
    )
    extract = read_docx(word(frame, styles=styles))
    assert extract.text.split("\n\n") == ["Rules", "Keep quiet.", "Go."]
    assert [marker.label for marker in extract.markers] == ["Rules"]


def test_columns_of_whole_paragraphs_are_read_one_after_the_other() -> None:
    left = "".join(para(f"Left {i} says something.") for i in range(8))
    right = "".join(para(f"Right {i} says more.") for i in range(8))
    texts = rows(table(row(tc(left), tc(right))))
    assert texts[0] == "Left 0 says something."
    assert texts[8] == "Right 0 says more."
    assert len(texts) == 16


def test_hidden_rows_are_left_out_and_counted() -> None:
    extract = read_docx(
        word(table(row("Key", "Age"), row("secret", "9", properties="<w:hidden/>"), row("Bo", "8")))
    )
    assert extract.text == "Key: Bo; Age: 8."
    assert extract.losses["hidden rows skipped"] == 1


def test_a_title_over_the_whole_width_stands_above_the_rows() -> None:
    title = row(tc("Boats in dock", '<w:gridSpan w:val="2"/>'), properties=HEADER)
    made = table(title, row("Name", "Year", properties=HEADER), row("Gull", "1990"))
    assert rows(made) == ["Boats in dock", "Name: Gull; Year: 1990."]


def test_numbers_below_each_other_in_a_cell_stay_apart() -> None:
    made = table(row("Day", "Tides"), row("Monday", tc(para("10") + para("200"))))
    assert rows(made) == ["Day: Monday; Tides: 10, 200."]


def test_a_row_of_one_cell_between_the_rows_heads_those_below() -> None:
    def wide(text: str) -> str:
        return row(tc(text, '<w:gridSpan w:val="2"/>'))

    made = table(
        row("Part", "Price"), wide("Wood"), row("Lid", "4"), wide("Metal"), row("Hook", "9")
    )
    assert rows(made) == [
        *("Wood", "Wood; Part: Lid; Price: 4."),
        *("Metal", "Metal; Part: Hook; Price: 9."),
    ]


def test_names_of_columns_without_a_value_are_counted() -> None:
    made = table(row("Part", "Price", "Colour"), row("Lid", "4", ""), row("Hook", "9", ""))
    assert rows(made) == ["Part: Lid; Price: 4.", "Part: Hook; Price: 9."]
    assert read_docx(word(made)).losses["column names without values left out"] == 1


def test_column_names_without_rows_are_kept() -> None:
    names = row("Part", "Price", properties=HEADER)
    assert rows(table(names)) == ["Part | Price"]


def test_a_deleted_paragraph_end_does_not_leave_its_cell() -> None:
    ended = para("Lid", "<w:rPr><w:del/></w:rPr>")
    made = table(row("Part", "Price"), row(tc(ended), "4"))
    assert rows(made) == ["Part: Lid; Price: 4."]


def test_a_grid_knows_its_header_rows_and_labels() -> None:
    made = table(row(bold("Client"), "Falk"), row(bold("Yard"), "Hull", properties="<w:x/>"))
    grid = read_grid(
        localised(fromstring(made.replace("<w:tbl>", f"<w:tbl {W}>"))), Counter(), Styles(None)
    )
    assert (grid.header_rows, grid.has_labels, grid.is_layout) == (None, True, False)
    assert [cell.length for cell in grid.cells()] == [6, 4, 4, 4]


def test_equal_values_side_by_side_are_no_heading() -> None:
    made = table(row("Boat", "Mast", "Sail"), row("yes", "yes", "yes"), row("no", "no", "yes"))
    assert rows(made) == [
        "Boat: yes; Mast: yes; Sail: yes.",
        "Boat: no; Mast: no; Sail: yes.",
    ]
