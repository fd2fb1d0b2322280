from __future__ import annotations

import pytest

from qa.shapes.values import Value, parse_value


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("48.2", 48.2, ""),
        ("1,240 °C", 1240, "°c"),
        ("£1,649.00", 1649, "£"),
        ("€ 12,50", 12.5, "€"),
        ("1.234,50", 1234.5, ""),
        ("-6.2 %", -6.2, "%"),
        ("+4.3 %", 4.3, "%"),
        ("1.9 million", 1_900_000, ""),
        ("648,310", 648_310, ""),
        ("17:20", 1040, "time"),
        ("32 t", 32, "t"),
    ],
)
def test_a_cell_has_a_number_and_a_unit(text: str, number: float, unit: str) -> None:
    assert parse_value(text) == Value(pytest.approx(number), unit)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["no vehicles", "–", "FB-3001 to FB-3005", "5 to 7", "Ann Lee"])
def test_other_cells_have_no_value(text: str) -> None:
    assert parse_value(text) is None


def test_later_dates_are_greater() -> None:
    dates = ["3 May 1999", "2001-02-28", "12/11/2001", "1 January 2020"]
    values = [parse_value(date) for date in dates]
    assert [value.unit for value in values if value] == ["date"] * 4
    assert values == sorted(values, key=lambda value: value.number if value else 0)
