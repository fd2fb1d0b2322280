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
_RULE_STARTS = frozenset("-_=*~#+|")
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
            for quoted in {bool(line.depth) for line in lines}
        }
    blocks = _blocks(_fixed(lines), widths)
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
        if marks is None:
            lines.append(_Line(0, line.removeprefix(" ") if line.startswith(" >") else line))
        elif (line[1:2].isdigit() or line[1:2] == "F") and _is_no_quote(raw, place):
            lines.append(_Line(0, line))
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


def _fixed(lines: Sequence[_Line]) -> list[_Line]:
    """Marks the lines of signatures and of the footers of mailing lists."""
    marked = []
    fixed = note = False
    for place, line in enumerate(lines):
        if line.depth:
            fixed = note = False
        elif line.text in _SIGNATURE:
            fixed = True
            line = _Line(0, "")
        elif _is_rule(line.text) and _is_footer(lines[place + 1 : place + 1 + _FOOTER_LINES]):
            fixed = note = True
        marked.append(line._replace(is_fixed=True, is_note=note) if fixed else line)
    return marked


def _is_footer(lines: Sequence[_Line]) -> bool:
    return any(_FOOTER.search(line.text) for line in lines if not line.depth)


def _blocks(lines: Sequence[_Line], widths: dict[bool, float]) -> Iterator[Block]:
    """Paragraphs; lines with aligned columns become rows."""
    for paragraph in _paragraphs(_without_inner_rules(lines)):
        quoted = paragraph[0].depth > 0
        has_table = len(paragraph) > 1 and sum(is_row(line.text) for line in paragraph) > 1
        for in_table, part in groupby(paragraph, _is_row) if has_table else ((False, paragraph),):
            members = list(part)
            if in_table:
                texts = [line.text for line in members]
                rows = row_sentences(texts, has_rule=members[0].has_rule)
                yield from (Block(row, "row", quoted) for row in rows)
            else:
                ends = [(line.text, line.is_fixed) for line in members]
                joined = "\n".join(unwrap(ends, widths.get(quoted, 0)))
                yield Block(joined, "note" if members[0].is_note else None, quoted)


def _paragraphs(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    """Lines of one kind that stand together: of one depth, and notes or not."""
    paragraph: list[_Line] = []
    for line in lines:
        is_empty = not line.text or line.text.isspace() or _is_rule(line.text)
        if paragraph and (
            is_empty or paragraph[0].depth != line.depth or paragraph[0].is_note != line.is_note
        ):
            yield paragraph
            paragraph = []
        if not is_empty:
            paragraph.append(line)
    if paragraph:
        yield paragraph


def _without_inner_rules(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines without the rules between the rows of a table."""
    rules = [_is_rule(line.text) for line in lines]
    if not any(rules):
        yield from lines
        return
    for place, line in enumerate(lines):
        above, below = lines[place - 1 : place], lines[place + 1 : place + 2]
        if rules[place] and any(map(_is_row, above)):
            if any(map(_is_row, below)):
                continue
        elif any(rules[place + 1 : place + 2]) and _is_row(line):
            line = line._replace(has_rule=True)
        yield line


def _is_row(line: _Line) -> bool:
    return is_row(line.text)


def _is_rule(text: str) -> bool:
    """Does a line divide what is above from what is below?"""
    return (text[:1] in _RULE_STARTS or text[:1].isspace()) and _RULE.fullmatch(text) is not None
