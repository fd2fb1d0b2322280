"""Other characters for the same letters."""

from __future__ import annotations

import pytest

from index.storage.folding import fold


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("the ﬂag of the oﬃce", "the flag of the office"),
        ("ＩＳＯ　９００１", "ISO　9001"),
        ("light\u00adhouse, way\u2060bill", "lighthouse, waybill"),
        ("Łódź, Ærø, Straße", "Lódź, AEro, Strasse"),
        ("Brand™ has 4½ m² for 3\u202f000 €", "Brand™ has 4½ m² for 3\u202f000 €"),
        ("plain words", "plain words"),
    ],
)
def test_letters_and_digits_are_plain_and_all_else_stays(text: str, plain: str) -> None:
    assert fold(text) == plain
