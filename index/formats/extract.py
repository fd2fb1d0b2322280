"""What a format's reader extracts from a file: text, headings, pages, warnings, losses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from index.errors import PinciteError
from index.formats.limits import MAX_CHARS, MAX_LINES
from index.spans import BlockKind, Marker


@dataclass(slots=True)
class ExtractedText:
    """Text that a reader builds from blocks, which are joined by blank lines."""

    title: str = ""
    author: str = ""
    date: str = ""
    markers: list[Marker] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    losses: Counter[str] = field(default_factory=Counter)
    """What the text lacks of the file, such as "pictures skipped", and how many of each."""
    _blocks: list[str] = field(default_factory=list)
    _length: int = 0
    _lines: int = 0

    @classmethod
    def whole(cls, text: str) -> ExtractedText:
        """An extract with exactly this text."""
        return cls(_blocks=[text], _length=len(text))

    def add(
        self,
        block: str,
        *,
        heading: bool = False,
        kind: BlockKind | None = None,
        page_breaks: Sequence[tuple[int, str]] = (),
    ) -> None:
        """Adds a paragraph, row or heading. Raises PinciteError at the limits of a document.

        `kind` marks the block; `heading` is short for "heading". `page_breaks` are offsets into
        `block` at which another page begins, with its label, for a paragraph that runs over them.
        """
        if not (text := block.strip()):
            return
        start = self._length + 2 if self._blocks else 0
        self._blocks.append(text)
        self._length = start + len(text)
        self._lines += 1 + text.count("\n")
        if self._length > MAX_CHARS:
            raise PinciteError(f"it has more than {MAX_CHARS:,} characters. Split it.")
        if self._lines > MAX_LINES:
            raise PinciteError(f"it has more than {MAX_LINES:,} lines or rows. Split it.")
        for offset, label in page_breaks:
            indent = len(block) - len(block.lstrip())
            at = start + min(max(offset - indent, 0), len(text))
            self.markers.append(Marker("page", at, at, label))
        if kind := "heading" if heading else kind:
            label = " ".join(text.split()) if kind == "heading" else ""
            self.markers.append(Marker(kind, start, self._length, label))

    def row(self, sentence: str) -> None:
        """Adds a table row, which is one sentence, whatever stops and abbreviations it contains."""
        self.add(sentence, kind="row")

    def page(self, label: str) -> None:
        """Starts a page: what is added from here on is on it."""
        self.markers.append(Marker("page", self.next, self.next, label))

    def add_warnings(self, warnings: Iterable[str]) -> None:
        """Adds those warnings that are not there yet."""
        self.warnings += [warning for warning in warnings if warning not in self.warnings]

    @property
    def next(self) -> int:
        """The offset at which the next block will start."""
        return self._length + 2 * bool(self._blocks)

    @property
    def text(self) -> str:
        return "\n\n".join(self._blocks)
