"""Gradio's pages in the language of a request.

Gradio builds its components once, in English, and sends them with each page as one JSON object,
whose texts are translated here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ui.views.i18n.language import ENGLISH, gettext, language
from ui.views.layout import words_element

_CONFIG = re.compile(rb"(?<=window\.gradio_config = )\{.*?\}(?=;</script>)", re.DOTALL)
_TEXTS = ("label", "placeholder", "info")
_WITH_TEXT = ("button", "downloadbutton")
"""Types of components whose value is a text of the interface."""

_RENDERED = dict[str, Callable[[], str]]()
"""HTML in English → what renders it in the language of a request."""


def rendered(render: Callable[[], str]) -> str:
    """HTML of a component in English; pages get it in their language."""
    html = render()
    _RENDERED[html] = render
    return html


def in_language(page: bytes) -> bytes:
    """A page of Gradio's in the language of the request."""
    words = words_element().encode()
    if words in page:  # it is not Gradio's, and has all of it
        return page
    page = page.replace(b"</head>", words + b"</head>", 1)
    if language() == ENGLISH:
        return page
    page = page.replace(b'lang="en"', f'lang="{language()}"'.encode(), 1)
    return _CONFIG.sub(lambda match: _translated(match[0]), page, count=1)


def _translated(config: bytes) -> bytes:
    read = json.loads(config)
    for component in read["components"]:
        _translate(component["type"], component["props"])
    text = json.dumps(read, ensure_ascii=False)
    for character in "<>&'":  # as Gradio writes it
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode()


def _translate(kind: str, props: dict[str, Any]) -> None:
    texts = (*_TEXTS, "value") if kind in _WITH_TEXT else _TEXTS
    for name in texts:
        if isinstance(props.get(name), str):
            props[name] = gettext(props[name])
    for name in ("value", "html_template"):
        if (render := _RENDERED.get(str(props.get(name)))) is not None:
            props[name] = render()
    for choice in props.get("choices") or ():
        choice[0] = gettext(str(choice[0]))
