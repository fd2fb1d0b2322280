"""The automatic numbers of paragraphs, which Word computes from `word/numbering.xml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from index.formats.office.docx.styles import NumberReference, Styles
from index.formats.office.markup import is_on, number, value
from index.formats.office.numerals import numeral

_LEVELS = 9
_MAX_LINKS = 5
_PLACE = re.compile(r"%([1-9])")
_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    text: str
    restart: int | None
    """The level, counted from 1, after which it starts again; 0: never; None: after any higher."""
    is_legal: bool
    paragraph_style: str


class Numbering:
    """Counts the paragraphs of each list in the order of the document."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        nodes = [] if root is None else list(root)
        self._abstract = {
            node.get("abstractNumId", ""): node for node in nodes if node.tag == "abstractNum"
        }
        self._nums = {node.get("numId", ""): node for node in nodes if node.tag == "num"}
        self._levels: dict[str, tuple[str, list[_Level | None]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, properties: Element | None, style_id: str) -> str:
        """The number of the next paragraph, such as "2.1" or "(a)"; "" if it has none."""
        reference = self._reference(properties, style_id)
        if reference is None or reference.num_id in ("", "0"):
            return ""
        if reference.num_id not in self._nums:
            return ""
        abstract_id, levels = self._definition(reference.num_id)
        place = self._level_of(reference, levels, style_id)
        level = levels[place]
        if level is None:
            return ""
        self._count(reference.num_id, abstract_id, levels, place)
        counts = self._counts[abstract_id]

        def shown(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            other = levels[index]
            if other is None:
                return ""
            count = counts[index]
            style = "decimal" if level.is_legal else other.style
            return numeral(other.start if count is None else count, style)

        label = " ".join(_PLACE.sub(shown, level.text).split())
        is_mark = level.style in ("bullet", "none") and not _WORD.search(label)
        return "" if is_mark else label

    def _reference(self, properties: Element | None, style_id: str) -> NumberReference | None:
        inherited = self._styles.numbering(style_id)
        own = None if properties is None else properties.find("numPr")
        if own is None:
            return inherited
        level, num_id = value(own, "ilvl"), value(own, "numId")
        if not num_id:
            num_id = inherited.num_id if inherited else ""
        default = inherited.level if inherited and not value(own, "numId") else None
        return NumberReference(num_id, number(level) if level else default)

    def _level_of(
        self, reference: NumberReference, levels: list[_Level | None], style_id: str
    ) -> int:
        """The level that is linked with the paragraph's style, if the style numbers it."""
        if reference.style or reference.level is None:
            for id, _ in self._styles.chain(style_id):
                for place, level in enumerate(levels):
                    if level and level.paragraph_style == id:
                        return place
        return min(max(reference.level or 0, 0), _LEVELS - 1)

    def _count(
        self, num_id: str, abstract_id: str, levels: list[_Level | None], place: int
    ) -> None:
        counts = self._counts.setdefault(abstract_id, [None] * _LEVELS)
        level = levels[place]
        start = level.start if level else 1
        override = self._override(num_id, place)
        count = counts[place]
        if override is not None and (num_id, place) not in self._started:
            counts[place] = override
        else:
            counts[place] = start if count is None else count + 1
        self._started.add((num_id, place))
        for higher in range(place):  # as if an item of each higher level had come before
            above = levels[higher]
            if counts[higher] is None and above:
                counts[higher] = above.start
        for deeper in range(place + 1, _LEVELS):
            below = levels[deeper]
            restart = below.restart if below else None
            if restart is None or (restart and place < restart):
                counts[deeper] = None

    def _override(self, num_id: str, place: int) -> int | None:
        for node in self._nums[num_id].findall("lvlOverride"):
            start = value(node, "startOverride")
            if start and number(node.get("ilvl", "")) == place:
                return number(start, 1)
        return None

    def _definition(self, num_id: str) -> tuple[str, list[_Level | None]]:
        if num_id not in self._levels:
            abstract_id, abstract = self._abstract_of(num_id)
            levels: list[_Level | None] = [None] * _LEVELS
            own = [
                level
                for override in self._nums[num_id].findall("lvlOverride")
                for level in override.findall("lvl")
            ]
            for node in [*([] if abstract is None else abstract.findall("lvl")), *own]:
                place = number(node.get("ilvl", ""))
                if 0 <= place < _LEVELS:
                    levels[place] = _level(node)
            self._levels[num_id] = abstract_id, levels
        return self._levels[num_id]

    def _abstract_of(self, num_id: str) -> tuple[str, Element | None]:
        """The definition of a list, which may be that of a list style."""
        abstract_id, node = "", None
        for _ in range(_MAX_LINKS):
            abstract_id = value(self._nums.get(num_id), "abstractNumId")
            node = self._abstract.get(abstract_id)
            link = value(node, "numStyleLink")
            reference = self._styles.numbering(link) if link else None
            if reference is None or node is None or node.find("lvl") is not None:
                break
            num_id = reference.num_id
        return abstract_id, node


def _level(node: Element) -> _Level:
    restart = value(node, "lvlRestart")
    hidden = is_on(node.find("rPr"), "vanish")
    return _Level(
        start=number(value(node, "start"), 1) if node.find("start") is not None else 0,
        style="none" if hidden else value(node, "numFmt") or "decimal",
        text=value(node, "lvlText"),
        restart=number(restart) if restart else None,
        is_legal=bool(is_on(node, "isLgl")),
        paragraph_style=value(node, "pStyle"),
    )
