"""Formulas in MathML as text on a line: E=mc^2, (a+b)/2."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_NO_TEXT = ("annotation", "annotation-xml")


def written(element: _Element) -> str:
    """The formula; parts of more than one character are in parentheses."""
    tag = str(element.tag).rpartition(":")[2]
    if tag in _NO_TEXT:
        return ""
    parts = [written(child) for child in element if isinstance(child.tag, str)]
    if tag in ("msup", "mover") and len(parts) == 2:
        return f"{_grouped(parts[0])}^{_grouped(parts[1])}"
    if tag in ("msub", "munder") and len(parts) == 2:
        return f"{parts[0]}_{_grouped(parts[1])}"
    if tag in ("msubsup", "munderover") and len(parts) == 3:
        return f"{parts[0]}_{_grouped(parts[1])}^{_grouped(parts[2])}"
    if tag == "mfrac" and len(parts) == 2:
        return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    if tag in ("msqrt", "mroot") and parts:
        return f"√{_grouped(''.join(parts[:1] if tag == 'mroot' else parts))}"
    texts = [element.text or ""]
    for child, part in zip((c for c in element if isinstance(c.tag, str)), parts, strict=True):
        texts += [part, child.tail or ""]
    joined = "".join(" ".join(text.split()) for text in texts)
    return f"{joined} " if tag in ("mtr", "mtd", "mtext") else joined


def _grouped(text: str) -> str:
    text = text.strip()
    return text if len(text) < 2 or text.isdigit() else f"({text})"
