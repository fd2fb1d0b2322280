"""JSON: every value is in the text with its path; records, tables, lines of JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import PinciteError
from index.formats.data.json_records import read_json, read_jsonl

PROSE = "It was built of oak. " * 8


def blocks(text: str) -> list[str]:
    return read_json(text.encode()).text.split("\n\n")


def test_an_object_is_a_row_of_its_fields() -> None:
    value = {"kind": "Mill", "year": 1871, "open": True, "tags": ["a", "b"], "in": {"town": "Ilm"}}
    extract = read_json(json.dumps({**value, "text": PROSE, "old": None}).encode())
    assert extract.text.split("\n\n") == [
        "kind: Mill; year: 1871; open: true; tags: a, b; in.town: Ilm.",
        f"text: {PROSE.strip()}",
    ]
    assert [marker.kind for marker in extract.markers] == ["row"]


def test_a_title_is_a_heading_and_stands_in_the_row() -> None:
    extract = read_json(b'[{"title": "Rivers", "length": 5}, {"title": "Lakes", "text": "Two."}]')
    assert extract.text.split("\n\n") == [
        *("Rivers", "title: Rivers; length: 5.", "Lakes", "title: Lakes; text: Two.")
    ]
    assert [marker.label for marker in extract.markers if marker.kind == "heading"] == [
        *("Rivers", "Lakes")
    ]
    assert blocks(f'{{"name": "Ilm", "text": "{PROSE}"}}') == [
        *("Ilm", "name: Ilm.", f"text: {PROSE.strip()}")
    ]


def test_records_within_a_record_begin_with_its_name() -> None:
    orders = [
        {"id": 5, "items": [{"part": "oar", "count": 2}, {"part": "sail", "count": 1}]},
        {"id": 6, "items": [{"part": "oar", "count": 7}]},
    ]
    assert blocks(json.dumps({"firm": "Ilm Boats", "orders": orders})) == [
        "firm: Ilm Boats.",
        "orders.id: 5.",
        "orders.id: 5; orders.items.part: oar; count: 2.",
        "orders.id: 5; orders.items.part: sail; count: 1.",
        "orders.id: 6.",
        "orders.id: 6; orders.items.part: oar; count: 7.",
    ]


def test_records_by_their_names_are_rows_of_their_own() -> None:
    dogs = {"Rex": {"age": 3, "size": "big"}, "Mia": {"age": 5, "size": "small"}}
    assert blocks(json.dumps({"dogs": dogs})) == [
        *("dogs.Rex.age: 3; size: big.", "dogs.Mia.age: 5; size: small.")
    ]


@pytest.mark.parametrize(
    "table",
    [
        {"columns": ["Name", "Age"], "index": [0, 1], "data": [["Ann", 3], ["Bo", 5]]},
        {"Name": {"0": "Ann", "1": "Bo"}, "Age": {"0": 3, "1": 5}},
        [["Name", "Age"], ["Ann", 3], ["Bo", 5]],
        [{"Name": "Ann", "Age": 3}, {"Name": "Bo", "Age": 5}],
    ],
)
def test_tables_have_rows(table: object) -> None:
    assert blocks(json.dumps(table)) == ["Name: Ann; Age: 3.", "Name: Bo; Age: 5."]


def test_columns_that_are_lists_and_lists_of_lists() -> None:
    assert blocks('{"Year": [1, 2, 3], "Tons": ["a", "b", null]}') == [
        *("Year: 1; Tons: a.", "Year: 2; Tons: b.", "Year: 3.")
    ]
    assert blocks('{"heights": [[2019, 88], [2020, 91]], "deep": [[["z"]]]}') == [
        *("heights | 2019 | 88.", "heights | 2020 | 91.", "deep | z")
    ]


def test_numbers_are_as_written_and_nothing_is_overwritten() -> None:
    text = '{"a": 1.10, "b": 1e5, "c": NaN, "d": -Infinity, "a": 12345678901234567890.5}'
    assert blocks(text) == ["a: 1.10; b: 1e5; c: NaN; d: -Infinity; a (2): 12345678901234567890.5."]


@pytest.mark.parametrize("reader", [read_json, read_jsonl])
@pytest.mark.parametrize(
    "text",
    [
        '{"a": "x", "b": 1}\n{"a": "y", "b": 2}\n',
        '\n{"a": "x", "b": 1}\r\n\r\n{"a": "y", "b": 2}',
        '{\n"a": "x",\n"b": 1\n}\n{\n"a": "y",\n"b": 2}',
        '\ufeff{"a": "x", "b": 1}\n{"a": "y", "b": 2}',
    ],
)
def test_several_values_under_any_name(reader: object, text: str) -> None:
    extract = reader(text.encode())  # type: ignore[operator]
    assert extract.text.split("\n\n") == ["a: x; b: 1.", "a: y; b: 2."]


def test_one_value_in_a_file_of_lines() -> None:
    assert read_jsonl(b'[\n{"a": 1},\n{"a": 2}\n]').text == "a: 1.\n\na: 2."


@pytest.mark.parametrize("reader", [read_json, read_jsonl])
def test_broken_lines_are_left_out_and_counted(reader: object) -> None:
    extract = reader(b'{"a": "x y"}\n{broken\n\n["z"]')  # type: ignore[operator]
    assert extract.text.split("\n\n") == ["a: x y.", "z"]
    assert +extract.losses == {"lines skipped": 1}
    assert extract.warnings == ["1 of 3 lines are broken JSON and left out"]


@pytest.mark.parametrize("reader", [read_json, read_jsonl])
@pytest.mark.parametrize("text", ["{broken", "words", '{"a": 1', "{broken\n{broken}"])
def test_what_is_no_json_is_refused(reader: object, text: str) -> None:
    with pytest.raises(PinciteError, match="JSON"):
        reader(text.encode())  # type: ignore[operator]


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), max_size=12)
    | st.sampled_from(["oak beam", PROSE, "x" * 400])
)
NAMES = st.sampled_from(["name", "title", "size", "parts", "a b", "0", "columns", "data"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


def scalars(value: object, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        return [pair for key, item in value.items() for pair in scalars(item, (*path, key))]
    if isinstance(value, list):
        return [pair for item in value for pair in scalars(item, path)]
    if value is None:
        return []
    return [(path, value if isinstance(value, str) else json.dumps(value))]


@settings(deadline=None)
@given(VALUES)
def test_every_value_is_in_the_text_with_its_path(value: object) -> None:
    text = " ".join(read_json(json.dumps(value).encode()).text.split())
    for path, words in scalars(value):
        assert " ".join(words.split()) in text
        if words.strip():
            assert all(key in text for key in path if not key.isdecimal())  # rows may have numbers
