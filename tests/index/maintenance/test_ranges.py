from __future__ import annotations

import pytest

from index.maintenance.ranges import are_disjoint_ranges


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([], True),
        ([(0, 3), (3, 5), (7, 10)], True),
        ([(0, 11)], False),
        ([(-1, 2)], False),
        ([(2, 2)], False),
        ([(0, 4), (3, 5)], False),
        ([(5, 7), (0, 3)], False),
    ],
)
def test_ranges_are_inside_in_order_and_disjoint(
    ranges: list[tuple[int, int]], expected: bool
) -> None:
    assert are_disjoint_ranges(ranges, 10) is expected
