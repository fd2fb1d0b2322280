"""Markdown without its markup: paragraphs, list items, table rows; metadata from front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.tables import join_cells

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?\r?\n)?(---|\.\.\.)[ \t]*(\r?\n|\Z)", re.DOTALL)


def read_markdown(data: bytes) -> ExtractedText:
    from markdown_it import MarkdownIt

    text, warnings = decode_text(data)
    extract = ExtractedText(warnings=list(warnings))
    if match := _FRONT_MATTER.match(text):
        front = match[1] or ""
        extract.title = _front_matter(front, "title")
        extract.author = _front_matter(front, "author")
        extract.date = _front_matter(front, "date")
        text = text[match.end() :]
    _add_tokens(extract, MarkdownIt("commonmark").enable("table").parse(text))
    return extract


def _front_matter(front: str, key: str) -> str:
    match = re.search(rf"^{key}\s*:[ \t]*(.+)$", front, re.MULTILINE)
    return match[1].strip().strip("'\"") if match else ""


def _add_tokens(extract: ExtractedText, tokens: list[Token]) -> None:
    row: list[str] | None = None
    before = None
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            extract.row(join_cells(row or []))
            row = None
        elif token.type == "table_close":
            extract.losses["tables flattened"] += 1
        elif token.type in ("fence", "code_block"):
            extract.add(token.content)
        elif token.type == "html_block":
            extract.add(_without_tags(token.content))
        elif token.type == "inline":
            text = "".join(_inline_text(token.children or []))
            if row is not None:
                row.append(text.strip())
            elif before is not None and before.type == "heading_open":
                extract.title = extract.title or (text.strip() if before.tag == "h1" else "")
                extract.add(text, heading=True)
            else:
                extract.add(text)
        before = token


def _inline_text(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        elif token.type == "softbreak":
            yield " "
        elif token.type == "hardbreak":
            yield "\n"
        elif token.type == "image":
            yield token.content  # the alternative text


def _without_tags(markup: str) -> str:
    return re.sub(r"<!--.*?-->|<[^<>]*>", " ", markup, flags=re.DOTALL)
