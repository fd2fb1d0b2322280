"""The rows of a table in RTF, which cell definitions and cell texts describe apart."""

from __future__ import annotations

_MAX_COLUMNS = 1_000


class RtfTable:
    """Gathers rows; merged cells are repeated."""

    def __init__(self) -> None:
        self._rows: list[list[str]] = []
        self._cells: list[str] = []
        self._merged: list[str] = []
        self._merge = ""

    def define_row(self) -> None:
        self._merged, self._merge = [], ""

    def merge(self, direction: str) -> None:
        """The next cell continues the one to its "left" or "above"."""
        self._merge = direction

    def define_cell(self) -> None:
        if len(self._merged) < _MAX_COLUMNS:
            self._merged.append(self._merge)
        self._merge = ""

    def add_cell(self, text: str) -> None:
        if len(self._cells) < _MAX_COLUMNS:
            self._cells.append(" ".join(text.split()))

    def end_row(self) -> None:
        above = self._rows[-1] if self._rows else []
        for column, merge in enumerate(self._merged[: len(self._cells)]):
            if merge == "left" and column:
                self._cells[column] = self._cells[column - 1]
            elif merge == "above" and column < len(above):
                self._cells[column] = above[column]
        if self._cells:
            self._rows.append(self._cells)
        self._cells = []

    def take_rows(self) -> list[list[str]]:
        """The rows since the last call."""
        rows, self._rows = self._rows, []
        return rows
