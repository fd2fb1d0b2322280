"""A plain text body as blocks: quoted lines, wrapped paragraphs, lists, aligned columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from index.errors import PinciteError
from index.formats.limits import MAX_LINES
from index.formats.mail.body.columns import COLUMN_MARKS, is_row, row_sentences
from index.formats.mail.body.wrapping import unwrap, wrap_width
from index.formats.mail.message import Block, Body
from index.spans import BlockKind

_QUOTE_MARKS = re.compile(r"(?:> ?)+")
_PLAIN_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " ")
_RULE = re.compile(r"[\s\-_=*~#+|]{4,}")
_RULE_STARTS = frozenset(
    (*"-_=*~#+|", *(space for space in map(chr, range(0x3001)) if space.isspace()))
)
_FOOTER = re.compile(
    r"unsubscribe|mailing list|list-?info|google groups|to post to this|"
    r"abmelden|abbestellen|se désabonner|darse de baja",
    re.IGNORECASE,
)
_FOOTER_LINES = 6
_SIGNATURE = ("-- ", "--")


@dataclass(slots=True)
class _Lines:
    """The lines of a text, column by column: most texts have thousands of lines alike."""

    texts: list[str]
    depths: list[int]
    """How many quotation marks stood before each."""
    is_fixed: list[bool]
    """Does each end where it ends, as in a signature?"""
    is_note: list[bool]
    rules: set[int] = field(default_factory=set)
    """The numbers of the lines that divide what is above from what is below."""

    def find_rules(self) -> None:
        self.rules = {
            place
            for place, text in enumerate(self.texts)
            if text[:1] in _RULE_STARTS and _RULE.fullmatch(text)
        }

    def is_row(self, place: int) -> bool:
        return 0 <= place < len(self.texts) and is_row(self.texts[place])


def plain_blocks(body: Body) -> list[Block]:
    """The blocks of a plain text. Paragraphs are one line each; lists and addresses keep theirs.

    Raises PinciteError if it has too many lines.
    """
    if body.text.count("\n") > MAX_LINES:
        raise PinciteError(f"it has more than {MAX_LINES:,} lines. Split it.")
    texts, depths = _unquoted(body.text)
    widths: dict[bool, float] = {}
    is_flowed = body.flowed and any(text.endswith(" ") and text != "-- " for text in texts)
    if is_flowed:
        joined = list(_unflowed(zip(texts, depths, strict=True), body.delete_space))
        texts, depths = [text for text, _ in joined], [depth for _, depth in joined]
    else:
        for quoted in set(map(bool, depths)):
            lines = zip(texts, depths, strict=True)
            widths[quoted] = wrap_width([text for text, depth in lines if bool(depth) == quoted])
    count = len(texts)
    blocks = _blocks(_Lines(texts, depths, [is_flowed] * count, [False] * count), widths)
    if body.text.isascii():
        return list(blocks)
    return [
        Block(block.text.translate(_PLAIN_SPACES), block.kind, block.quoted) for block in blocks
    ]


def _unquoted(text: str) -> tuple[list[str], list[int]]:
    """The lines without quotation marks, and how many of them each had."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    raw = text.split("\n")
    if not text.startswith((">", " >")) and "\n>" not in text and "\n >" not in text:
        return raw, [0] * len(raw)
    texts, depths = [], []
    for place, line in enumerate(raw):
        depth = 0
        if line[:2] == "> " and line[2:3] != ">":
            line, depth = line[2:], 1
        elif line[:1] == ">":
            is_text = line[1:2].isdigit() or line[1:2] == "F"
            marks = _QUOTE_MARKS.match(line)
            if marks and not (is_text and _is_no_quote(raw, place)):
                line, depth = line[marks.end() :], marks[0].count(">")
        elif line[:2] == " >":
            line = line[1:]
        texts.append(line)
        depths.append(depth)
    return texts, depths


