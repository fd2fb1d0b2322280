"""What of a page is not running text: contents, tables, form fields, notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.formats.pdf.forms.placement import place_fields
from index.formats.pdf.layout.page import Block, Line, PageLines, Table
from index.formats.pdf.tables.cells import visual_rows
from index.formats.pdf.tables.contents import find_contents, find_leaders
from index.formats.pdf.tables.find import find_tables


@dataclass(slots=True)
class PageParts:
    """Takes the parts from page after page, in their order."""

    files: list[str] = field(default_factory=list)
    """Names of the files that are attached to the pages so far."""
    _in_contents: bool = False
    _last: Table | None = None
    """The table at the foot of the page before."""

    def take(self, page: PageLines) -> list[Table]:
        """The tables, contents and form fields of a page; filled fields get into its lines."""
        self.files += page.annotations.files
        page.losses += page.annotations.losses
        placed = place_fields(page.lines, page.annotations.fields, page.rules)
        page.lines = placed.lines
        rows = visual_rows(placed.lines)
        contents = find_contents(rows, self._in_contents)
        self._in_contents = bool(contents)
        if contents:
            rows = _without(rows, contents)
        leaders = find_leaders(rows)
        if leaders:
            rows = _without(rows, leaders)
        tables = find_tables(rows, page.rules, self._last)
        low = min((line.box[1] for row in rows for line in row), default=0.0)
        self._last = tables[-1] if tables and tables[-1].box[1] <= low else None
        return [*placed.rows, *contents, *leaders, *tables]

    @staticmethod
    def notes(page: PageLines) -> Iterator[Block]:
        """The notes that were written onto a page."""
        for text, box in page.annotations.notes:
            yield Block("note", text, page.number, box)


def _without(rows: list[list[Line]], tables: list[Table]) -> list[list[Line]]:
    """The rows without the lines of tables."""
    taken = {id(line) for table in tables for line in table.lines}
    left = [[line for line in row if id(line) not in taken] for row in rows]
    return [row for row in left if row]
