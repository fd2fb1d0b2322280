"""The words of the interface, as the sources have them, and the catalogues of the other languages.

`python -m tests.support.words` prints what is not translated, as entries for a catalogue.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.support.paths import ROOT
from ui.views.i18n.catalogs import LOCALES, read_po
from ui.views.i18n.language import LANGUAGES
from ui.views.templating import TEMPLATES, environment

Words = tuple[str, str]
"""msgid, and msgid_plural or ""."""

OTHERS = [code for code in LANGUAGES if code != "en"]
_FUNCTIONS = ("_", "gettext", "ngettext", "plural")
_COUNT = re.compile(r'\bcount\("([^"]+)"\)')
_GRADIO = ("label", "placeholder", "info")
_GRADIO_FIRST = ("Button", "DownloadButton", "Accordion")


@cache
def words() -> dict[Words, str]:
    """All words that are translated → where they stand."""
    found = dict[Words, str]()
    for path in sorted(TEMPLATES.rglob("*.html")):
        for each in _of_template(path.read_text(encoding="utf-8")):
            found.setdefault(each, path.name)
    for path in sorted((ROOT / "ui").rglob("*.py")):
        for each in _of_module(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(each, path.name)
    return {each: place for each, place in found.items() if each[0]}


def _of_template(source: str) -> Iterator[Words]:
    for _, _, message in environment().extract_translations(source, _FUNCTIONS):  # type: ignore[attr-defined]  # of the extension
        if isinstance(message, str):
            yield message, ""
        elif message[0] is not None:
            yield message[0], message[1] or ""
    for noun in _COUNT.findall(source):
        yield f"{{n}} {noun}", f"{{n}} {noun}s"


def _of_module(tree: ast.Module) -> Iterator[Words]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node)


def _of_call(node: ast.Call) -> Iterator[Words]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    name = node.func.id if isinstance(node.func, ast.Name) else name
    first, second, *_ = [*map(_text, node.args), "", ""]
    if name in ("N_", "gettext") or (name in _GRADIO_FIRST and _is_gradio(node.func)):
        yield first, ""
    elif name == "ngettext":
        yield first, second
    elif name == "count" and second:
        yield f"{{n}} {second}", f"{{n}} {second}s"
    elif name == "live_html":
        yield second, ""
    if _is_gradio(node.func):
        for keyword in node.keywords:
            if keyword.arg in _GRADIO:
                yield _text(keyword.value), ""


def _is_gradio(function: ast.expr) -> bool:
    owner = function.value if isinstance(function, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id == "gr"


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


@cache
def catalog(code: str) -> dict[Words, tuple[str, ...]]:
    path = LOCALES / code / "LC_MESSAGES" / "pincite.po"
    return read_po(path.read_text(encoding="utf-8"))


def missing(code: str) -> list[Words]:
    return [each for each in words() if each not in catalog(code)]


def entry(each: Words) -> str:
    """An entry of a catalogue, not translated yet."""
    one, many = each
    head = f"#: {words()[each]}\nmsgid {_quoted(one)}\n"
    if not many:
        return f'{head}msgstr ""\n'
    return f'{head}msgid_plural {_quoted(many)}\nmsgstr[0] ""\nmsgstr[1] ""\n'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    for language in OTHERS:
        print(f"# {language}: {len(missing(language))} not translated\n")  # noqa: T201 - a command
        print("\n".join(map(entry, missing(language))))  # noqa: T201 - a command
