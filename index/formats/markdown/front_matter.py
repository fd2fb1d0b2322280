"""The metadata at the start of a Markdown file: YAML between "---" or TOML between "+++"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BLOCK = re.compile(
    r"\A(?:---[ \t]*\r?\n(?P<yaml>.*?\r?\n)??(?:---|\.\.\.)"
    r"|\+\+\+[ \t]*\r?\n(?P<toml>.*?\r?\n)??\+\+\+)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
_ENTRY = re.compile(r"([\w.-]+)[ \t]*[:=](?:[ \t]+|$|(?==))(.*)")
_NAME = re.compile(r"^(?:-\s*)?(?:name\s*[:=]\s*)?(.*)$")
_COMMENT = re.compile(r"\s+#.*$")
_MAX_LINES = 1_000


@dataclass(frozen=True, slots=True)
class FrontMatter:
    title: str = ""
    author: str = ""
    date: str = ""
    others: int = 0
    """Entries with other names, which are not kept."""


def read_front_matter(text: str) -> tuple[FrontMatter, str]:
    """The metadata and the text after it; no metadata if the text begins with a mere line."""
    match = _BLOCK.match(text)
    if not match:
        return FrontMatter(), text
    entries = _entries((match["yaml"] or match["toml"] or "").splitlines()[:_MAX_LINES])
    if not entries and (match["yaml"] or match["toml"] or "").strip():
        return FrontMatter(), text
    author = entries.pop("author", "") or entries.pop("authors", "")
    front = FrontMatter(entries.pop("title", ""), author, entries.pop("date", ""), len(entries))
    return front, text[match.end() :]


def _entries(lines: list[str]) -> dict[str, str]:
    """Names in small letters to values; the items of a list are joined by commas."""
    entries: dict[str, list[str]] = {}
    key = ""
    for line in lines:
        is_indented = line[:1] in (" ", "\t", "-")
        if match := None if is_indented else _ENTRY.match(line):
            key = match[1].casefold()
            first = match[2].lstrip("= \t")
            entries[key] = [] if first.strip() in ("|", ">", "|-", ">-", "") else _values(first)
        elif key and is_indented and line.strip():
            name = _NAME.match(line.strip())
            entries[key] += _values(name[1] if name else "")
    return {key: ", ".join(filter(None, values)) for key, values in entries.items()}


def _values(text: str) -> list[str]:
    text = text.strip()
    if text[:1] == "[" and "]" in text:
        return [_unquoted(each) for each in text[1 : text.rindex("]")].split(",")]
    return [_unquoted(text)]


def _unquoted(text: str) -> str:
    text = text.strip()
    quote = text[:1]
    if quote in ("'", '"') and quote in text[1:]:
        return text[1 : text.rindex(quote)]
    return _COMMENT.sub("", text)
