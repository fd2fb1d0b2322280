"""The blocks of a Word document's part: paragraphs, tables, text boxes, notes, inserted files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from index.formats.extract import ExtractedText
from index.formats.office.docx.inline import InlineReader, Paragraph
from index.formats.office.docx.numbering import Numbering
from index.formats.office.docx.styles import Styles
from index.formats.office.docx.tables import read_grid
from index.formats.office.drawing import add_drawing
from index.formats.office.grids import Cell, Grid, add_grid, in_one_line
from index.formats.office.markup import Relations, blocks_of, is_on, number, optional, value
from index.formats.office.numerals import numeral
from index.formats.office.texts import ContentsList, is_contents_entry, is_heading_text
from index.formats.zip_package import ZipPackage
from index.spans import BlockKind

_BODY_LEVEL = 9
_DELETED = frozenset(("del", "moveFrom"))


@dataclass(slots=True)
class Context:
    """What all parts of a document share."""

    package: ZipPackage
    extract: ExtractedText
    styles: Styles
    numbering: Numbering
    notes: dict[tuple[str, str], Element]
    """Kind and id to the note."""
    is_converted: bool = False
    """Whether LibreOffice has just made the file from another one."""
    note_formats: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Kind to the format of the notes' numbers and the first number."""
    insert: Callable[[str], bool] = lambda name: False
    """Adds the text of a part that is a document of its own; False if it cannot."""
    printed_notes: set[tuple[str, str]] = field(default_factory=set)
    """Notes that the text refers to."""
    _note_counts: dict[str, int] = field(default_factory=dict)

    def note_mark(self, kind: str) -> str:
        """The number of the next footnote or endnote."""
        style, start = self.note_formats.get(kind, ("decimal", 1))
        count = self._note_counts.get(kind, start)
        self._note_counts[kind] = count + 1
        return numeral(count, style) or str(count)


@dataclass(slots=True)
class Block:
    """A paragraph as it is read, with its number."""

    text: str
    style: str
    """The name of its style in lower case."""
    kind: BlockKind | None
    paragraph: Paragraph
    is_prominent: bool = False
    """Whether it is centred or all in bold type, as a title is."""


