"""Lines joined to the text of a paragraph: spaces, superscripts, and hyphens at line ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from index.formats.pdf.boxes import LINE_ENDS
from index.formats.pdf.layout.page import Line, Word

OPEN_HYPHEN = "\x1f"
"""Stands for a hyphen at a line end until the words of the whole document are known."""

_SUPERSCRIPTS = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
_IS_NUMBER = re.compile(r"[-+−–]?\d+([,–-]\d+)*")
_MARK = re.compile(r"(\d{1,3}|[a-z])([,–-]\d{1,3})*|[*†‡§¶#]{1,3}")
_POWER_BASE = re.compile(
    r"(?<![\d.,])10$|(^|[\s\d/·*(])(k|c|m|d|µ)?m$|(^|[\s\d/])(s|ft|in|yd|mi|kg|cd|K|N|R|x|y|z|n|r|"
    r"a|b|c|e|p|q|t|v|χ|σ)$|\b(metres?|meters?|feet|miles?|inch(es)?|seconds?)$"
)
_OPEN = re.compile(rf"([^\W\d_]+){OPEN_HYPHEN}([\x1e]?)([^\W\d_]+)")
_VOCABULARY = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

_FIRST_PARTS = """
    all anti back best bi co counter cross double east eight eighteen eighty eleven ex far fast
    fifteen fifty first five former forty four fourteen free full good great half hard hand
    heavy high home ice in inter left light long low main market middle mid multi new nine
    nineteen ninety non north off old on one open out over part past post pre price pro quarter
    quasi read right second self semi seven seventeen seventy short single six sixteen sixty so
    soft south stand state sub ten third thirteen thirty three tax time top twelve twenty two
    under up user vice water well west wide year zero x e
"""
_LAST_PARTS = """
    aged art away based bearing blooded board born bound built by century colored coloured day
    down driven eight eyed faced fashioned fifth first five foot foot-long four fourth free
    friendly grade haired handed held hour house in law led level life like line long looking
    made making market mile minded month nine off old on one only out owned paid party plated
    point proof quality range related resistant rich right run scale second set seven seventh
    shaped side sided six sixth size sized specific stage standing state step stop storey story
    style term third thirds three tier time timbered to total turn two up use value wage war
    wheel wide wing world worth year years
"""


def joined_text(lines: Sequence[Line], marks: frozenset[str], dropped: Counter[str]) -> str:
    """The text of a paragraph. `marks` are those of the page's notes, which are left out."""
    parts: list[str] = []
    for number, line in enumerate(lines):
        text = line_text(line, marks, dropped)
        is_last = number + 1 == len(lines)
        if is_last or not (text[-1:] in LINE_ENDS and text[-2:-1].isalnum()):
            parts.append(_plain_hyphens(text))
            parts.append("" if is_last else " ")
        else:
            parts.append(_plain_hyphens(text[:-1]))
            parts.append(_line_end(text, lines[number + 1].text))
    return "".join(parts)


def _line_end(text: str, following: str) -> str:
    """What stands for the hyphen at a line's end, by the first character of the next line."""
    if text[-1] == "\xad":
        return ""
    if text[-2].islower() and following[:1].islower():
        return OPEN_HYPHEN
    return "-"


def _plain_hyphens(text: str) -> str:
    if text.isascii() and "\x02" not in text:
        return text
    for hyphen in "\ufffe\x02\u2010\u2011":
        if hyphen in text:
            text = text.replace(hyphen, "-")
    return text.replace("\xad", "") if "\xad" in text else text


def line_text(line: Line, marks: frozenset[str], dropped: Counter[str]) -> str:
    """The text of a line, with superscripts."""
    if not line.has_raised:
        return line.text
    text = ""
    for number, word in enumerate(line.words):
        if word.raised and number:
            shown = _superscript(text, word, marks, dropped)
            text += shown
        else:
            text += word.text if word.glued or number == 0 else f" {word.text}"
    return text


def _superscript(before: str, word: Word, marks: frozenset[str], dropped: Counter[str]) -> str:
    """A raised word as it stands in the text: a power, a letter, or nothing for a note's mark."""
    text = word.text
    core = text.rstrip(".,;:")
    tail = text[len(core) :]
    space = "" if word.glued else " "
    if _POWER_BASE.search(before) and _IS_NUMBER.fullmatch(core):
        return core.translate(_SUPERSCRIPTS) + tail
    if _MARK.fullmatch(core) and (core in marks or _follows_word(before, core)):
        dropped["note marks left out"] += 1
        return tail
    if _IS_NUMBER.fullmatch(core):
        space = " " if before[-1:].isdigit() else ""
        return space + core.translate(_SUPERSCRIPTS) + tail
    return space + text


def _follows_word(before: str, mark: str) -> bool:
    """Whether a raised number follows a word of some length or a sentence end."""
    if not mark[0].isdigit():
        return not mark.isalpha()
    end = before.rstrip(".,;:!?)]\"'”’")
    if end != before:
        return True
    return len(before) > 2 and before[-3:].isalpha() and before[-1].islower()


@cache
def _first_parts() -> frozenset[str]:
    return frozenset(_FIRST_PARTS.split())


@cache
def _last_parts() -> frozenset[str]:
    return frozenset(_LAST_PARTS.split())


def close_hyphens(texts: Iterable[str]) -> list[str]:
    """Texts in which each hyphen at a line end is kept or taken out, by the words of all texts."""
    texts = list(texts)
    if not any(OPEN_HYPHEN in text for text in texts):
        return texts
    words: Counter[str] = Counter()
    for text in texts:
        words.update(_VOCABULARY.findall(text.lower()))
    return [
        _OPEN.sub(lambda match: _closed(match[1], match[2], match[3], words), text).replace(
            OPEN_HYPHEN, "-"
        )
        if OPEN_HYPHEN in text
        else text
        for text in texts
    ]


def _closed(first: str, mark: str, last: str, words: Counter[str]) -> str:
    """Both parts of a word as one or with a hyphen: as the document writes it elsewhere.

    `mark` is that of a page that begins between them, if one does.
    """
    low, high = first.lower(), last.lower()
    together, apart = words[low + high], words[f"{low}-{high}"]
    is_compound = (low in _first_parts() and len(high) > 2) or (
        high in _last_parts() and len(low) > 2
    )
    if apart > together or (apart == together and is_compound):
        return f"{first}-{mark}{last}"
    return f"{first}{mark}{last}"
