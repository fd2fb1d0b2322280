"""Forms: labels with the values that are filled in or chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from index.formats.web import boilerplate
from index.formats.web.blocks import Context, changed
from index.formats.web.table_grid import joined

if TYPE_CHECKING:
    from lxml.etree import _Element

    from index.formats.web.walk import Walker

_BUTTON_TYPES = ("submit", "button", "reset", "image")
_WITHOUT_VALUE = ("hidden", "password", "file")
_MAX_OPTIONS = 50


def read_button(walker: Walker, element: _Element, context: Context) -> None:
    """Buttons are left out, but for those that are headings of what they unfold."""
    if context.in_heading or context.left_out:
        walker.out.line.opens("custom")
        walker.content(element, context)
        walker.out.line.closes("custom")
    elif boilerplate.is_question(element):
        walker.out.flush(context)
        inner = changed(context, in_heading=True)
        walker.content(element, inner)
        walker.out.flush(inner)
    else:
        inner = changed(context, left_out=boilerplate.BUTTON, is_item=False)
        _leave_out(walker, joined(walker.inner().read(element, inner)), context)


def _leave_out(walker: Walker, text: str, context: Context) -> None:
    walker.parts += 1
    walker.out.line.space()
    walker.out.leave_out(text, boilerplate.BUTTON, context, walker.parts)


def read_input(walker: Walker, element: _Element, context: Context) -> None:
    kind = element.get("type", "text").lower()
    value = " ".join(element.get("value", "").split())
    if kind in _BUTTON_TYPES:
        _leave_out(walker, value or element.get("alt", ""), context)
    elif kind in ("checkbox", "radio"):
        if _has_choice(walker):
            walker.out.flush(context)
        walker.out.line.space()
        walker.out.line.parts += ["[x]" if "checked" in element.attrib else "[ ]", " "]
    elif kind not in _WITHOUT_VALUE:
        _add_value(walker, value)


def read_select(walker: Walker, element: _Element, context: Context) -> None:
    """The chosen options; all of them if none is marked as chosen."""
    options = list(element.iter("option"))
    chosen = [option for option in options if "selected" in option.attrib]
    shown = [
        " ".join("".join(map(str, option.itertext())).split()) for option in chosen or options
    ][:_MAX_OPTIONS]
    hidden = len(options) - len(shown)
    if hidden:
        walker.out.losses["form options left out"] += hidden
    _add_value(walker, " / ".join(filter(None, shown)))


def read_text_area(walker: Walker, element: _Element, context: Context) -> None:
    text = "".join(map(str, element.itertext())).strip()
    first, *rest = text.split("\n")
    _add_value(walker, first)
    for line in rest:
        walker.out.line.line_end()
        walker.out.line.add(line)


def read_label(walker: Walker, element: _Element, context: Context) -> None:
    """The label of a control; the one after a control with a value begins a line."""
    if walker.out.line.has_control or _has_choice(walker):
        walker.out.flush(context)
    walker.out.line.opens("custom")
    walker.content(element, context)
    walker.out.line.closes("custom")


def _has_choice(walker: Walker) -> bool:
    """Does the line have a check box or a radio button, and text after it?"""
    parts = walker.out.line.parts
    marks = [place for place, part in enumerate(parts) if part in ("[x]", "[ ]")]
    return bool(marks) and any(map(str.isalnum, "".join(parts[marks[-1] + 1 :])))


def _add_value(walker: Walker, value: str) -> None:
    line = walker.out.line
    text = "".join(line.parts).strip()
    if text and value and not text.endswith((":", "?", ";", "]")) and not line.has_control:
        line.parts[:] = ["".join(line.parts).rstrip(), ":"]
    line.space()
    line.add(value)
    line.space()
    line.has_control = True


HANDLERS: dict[str, Callable[[Walker, _Element, Context], None]] = {
    "button": read_button,
    "input": read_input,
    "select": read_select,
    "textarea": read_text_area,
    "label": read_label,
}
