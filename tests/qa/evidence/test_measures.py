"""The same number with another unit."""

from __future__ import annotations

import pytest

from qa.evidence.measures import have_other_units


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("14 centimetres", "14 mm", True),
        ("about 3 km", "3 metres", True),
        ("20 kilograms", "20 g", True),
        ("£250", "€250", True),
        ("two weeks", "2 months", True),
        ("USD 1,200", "1,200 euros", True),
        ("14 mm", "1.4 centimeters", False),
        ("24 months", "two years", False),
        ("14 mm", "14 millimetres", False),
        ("£1,500", "GBP 1500", False),
        ("14 mm", "15 cm", None),
        ("14 mm", "14", None),
        ("14 berths", "14 boats", None),
        ("14 June 2021", "14 July 2021", None),
        ("14 metres", "14 days", None),
    ],
)
def test_a_number_measures_by_its_unit(one: str, other: str, expected: bool | None) -> None:
    assert have_other_units(one, other) is expected
    assert have_other_units(other, one) is expected
