"""A plain text body as blocks: quoted lines, wrapped paragraphs, lists, aligned columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from index.errors import PinciteError
from index.formats.limits import MAX_LINES
from index.formats.mail.body.columns import is_row, row_sentences
from index.formats.mail.body.wrapping import unwrap, wrap_width
from index.formats.mail.message import Block, Body

_QUOTE_MARKS = re.compile(r"(?:> ?)+")
_PLAIN_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " ")
_RULE = re.compile(r"[\s\-_=*~#+|]{4,}")
_FOOTER = re.compile(
    r"unsubscribe|mailing list|list-?info|google groups|to post to this|"
    r"abmelden|abbestellen|se désabonner|darse de baja",
    re.IGNORECASE,
)
_FOOTER_LINES = 6
_SIGNATURE = ("-- ", "--")


class _Line(NamedTuple):
    depth: int
    """How many quotation marks stood before it."""
    text: str
    is_fixed: bool = False
    """Does it end where it ends, as in a signature?"""
    is_note: bool = False
    has_rule: bool = False
    """Does a rule stand below it?"""


def plain_blocks(body: Body) -> list[Block]:
    """The blocks of a plain text. Paragraphs are one line each; lists and addresses keep theirs.

    Raises PinciteError if it has too many lines.
    """
    if body.text.count("\n") > MAX_LINES:
        raise PinciteError(f"it has more than {MAX_LINES:,} lines. Split it.")
    lines = _lines(body.text)
    if body.flowed and any(line.text.endswith(" ") and line.text != "-- " for line in lines):
        lines = list(_unflowed(lines, body.delete_space))
        widths: dict[bool, float] = {}
    else:
        widths = {
            quoted: wrap_width([line.text for line in lines if bool(line.depth) == quoted])
            for quoted in (False, True)
        }
    blocks = _blocks(list(_fixed(lines)), widths)
    if body.text.isascii():
        return list(blocks)
    return [
        Block(block.text.translate(_PLAIN_SPACES), block.kind, block.quoted) for block in blocks
    ]


def _lines(text: str) -> list[_Line]:
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = []
    for place, line in enumerate(raw):
        marks = _QUOTE_MARKS.match(line) if line.startswith(">") else None
        if marks is None or _is_no_quote(raw, place):
            lines.append(_Line(0, line.removeprefix(" ") if line.startswith(" >") else line))
        else:
            lines.append(_Line(marks[0].count(">"), line[marks.end() :]))
    return lines


def _is_no_quote(lines: list[str], place: int) -> bool:
    """Is it a lone line such as ">50 mg", or one that a mailbox has marked, ">From here"?"""
    line = lines[place]
    if line.startswith(">From "):
        return True
    around = lines[max(place - 1, 0) : place] + lines[place + 1 : place + 2]
    return line[1:2].isdigit() and not any(
        other.startswith(">") and not other.startswith(">From ") for other in around
    )


def _unflowed(lines: Iterable[_Line], delete_space: bool) -> Iterator[_Line]:
    """Lines of a format=flowed text, joined (RFC 3676)."""
    parts: list[str] = []
    depth = 0
    for line in lines:
        text = line.text
        if line.depth == 0 and text.startswith(" "):
            text = text[1:]  # a space that only protects the line
        if parts and (line.depth != depth or text == "-- "):
            yield _Line(depth, "".join(parts), is_fixed=True)
            parts = []
        depth = line.depth
        if text.endswith(" ") and text != "-- ":
            parts.append(text[:-1] if delete_space else text)
        else:
            yield _Line(depth, "".join((*parts, text)), is_fixed=True)
            parts = []
    if parts:
        yield _Line(depth, "".join(parts), is_fixed=True)


def _fixed(lines: Sequence[_Line]) -> Iterator[_Line]:
    """Marks the lines of signatures and of the footers of mailing lists."""
    fixed = note = False
    for place, line in enumerate(lines):
        if line.depth:
            fixed = note = False
        elif line.text in _SIGNATURE:
            fixed = True
            line = _Line(0, "")
        elif _RULE.fullmatch(line.text) and _is_footer(
            lines[place + 1 : place + 1 + _FOOTER_LINES]
        ):
            fixed = note = True
        yield line._replace(is_fixed=True, is_note=note) if fixed else line


def _is_footer(lines: Sequence[_Line]) -> bool:
    return any(_FOOTER.search(line.text) for line in lines if not line.depth)


def _blocks(lines: Sequence[_Line], widths: dict[bool, float]) -> Iterator[Block]:
    """Paragraphs; lines with aligned columns become rows."""
    for (depth, is_note, is_empty), group in groupby(
        _without_inner_rules(lines), lambda line: (line.depth, line.is_note, _is_empty(line))
    ):
        if is_empty:
            continue
        paragraph = list(group)
        has_table = len(paragraph) > 1 and sum(is_row(line.text) for line in paragraph) > 1
        for in_table, part in groupby(
            paragraph,
            lambda line: has_table and is_row(line.text),  # noqa: B023  # called in this turn only
        ):
            members = list(part)
            texts = [line.text for line in members]
            if in_table:
                rows = row_sentences(texts, has_rule=members[0].has_rule)
                yield from (Block(row, "row", quoted=depth > 0) for row in rows)
            else:
                ends = [(line.text, line.is_fixed) for line in members]
                joined = "\n".join(unwrap(ends, widths.get(depth > 0, 0)))
                yield Block(joined, "note" if is_note else None, quoted=depth > 0)


def _without_inner_rules(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines without the rules between the rows of a table."""
    if not any(_RULE.fullmatch(line.text) for line in lines):
        yield from lines
        return
    for place, line in enumerate(lines):
        above, below = lines[place - 1 : place], lines[place + 1 : place + 2]
        if _RULE.fullmatch(line.text) and any(is_row(row.text) for row in above):
            if any(is_row(row.text) for row in below):
                continue
        elif is_row(line.text) and any(_RULE.fullmatch(row.text) for row in below):
            line = line._replace(has_rule=True)
        yield line


def _is_empty(line: _Line) -> bool:
    """Is it blank, or a rule that divides what is above from what is below?"""
    return not line.text.strip() or _RULE.fullmatch(line.text) is not None
