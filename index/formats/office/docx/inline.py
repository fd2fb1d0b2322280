"""The text of one Word paragraph: its runs, fields, notes, symbols, formulas and text boxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from index.formats.office.characters import clean, join_levels, symbols
from index.formats.office.docx.styles import Styles
from index.formats.office.drawing import formula
from index.formats.office.markup import choice, is_on, number, value, within
from index.formats.office.texts import PAGE_NUMBER

_LEFT_OUT = {
    "del": "tracked deletions left out",
    "moveFrom": "tracked deletions left out",
    "rt": "readings of characters skipped",
}
_ACCEPTED = frozenset(("ins", "moveTo"))
_SILENT = frozenset(
    (
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "rubyPr"),
        *("instrText", "delText", "delInstrText", "fldData"),
    )
)
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_BOXES = frozenset(("txbxContent", "chart", "relIds"))
_SHAPES = _BOXES | {"blip", "imagedata", "textpath"}
_MAX_SHIFT = 3  # half-points by which text may be moved and still be on its line
_NUMBER_FIELDS = ("AUTONUM", "LISTNUM")  # Word computes them anew and stores no result
_PAGE_FIELDS = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES"))
_LIVE_FIELDS = frozenset(("DATE", "TIME", "FILENAME"))


@dataclass(slots=True)
class Paragraph:
    """The text of a paragraph and what is anchored in it."""

    pieces: list[tuple[str, int]] = field(default_factory=list)
    """Parts of the text, and if each is raised (1), lowered (-1) or neither (0)."""
    boxes: list[Element] = field(default_factory=list)
    """Contents of text boxes; elements that name charts and diagrams."""
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    """Mark, kind ("footnote" or "endnote") and id of the notes, in order."""

    @property
    def text(self) -> str:
        return clean(join_levels(self.pieces))


@dataclass(slots=True)
class _Field:
    """A complex field: a code, which is not printed, then a result."""

    code: str = ""
    is_result: bool = False


class InlineReader:
    """Reads the paragraphs of one part in order; fields may extend over paragraphs."""

    def __init__(
        self,
        styles: Styles,
        losses: Counter[str],
        note_mark: Callable[[str], str],
        *,
        is_running: bool = False,
        is_converted: bool = False,
    ) -> None:
        """`note_mark` gives the next number of a footnote or endnote. `is_running` is true for
        headers and footers, which are read without page numbers. `is_converted` is true for a
        file in which a program has put the day of the conversion into fields of dates."""
        self._styles = styles
        self._losses = losses
        self._note_mark = note_mark
        self._is_running = is_running
        self._live_fields = _LIVE_FIELDS if is_converted else frozenset()
        self._fields: list[_Field] = []
        self._is_hidden = False
        self._is_placeholder = False
        self._custom_mark = False

    def read(self, node: Element, style_id: str) -> Paragraph:
        paragraph = Paragraph()
        self._is_hidden = self._styles.is_hidden(style_id)
        self._children(node, paragraph)
        if self._fields and not self._fields[-1].is_result:
            self._fields.clear()  # a code ends with its paragraph, or the rest would be lost
        return paragraph

    def _children(self, node: Element, paragraph: Paragraph) -> None:
        for child in node:
            tag = child.tag
            if tag == "r":
                self._run(child, paragraph)
            elif tag in _LEFT_OUT:
                self._losses[_LEFT_OUT[tag]] += 1
            elif tag in ("oMath", "oMathPara"):
                paragraph.pieces.append((formula(child), 0))
                self._losses["formulas written in a line"] += 1
            elif tag == "fldSimple" and self._is_page_field(child.get("instr", "")):
                paragraph.pieces.append((PAGE_NUMBER, 0))
            elif tag == "fldSimple" and self._is_live_field(child.get("instr", "")):
                self._losses["automatic dates skipped"] += 1
            elif tag == "sdt":
                self._content_control(child, paragraph)
            elif tag == "AlternateContent":
                self._children(choice(child), paragraph)
            elif tag not in _SILENT:
                self._losses["tracked insertions accepted"] += tag in _ACCEPTED
                self._children(child, paragraph)

    def _content_control(self, node: Element, paragraph: Paragraph) -> None:
        before = self._is_placeholder
        if node.find("sdtPr/showingPlcHdr") is not None:
            self._is_placeholder = True
        for content in node.findall("sdtContent"):
            self._children(content, paragraph)
        self._is_placeholder = before

    def _run(self, run: Element, paragraph: Paragraph) -> None:
        properties = run.find("rPr")
        style = value(properties, "rStyle")
        if self._hides(properties, style):
            if any(child.tag in ("t", "sym", "drawing") for child in run):
                self._losses["hidden passages left out"] += 1
            return
        if self._is_placeholder and self._styles.name(style).startswith("placeholder"):
            self._losses["form fields not filled in"] += 1
            return
        if properties is None:
            self._contents(run, paragraph, 0, "")
            return
        alignment = value(properties, "vertAlign") or (self._styles.raised(style) if style else "")
        level = {"superscript": 1, "subscript": -1}.get(alignment, 0)
        if not level:
            shift = number(value(properties, "position"))
            level = (shift > _MAX_SHIFT) - (shift < -_MAX_SHIFT)
        fonts = properties.find("rFonts")
        self._contents(
            run,
            paragraph,
            level,
            "" if fonts is None else fonts.get("ascii", "") or fonts.get("hAnsi", ""),
        )

    def _hides(self, properties: Element | None, style: str) -> bool:
        state = is_on(properties, "vanish")
        if state is None and style and self._styles.is_hidden(style):
            return True
        return self._is_hidden if state is None else state

    def _contents(self, run: Element, paragraph: Paragraph, level: int, font: str) -> None:
        for child in run:
            tag = child.tag
            if tag == "fldChar":
                self._field(child, paragraph)
            elif tag == "instrText" and self._fields and not self._fields[-1].is_result:
                self._fields[-1].code += child.text or ""
            elif not all(each.is_result for each in self._fields):
                continue  # part of a field's code
            elif tag == "t":
                self._add(paragraph, child.text or "", level, font)
            elif tag in _BREAKS:
                paragraph.pieces.append((_BREAKS[tag], 0))
            elif tag == "AlternateContent":
                self._contents(choice(child), paragraph, level, font)
            else:
                self._special(child, paragraph, level)

    def _special(self, node: Element, paragraph: Paragraph, level: int) -> None:
        """Anything in a run but text and breaks."""
        tag = node.tag
        if tag in ("sym", "symEx") and _is_hex(node.get("char", "")):
            code = chr(int(node.get("char", ""), 16))
            self._add(paragraph, code, level, node.get("font", "") if tag == "sym" else "")
        elif tag in ("footnoteReference", "endnoteReference"):
            self._note(node, paragraph)
        elif tag in ("drawing", "pict", "object"):
            self._shapes(node, paragraph)
        elif tag == "ruby":
            self._losses["readings of characters skipped"] += 1
            for base in node.findall("rubyBase"):
                self._children(base, paragraph)

    def _add(self, paragraph: Paragraph, text: str, level: int, font: str) -> None:
        text, unknown = symbols(text, font)
        self._losses["symbols skipped"] += unknown
        if self._custom_mark and text.strip():
            paragraph.notes[-1] = (text.strip(), *paragraph.notes[-1][1:])
            text, level = f"[{text.strip()}]", 0
        self._custom_mark = False
        paragraph.pieces.append((text, level))

    def _note(self, node: Element, paragraph: Paragraph) -> None:
        kind = node.tag.removesuffix("Reference")
        if node.get("customMarkFollows", "0") not in ("0", "false", "off"):
            self._custom_mark = True
            paragraph.notes.append(("", kind, node.get("id", "")))
            return
        mark = self._note_mark(kind)
        paragraph.notes.append((mark, kind, node.get("id", "")))
        paragraph.pieces.append((f"[{mark}]", 0))

    def _shapes(self, node: Element, paragraph: Paragraph) -> None:
        """What a drawing contains: text boxes, charts, diagrams, pictures."""
        pictures = 0
        for shape in within(node, _SHAPES):
            if shape.tag in _BOXES:
                paragraph.boxes.append(shape)
            elif shape.tag in ("blip", "imagedata"):
                pictures += 1
            elif shape.tag == "textpath" and shape.get("string", "").strip():
                paragraph.pieces.append((f"\n{shape.get('string', '').strip()}\n", 0))
        kind = "objects skipped" if node.tag == "object" else "pictures skipped"
        self._losses[kind] += 1 if node.tag == "object" else pictures

    def _field(self, node: Element, paragraph: Paragraph) -> None:
        kind = node.get("fldCharType", "")
        if kind == "begin":
            self._fields.append(_Field())
            self._form_field(node, paragraph)
        elif not self._fields:
            return
        elif kind == "separate":
            # a page number in a header has a result, which is only that of one page
            code = self._fields[-1].code
            is_left_out = self._is_page_field(code) or self._is_live_field(code)
            self._fields[-1].is_result = not is_left_out
        elif kind == "end":
            ended = self._fields.pop()
            if not ended.is_result and self._is_page_field(ended.code):
                paragraph.pieces.append((PAGE_NUMBER, 0))
            elif not ended.is_result and self._is_live_field(ended.code):
                self._losses["automatic dates skipped"] += 1
            elif ended.code.strip().upper().startswith(_NUMBER_FIELDS):
                self._losses["automatic numbers skipped"] += 1

    def _form_field(self, node: Element, paragraph: Paragraph) -> None:
        """The state of a check box or list of a form: such fields have no result."""
        box, choices = node.find("ffData/checkBox"), node.find("ffData/ddList")
        if box is not None:
            state = is_on(box, "checked")
            state = is_on(box, "default") if state is None else state
            paragraph.pieces.append(("☒" if state else "☐", 0))
        elif choices is not None:
            entries = [entry.get("val", "") for entry in choices.findall("listEntry")]
            chosen = number(value(choices, "result") or value(choices, "default"))
            paragraph.pieces.append((entries[chosen] if 0 <= chosen < len(entries) else "", 0))

    def _is_page_field(self, code: str) -> bool:
        return self._is_running and _field_name(code) in _PAGE_FIELDS

    def _is_live_field(self, code: str) -> bool:
        return _field_name(code) in self._live_fields


def _field_name(code: str) -> str:
    return code.strip().upper().split(" ")[0]


def _is_hex(text: str) -> bool:
    return 0 < len(text) <= 5 and all(each in "0123456789abcdefABCDEF" for each in text)
