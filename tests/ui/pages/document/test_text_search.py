"""Search in one text: what is the same, and at which offsets."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from ui.pages.document.text_search import MAX_HITS, hits


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The Firm, the firm", "the firm", ["The Firm", "the firm"]),
        ("a\u00a0b a\n\nb a \u200b b", "a b", ["a\u00a0b", "a\n\nb", "a \u200b b"]),
        ("Ørsted, ørsted, Orsted", "ORSTED", ["Ørsted", "ørsted", "Orsted"]),
        ("the ﬁrm and the ﬃx", "ﬁrm", ["ﬁrm"]),
        ("oﬃce of\ufb01ce office", "office", ["oﬃce", "of\ufb01ce", "office"]),
        ("obser\u00advatory", "observatory", ["obser\u00advatory"]),
        ("café cafe\u0301 cafe", "cafe", ["café", "cafe\u0301", "cafe"]),
        ("ＲＦＣ ７２", "rfc 72", ["ＲＦＣ ７２"]),
        ("Straße, Strasse", "strasse", ["Straße", "Strasse"]),
        ("the owner’s 1990–95", "owner's 1990-95", ["owner’s 1990–95"]),
        ("a.c abc", "a.c", ["a.c"]),
        ("(x) [y] \\", "[y] \\", ["[y] \\"]),
        ("ΑΒΓ αβγ", "αβγ", ["ΑΒΓ", "αβγ"]),
        ("anything", "   ", []),
    ],
)
def test_what_is_found(text: str, words: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in hits(text, words)] == found


def test_a_range_and_the_limits() -> None:
    assert hits("ab ab ab", "ab", 1, 7) == [(3, 5)]
    assert len(hits("e" * 20_000, "e")) == MAX_HITS
    with pytest.raises(PinciteError, match="at most 200"):
        hits("a", "a" * 201)
