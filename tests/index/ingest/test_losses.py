"""Losses in words."""

from __future__ import annotations

import pytest

from index.encoders.base import LONG_TEXTS
from index.ingest.losses import describe_loss


@pytest.mark.parametrize(
    ("what", "one"),
    [
        ("pictures skipped", "1 picture skipped"),
        ("hidden rows skipped", "1 hidden row skipped"),
        ("cells of hidden columns skipped", "1 cell of hidden columns skipped"),
        ("entries of a table of contents", "1 entry of a table of contents"),
        ("text boxes left out", "1 text box left out"),
        ("classes skipped", "1 class skipped"),
        ("formulas without a stored result", "1 formula without a stored result"),
        ("headers and footers skipped", "1 header or footer skipped"),
        ("address data", "1 address data"),
        (LONG_TEXTS, "1 sentence longer than the encoder's window, encoded in parts"),
    ],
)
def test_singular_and_plural_are_right(what: str, one: str) -> None:
    assert describe_loss(1, what) == one
    assert describe_loss(1_200, what) == f"1,200 {what}"
