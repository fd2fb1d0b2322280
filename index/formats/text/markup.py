"""Text with light markup: Org and AsciiDoc, and what reStructuredText shares with them.

Headings, tables and titles are told apart; marks of emphasis and links are taken off.
What is not recognised stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.tables import add_table

Inline = Callable[[str], str]

_LIST_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)]|[a-z][.)]|#\.|\.{1,5}|\*{1,5})\s+(?=\S)")
MOST_COLUMNS = 1_000
_BULLET = re.compile(r"\A(?:[-+•]|\.{1,5}|\*{1,5})\s+")
_ORG_HEADING = re.compile(
    r"\*+\s+(?:(?:TODO|DONE|NEXT|WAITING)\s+)?(?:\[#\w\]\s*)?(.*?)(?:\s+:[\w@:]+:)?"
)
_ORG_KEYWORD = re.compile(r"#\+(\w+):\s*(.*)")
_ADOC_HEADING = re.compile(r"(={1,6})\s+(\S.*)")
_ADOC_ATTRIBUTE = re.compile(r":(!?[\w-]+!?):\s*(.*)")
_ADOC_FENCE = re.compile(r"(?:-{4,}|={4,}|\.{4,}|_{4,}|\*{4,}|\+{4,}|--|```\w*)")

_ORG_INLINE = (
    (re.compile(r"\[\[[^\]]{0,500}\]\[([^\]]{0,500})\]\]"), r"\1"),
    (re.compile(r"\[\[([^\]]{0,500})\]\]"), r"\1"),
    (re.compile(r"(?<![\w*])\*(\S(?:[^*\n]{0,500}\S)?)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w/:])/(\S(?:[^/\n]{0,500}\S)?)/(?![\w/])"), r"\1"),
    (re.compile(r"(?<![\w=])=(\S(?:[^=\n]{0,500}\S)?)=(?![\w=])"), r"\1"),
    (re.compile(r"(?<![\w~])~(\S(?:[^~\n]{0,500}\S)?)~(?![\w~])"), r"\1"),
)
_ADOC_INLINE = (
    (re.compile(r"(?:link:|xref:|mailto:)[^\s[]{1,500}\[([^\]]{1,500})\]"), r"\1"),
    (re.compile(r"https?://[^\s[]{1,500}\[([^\]]{1,500})\]"), r"\1"),
    (re.compile(r"<<[^,>]{1,500},\s*([^>]{1,500})>>"), r"\1"),
    (re.compile(r"footnote:\w*\[([^\]]{1,500})\]"), r" (\1)"),
    (re.compile(r"(?<![\w*])\*(\S(?:[^*\n]{0,500}\S)?)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(\S(?:[^_\n]{0,500}\S)?)_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
)


def read_org(data: bytes) -> ExtractedText:
    extract, lines = start(data)
    blocks = Blocks(extract, replacer(_ORG_INLINE))
    table: list[list[str]] = []
    in_drawer = False
    for line in lines:
        stripped = line.strip()
        if table and not stripped.startswith("|"):
            blocks.table(table)
            table = []
        if in_drawer or re.fullmatch(r":[A-Z_]+:", stripped):
            in_drawer = stripped != ":END:"
        elif stripped.startswith("|"):
            if not stripped.startswith("|-"):
                table.append(_cells(stripped))
        elif heading := _ORG_HEADING.fullmatch(line.rstrip()):
            blocks.heading(heading[1], 0)
        elif keyword := _ORG_KEYWORD.fullmatch(stripped):
            blocks.property(keyword[1], keyword[2])
        elif stripped.startswith(("#+", "# ")):
            blocks.flush()
        else:
            blocks.line(line)
    blocks.table(table)
    return blocks.end()


def read_adoc(data: bytes) -> ExtractedText:
    extract, lines = start(data)
    blocks = Blocks(extract, replacer(_ADOC_INLINE))
    at = 0
    while at < len(lines):
        line, stripped = lines[at], lines[at].strip()
        at += 1
        if stripped.startswith("|==="):
            at = _adoc_table(blocks, lines, at)
        elif stripped.startswith("////"):
            end = next((n for n in range(at, len(lines)) if lines[n].strip() == stripped), None)
            at = len(lines) if end is None else end + 1
        elif heading := _ADOC_HEADING.fullmatch(stripped):
            if len(heading[1]) == 1:
                extract.title = extract.title or blocks.inline(heading[2])
            blocks.heading(heading[2], 0)
        elif attribute := _ADOC_ATTRIBUTE.fullmatch(stripped):
            blocks.property(attribute[1], attribute[2])
        elif stripped.startswith("//") or re.fullmatch(r"\[[^\]]*\]|\+", stripped):
            blocks.flush()
        elif stripped.startswith(("image::", "video::", "audio::")):
            blocks.flush()
            extract.losses["pictures skipped"] += 1
        elif _ADOC_FENCE.fullmatch(stripped):
            blocks.flush()
        else:
            caption = re.fullmatch(r"\.([^\s.].*)", stripped)
            blocks.line(caption[1] if caption else line)
    return blocks.end()


def start(data: bytes) -> tuple[ExtractedText, list[str]]:
    text, warnings = decode_text(data)
    extract = ExtractedText()
    extract.warnings += warnings
    return extract, text.splitlines()


def replacer(rules: tuple[tuple[re.Pattern[str], str], ...]) -> Inline:
    def inline(text: str) -> str:
        for pattern, replacement in rules:
            text = pattern.sub(replacement, text)
        return text

    return inline


class Blocks:
    """Gathers lines to paragraphs and list items."""

    def __init__(self, extract: ExtractedText, inline: Inline) -> None:
        self._extract, self.inline = extract, inline
        self._lines: list[str] = []

    def line(self, line: str) -> None:
        """A line of text; a blank one, or a new list item, ends the paragraph before it."""
        if not line.strip() or _LIST_ITEM.match(line.strip()):
            self.flush()
        if line.strip():
            self._lines.append(line.strip())

    def flush(self) -> None:
        if self._lines:
            self._lines[0] = _BULLET.sub("", self._lines[0])
            self._extract.add(self.inline("\n".join(self._lines)))
            self._lines = []

    def heading(self, text: str, following: int) -> int:
        """Adds a heading; returns the line that follows it."""
        self.flush()
        words = " ".join(self.inline(text).split())
        self._extract.title = self._extract.title or words
        self._extract.add(words, heading=True)
        return following

    def table(self, rows: list[list[str]]) -> None:
        self.flush()
        if rows:
            add_table(self._extract, [[self.inline(cell) for cell in row] for row in rows])

    def property(self, name: str, value: str) -> None:
        """A property of the document; those without a field of their own are settings."""
        self.flush()
        name = name.lower()
        if name == "title" and value:
            self._extract.title = value
            self._extract.add(value, heading=True)
        elif name == "author":
            self._extract.author = value
        elif name in ("date", "revdate"):
            self._extract.date = value.strip("<>[]")

    def loss(self, what: str) -> None:
        self.flush()
        self._extract.losses[what] += 1

    def end(self) -> ExtractedText:
        self.flush()
        return self._extract


def _adoc_table(blocks: Blocks, lines: list[str], at: int) -> int:
    """Rows on lines of their own; where cells stand on lines of their own, by the first row."""
    rows: list[list[str]] = []
    width = 0
    for following in range(at, len(lines)):
        line = lines[following].strip()
        if line.startswith("|==="):
            blocks.table(list(_regrouped(rows, width)))
            return following + 1
        if line.startswith("|"):
            rows.append(_cells(line))
            width = width or len(rows[0])
        elif line and rows:
            rows[-1][-1] += f" {line}"
    blocks.table(rows)
    return len(lines)


def _regrouped(rows: list[list[str]], width: int) -> Iterator[list[str]]:
    if width > 1 and any(len(row) < width for row in rows):
        cells = [cell for row in rows for cell in row]
        yield from (cells[start : start + width] for start in range(0, len(cells), width))
    else:
        yield from rows


def _cells(line: str) -> list[str]:
    line = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in line.split("|", MOST_COLUMNS)]
