from __future__ import annotations

from eval.metrics.formatting import milliseconds, number, share


def test_numbers_and_missing_numbers() -> None:
    assert (share(0.1234), share(1.0), share(None)) == ("12.3 %", "100.0 %", "–")
    assert (number(0.12345), number(None)) == ("0.123", "–")
    assert (milliseconds(12.34), milliseconds(None)) == ("12.3 ms", "–")
