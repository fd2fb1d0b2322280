"""Tables as rows: nothing of any table is lost, and long ones take linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats.extract import ExtractedText
from index.formats.tables import add_table

CELLS = st.sampled_from(["", "oak", "7", "2.4 kg", "2019", "2024-05-06", "A-17", "Name:", "x y"])


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=12), st.sampled_from([None, 0, 1, 2]))
def test_every_cell_is_in_the_text_or_counted(
    table: list[list[str]], has_header: int | None
) -> None:
    extract = ExtractedText()
    add_table(extract, table, has_header=has_header)
    missing = {cell for row in table for cell in row if cell.rstrip(":") not in extract.text}
    rows_of_names = 3 if has_header is None else has_header  # of which a name is joined
    assert len(missing) <= rows_of_names * extract.losses["column names without values left out"]


@pytest.mark.slow
def test_the_time_is_linear_in_the_rows() -> None:
    def seconds(count: int) -> float:
        table = [["Name", "", "Age", "", "Town", "Phone"]] + [["Bo", "", "4", "", "x", "5"]] * count
        start = time.process_time()
        add_table(ExtractedText(), table)
        return time.process_time() - start

    seconds(100)
    few, many = (min(seconds(count) for _ in range(3)) for count in (4_000, 40_000))
    assert many < 20 * max(few, 0.01)
