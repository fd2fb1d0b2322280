"""Reads HTML that the views make."""

from __future__ import annotations

import re
from typing import Any

from lxml import html


def tree(markup: str) -> Any:  # noqa: ANN401 - an element of lxml.html, which has no types of its own
    return html.fromstring(f"<div>{markup}</div>")


def text(markup: str, selector: str) -> list[str]:
    """The text of every element that a CSS selector matches, with single spaces.

    The selector consists of names, #ids, .classes and descendants.
    """
    path = "".join(f"//{_step(step)}" for step in selector.split())
    return [" ".join(element.text_content().split()) for element in tree(markup).xpath(f".{path}")]


def _step(step: str) -> str:
    """An XPath step for one part of a selector, such as "p.note"."""
    name, tests = "*", ""
    for part in re.findall(r"[#.]?[\w-]+", step):
        if part[0] == "#":
            tests += f"[@id='{part[1:]}']"
        elif part[0] == ".":
            tests += f"[contains(concat(' ', @class, ' '), ' {part[1:]} ')]"
        else:
            name = part
    return name + tests
