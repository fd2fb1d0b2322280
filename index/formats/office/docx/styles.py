"""Styles of a Word document: what a paragraph or run inherits from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

from index.formats.office.markup import is_on, number, value

_MAX_DEPTH = 20
_HEADING = re.compile(r"title|(toc )?heading( ?\d.*)?")
_NUMBERED_HEADING = re.compile(r"heading ?\d")
_QUOTES = frozenset(
    (
        *("quote", "intense quote", "block text", "block quote", "blockquote"),
        *("block quotation", "quotation", "quotations"),
    )
)
"""Names of styles of Word and LibreOffice for a quotation that is set off, and usual ones."""

_BODY_LEVEL = 9  # the outline level of text that is no heading


@dataclass(slots=True)
class NumberReference:
    """The list of a paragraph, "" or "0" for none, and its level there; None if not said."""

    num_id: str
    level: int | None
    style: str = ""
    """The style that says so; "" if the paragraph itself does."""


class Styles:
    """The styles of `word/styles.xml`; a document without that part has none."""

    def __init__(self, root: Element | None) -> None:
        self._root = root
        nodes = () if root is None else root.iter("style")
        self._by_id = {node.get("styleId", ""): node for node in nodes}
        self._names: dict[str, str] = {}
        self._headings: dict[str, bool] = {}
        self._hidden: dict[str, bool] = {}

    def name(self, style_id: str) -> str:
        """The English built-in name, which is the same in Word of every language, in lower case."""
        if style_id not in self._names:
            name = value(self._by_id.get(style_id), "name") or style_id
            self._names[style_id] = name.casefold()
        return self._names[style_id]

    @cached_property
    def default_paragraph(self) -> str:
        """The id of the style of paragraphs that name none."""
        return next(
            (
                id
                for id, node in self._by_id.items()
                if node.get("type") == "paragraph" and node.get("default") in ("1", "true", "on")
            ),
            "",
        )

    def chain(self, style_id: str) -> Iterator[tuple[str, Element]]:
        """The style and those that it is based on, the nearest first."""
        seen: set[str] = set()
        while style_id in self._by_id and style_id not in seen and len(seen) < _MAX_DEPTH:
            seen.add(style_id)
            node = self._by_id[style_id]
            yield style_id, node
            style_id = value(node, "basedOn")

    def is_heading(self, style_id: str) -> bool:
        """True for a heading or a title, by the name or the outline level of the style."""
        if style_id not in self._headings:
            self._headings[style_id] = self._find_heading(style_id)
        return self._headings[style_id]

    def is_quote(self, style_id: str) -> bool:
        """True for a style of block quotations, or one that is based on it."""
        ids = [style_id, *(id for id, _ in self.chain(style_id))]
        return any(self.name(id) in _QUOTES for id in ids)

    def _find_heading(self, style_id: str) -> bool:
        if _HEADING.fullmatch(self.name(style_id)):
            return True
        for id, node in self.chain(style_id):
            name = self.name(id)
            if name.startswith(("toc ", "table of figures")):
                return False
            if name == "title" or _NUMBERED_HEADING.match(name):
                return True
            if level := value(node.find("pPr"), "outlineLvl"):
                return number(level, _BODY_LEVEL) < _BODY_LEVEL
        return False

    def numbering(self, style_id: str) -> NumberReference | None:
        """The list that the style puts a paragraph in; None if none says anything of lists."""
        found: NumberReference | None = None
        for id, node in self.chain(style_id):
            properties = node.find("pPr/numPr")
            if properties is None:
                continue
            level = value(properties, "ilvl")
            if found is None:
                found = NumberReference("", number(level) if level else None, id)
            if num_id := value(properties, "numId"):
                found.num_id = num_id
                return found
        return found

    def is_hidden(self, style_id: str) -> bool:
        if style_id not in self._hidden:
            states = (is_on(node.find("rPr"), "vanish") for _, node in self.chain(style_id))
            self._hidden[style_id] = next((state for state in states if state is not None), False)
        return self._hidden[style_id]

    def raised(self, style_id: str) -> str:
        """The vertical alignment of a character style: "superscript", "subscript" or ""."""
        found = (value(node.find("rPr"), "vertAlign") for _, node in self.chain(style_id))
        return next(filter(None, found), "")

    def has_bold_first_row(self, style_id: str) -> bool:
        """True if a table style sets its first row in bold type, as one that names the columns."""
        return any(
            condition.get("type") == "firstRow" and bool(is_on(condition.find("rPr"), "b"))
            for _, node in self.chain(style_id)
            for condition in node.findall("tblStylePr")
        )