def _is_no_quote(lines: list[str], place: int) -> bool:
    """Is it a lone line such as ">50 mg", or one that a mailbox has marked, ">From here"?"""
    line = lines[place]
    if line.startswith(">From "):
        return True
    around = lines[max(place - 1, 0) : place] + lines[place + 1 : place + 2]
    return line[1:2].isdigit() and not any(
        other.startswith(">") and not other.startswith(">From ") for other in around
    )


def _unflowed(lines: Iterable[tuple[str, int]], delete_space: bool) -> Iterator[tuple[str, int]]:
    """Lines of a format=flowed text with their depths, joined (RFC 3676)."""
    parts: list[str] = []
    depth = 0
    for text, marks in lines:
        if marks == 0 and text.startswith(" "):
            text = text[1:]  # a space that only protects the line
        if parts and (marks != depth or text == "-- "):
            yield "".join(parts), depth
            parts = []
        depth = marks
        if text.endswith(" ") and text != "-- ":
            parts.append(text[:-1] if delete_space else text)
        else:
            yield "".join((*parts, text)), depth
            parts = []
    if parts:
        yield "".join(parts), depth


def _mark_fixed(lines: _Lines) -> None:
    """Marks the lines of signatures and of the footers of mailing lists."""
    texts = lines.texts
    if not lines.rules and not any(mark in texts for mark in _SIGNATURE):
        return
    fixed = note = False
    for place, depth in enumerate(lines.depths):
        if depth:
            fixed = note = False
        elif texts[place] in _SIGNATURE:
            fixed = True
            texts[place] = ""
        elif place in lines.rules and _is_footer(lines, place):
            fixed = note = True
        if fixed:
            lines.is_fixed[place], lines.is_note[place] = True, note


def _is_footer(lines: _Lines, rule: int) -> bool:
    """Do the lines below a rule say how to leave a mailing list?"""
    return any(
        not lines.depths[place] and _FOOTER.search(lines.texts[place])
        for place in range(rule + 1, min(rule + 1 + _FOOTER_LINES, len(lines.texts)))
    )


def _blocks(lines: _Lines, widths: dict[bool, float]) -> Iterator[Block]:
    """Paragraphs; lines with aligned columns become rows."""
    lines.find_rules()
    _mark_fixed(lines)
    text = "\n".join(lines.texts)
    may_have_rows = any(mark in text for mark in COLUMN_MARKS)
    for paragraph in _paragraphs(lines):
        quoted = lines.depths[paragraph[0]] > 0
        kind: BlockKind | None = "note" if lines.is_note[paragraph[0]] else None
        has_table = may_have_rows and len(paragraph) > 1 and sum(map(lines.is_row, paragraph)) > 1
        parts = groupby(paragraph, lines.is_row) if has_table else [(False, iter(paragraph))]
        for in_table, part in parts:
            places = list(part)
            if in_table:
                texts = [lines.texts[place] for place in places]
                rows = row_sentences(texts, has_rule=places[0] + 1 in lines.rules)
                yield from (Block(row, "row", quoted) for row in rows)
            else:
                ends = [(lines.texts[place], lines.is_fixed[place]) for place in places]
                joined = "\n".join(unwrap(ends, widths.get(quoted, 0)))
                yield Block(joined, kind, quoted)


def _paragraphs(lines: _Lines) -> Iterator[list[int]]:
    """The numbers of lines that stand together, of one depth, and of notes or not.

    A rule between the rows of a table does not divide them.
    """
    paragraph: list[int] = []
    depth, note = 0, False
    rules = lines.rules
    rows = zip(lines.texts, lines.depths, lines.is_note, strict=True)
    for place, (text, marks, is_note) in enumerate(rows):
        if not text or text.isspace() or place in rules:
            if place in rules and lines.is_row(place - 1) and lines.is_row(place + 1):
                continue
            if paragraph:
                yield paragraph
                paragraph = []
        elif paragraph and marks == depth and is_note == note:
            paragraph.append(place)
        else:
            if paragraph:
                yield paragraph
            paragraph, depth, note = [place], marks, is_note
    if paragraph:
        yield paragraph
