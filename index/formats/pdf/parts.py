"""What of a page is not running text: contents, tables, form fields, notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.formats.pdf.contents import find_contents, find_leaders
from index.formats.pdf.forms.placement import place_fields
from index.formats.pdf.layout.page import Block, PageLines, Table
from index.formats.pdf.tables.find import find_tables


@dataclass(slots=True)
class PageParts:
    """Takes the parts from page after page, in their order."""

    files: list[str] = field(default_factory=list)
    """Names of the files that are attached to the pages so far."""
    _in_contents: bool = False

    def take(self, page: PageLines) -> list[Table]:
        """The tables, contents and form fields of a page; filled fields get into its lines."""
        self.files += page.annotations.files
        page.losses += page.annotations.losses
        placed = place_fields(page.lines, page.annotations.fields, page.rules)
        page.lines = placed.lines
        taken = {id(line) for row in placed.rows for line in row.lines}
        contents = find_contents(placed.lines, self._in_contents)
        self._in_contents = bool(contents)
        taken |= {id(line) for table in contents for line in table.lines}
        contents += find_leaders([line for line in placed.lines if id(line) not in taken])
        taken |= {id(line) for table in contents for line in table.lines}
        rest = [line for line in placed.lines if id(line) not in taken]
        return [*placed.rows, *contents, *find_tables(rest, page.rules)]

    @staticmethod
    def notes(page: PageLines) -> Iterator[Block]:
        """The notes that were written onto a page."""
        for text, box in page.annotations.notes:
            yield Block("note", text, page.number, box)
