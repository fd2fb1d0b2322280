"""Headings among the blocks of a document: by size, by weight, and by number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.formats.pdf.layout.page import Block, body_height

_LARGE = 1.15  # times the height of the document's text
_MAX_CHARS = 200
_MAX_BOLD_CHARS = 120
_MAX_NUMBERED_WORDS = 12
_NAMED = re.compile(
    r"(article|section|chapter|part|exhibit|schedule|annex|appendix|attachment|addendum|clause|"
    r"kapitel|artikel|abschnitt|teil|anhang|anlage|chapitre|annexe|título|capítulo)\s+"
    r"(\d{1,3}(\.\d{1,3})*|[ivxlc]{1,7}|[a-z])(-\d+)?\b[.:]?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(\d{1,2}(\.[1-9]\d{0,2}){1,4}\.?|\d{1,2}\.?|[IVXL]{1,6}\.|[A-Z]\.)\s+(?=[A-Z\"“])"
)
_SINGLE = re.compile(r"(\d{1,2})\.?\s")
_SENTENCE_END = re.compile(r"[.!?;,][\"”’)]*$")
_SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "de",
        "der",
        "des",
        "die",
        "du",
        "et",
        "for",
        "from",
        "in",
        "la",
        "le",
        "of",
        "on",
        "or",
        "per",
        "the",
        "to",
        "und",
        "und",
        "von",
        "with",
        "y",
    ]
)


def mark_headings(blocks: Sequence[Block]) -> None:
    """Makes headings of the paragraphs that are headings.

    These are larger than the text, or short and bold or in capitals, or short and numbered. Lines
    of an address, of signatures, or of a list are not, nor is a whole text in bold letters.
    """
    body = body_height(blocks)
    chars = sum(len(block.text) for block in blocks)
    bold_chars = sum(len(block.text) for block in blocks if block.bold)
    capital_chars = sum(len(block.text) for block in blocks if block.text.isupper())
    bold_stands_out = bold_chars < 0.3 * chars
    capitals_stand_out = capital_chars < 0.3 * chars
    for number, block in enumerate(blocks):
        if block.kind != "text" or not _may_be_heading(block):
            continue
        is_large = block.height > _LARGE * body > 0
        is_bold = block.bold and bold_stands_out and len(block.text) <= _MAX_BOLD_CHARS
        is_upper = block.text.isupper() and capitals_stand_out
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        stands_out = is_bold or (is_upper and len(block.text.split()) > 1)
        if (
            is_large
            or is_numbered_heading(block.text, is_bold or is_upper)
            or (stands_out and _heads(block, following))
        ):
            block.kind = "heading"
    _unmark_single_numbers(blocks)
    _unmark_lists(blocks)
    _join_names(blocks)


def is_numbered_heading(text: str, stands_out: bool = False) -> bool:
    """Whether a short text begins like "3.2 Term", "ARTICLE IV" or "Section 5." and is a title."""
    if match := _NAMED.match(text):
        rest = text[match.end() :].strip(" .:-–—")
        return not rest or stands_out or _is_title(rest)
    if match := _NUMBERED.match(text):
        rest = text[match.end() :].strip()
        return stands_out or (not _SENTENCE_END.search(rest) and _is_title(rest))
    return False


def _may_be_heading(block: Block) -> bool:
    text = block.text
    if not 1 < len(text) <= _MAX_CHARS or block.line_count > 4 or text.count(". ") > 2:
        return False
    if sum(map(str.isalpha, text)) < 0.5 * len(text.replace(" ", "")):
        return False
    if re.match(r"[-*•·–—◦▪●○■□‣➢➔✓❑❒❖◆☐☑☒§]", text) or re.fullmatch(
        r"\W*pages?\W*", text, re.IGNORECASE
    ):
        return False
    if text[-1] in ";," and re.search(r"[^\W\d_]{2}\S*[;,]$", text):
        return False
    return "/s/" not in text and "___" not in text


def _heads(block: Block, following: Block | None) -> bool:
    """Whether a block of its own weight heads what follows, instead of being a part of it."""
    if following is None or following.kind not in ("text", "table", "row", "contents", "heading"):
        return False
    if re.match(r"(by\b|(name|title|its|attention|attn|date)\s*:)", following.text, re.IGNORECASE):
        return False
    if block.text[:1].islower() or (block.text.endswith(":") and len(block.text) < 12):
        return False
    is_sentence = re.search(r"[.!?]$", block.text) and len(block.text.split()) > 6
    return not is_sentence and len(block.text.split()) <= 2 * _MAX_NUMBERED_WORDS


def _is_title(text: str) -> bool:
    """A few words of which all but the small ones begin in capitals, or all but the first do not.

    >>> _is_title("Term and Termination"), _is_title("Lift the beam.")
    (True, False)
    """
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    if not 0 < len(words) <= _MAX_NUMBERED_WORDS or _SENTENCE_END.search(text):
        return False
    if re.search(r"[.;:]\s", text):
        return False
    large = [word for word in words if word.lower() not in _SMALL_WORDS]
    return bool(large) and sum(word[0].isupper() for word in large) >= 0.7 * len(large)


def _unmark_single_numbers(blocks: Sequence[Block]) -> None:
    """Plain text after a number is a heading only where a neighbouring number heads a text, too."""
    numbers = {
        int(match[1])
        for block in blocks
        if block.kind == "heading" and (match := _SINGLE.match(block.text))
    }
    for block in blocks:
        if block.kind == "heading" and not block.bold and not block.text.isupper():
            match = _SINGLE.match(block.text)
            if match and not {int(match[1]) - 1, int(match[1]) + 1} & numbers:
                block.kind = "text"


def _join_names(blocks: Sequence[Block]) -> None:
    """Joins "ARTICLE IV" with the heading right below it, which is its name."""
    for block, following in pairwise(blocks):
        match = _NAMED.fullmatch(block.text.strip()) if block.kind == "heading" else None
        if match and following.kind == "heading" and following.page == block.page:
            is_near = 0 <= block.box[1] - following.box[3] < 2 * block.height
            if is_near and not is_numbered_heading(following.text):
                following.text = f"{block.text.strip()} {following.text}"
                block.text = ""


def _unmark_lists(blocks: Sequence[Block]) -> None:
    """Headings in a row, of plain letters and one kind of number, are a list.

    So are two whose numbers count on, or three and more.
    """
    run: list[Block] = []
    for block in [*blocks, None]:
        if (
            block is not None
            and block.kind == "heading"
            and re.match(r"\W*(\d|[a-z]\b)", block.text)
        ):
            run.append(block)
            continue
        is_list = len(run) > 2 or (len(run) == 2 and _count_on(run[0].text, run[1].text))
        if is_list and not any(each.bold or each.text.isupper() for each in run):
            for each in run:
                each.kind = "text"
        run = []


def _count_on(text: str, following: str) -> bool:
    """Whether two texts begin with numbers of one depth, one after the other: "2.1", "2.2"."""
    one, other = (re.match(r"((?:\d{1,3}\.)*)(\d{1,3})\b", each) for each in (text, following))
    if one is None or other is None:
        return False
    return one[1] == other[1] and int(other[2]) == int(one[2]) + 1
