"""HTML within Markdown as text: blocks, tables, numbered lists, raised letters.

What only looks like a tag ("level<limit") is text.
"""

from __future__ import annotations

from html.parser import HTMLParser

from index.formats.extract import ExtractedText
from index.formats.office.characters import clean, join_levels
from index.formats.office.grids import add_rows
from index.formats.office.markup import number
from index.formats.tables import SpannedCell, expand_spans

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd"),
        *("details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer"),
        *("form", "head", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "summary", "title", "ul", "menu", "picture", "video", "audio", "iframe"),
    )
)
_TABLE = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "col"))
_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "button", "cite", "code", "data"),
        *("del", "dfn", "em", "font", "i", "img", "input", "ins", "kbd", "label", "map", "mark"),
        *("meter", "object", "option", "progress", "q", "rp", "rt", "ruby", "s", "samp", "select"),
        *("small", "source", "span", "strike", "strong", "sub", "sup", "svg", "path", "textarea"),
        *("time", "tt", "u", "var", "wbr", "area", "embed", "link", "meta", "param", "track"),
    )
)
_SILENT = frozenset(("script", "style", "template"))
KNOWN_TAGS = _BLOCKS | _TABLE | _INLINE | _SILENT


class HtmlBlocks(HTMLParser):
    """Adds the text of HTML to an extract. Tables may extend over several blocks."""

    def __init__(self, extract: ExtractedText) -> None:
        super().__init__(convert_charrefs=True)
        self._extract = extract
        self._pieces: list[tuple[str, int]] = []
        self._level = 0
        self._silent = 0
        self._tables: list[list[list[SpannedCell]]] = []
        self._cells: list[tuple[int, int, list[tuple[str, int]]]] = []
        """Open cells, the innermost last: the columns and rows spanned, and the text before."""
        self._lists: list[int] = []
        self._label = ""
        self._heading = False
        self._header_cells = 0

    @property
    def is_in_table(self) -> bool:
        return bool(self._tables)

    def add_block(self, markup: str) -> None:
        self.feed(markup)
        self.close()
        self.reset()
        if not self._tables:
            self._flush()

    def add_text(self, text: str) -> None:
        """Adds Markdown text that stands within an open table."""
        self._pieces.append((f" {text} ", 0))

    def finish(self) -> None:
        """Ends the tables that are still open."""
        while self._tables:
            self.handle_endtag("table")
        self._flush()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag not in KNOWN_TAGS:
            self.handle_data(self.get_starttag_text() or "")
        elif tag in _TABLE:
            self._start_table_part(tag, given)
        elif tag in _BLOCKS:
            self._break()
            self._heading = tag in _HEADINGS
            if tag in ("ol", "ul"):
                self._lists.append(number(given.get("start", ""), 1) if tag == "ol" else 0)
            elif tag == "li" and self._lists and self._lists[-1]:
                self._label = f"{self._lists[-1]}. "
                self._lists[-1] += 1
        elif tag == "br":
            self._pieces.append(("\n", 0))
        elif tag == "img":
            self._extract.losses["pictures skipped"] += 1
            self._pieces.append((given.get("alt", ""), 0))
        elif tag in ("sup", "sub"):
            self._level = 1 if tag == "sup" else -1

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in ("sup", "sub"):
            self._level = 0
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "table" and self._tables:
            self._end_table()
        elif tag in _BLOCKS:
            self._break()
            self._heading = False
            if tag in ("ol", "ul") and self._lists:
                self._lists.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append((data, self._level))

    def handle_comment(self, data: str) -> None:
        self._extract.losses["comments skipped"] += bool(data.strip())

    def _start_table_part(self, tag: str, given: dict[str, str]) -> None:
        if tag == "table":
            if not self._cells:
                self._flush()
            self._tables.append([])
            self._header_cells = 0
        elif not self._tables:
            self._break()
        elif tag == "tr":
            self._end_cell()
            self._tables[-1].append([])
        elif tag in ("td", "th"):
            self._end_cell()
            if not self._tables[-1]:
                self._tables[-1].append([])
            if len(self._tables[-1]) == 1:
                self._header_cells += 1 if tag == "th" else -1_000
            spans = number(given.get("colspan", ""), 1), number(given.get("rowspan", ""), 1)
            self._cells.append((*spans, self._pieces))
            self._pieces = []

    def _end_cell(self) -> None:
        if len(self._cells) < len(self._tables) or not self._cells:
            return
        width, height, before = self._cells.pop()
        cell = " ".join(clean(join_levels(self._pieces)).split())
        self._tables[-1][-1].append((cell, width, height))
        self._pieces = before

    def _end_table(self) -> None:
        self._end_cell()
        cells = [row for row in self._tables.pop() if row]
        has_spans = any(width > 1 for row in cells for _, width, _ in row)
        rows = expand_spans(cells)
        if self._cells:  # a table within a cell is part of its text
            text = "; ".join(" ".join(filter(None, row)) for row in rows)
            self._pieces.append((f" {text} ", 0))
        else:
            self._flush()
            header = 1 if self._header_cells > 0 and len(rows) > 1 else None
            add_rows(self._extract, rows, header, has_spans=has_spans)

    def _break(self) -> None:
        """Ends a block; within a cell it is only a space."""
        if self._cells:
            self._pieces.append((" ", 0))
        else:
            self._flush()

    def _flush(self) -> None:
        text = clean(join_levels(self._pieces))
        lines = [" ".join(line.split()) for line in text.split("\n")]
        text = " ".join(filter(None, lines))
        if text:
            self._extract.add(f"{self._label}{text}", heading=self._heading)
            self._label = ""
        self._pieces = []
