"""Footnotes of Markdown, which CommonMark does not know: "[^1]" and "[^1]: The text."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

REFERENCE = re.compile(r"\[\^([^\]\s]{1,80})\]")
_DEFINITION = re.compile(r"\[\^([^\]\s]{1,80})\]:[ \t]*(.*)")
_OTHER_BLOCK = re.compile(r"#{1,6}\s|```|~~~|\||>|[-*+]\s")
_INDENT = 4  # columns, of a code block; a footnote goes on with such lines after a blank one


def add_footnote_rule(parser: MarkdownIt) -> None:
    """Makes definitions tokens "footnote" with the mark as `info` and Markdown as `content`."""
    parser.block.ruler.before("reference", "footnote", _footnote, {"alt": ["paragraph"]})


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.sCount[start] - state.blkIndent >= _INDENT:
        return False
    match = _DEFINITION.match(_line(state, start))
    if not match:
        return False
    if silent:
        return True
    lines, line = [match[2]], start + 1
    while line < end and _continues(state, line, end, lines[-1]):
        lines.append(_line(state, line))
        line += 1
    token = state.push("footnote", "", 0)
    token.info, token.content = match[1], "\n".join(lines)
    token.map = [start, line]
    state.line = line
    return True


def _continues(state: StateBlock, line: int, end: int, before: str) -> bool:
    """Whether a line belongs to the footnote above it, whose last line is `before`."""
    indent = state.sCount[line] - state.blkIndent
    if state.isEmpty(line):
        return line + 1 < end and state.sCount[line + 1] - state.blkIndent >= _INDENT
    if not before.strip():
        return indent >= _INDENT
    text = _line(state, line)
    return indent > 0 or not (_DEFINITION.match(text) or _OTHER_BLOCK.match(text))


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
