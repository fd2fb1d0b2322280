"""The text of one paragraph of an OpenDocument text, and what is anchored in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from index.formats.office.characters import clean, join_levels
from index.formats.office.odt.styles import Styles
from index.formats.office.texts import PAGE_NUMBER

SHAPES = frozenset(
    (
        *("frame", "custom-shape", "rect", "ellipse", "circle", "g", "line", "polyline"),
        *("polygon", "path", "connector", "caption", "regular-polygon", "measure"),
    )
)
_COUNTED = {
    "annotation": "comments skipped",
    "hidden-text": "hidden passages left out",
    "ruby-text": "readings of characters skipped",
}
_SILENT = frozenset(("note-citation", "script", "annotation-end", "tracked-changes"))
_PAGE_FIELDS = frozenset(("page-number", "page-count"))
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")
_MAX_SPACES = 100


@dataclass(slots=True)
class Paragraph:
    """The text of a paragraph and what is anchored in it."""

    pieces: list[tuple[str, int]] = field(default_factory=list)
    """Parts of the text, and if each is raised (1), lowered (-1) or neither (0)."""
    shapes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, Element]] = field(default_factory=list)
    """The marks and bodies of the notes."""

    @property
    def text(self) -> str:
        return clean(join_levels(self.pieces)).strip()


class InlineReader:
    """Reads paragraphs; `embedded` gives the text of a formula in a frame, "" for anything else."""

    def __init__(
        self,
        styles: Styles,
        losses: Counter[str],
        embedded: Callable[[Element], str],
        *,
        is_running: bool = False,
    ) -> None:
        self._styles = styles
        self._losses = losses
        self._embedded = embedded
        self._is_running = is_running

    def read(self, node: Element) -> Paragraph:
        """The paragraph; one without text if it is hidden."""
        paragraph = Paragraph()
        hidden = node.iter("hidden-paragraph") if len(node) else ()
        is_hidden = any(each.get("is-hidden") == "true" for each in hidden)
        if is_hidden or self._styles.is_hidden("paragraph", node.get("style-name", "")):
            self._losses["hidden passages left out"] += any(True for _ in node.itertext())
            return paragraph
        self._contents(node, paragraph, 0)
        return paragraph

    def _contents(self, node: Element, paragraph: Paragraph, level: int) -> None:
        _add(paragraph, node.text, level)
        for child in node:
            self._child(child, paragraph, level)
            _add(paragraph, child.tail, level)

    def _child(self, node: Element, paragraph: Paragraph, level: int) -> None:
        tag = node.tag
        if tag == "span":
            self._span(node, paragraph, level)
        elif tag == "s":
            count = node.get("c", "1")
            spaces = int(count) if count.isdecimal() and len(count) < 5 else 1
            paragraph.pieces.append((" " * min(spaces, _MAX_SPACES), level))
        elif tag in ("tab", "line-break"):
            paragraph.pieces.append(("\t" if tag == "tab" else "\n", level))
        elif tag == "note":
            self._note(node, paragraph)
        elif tag in _COUNTED:
            self._losses[_COUNTED[tag]] += 1
        elif tag in SHAPES:
            formula = self._embedded(node)
            if formula:
                paragraph.pieces.append((formula, 0))
            else:
                paragraph.shapes.append(node)
        elif tag in _PAGE_FIELDS and self._is_running:
            paragraph.pieces.append((PAGE_NUMBER, 0))
        elif tag not in _SILENT:
            self._contents(node, paragraph, level)

    def _span(self, node: Element, paragraph: Paragraph, level: int) -> None:
        style = node.get("style-name", "")
        if self._styles.is_hidden("text", style):
            self._losses["hidden passages left out"] += 1
            return
        self._contents(node, paragraph, self._styles.raised(style) or level)

    def _note(self, node: Element, paragraph: Paragraph) -> None:
        citation, body = node.find("note-citation"), node.find("note-body")
        mark = "" if citation is None else "".join(citation.itertext()).strip()
        mark = mark or str(len(paragraph.notes) + 1)
        paragraph.pieces.append((f"[{mark}]", 0))
        if body is not None:
            paragraph.notes.append((mark, body))


def _add(paragraph: Paragraph, text: str | None, level: int) -> None:
    """Runs of white space count as one space; further spaces are elements in this format."""
    if text:
        paragraph.pieces.append((_WHITE_SPACE.sub(" ", text), level))
