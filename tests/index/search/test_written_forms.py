"""Words as a text may write them."""

from __future__ import annotations

import re

import pytest

from index.search.written_forms import written_forms


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("firm", "the ﬁrm"),
        ("Orsted's “fee”", "ØRSTED’S\n„fee„"),
        ("observatory", "obser\u00advatory"),
        ("a-b", "A–B"),
    ],
)
def test_other_signs_for_the_same_letters_are_found(words: str, text: str) -> None:
    assert re.search(written_forms(words), text, re.IGNORECASE)
    assert not re.search(written_forms(words), text.replace(text[-2], "x"), re.IGNORECASE)
