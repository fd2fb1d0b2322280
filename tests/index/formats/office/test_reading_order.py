"""The reading order of boxes."""

from __future__ import annotations

from itertools import permutations

from index.formats.office.reading_order import reading_order


def test_rows_are_read_before_columns_where_no_gap_is_clearly_wider() -> None:
    grid = [(column * 10, row * 10, column * 10 + 8, row * 10 + 8) for row, column in GRID]
    assert reading_order(grid) == [0, 1, 2, 3]
    columns = [(column * 30, row * 10, column * 30 + 8, row * 10 + 8) for row, column in GRID]
    assert reading_order(columns) == [0, 2, 1, 3]


def test_the_order_of_the_file_does_not_matter() -> None:
    boxes = [(0, 0, 40, 5), (0, 8, 18, 20), (25, 8, 40, 12), (25, 14, 40, 20)]
    for order in permutations(range(len(boxes))):
        mixed = [boxes[place] for place in order]
        assert [order[place] for place in reading_order(mixed)] == [0, 1, 2, 3]


def test_a_shape_without_a_place_follows_the_one_before() -> None:
    assert reading_order([(0, 9, 5, 12), None, (0, 0, 5, 5), None, None]) == [2, 3, 4, 0, 1]
    assert reading_order([]) == []


GRID = ((0, 0), (0, 1), (1, 0), (1, 1))
