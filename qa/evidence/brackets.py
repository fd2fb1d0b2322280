"""Brackets at the edges of a span: those that belong to a name or number, and asides.

An aside ("the mill (now a museum)") stays outside. Of 286 answers of SQuAD 1.1 (dev, half A) that
a bracket follows after a space, 244 are given without it; it was not an aside in "(née Mandić)".
"""

from __future__ import annotations

import re

MAX_INSIDE = 60
"""Characters up to the other bracket of a pair, or of a bracket that is added."""

_PAIRS = {")": "(", "]": "[", "}": "{", "”": "“", "»": "«"}
_EDITION = r"[\w. ]{1,12} (?:ed\.|edn\.?|edition)"
_DESIGNATION = (
    r"(?:Mark|Mk\.?|Type|Series|Model|Version|Part|Volume|Vol\.|Book|No\.|Class|Grade|Size) "
    r"(?:[\dIVXA-Z]{1,4}|One|Two|Three|Four|Five)"
)
_AND_OTHER = (
    r"(?:[Aa]nd|[Oo]r),? (?:Other|Another|Some|More|The|An?|There|How|Why|What|When|My|His|Her|Its|"
    r"Our|Their|No|Not|In|On|To|After|Before)\b[^()]{1,40}"
)
"""The rest of a title, in its capitals."""

_PART_OF_NAME = re.compile(
    rf" (?:\((?:(?i:née |né |ex-)[^()]{{1,40}}|{_EDITION}|[JS]r\.?|[Jj]unior|[Ss]enior|"
    rf"the (?:[Ee]lder|[Yy]ounger)|{_AND_OTHER}|{_DESIGNATION})\)|"
    r"\[(?!(?:sic|note|edit|who|whom|when|which|where|why|how|citation)\])[a-z]{2,20}\])"
)
_QUOTE = {"*": "*", "_": "_", '"': '"', "“": "”", "‘": "’", "«": "»", "„": "“", "'": "'"}
_BRACKET = re.compile(r" (?:\([^()\n]{1,58}\)|\[[^\[\]\n]{1,58}\])")


def with_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """The range with both brackets or quotation marks of a pair, or neither, and with a bracket
    after it that belongs to the name.

    That is a former name, an edition or a mark, the rest of a title ("and Other Tales"), one word
    in square brackets, and the last words between quotation marks or marks of emphasis.

    >>> text = "The play is called *The Gull (and Other Birds)*."
    >>> start, end = with_brackets(text, 20, 28)
    >>> text[start:end]
    'The Gull (and Other Birds)'
    """
    start, end = _closed(text, start, end)
    own = _PART_OF_NAME.match(text, end)
    if own and text[end - 1].isalnum():
        return start, own.end()
    closing = _QUOTE.get(text[start - 1 : start])
    last = _BRACKET.match(text, end) if closing else None
    if last and closing == text[last.end() : last.end() + 1]:
        return start, last.end()
    return start, end


def _closed(text: str, start: int, end: int) -> tuple[int, int]:
    """With both brackets or quotation marks of a pair, or neither."""
    for closing, opening in _PAIRS.items():
        words = text[start:end]
        missing = words.count(opening) - words.count(closing)
        if missing > 0:
            place = text.find(closing, end, end + MAX_INSIDE)
            if place >= 0:
                end = place + 1
            elif words.startswith(opening) and len(words) > 1:
                start += 1
        elif missing < 0:
            place = text.rfind(opening, max(start - MAX_INSIDE, 0), start)
            if place >= 0:
                start = place
            elif words.endswith(closing) and len(words) > 1:
                end -= 1
    return start, end
