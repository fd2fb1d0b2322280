"""Styles of an OpenDocument text: what paragraphs, spans and lists inherit from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from index.formats.office.markup import number
from index.formats.office.numerals import numeral

_MAX_DEPTH = 20
_LEVELS = 10
_PLACE = re.compile(r"%(\d{1,2})%")
_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter"} | {
    "i": "lowerRoman",
    "I": "upperRoman",
    "1st": "ordinal",
    "One": "cardinalText",
    "First": "ordinalText",
}


@dataclass(frozen=True, slots=True)
class Level:
    """How the items of one level of a list, or the headings of one level, are numbered."""

    format: str = ""
    """Of Word's number formats; "" for bullets and no number."""
    prefix: str = ""
    suffix: str = ""
    shown: int = 1
    """How many levels the number shows: 2 for "3.1"."""
    start: int = 1
    pattern: str = ""
    """Newer than prefix and suffix: "%1%.%2%"."""


class Styles:
    """The styles of content.xml and styles.xml, in that order."""

    def __init__(self, *roots: Element | None) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self._lists: dict[str, list[Level]] = {}
        self.outline = [Level()] * _LEVELS
        for root in roots:
            for node in () if root is None else root.iter():
                if node.tag == "style":
                    key = node.get("family", ""), node.get("name", "")
                    self._styles.setdefault(key, node)
                elif node.tag == "list-style":
                    self._lists.setdefault(node.get("name", ""), _levels(node))
                elif node.tag == "outline-style":
                    self.outline = _levels(node)
        self._found: dict[tuple[str, str, str], str | None] = {}

    def chain(self, family: str, name: str) -> Iterator[tuple[str, Element]]:
        """The style and those that it inherits from, the nearest first."""
        seen: set[str] = set()
        while (family, name) in self._styles and name not in seen and len(seen) < _MAX_DEPTH:
            seen.add(name)
            node = self._styles[family, name]
            yield name, node
            name = node.get("parent-style-name", "")

    def text_property(self, family: str, name: str, key: str) -> str | None:
        """A property of the text of a style: its own or an inherited one."""
        place = (family, name, key)
        if place not in self._found:
            nodes = (node.find("text-properties") for _, node in self.chain(family, name))
            values = (node.get(key) for node in nodes if node is not None)
            self._found[place] = next((value for value in values if value is not None), None)
        return self._found[place]

    def is_hidden(self, family: str, name: str) -> bool:
        return self.text_property(family, name, "display") == "none"

    def is_bold(self, family: str, name: str) -> bool:
        return self.text_property(family, name, "font-weight") in ("bold", "700", "800", "900")

    def is_prominent(self, name: str) -> bool:
        """True for a paragraph style that is centred or in bold type, as a title is."""
        nodes = (node.find("paragraph-properties") for _, node in self.chain("paragraph", name))
        aligned = (node.get("text-align") for node in nodes if node is not None)
        is_centred = next((each for each in aligned if each is not None), "") == "center"
        return is_centred or self.is_bold("paragraph", name)

    def raised(self, name: str) -> int:
        """1 for raised text, -1 for lowered, 0 for neither."""
        place = (self.text_property("text", name, "text-position") or "").split(" ")[0]
        if place in ("super", "sub"):
            return 1 if place == "super" else -1
        share = number(place.removesuffix("%"))
        return (share > 0) - (share < 0)

    def is_named(self, name: str, *wanted: str) -> bool:
        """True if the paragraph style, or one that it inherits from, has one of these names."""
        names = [name, *(each for each, _ in self.chain("paragraph", name))]
        return any(each.replace("_20_", " ") in wanted for each in names)

    def paragraph_list(self, name: str) -> str | None:
        """The list style that a paragraph style names; "" for none, None if it does not say."""
        values = (node.get("list-style-name") for _, node in self.chain("paragraph", name))
        return next((value for value in values if value is not None), None)

    def levels(self, list_style: str) -> list[Level]:
        return self._lists.get(list_style, [Level()] * _LEVELS)


class Counters:
    """The numbers that one list, or the headings of a document, have reached."""

    def __init__(self) -> None:
        self._counts: list[int | None] = [None] * _LEVELS

    def next(self, levels: list[Level], place: int, start: int | None = None) -> str:
        """The number of the next item on a level (0 is the highest); "" if it has none."""
        place = min(max(place, 0), _LEVELS - 1)
        level, count = levels[place], self._counts[place]
        self._counts[place] = (
            start if start is not None else level.start if count is None else count + 1
        )
        self._counts[place + 1 :] = [None] * (_LEVELS - place - 1)
        for higher in range(place):  # as if an item of each higher level had come before
            if self._counts[higher] is None:
                self._counts[higher] = levels[higher].start
        if not level.format:
            return ""

        def shown(index: int) -> str:
            if not 0 <= index < _LEVELS or not levels[index].format:
                return ""
            current = self._counts[index]
            return numeral(
                levels[index].start if current is None else current, levels[index].format
            )

        if level.pattern:
            return _PLACE.sub(lambda match: shown(int(match[1]) - 1), level.pattern).strip()
        first = max(place + 1 - level.shown, 0)
        numbers = filter(None, (shown(index) for index in range(first, place + 1)))
        return f"{level.prefix}{'.'.join(numbers)}{level.suffix}".strip()


def _levels(list_style: Element) -> list[Level]:
    levels = [Level()] * _LEVELS
    for node in list_style:
        place = number(node.get("level", "")) - 1
        is_number = node.tag in ("list-level-style-number", "outline-level-style")
        if is_number and 0 <= place < _LEVELS:
            levels[place] = Level(
                _format(node.get("num-format", "")),
                node.get("num-prefix", ""),
                node.get("num-suffix", ""),
                number(node.get("display-levels", ""), 1),
                number(node.get("start-value", ""), 1),
                node.get("num-list-format", ""),
            )
    return levels


def _format(code: str) -> str:
    """The number format of an ODF code, which is an example of the numbers: "a", "01, 02"."""
    if not code:
        return ""
    return "decimalZero" if code.startswith("01") else _FORMATS.get(code, "decimal")
