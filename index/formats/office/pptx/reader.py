"""Presentations (.pptx): a slide is a page, its title a heading; speaker notes follow the slide.

Shapes are read in the order of their places on the slide. Hidden slides are left out and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.extract import ExtractedText
from index.formats.office.drawing import add_drawing
from index.formats.office.grids import add_rows
from index.formats.office.markup import Relations, optional, part
from index.formats.office.pptx.layout import Layouts, Shape, shapes_of
from index.formats.office.pptx.text import paragraphs, table_rows
from index.formats.office.texts import plain_words, stated
from index.formats.zip_package import ZipPackage

_MAX_HEADING_CHARS = 80
_RUNNING = frozenset(("ftr", "hdr", "dt"))


def read_pptx(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    extract = ExtractedText(*stated(package.core()))
    reader = _DeckReader(package, extract)
    for number, name in enumerate(_slides(package), 1):
        reader.add_slide(number, name)
    return extract


def _slides(package: ZipPackage) -> Iterator[str]:
    main = package.main_part("ppt/presentation.xml")
    related = package.related(main)
    for node in part(package, main).iter("sldId"):
        if (id := node.get("r:id", "")) in related:
            yield related[id][1]


class _DeckReader:
    def __init__(self, package: ZipPackage, extract: ExtractedText) -> None:
        self._package = package
        self._extract = extract
        self._running: set[str] = set()
        """Words of footers and layouts that were added."""
        self._layouts: dict[str, tuple[Layouts, list[Element]]] = {}
        self._masters: dict[str, Element | None] = {}

    def add_slide(self, number: int, name: str) -> None:
        root = part(self._package, name)
        related = self._package.related(name)
        if root.get("show", "1") in ("0", "false"):
            self._extract.losses["hidden slides skipped"] += 1
            return
        self._extract.page(str(number))
        layout = next((other for kind, other in related.values() if kind == "slideLayout"), "")
        layouts, fixed = self._layout(layout)
        tree = root.find("cSld/spTree")
        shapes = shapes_of(root if tree is None else tree, layouts)
        self._add_shapes(shapes, related, layouts, self._heading(shapes), is_first=number == 1)
        for shape in fixed:
            self._add_running(shape)
        for kind, other in related.values():
            if kind == "notesSlide":
                self._add_notes(optional(self._package, other))
            elif kind == "comments":
                comments = optional(self._package, other)
                self._extract.losses["comments skipped"] += 0 if comments is None else len(comments)

    def _layout(self, name: str) -> tuple[Layouts, list[Element]]:
        """The placeholders of a layout and its master, and their shapes with a fixed text."""
        if name not in self._layouts:
            root = optional(self._package, name) if name else None
            masters = [
                other
                for kind, other in self._package.related(name).values()
                if name and kind == "slideMaster"
            ]
            master = self._master(masters[0]) if masters else None
            drawn = [root, master if root is not None and root.get("showMasterSp") != "0" else None]
            fixed = [
                shape.node
                for each in drawn
                if each is not None and (tree := each.find("cSld/spTree")) is not None
                for shape in shapes_of(tree, Layouts())
                if shape.node.tag == "sp" and shape.placeholder is None
            ]
            self._layouts[name] = Layouts(root, master), fixed
        return self._layouts[name]

    def _master(self, name: str) -> Element | None:
        """The master of one or more layouts."""
        if name not in self._masters:
            self._masters[name] = optional(self._package, name)
        return self._masters[name]

    def _heading(self, shapes: list[Shape]) -> Element | None:
        """The shape whose text is the title of the slide: a title, or a line at the top."""
        for place, shape in enumerate(shapes):
            texts = self._texts(shape.node)
            if texts and shape.is_title:
                return shape.node
            if texts:
                is_line = len(texts) == 1 and len(texts[0]) <= _MAX_HEADING_CHARS
                is_line = is_line and texts[0][-1] not in ".,;:?!" and shape.placeholder is None
                has_more = is_line and any(self._texts(each.node) for each in shapes[place + 1 :])
                return shape.node if has_more else None
        return None

    def _texts(self, shape: Element) -> list[str]:
        body = shape.find("txBody") if shape.tag == "sp" else None
        return [] if body is None else list(paragraphs(body, Counter()))

    def _add_shapes(
        self,
        shapes: list[Shape],
        related: Relations,
        layouts: Layouts,
        heading: Element | None,
        *,
        is_first: bool = False,
    ) -> None:
        losses = self._extract.losses
        for shape in shapes:
            node, kind = shape.node, shape.placeholder
            if _is_hidden(node):
                losses["hidden shapes left out"] += 1
            elif kind == "sldNum" or (kind == "dt" and next(node.iter("fld"), None) is not None):
                losses["slide numbers and dates skipped"] += 1
            elif kind in _RUNNING:
                self._add_running(node)
            elif node is heading:
                title = " ".join(" ".join(self._added_texts(node)).split())
                if is_first and shape.is_title:
                    self._extract.title = self._extract.title or title
                self._extract.add(title, heading=True)
            elif node.tag == "grpSp":
                self._add_shapes(shapes_of(node, layouts), related, layouts, heading)
            elif node.tag == "sp":
                for text in self._added_texts(node):
                    self._extract.add(text)
            else:
                self._add_graphic(node, related)

    def _added_texts(self, shape: Element) -> list[str]:
        bodies = [child for child in shape if child.tag == "txBody"] or [shape]
        return [text for body in bodies for text in paragraphs(body, self._extract.losses)]

    def _add_graphic(self, node: Element, related: Relations) -> None:
        """A picture, table, chart, diagram or embedded object."""
        losses = self._extract.losses
        if node.tag == "pic":
            is_video = next(node.iter("videoFile"), None) is not None
            losses["videos skipped" if is_video else "pictures skipped"] += 1
            return
        if (table := next(node.iter("tbl"), None)) is not None:
            self._add_table(table)
        elif (drawing := next(_drawings(node), None)) is not None:
            add_drawing(self._extract, self._package, drawing, related)
        else:
            losses["charts skipped" if node.tag == "chart" else "objects skipped"] += 1

    def _add_table(self, table: Element) -> None:
        properties = table.find("tblPr")
        rows = table_rows(table, self._extract.losses)
        switches = {} if properties is None else properties.attrib
        has_header = switches.get("firstRow", "0") in ("1", "true")
        has_labels = switches.get("firstCol", "0") in ("1", "true") and not has_header
        has_spans = any("gridSpan" in cell.attrib for cell in table.iter("tc"))
        add_rows(
            self._extract,
            rows,
            None if has_header else 0,
            has_labels=has_labels,
            has_spans=has_spans,
        )

    def _add_running(self, shape: Element) -> None:
        """Adds a footer or a text of the layout once."""
        words = " ".join(self._texts(shape))
        if words and plain_words(words) not in self._running:
            self._running.add(plain_words(words))
            self._extract.add(words)

    def _add_notes(self, root: Element | None) -> None:
        for shape in () if root is None else root.iter("sp"):
            if Shape(shape, None).placeholder in (None, "body"):
                for text in self._added_texts(shape):
                    self._extract.add(text, kind="note")


def _drawings(node: Element) -> Iterator[Element]:
    return (each for each in node.iter() if each.tag in ("chart", "relIds") and len(each.attrib))


def _is_hidden(shape: Element) -> bool:
    names = (child.find("cNvPr") for child in shape if child.tag.startswith("nv"))
    return any(name is not None and name.get("hidden") in ("1", "true") for name in names)
