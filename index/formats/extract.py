"""A document in the making: blocks joined by blank lines, the headings and pages among them, and a ledger of what was lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from index.errors import PinciteError
from index.formats.limits import MAX_CHARS, MAX_LINES
from index.spans import Marker


@dataclass(slots=True)
class ExtractedText:
    """Readers fill it. `text` is either the blocks added, or the whole text that a reader sets at once."""

    title: str = ""
    author: str = ""
    date: str = ""
    markers: list[Marker] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    losses: Counter[str] = field(default_factory=Counter)
    """What of the file did not make it into the text as it was, in plural words, and how many of each."""
    _blocks: list[str] = field(default_factory=list)
    _length: int = 0
    _lines: int = 0

    @classmethod
    def whole(cls, text: str) -> ExtractedText:
        """Text that stands as it is."""
        return cls(_blocks=[text], _length=len(text))

    def add(self, block: str, *, heading: bool = False) -> None:
        """Adds a paragraph, a table row, a heading. Raises PinciteError at the limits of one document."""
        if not (block := block.strip()):
            return
        start = self.next
        self._blocks.append(block)
        self._length = start + len(block)
        self._lines += 1 + block.count("\n")
        if self._length > MAX_CHARS:
            raise PinciteError(f"it holds more than {MAX_CHARS:,} characters; split it.")
        if self._lines > MAX_LINES:
            raise PinciteError(f"it holds more than {MAX_LINES:,} lines or rows; split it.")
        if heading:
            self.markers.append(Marker("heading", start, self._length, " ".join(block.split())))

    def row(self, cells: list[str]) -> None:
        """Adds a table's row: what its cells hold, with bars between."""
        self.add(" | ".join(words for cell in cells if (words := " ".join(cell.split()))))

    def page(self, label: str) -> None:
        """What is added from here on stands on another page."""
        self.markers.append(Marker("page", self.next, self.next, label))

    @property
    def next(self) -> int:
        """Where the next block will begin."""
        return self._length + 2 * bool(self._blocks)

    @property
    def text(self) -> str:
        return "\n\n".join(self._blocks)
