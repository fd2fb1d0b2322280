"""Checksums of rows, and the choice of the journal mode."""

from __future__ import annotations

import pytest

from index.storage.schema import checksum, wal_is_safe


def test_a_checksum_changes_with_the_columns_and_types_of_the_values() -> None:
    assert (
        len(
            {
                checksum("ab", "c"),
                checksum("a", "bc"),
                checksum("abc"),
                checksum(1),
                checksum("1"),
                checksum(b"1"),
            }
        )
        == 6
    )


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
    ],
)
def test_write_ahead_logs_are_used_only_where_they_are_safe(
    version: tuple[int, ...], safe: bool
) -> None:
    assert wal_is_safe(version) == safe
