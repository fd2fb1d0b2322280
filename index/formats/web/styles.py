"""What styles say that changes the text: hidden, struck out, raised and lowered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

HIDDEN, SHOWN, STRUCK, RAISED, LOWERED = "hidden", "shown", "struck", "raised", "lowered"
BOLD, BLOCK = "bold", "block"

Sheet = Mapping[str, frozenset[str]]
"""Name of a class or id, as `normal_names` gives it, to what its rules say."""

_DECLARATIONS = (
    (re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I), HIDDEN),
    (re.compile(r"(?<![-\w])font-size\s*:\s*0(?![.\d])", re.I), HIDDEN),
    (re.compile(r"(?<![-\w])(?:left|top)\s*:\s*-\d{3,}|clip\s*:\s*rect\(0", re.I), HIDDEN),
    (re.compile(r"(?<![-\w])display\s*:\s*(?!none)\w", re.I), SHOWN),
    (re.compile(r"(?<![-\w])display\s*:\s*(?:block|flex|grid|table\b|list-item)", re.I), BLOCK),
    (re.compile(r"text-decoration[^;:]*:[^;]*line-through", re.I), STRUCK),
    (re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I), BOLD),
    (re.compile(r"vertical-align\s*:\s*super|font-variant-position\s*:\s*super", re.I), RAISED),
    (re.compile(r"vertical-align\s*:\s*sub|font-variant-position\s*:\s*sub", re.I), LOWERED),
)
_RELATIVE = re.compile(r"position\s*:\s*relative", re.I)
_SMALL = re.compile(
    r"font-size\s*:\s*(?:0?\.\d+\s*r?em|[1-8]?\d(?:\.\d+)?\s*%|small|x-small)", re.I
)
_SHIFT = re.compile(r"(?<![-\w])(top|bottom)\s*:\s*(-?)0*\.?[1-9]", re.I)
_BRACE = re.compile("[{}]")
_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?[.#]([\w-]+)", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MAX_SHEET = 2_000_000  # characters
_MAX_STYLE = 1_000


def normal_names(text: str) -> list[str]:
    """Class names and ids in small letters: "mainMenu" is "main-menu"."""
    return _CAMEL.sub("-", text).lower().split()


def style_of(element: _Element) -> frozenset[str]:
    """What the style attribute of an element says."""
    style = element.get("style", "")[:_MAX_STYLE]
    return declared(style) if style else frozenset()


@lru_cache(maxsize=1_000)
def declared(declarations: str) -> frozenset[str]:
    """
    >>> sorted(declared("display: none")), sorted(declared("vertical-align:super"))
    (['hidden'], ['raised'])
    """
    found = {what for pattern, what in _DECLARATIONS if pattern.search(declarations)}
    if _RELATIVE.search(declarations) and _SMALL.search(declarations):
        for side, minus in _SHIFT.findall(declarations):
            found.add(RAISED if (side.lower() == "top") == bool(minus) else LOWERED)
    return frozenset(found)


@lru_cache(maxsize=4)  # the chapters of a book have the same
def read_sheet(css: str) -> Sheet:
    """The rules of a style sheet for a single class or id; those of @media are not read.

    They are not to be changed: they are remembered.
    """
    sheet: dict[str, frozenset[str]] = {}
    for selectors, declarations in _rules(css[:_MAX_SHEET]):
        if what := declared(declarations[:_MAX_STYLE]):
            for selector in selectors.split(","):
                if match := _SELECTOR.fullmatch(selector.strip()):
                    (name,) = normal_names(match[1])
                    before = sheet.get(name, frozenset())
                    sheet[name] = (before - {HIDDEN} if SHOWN in what else before) | what
    return sheet


def own_sheet(page: _Element) -> Sheet:
    """The rules in the <style> elements of a page."""
    return read_sheet("\n".join(element.text or "" for element in page.iter("style")))


def _rules(css: str) -> Iterator[tuple[str, str]]:
    first, *rest = css.split("/*")
    css = first + "".join(part.partition("*/")[2] for part in rest)
    outer: list[str] = []
    position = 0
    for match in _BRACE.finditer(css):
        text = css[position : match.start()]
        position = match.end()
        if match[0] == "{":
            outer.append(text.rpartition(";")[2])
        elif outer:
            selectors = outer.pop()
            if not outer:
                yield selectors, text
