"""The blocks of an OpenDocument text: paragraphs, lists, tables, frames, indexes, notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from index.formats.extract import ExtractedText
from index.formats.office.drawing import math_text
from index.formats.office.grids import Cell, Grid, add_grid, add_rows, in_one_line
from index.formats.office.markup import number, optional
from index.formats.office.odt.inline import SHAPES, InlineReader, Paragraph
from index.formats.office.odt.styles import Counters, Styles
from index.formats.office.odt.tables import read_grid
from index.formats.office.texts import ContentsList, is_heading_text, is_title_line
from index.formats.zip_package import ZipPackage, resolve
from index.spans import BlockKind

_SILENT = frozenset(
    (
        *("tracked-changes", "sequence-decls", "variable-decls", "user-field-decls"),
        *("dde-connection-decls", "alphabetical-index-auto-mark-file", "title", "desc"),
        *("event-listeners", "bookmark", "change", "change-start", "change-end", "scripts"),
    )
)
_FORM_FIELDS = frozenset(("text", "textarea", "checkbox", "radio", "listbox", "combobox", "date"))
_HEADINGS = tuple(f"Heading {level}" for level in range(1, 11))
_INDEXES = frozenset(
    (
        *("table-of-content", "illustration-index", "table-index", "object-index", "user-index"),
        "alphabetical-index",
    )
)


@dataclass(slots=True)
class _Lists:
    """The lists that may be continued: by their ids and by their styles."""

    by_id: dict[str, Counters] = field(default_factory=dict)
    by_style: dict[str, Counters] = field(default_factory=dict)
    headings: Counters = field(default_factory=Counters)

    def continued(self, node: Element, style: str, styles: Styles) -> Counters | None:
        """The numbers of the list that a list continues; None if it begins anew.

        LibreOffice names lists to be continued that it does not write: then the last list that is
        numbered in the same way is meant.
        """
        id = node.get("continue-list", "")
        if id and id in self.by_id:
            return self.by_id[id]
        if not id and node.get("continue-numbering") != "true":
            return None
        if not id or style in self.by_style:
            return self.by_style.get(style)
        levels = styles.levels(style)
        same = [name for name in self.by_style if styles.levels(name) == levels]
        return self.by_style[same[-1]] if same else None


class BodyReader:
    """Adds the blocks of an element to a text."""

    def __init__(
        self,
        extract: ExtractedText,
        package: ZipPackage,
        styles: Styles,
        *,
        is_running: bool = False,
    ) -> None:
        self._extract = extract
        self._package = package
        self._styles = styles
        self._inline = InlineReader(styles, extract.losses, self._formula, is_running=is_running)
        self._lists = _Lists()
        self._contents = ContentsList()
        self.first: list[tuple[str, BlockKind | None]] = []
        """The first paragraphs with their kinds; "Title" stands for that style."""
        self.titles: list[str] = []
        """Texts of the first paragraphs that have the style of a title, or look like one."""

    def add(self, element: Element, kind: BlockKind | None = None) -> None:
        """Adds what is in an element; `kind` marks its paragraphs."""
        for node in element:
            tag = node.tag
            if tag in ("p", "h"):
                self._paragraph(node, self._outline_number(node), kind)
            elif tag == "list":
                self._list(node, kind)
            elif tag == "table":
                self._table(node)
            elif tag in SHAPES:
                self._shape(node)
            elif tag in _INDEXES:
                self._index(node)
            elif tag == "numbered-paragraph":
                self._numbered(node, kind)
            elif lost := _lost(node):
                self._extract.losses.update(lost)
            elif tag not in _SILENT:
                self.add(node, kind)

    def _paragraph(self, node: Element, label: str, kind: BlockKind | None) -> None:
        paragraph = self._inline.read(node)
        text = paragraph.text
        style = node.get("style-name", "")
        is_title = self._styles.is_named(style, "Title")
        is_heading = node.tag == "h" or is_title or self._styles.is_named(style, *_HEADINGS)
        if kind is None and self._contents.is_entry(text):
            kind = "contents"
        if kind is None and is_heading and is_heading_text(text):
            kind = "heading"
        if text:
            self._extract.add(f"{label} {text}" if label else text, kind=kind)
            is_first = not self.first and kind is None and is_title_line(text)
            if len(self.first) < 20:
                self.first.append((text, kind))
                self.titles += [text] if is_title else []
            if is_first and self._styles.is_prominent(style):
                self.titles.append(text)
        self._anchored(paragraph)

    def _anchored(self, paragraph: Paragraph, *, without_shapes: bool = False) -> None:
        """Adds the notes of a paragraph, and the text boxes and charts anchored in it."""
        for mark, body in paragraph.notes:
            anchored: list[Paragraph] = []
            texts = [self._inline.read(each) for each in body.iter() if each.tag in ("p", "h")]
            words = "\n".join(filter(None, (each.text for each in texts)))
            self._extract.add(f"[{mark}] {words}", kind="note")
            anchored += texts
        for shape in () if without_shapes else paragraph.shapes:
            self._shape(shape)

    def _outline_number(self, node: Element) -> str:
        """The automatic number of a heading."""
        if node.tag != "h" or node.get("is-list-header") == "true":
            return ""
        style = node.get("style-name", "")
        if self._styles.paragraph_list(style) == "":
            return ""
        start = number(node.get("start-value", ""), 1) if node.get("restart-numbering") else None
        level = number(node.get("outline-level", ""), 1)
        return self._lists.headings.next(self._styles.outline, level - 1, start)

    def _list(self, node: Element, kind: BlockKind | None) -> None:
        style = node.get("style-name", "")
        counters = self._lists.continued(node, style, self._styles) or Counters()
        self._lists.by_id[node.get("id", "")] = self._lists.by_style[style] = counters
        self._items(node, style, 0, counters, kind)

    def _items(
        self, node: Element, style: str, level: int, counters: Counters, kind: BlockKind | None
    ) -> None:
        style = node.get("style-name", "") or style
        for item in node:
            is_numbered = item.tag == "list-item"
            start = number(item.get("start-value", ""), 1) if item.get("start-value") else None
            for child in item:
                if child.tag in ("p", "h"):
                    own = item.get("style-override", "") or style
                    own = own or self._styles.paragraph_list(child.get("style-name", "")) or ""
                    self._lists.by_style[own] = counters
                    levels = self._styles.levels(own)
                    label = counters.next(levels, level, start) if is_numbered else ""
                    self._paragraph(child, label, kind)
                    is_numbered = False
                elif child.tag == "list":
                    self._items(child, style, level + 1, counters, kind)
                else:
                    holder = Element("item")
                    holder.append(child)
                    self.add(holder, kind)

    def _numbered(self, node: Element, kind: BlockKind | None) -> None:
        counters = self._lists.by_id.setdefault(node.get("list-id", ""), Counters())
        levels = self._styles.levels(node.get("style-name", ""))
        for child in node:
            if child.tag in ("p", "h"):
                label = counters.next(levels, number(node.get("level", ""), 1) - 1)
                self._paragraph(child, label, kind)

    def _index(self, node: Element) -> None:
        for body in node.iter("index-body"):
            for child in body:
                if child.tag == "index-title":
                    self.add(child, "heading")
                else:
                    holder = Element("body")
                    holder.append(child)
                    self.add(holder, "contents")

    def _table(self, node: Element) -> None:
        grid = read_grid(node, self._extract.losses, self._styles)
        anchored = add_grid(self._extract, grid, self.add, self._table, self._cell_text)
        for paragraph in anchored:
            self._anchored(paragraph, without_shapes=True)

    def _cell_text(self, cell: Cell, anchored: list[Paragraph]) -> str:
        """The text of a cell in one line; what is anchored in it is added to a list."""
        texts: list[str] = []
        for node in cell.blocks:
            if node.tag in ("p", "h"):
                paragraph = self._inline.read(node)
                texts.append(paragraph.text)
                anchored.append(paragraph)
                for shape in paragraph.shapes:
                    texts += self._inner_texts(shape)
            elif node not in cell.nested:
                texts += self._inner_texts(node)
        return in_one_line(texts)

    def _inner_texts(self, node: Element) -> list[str]:
        """The blocks of an element that is part of a cell."""
        inner = ExtractedText(losses=self._extract.losses)
        reader = BodyReader(inner, self._package, self._styles)
        reader._lists = self._lists
        holder = Element("cell")
        holder.append(node)
        reader.add(holder)
        return inner.text.split("\n\n")

    def _shape(self, node: Element) -> None:
        """A text box, chart, picture, group or drawn shape."""
        losses = self._extract.losses
        if node.tag == "g":
            self.add(node)
            return
        kinds = {child.tag for child in node}
        if node.tag == "frame" and not kinds & {"text-box", "table"}:
            objects = [child for child in node if child.tag in ("object", "object-ole")]
            if objects:
                losses["objects skipped"] += not self._embedded_object(objects[0])
            else:
                losses["pictures skipped"] += "image" in kinds
                losses["objects skipped"] += bool(kinds & {"plugin", "applet", "floating-frame"})
            return
        for child in node:
            if child.tag in ("text-box", "table", "p", "list"):
                holder = Element("shape")
                holder.append(child)
                self.add(holder)

    def _object_root(self, node: Element) -> Element | None:
        name = resolve("", node.get("href", ""))
        return optional(self._package, f"{name}/content.xml") if name else None

    def _formula(self, frame: Element) -> str:
        """The formula in a frame in one line; "" if it contains something else."""
        for node in frame:
            if node.tag == "object":
                math = node.find("math")
                root = self._object_root(node) if math is None else math
                if root is not None and root.tag == "math":
                    self._extract.losses["formulas written in a line"] += 1
                    return math_text(root)
        return ""

    def _embedded_object(self, node: Element) -> bool:
        """Adds the title and values of a chart; False if the object is something else."""
        root = self._object_root(node)
        chart = None if root is None else root.find("body/chart/chart")
        if chart is None:
            return False
        for title in chart.iter():
            if title.tag in ("title", "subtitle"):
                self.add(title)
        for table in chart.findall("table"):
            grid: Grid = read_grid(table, self._extract.losses, self._styles)
            for cell in grid.cells():
                cell.text = self._cell_text(cell, [])
            for rows, _ in grid.segments():
                add_rows(self._extract, rows, grid.header_rows)
        return True


def _lost(node: Element) -> dict[str, int]:
    """What is lost with an element that is left out whole; nothing for one that is not."""
    if node.tag == "annotation":
        return {"comments skipped": 1}
    if node.tag == "forms":
        return {"form fields skipped": sum(each.tag in _FORM_FIELDS for each in node.iter())}
    display = node.get("display") if node.tag == "section" else None
    if display == "none" or (display == "condition" and node.get("is-hidden") == "true"):
        return {"hidden passages left out": 1}
    return {}
