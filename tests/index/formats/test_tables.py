"""Rows as sentences with the names of their columns: headers, titles, spans, several tables."""

from __future__ import annotations

import pytest

from index.formats.extract import ExtractedText
from index.formats.tables import MAX_ROW_CHARS, add_table, expand_spans


def rows_of(table: list[list[str]], has_header: int | None = None) -> list[str]:
    extract = ExtractedText()
    add_table(extract, table, has_header=has_header)
    return extract.text.split("\n\n")


@pytest.mark.parametrize(
    ("table", "sentences"),
    [
        (
            [["Sail", "Area", "Cloth"], ["Jib", "", "hemp"], ["Main", "31", ""]],
            ["Sail: Jib; Cloth: hemp.", "Sail: Main; Area: 31."],
        ),
        (
            [["Crop", "2019", "2020"], ["Oats", "41", "47"]],
            ["Crop: Oats; 2019: 41; 2020: 47."],
        ),
        (
            [["", "2019", "2020"], ["Oats", "41", "47"]],
            ["Oats; 2019: 41; 2020: 47."],
        ),
        (
            [["Task", "2024-01-01", "2024-01-02"], ["Dig", "4", "6"]],
            ["Task: Dig; 2024-01-01: 4; 2024-01-02: 6."],
        ),
        ([["Box", "1", "2", "3"], ["B1", "5", "6", "7"]], ["Box: B1; 1: 5; 2: 6; 3: 7."]),
        (
            [["", "Mon", "Tue"], ["Ann", "early", "late"], ["Bo", "late", "off"]],
            ["Ann; Mon: early; Tue: late.", "Bo; Mon: late; Tue: off."],
        ),
        (
            [["Guide", "Phone", "Phone"], ["Ragna", "2207", "2208"]],
            ["Guide: Ragna; Phone: 2207; Phone (2): 2208."],
        ),
        ([["Bus", "Seats"], ["7B", "54"], ["Bus", "Seats"], ["9C", "38"]],
         ["Bus: 7B; Seats: 54.", "Bus: 9C; Seats: 38."]),
        ([["Depth", "Heat"], ["(m)", "°C"], ["1", "4.5"]], ["Depth (m): 1; Heat (°C): 4.5."]),
        ([["1951", "12.4"], ["1952", "11.8"]], ["1951 | 12.4.", "1952 | 11.8."]),
        ([["A-17", "Bolt"], ["A-18", "Nut"]], ["A-17 | Bolt.", "A-18 | Nut."]),
        ([["Bolt", "oak", "open"], ["Nut", "oak", "shut"]],
         ["Bolt | oak | open.", "Nut | oak | shut."]),
        ([["Who may fish?", "Members only."], ["When is it open?", "From May on."]],
         ["Who may fish? | Members only.", "When is it open? | From May on."]),
        ([["Item", "In stock?"], ["Oar", "yes"], ["Sail", "no"]],
         ["Item: Oar; In stock?: yes.", "Item: Sail; In stock?: no."]),
        ([["Bolt", "see www.example.org"]], ["Bolt | see www.example.org"]),
    ],
)  # fmt: skip
def test_the_names_of_columns_are_told_from_the_values(
    table: list[list[str]], sentences: list[str]
) -> None:
    assert rows_of(table) == sentences


