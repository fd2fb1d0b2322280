"""reStructuredText without its markup: headings, tables, list items; directives are taken off.

What is not recognised stays as it is written.
"""

from __future__ import annotations

import re
from itertools import islice

from index.formats.extract import ExtractedText
from index.formats.text.markup import MOST_COLUMNS, Blocks, replacer, start

_FIELD = re.compile(r":([\w ]{1,40}):\s+(\S.*)")
_ADORNMENT = re.compile(r"([!-/:-@[-`{-~])\1{2,}\s*")
_DIRECTIVE = re.compile(r"\.\.\s+(?:\|[^|]+\|\s+)?([\w:-]+)::\s*(.*)")
_GRID_LINE = re.compile(r"\+(?:[-=]+\+)+")
_SIMPLE_LINE = re.compile(r"=+(?:\s+=+)+")
_RST_INLINE = (
    (re.compile(r"``(.{1,500}?)``"), r"\1"),
    (re.compile(r":sup(?:erscript)?:`([-+−–]?\d{1,20})`"), r"^\1"),
    (re.compile(r":[\w:+.-]{1,500}:`([^`<]{1,500}?)\s*(?:<[^`>]{0,500}>)?`"), r"\1"),
    (re.compile(r"`([^`<]{1,500}?)\s*<[^`>]{0,500}>`__?"), r"\1"),
    (re.compile(r"`([^`]{1,500})`(?:__?)?"), r"\1"),
    (re.compile(r"\*\*(\S(?:[^*]{0,500}\S)?)\*\*"), r"\1"),
    (re.compile(r"(?<![\w*])\*([^\s*](?:[^*]{0,500}[^\s*])?)\*(?![\w*])"), r"\1"),
    (re.compile(r"\b(\w+)_(?=[\s.,;:)]|$)"), r"\1"),
    (re.compile(r"(\[[#*\w]{1,500}\])_"), r"\1"),
    (re.compile(r"\\[ \n]"), ""),
    (re.compile(r"\\([^\w\s])"), r"\1"),
)


def read_rst(data: bytes) -> ExtractedText:
    extract, lines = start(data)
    inline = replacer(_RST_INLINE)
    blocks = Blocks(extract, inline)
    at = 0
    while at < len(lines):
        line = lines[at]
        stripped = line.strip()
        if (title := _rst_heading(lines, at)) is not None:
            at = blocks.heading(*title)
        elif _GRID_LINE.fullmatch(stripped) or _SIMPLE_LINE.fullmatch(stripped):
            at = _rst_table(blocks, lines, at)
        elif _is_line_block(stripped):
            at = _rst_line_block(blocks, lines, at)
        elif stripped.startswith(".. ") or stripped == "..":
            at = _rst_directive(blocks, lines, at)
        elif field := _FIELD.fullmatch(stripped):
            blocks.property(field[1], field[2])
            blocks.line(f"{field[1]}: {field[2]}")
            at += 1
        else:
            blocks.line(line.removesuffix("::") + ":" if stripped.endswith("::") else line)
            at += 1
    return blocks.end()


def _rst_heading(lines: list[str], at: int) -> tuple[str, int] | None:
    """The heading at a line, with an adornment below and perhaps above, and the line after it."""

    def adorned(number: int, text: str) -> bool:
        line = lines[number].rstrip() if number < len(lines) else ""
        return bool(_ADORNMENT.fullmatch(line)) and len(line) >= min(len(text.rstrip()), 4)

    line = lines[at]
    if _ADORNMENT.fullmatch(line) and at + 2 < len(lines):
        text = lines[at + 1]
        if text.strip() and lines[at + 2].rstrip() == line.rstrip():
            return text.strip(), at + 3
    is_text = line.strip() and not line[0].isspace() and not _ADORNMENT.fullmatch(line)
    if is_text and (not at or not lines[at - 1].strip()) and adorned(at + 1, line):
        return line.strip(), at + 2
    return None


def _is_line_block(line: str) -> bool:
    """Is it a line of an address or a verse, "| 4 Quay Road"?"""
    return line == "|" or line.startswith("| ")


def _rst_line_block(blocks: Blocks, lines: list[str], at: int) -> int:
    """Lines that end where they end; indented ones continue them. Returns the line after them."""
    blocks.flush()
    texts: list[str] = []
    while at < len(lines) and (line := lines[at].strip()):
        if _is_line_block(line):
            texts.append(line[1:].strip())
        elif lines[at][0].isspace():
            texts[-1] = f"{texts[-1]} {line}".strip()
        else:
            break
        at += 1
    for text in texts:
        blocks.line(text)
    blocks.flush()
    return at


def _rst_directive(blocks: Blocks, lines: list[str], at: int) -> int:
    """A directive or comment. Returns the line after it, or after its head if it has a body."""
    blocks.flush()
    directive = _DIRECTIVE.match(lines[at].strip())
    name, rest = (directive[1], directive[2]) if directive else ("", "")
    following = at + 1
    while following < len(lines) and re.match(r"\s+:[\w-]+:", lines[following]):
        following += 1
    if name in ("image", "figure"):
        blocks.loss("pictures skipped")
    elif directive and rest and name not in ("code-block", "code", "highlight", "include", "math"):
        blocks.line(rest)
        blocks.flush()
    if directive or re.match(r"\.\.\s+\[[^\]]+\](\s|$)", lines[at].strip()):
        if not directive:
            blocks.line(lines[at].strip()[3:])
        return following
    while following < len(lines) and (not lines[following].strip() or lines[following][0] == " "):
        following += 1  # the body of a comment
    return following


def _rst_table(blocks: Blocks, lines: list[str], at: int) -> int:
    """A grid or simple table; returns the line after it."""
    border = lines[at].strip()
    is_grid = border.startswith("+")
    indent = len(lines[at]) - len(lines[at].lstrip())
    columns = re.finditer(r"[-=]+" if is_grid else r"=+", border)
    edges = [match.span() for match in islice(columns, MOST_COLUMNS)]
    rows: list[list[str]] = []
    is_new, borders, following = True, 0, at
    for following in range(at, len(lines)):
        line = lines[following][indent:].rstrip()
        if is_grid and not line.startswith(("+", "|")):
            break
        if _GRID_LINE.fullmatch(line) or (not is_grid and re.fullmatch(r"[=-]+(\s+[=-]+)*", line)):
            is_new, borders = True, borders + 1
            if not is_grid and borders > 1 and _is_blank(lines, following + 1):
                break
            continue
        ends = [end for _, end in edges[:-1]] + [edges[-1][1] if is_grid else len(line)]
        cells = [line[start:end].strip() for (start, _), end in zip(edges, ends, strict=True)]
        if is_new or (not is_grid and cells[0]):
            rows.append(cells)
        elif rows and line:
            pairs = zip(rows[-1], cells, strict=True)
            rows[-1] = [" ".join(pair).strip() for pair in pairs]
        is_new = False
    blocks.table(rows)
    return following + 1


def _is_blank(lines: list[str], number: int) -> bool:
    return number >= len(lines) or not lines[number].strip()
