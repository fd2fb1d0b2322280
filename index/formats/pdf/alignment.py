"""Where the characters of a page's stored text stand on the page.

The text of a document is not that of its pages one after the other: running heads are left out,
hyphens closed, cells named. So the words stored for a page are aligned with the words on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.formats.pdf.layout.page import Word

_TOKEN = re.compile(r"[^\W_]+|\.+|[^\w\s]|_+")
_DOTS = ".·…"  # between a label and its value; a row has none, but ends with a full stop
_MAX_TOKENS = 6_000  # of a page that is aligned as a whole; more are aligned near the range only
_MAX_GAP_CHARS = 1_500  # between aligned words, in which single characters are aligned


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    start: int
    """Offset of its first character: in the stored text, or in pdfium's raw text."""
    length: int


def matched_offsets(text: str, start: int, end: int, words: Sequence[Word]) -> list[int]:
    """Offsets in pdfium's raw text of the characters `[start, end)` of a page's stored text.

    `words` are those of the page in reading order. Characters that are not on the page are left
    out.
    """
    stored = list(_tokens(text))
    if len(stored) > _MAX_TOKENS:
        half = _MAX_TOKENS // 2
        middle = next((i for i, token in enumerate(stored) if token.start >= start), 0)
        stored = stored[max(0, middle - half) : middle + half]
    shown = (word for word in words if word.text.strip(_DOTS))
    drawn = [token for word in shown for token in _word_tokens(word)]
    if len(drawn) > 2 * _MAX_TOKENS:
        drawn = _near(drawn, {token.key for token in stored if start <= token.start < end})
    offsets = dict(_pairs(stored, drawn))
    return [offsets[offset] for offset in range(start, min(end, len(text))) if offset in offsets]


def share_on_page(text: str, words: Sequence[Word]) -> float:
    """The share of the different words of a text that are on the page; 1 for a text without words.

    Each counts once, for the names of columns are repeated in every row.
    """
    drawn = {token.key for word in words for token in _word_tokens(word)}
    run = "".join(_key(word.text) for word in words)
    keys = {token.key for token in _tokens(text) if token.key.isalnum()}
    found = sum(key in drawn or (len(run) < 200_000 and key in run) for key in keys)
    return found / len(keys) if keys else 1.0


def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        yield _Token(_key(match[0]) or match[0], match.start(), match.end() - match.start())


def _word_tokens(word: Word) -> Iterator[_Token]:
    scale = (word.end - word.start) / max(len(word.text), 1)
    for token in _tokens(word.text):
        first = word.start + int(token.start * scale)
        yield _Token(token.key, first, max(1, int(token.length * scale)))


def _near(drawn: Sequence[_Token], keys: set[str]) -> list[_Token]:
    """The part of a very long page in which most of the words looked for occur."""
    size = _MAX_TOKENS
    starts = range(0, len(drawn), size // 2)
    best = max(starts, key=lambda at: sum(token.key in keys for token in drawn[at : at + size]))
    return list(drawn[best : best + size])


def _pairs(stored: Sequence[_Token], drawn: Sequence[_Token]) -> Iterator[tuple[int, int]]:
    """Offsets of the same character in the stored text and in the raw text."""
    keys, drawn_keys = [token.key for token in stored], [token.key for token in drawn]
    matcher = SequenceMatcher(None, keys, drawn_keys, autojunk=len(stored) > _MAX_TOKENS)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            for one, other in zip(stored[i1:i2], drawn[j1:j2], strict=True):
                for k in range(min(one.length, other.length)):
                    yield one.start + k, other.start + k
        elif tag == "replace":
            yield from _character_pairs(_characters(stored[i1:i2]), _characters(drawn[j1:j2]))


def _characters(tokens: Sequence[_Token]) -> list[tuple[str, int]]:
    return [
        (character, token.start + min(k, token.length - 1))
        for token in tokens
        for k, character in enumerate(token.key)
    ]


def _character_pairs(
    stored: Sequence[tuple[str, int]], drawn: Sequence[tuple[str, int]]
) -> Iterator[tuple[int, int]]:
    if max(len(stored), len(drawn)) > _MAX_GAP_CHARS:
        return
    matcher = SequenceMatcher(None, [c for c, _ in stored], [c for c, _ in drawn], autojunk=False)
    for match in matcher.get_matching_blocks():
        for k in range(match.size):
            yield stored[match.a + k][1], drawn[match.b + k][1]