@pytest.mark.parametrize(
    ("table", "sentences"),
    [
        (
            [["", "2019", "2019", "2020"], ["Crop", "Area", "Yield", "Area"], ["Oats", *"456"]],
            ["Crop: Oats; 2019 Area: 4; 2019 Yield: 5; 2020 Area: 6."],
        ),
        (
            [["", "2019", "", "2020", ""], ["Crop", *("Area", "Yield") * 2], ["Oats", *"1234"]],
            ["Crop: Oats; 2019 Area: 1; 2019 Yield: 2; 2020 Area: 3; 2020 Yield: 4."],
        ),
        (
            [["Crop", "Tons", "Tons"], ["Crop", "2019", "2020"], ["Oats", "41", "47"]],
            ["Crop: Oats; Tons 2019: 41; Tons 2020: 47."],
        ),
        (
            [["Person", "Person", "Fee", "Fee"], ["Name", "Age", "May", "June"], ["Bo", *"789"]],
            ["Person Name: Bo; Person Age: 7; Fee May: 8; Fee June: 9."],
        ),
        (  # the second row is data
            [["Name", "Home", "Home"], ["Ann", "Moss", "a mill"], ["Bo", "Oslo", "ship"]],
            ["Name: Ann; Home: Moss; Home (2): a mill.", "Name: Bo; Home: Oslo; Home (2): ship."],
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("has_header", [None, 1])
def test_names_of_groups_stand_before_the_names_below(
    table: list[list[str]], sentences: list[str], has_header: int | None
) -> None:
    assert rows_of(table, has_header) == sentences


def test_a_format_may_name_the_rows_of_the_header() -> None:
    table = [["1", "2"], ["a", "b"], ["3", "4"]]
    assert rows_of(table, 0) == ["1 | 2.", "a: b.", "3 | 4."]
    assert rows_of(table, True) == ["1: a; 2: b.", "1: 3; 2: 4."]
    assert rows_of(table, 2) == ["1 a: 3; 2 b: 4."]
    assert rows_of([["People"] * 2, ["Name", "Age"], ["Bo", "4"]], 2) == [
        "People",
        "Name: Bo; Age: 4.",
    ]
    assert rows_of([["Name", "Age"]], 1) == ["Name | Age"]
    assert rows_of([["Name", "Age"], ["", ""], ["Bo", "4"]], 1) == ["Name: Bo; Age: 4."]


@pytest.mark.parametrize(
    ("table", "sentences"),
    [
        (
            [["Lease data"], ["Name", "Lotte"], ["Since", "2020-05-01"], ["Reading", "18,402"]],
            ["Lease data", "Name: Lotte.", "Since: 2020-05-01.", "Reading: 18,402."],
        ),
        ([["Name:", "Lotte"], ["Town:", "Oslo"]], ["Name: Lotte.", "Town: Oslo."]),
        ([["Name", "Lotte"], ["City", "Oslo"]], ["Name: Lotte.", "City: Oslo."]),
        ([["Name:", "Ann", "Role:", "cook"]], ["Name: Ann | Role: cook."]),
        # these have names of columns
        ([["Fish", "Fee"], ["Cod", "9 kr"], ["Eel", "free"]],
         ["Fish: Cod; Fee: 9 kr.", "Fish: Eel; Fee: free."]),
        ([["Town", "Homes"], ["Oslo", "634"], ["Moss", "n/a"]],
         ["Town: Oslo; Homes: 634.", "Town: Moss; Homes: n/a."]),
    ],
)  # fmt: skip
def test_names_and_values_without_a_header(table: list[list[str]], sentences: list[str]) -> None:
    assert rows_of(table) == sentences


@pytest.mark.parametrize(
    ("above", "titles"),
    [
        ([["Buses, autumn", "", ""]], ["Buses, autumn"]),
        ([["Buses, autumn"] * 3], ["Buses, autumn"]),
        ([["Buses"], ["Seats in one bus"], [""]], ["Buses", "Seats in one bus"]),
        ([["Created", "2024-02-01"], ["By:", "Ann"]], ["Created: 2024-02-01", "By: Ann"]),
    ],
)
def test_titles_stand_above_the_names(above: list[list[str]], titles: list[str]) -> None:
    table = [["Bus", "Seats", "Driver"], ["7B", "54", "Lena"], ["9C", "38", "Omar"]]
    rows = ["Bus: 7B; Seats: 54; Driver: Lena.", "Bus: 9C; Seats: 38; Driver: Omar."]
    assert rows_of(above + table) == titles + rows


def test_tables_below_each_other_have_their_own_names() -> None:
    stacked = [
        ["Item", "Pieces"],
        ["Bolt", "4"],
        [],
        ["Part", "Price"],
        ["Nut", "5"],
        [],
        ["The end"],
    ]
    assert rows_of(stacked) == ["Item: Bolt; Pieces: 4.", "Part: Nut; Price: 5.", "The end"]
    continued = [["Item", "Pieces"], ["Bolt", "4"], [], ["Nut", "5"], ["Total", "9"]]
    assert rows_of(continued)[1:] == ["Item: Nut; Pieces: 5.", "Item: Total; Pieces: 9."]


def test_tables_beside_each_other_do_not_share_rows() -> None:
    left = [["Item", "Pieces"], ["Bolt", "4"], ["Pin", "6"]]
    right = [["Prices", ""], ["Part", "Price"], ["Nut", "5"], ["Cap", "2"]]
    table = [[*a, "", *b] for a, b in zip([["Stock", ""], *left], right, strict=True)]
    assert rows_of(table) == [
        *("Stock", "Item: Bolt; Pieces: 4.", "Item: Pin; Pieces: 6."),
        *("Prices", "Part: Nut; Price: 5.", "Part: Cap; Price: 2."),
    ]
    spaced = [["Name", "Role", "", "2019", "2020"], ["Ann", "cook", "", "4", "5"]]
    assert rows_of(spaced) == ["Name: Ann; Role: cook; 2019: 4; 2020: 5."]


def test_rows_below_a_merged_row_begin_with_its_words() -> None:
    table = [
        ["Item", "Power"],
        ["Old mill"] * 2,
        ["Saw", "5 kW"],
        ["New mill"] * 2,
        ["Saw", "7 kW"],
    ]
    assert rows_of(table) == [
        *("Old mill", "Old mill; Item: Saw; Power: 5 kW."),
        *("New mill", "New mill; Item: Saw; Power: 7 kW."),
    ]


def test_equal_values_are_a_row_where_cells_cannot_be_merged() -> None:
    extract = ExtractedText()
    table = [["Name", "Alias"], ["Bo", "Bo"], ["Ann", "Sis"]]
    add_table(extract, table, has_spans=False)
    assert extract.text.split("\n\n") == ["Name: Bo; Alias: Bo.", "Name: Ann; Alias: Sis."]


def test_a_merged_title_or_note_apart_from_the_table_is_read_once() -> None:
    table = [["Stock"] * 3, [], ["Item", "Pieces", "Price"], ["Bolt", "4", "2"], [], ["No tax"] * 3]
    assert rows_of(table) == ["Stock", "Item: Bolt; Pieces: 4; Price: 2.", "No tax"]


def test_a_remark_beside_a_row_does_not_make_the_rows_above_titles() -> None:
    table = [
        ["Room", "Lamps", ""],
        ["Hall", "2", ""],
        ["Attic", "none", "since May"],
        ["Loft", "4"],
    ]
    assert rows_of(table) == [
        *("Room: Hall; Lamps: 2.", "Room: Attic; Lamps: none; since May.", "Room: Loft; Lamps: 4."),
    ]


@pytest.mark.parametrize(
    ("top", "names", "row"),
    [
        (["Team", "2023", "", "2024", ""], ["", "Plan", "Real", "Plan", "Real"],
         "Team: Row; 2023 Plan: 1; 2023 Real: 2; 2024 Plan: 3; 2024 Real: 4."),
        (["Red", "", "Blue", ""], ["Name", "Age", "Name", "Age"],
         "Red Name: Row; Red Age: 1; Blue Name: 2; Blue Age: 3; 4."),
    ],
)  # fmt: skip
def test_group_names_that_are_not_merged(top: list[str], names: list[str], row: str) -> None:
    assert rows_of([top, names, ["Row", "1", "2", "3", "4"]])[-1] == row


def test_two_cells_with_a_name_each_are_no_name_and_value() -> None:
    assert rows_of([["Ship to: Ann", "Bill to: Bo"]]) == ["Ship to: Ann | Bill to: Bo"]


def test_a_section_stands_before_each_row() -> None:
    extract = ExtractedText()
    add_table(extract, [["Name", "Age"], ["Bo", "4"]], has_header=1, section="people")
    assert extract.text == "people; Name: Bo; Age: 4."


def test_long_rows_are_split_and_say_what_they_are_about() -> None:
    names = ["Group", "Hive", *(f"Reading {n}" for n in range(200))]
    rows = [[group, hive, *"1" * 200] for group in ("A", "B") for hive in ("H1", "H2")]
    sentences = rows_of([names, *rows])
    assert max(map(len, sentences)) <= MAX_ROW_CHARS + 30
    assert {sentence[:18] for sentence in sentences} == {
        f"Group: {group}; Hive: {hive}" for group in "AB" for hive in ("H1", "H2")
    }
    assert sum(sentence.count("Reading ") for sentence in sentences) == 800


def test_a_long_cell_is_a_paragraph_that_begins_with_the_key() -> None:
    prose = "It was mended in spring. " * 20
    extract = ExtractedText()
    add_table(extract, [["Id", "Remark", "Age"], ["7", prose, "3"], ["8", prose, ""]])
    assert extract.text.split("\n\n") == [
        "Id: 7; Age: 3.",
        f"Id: 7; Remark: {prose.strip()}",
        f"Id: 8; Remark: {prose.strip()}",
    ]
    assert [marker.end for marker in extract.markers] == [len("Id: 7; Age: 3.")]


def test_spanned_cells_are_repeated_in_each_column_and_row() -> None:
    cells = [[("a", 1, 3), ("b", 2, 1)], [("c", 1, 2), ("d", 1, 1)], [("e", 1, 1)], [("f", 3, 0)]]
    grid = [["a", "b", "b"], ["a", "c", "d"], ["a", "c", "e"], ["f", "f", "f"]]
    assert expand_spans(cells) == grid


def test_a_cell_over_several_columns_stands_once_in_a_row_without_names() -> None:
    table = [["Notes", "dry ground", "dry ground"], ["", "5", "5"], ["Rain:", "none", "much"]]
    assert rows_of(table, 0) == ["Notes: dry ground.", "5 | 5.", "Rain: none | much."]
    extract = ExtractedText()
    add_table(extract, table[:1], has_header=0, has_spans=False)
    assert extract.text == "Notes | dry ground | dry ground."


def test_a_header_of_one_cell_over_all_columns_is_a_title() -> None:
    table = [["Status of the mill"] * 2, ["Last change:", "June 2007"], ["Owner:", "Ann"]]
    assert rows_of(table, 1) == ["Status of the mill", "Last change: June 2007.", "Owner: Ann."]
    named = [["Mills"] * 3, ["Name", "Age", "Town"], ["Ilm", "90", "Au"], ["Esk", "12", "Bo"]]
    assert rows_of(named, 1)[:2] == ["Mills", "Name: Ilm; Age: 90; Town: Au."]