class BodyReader:
    """Adds the blocks of one part to a text."""

    def __init__(
        self,
        context: Context,
        relations: Relations,
        *,
        extract: ExtractedText | None = None,
        is_running: bool = False,
    ) -> None:
        """`extract` receives the blocks; that of the context by default. `is_running` is true for
        headers and footers."""
        self._context = context
        self._relations = relations
        self._extract = context.extract if extract is None else extract
        self._inline = InlineReader(
            context.styles,
            self._extract.losses,
            context.note_mark,
            is_running=is_running,
            is_converted=context.is_converted,
        )
        self._contents = ContentsList()
        self._joined: Paragraph | None = None
        """A paragraph whose end was deleted: the next one continues it."""
        self._joined_properties: Element | None = None
        self.blocks: list[Block] = []
        """The first paragraphs, from which the title is found."""

    def add(self, element: Element) -> None:
        for node in blocks_of(element):
            if node.tag == "p":
                if (block := self.read_paragraph(node)) is not None:
                    self._add_block(block)
                continue
            self._end_joined()
            if node.tag == "tbl":
                self.add_table(node)
            else:
                name = self._relations.get(node.get("r:id", ""), ("", ""))[1]
                if not name or not self._context.insert(name):
                    self._extract.losses["inserted documents skipped"] += 1
        self._end_joined()

    def _end_joined(self) -> None:
        """Adds a paragraph that the next one was to continue, if there is no next one."""
        if (block := self._take_joined()) is not None:
            self._add_block(block)

    def _take_joined(self) -> Block | None:
        joined, self._joined = self._joined, None
        return None if joined is None else Block(joined.text, "", None, joined)

    def add_table(self, node: Element) -> None:
        """Adds a table as rows, or as paragraphs if it only arranges them on the page."""
        grid = read_grid(node, self._extract.losses, self._context.styles)
        anchored = add_grid(self._extract, grid, self.add, self.add_table, self.cell_text)
        for paragraph in anchored:
            self._add_anchored(paragraph, without_boxes=True)

    def read_paragraph(self, node: Element) -> Block | None:
        """The paragraph with its number; None if the next one continues it.

        That is so where the end of a paragraph was deleted, and after a large initial.
        """
        properties = node.find("pPr")
        style_id = value(properties, "pStyle") or self._context.styles.default_paragraph
        paragraph = self._inline.read(node, style_id)
        if self._joined is not None:
            before, paragraph = self._joined, _merged(self._joined, paragraph)
            if before.text.strip() and self._joined_properties is not None:
                properties = self._joined_properties
                style_id = value(properties, "pStyle") or self._context.styles.default_paragraph
        mark = None if properties is None else node.find("pPr/rPr")
        is_deleted = mark is not None and any(child.tag in _DELETED for child in mark)
        is_initial = value(properties, "framePr", "dropCap") in ("drop", "margin")
        self._joined = paragraph if is_deleted or is_initial else None
        self._joined_properties = properties if is_deleted else None
        if self._joined is not None:
            return None
        text = paragraph.text
        is_hidden = not text.strip() and bool(is_on(mark, "vanish"))
        label = "" if is_hidden else self._context.numbering.label(properties, style_id)
        return Block(
            f"{label} {text.lstrip()}".strip() if label else text,
            self._context.styles.name(style_id),
            self._kind(node, text, properties, style_id),
            paragraph,
            len(self.blocks) < 3 and _is_prominent(node, properties),
        )

    def _kind(
        self, node: Element, text: str, properties: Element | None, style_id: str
    ) -> BlockKind | None:
        name = self._context.styles.name(style_id)
        is_entry = self._contents.is_entry(text)
        if name.startswith(("toc ", "table of figures")) and not name.startswith("toc heading"):
            # an author may give real headings this style: those lead nowhere
            is_entry = is_entry or is_contents_entry(text) or _has_link(node)
            return "contents" if is_entry else "heading" if is_heading_text(text) else None
        if is_entry:
            return "contents"
        level = value(properties, "outlineLvl")
        is_heading = (
            number(level, _BODY_LEVEL) < _BODY_LEVEL
            if level
            else self._context.styles.is_heading(style_id)
        )
        if is_heading and is_heading_text(text):
            return "heading"
        return "quote" if self._context.styles.is_quote(style_id) else None

    def _add_block(self, block: Block) -> None:
        if block.paragraph.text.strip():
            self._extract.add(block.text, kind=block.kind)
            if len(self.blocks) < 20:
                self.blocks.append(block)
        self._add_anchored(block.paragraph)

    def _add_anchored(self, paragraph: Paragraph, *, without_boxes: bool = False) -> None:
        """Adds the notes of a paragraph and the text boxes, charts and diagrams anchored in it."""
        for mark, kind, id in paragraph.notes:
            note = self._context.notes.get((kind, id))
            if note is not None:
                self._context.printed_notes.add((kind, id))
                texts = [self._plain(each) for each in blocks_of(note)]
                body = "\n".join(text.strip() for text in texts if text.strip())
                self._extract.add(f"[{mark}] {body}", kind="note")
        for box in paragraph.boxes:
            if box.tag != "txbxContent":
                add_drawing(self._extract, self._context.package, box, self._relations)
            elif not without_boxes:
                self.add(box)

    def _plain(self, node: Element) -> str:
        """The text of a paragraph or table within a note."""
        paragraphs = [node] if node.tag == "p" else list(node.iter("p"))
        blocks = [*map(self.read_paragraph, paragraphs), self._take_joined()]
        return " ".join(block.text for block in blocks if block is not None)

    def cell_text(self, cell: Cell, anchored: list[Paragraph]) -> str:
        """The text of a cell in one line; what is anchored in it is added to a list."""
        texts: list[str] = []
        for node in [*cell.blocks, None]:
            if node is None or node.tag == "p":
                block = self._take_joined() if node is None else self.read_paragraph(node)
                if block is not None:
                    texts.append(block.text)
                    anchored.append(block.paragraph)
                    texts += self._box_texts(block.paragraph, anchored)
            elif node.tag == "tbl" and node not in cell.nested:
                grid: Grid = read_grid(node, self._extract.losses, self._context.styles)
                inner_texts = [self.cell_text(each, anchored) for each in grid.cells()]
                texts.append(" ".join(filter(None, inner_texts)))
            elif node.tag == "altChunk":
                self._extract.losses["inserted documents skipped"] += 1
        return in_one_line(texts)

    def _box_texts(self, paragraph: Paragraph, anchored: list[Paragraph]) -> list[str]:
        boxes = [box for box in paragraph.boxes if box.tag == "txbxContent"]
        return [self.cell_text(Cell(list(blocks_of(box))), anchored) for box in boxes]


def _has_link(node: Element) -> bool:
    return any(next(node.iter(tag), None) is not None for tag in ("hyperlink", "fldChar"))


def _is_prominent(node: Element, properties: Element | None) -> bool:
    runs = [run for run in node.iter("r") if run.find("t") is not None]
    is_bold = bool(runs) and all(is_on(run.find("rPr"), "b") for run in runs)
    return is_bold or value(properties, "jc") == "center"


def notes_of(package: ZipPackage, related: Relations) -> dict[tuple[str, str], Element]:
    """The footnotes and endnotes by kind and id, without the separator lines."""
    notes: dict[tuple[str, str], Element] = {}
    for kind, name in related.values():
        if kind in ("footnotes", "endnotes") and (root := optional(package, name)) is not None:
            for note in root:
                if note.get("type", "normal") == "normal":
                    notes[kind[:-1], note.get("id", "")] = note
    return notes


def _merged(first: Paragraph, second: Paragraph) -> Paragraph:
    return Paragraph(
        first.pieces + second.pieces, first.boxes + second.boxes, first.notes + second.notes
    )
