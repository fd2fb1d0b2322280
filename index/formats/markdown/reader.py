"""Markdown as it is shown: numbered lists, tables, notes and HTML in it; metadata of its front."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.markdown.footnotes import REFERENCE, add_footnote_rule
from index.formats.markdown.front_matter import read_front_matter
from index.formats.markdown.html_blocks import KNOWN_TAGS, HtmlBlocks
from index.formats.office.characters import clean, join_levels
from index.formats.office.texts import ContentsList
from index.formats.tables import add_table

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TAG = re.compile(r"</?\s*([a-zA-Z][\w-]*)")
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_LEVELS = re.compile(r"(?<=\w)\^([^\s^]{1,12})\^|(?<=\w)~(\w{1,6})~(?!~)")
_ATTRIBUTES = re.compile(r"\s*\{[#.:][^{}]*\}\s*\Z")
_FENCE = re.compile(r":{3,}[\s{}\w.#-]*\Z")
_ALERT = re.compile(r"\[!(\w+)\]\Z")


def read_markdown(data: bytes) -> ExtractedText:
    from markdown_it import MarkdownIt

    text, warnings = decode_text(data)
    front, text = read_front_matter(text)
    extract = ExtractedText(front.title, front.author, front.date, warnings=list(warnings))
    extract.losses["front matter entries skipped"] += front.others
    parser = MarkdownIt("commonmark").enable("table")
    add_footnote_rule(parser)
    tokens = parser.parse(text)
    notes = {token.info: token.content for token in tokens if token.type == "footnote"}
    _Reader(extract, parser, notes, _marks(tokens, notes)).read(tokens)
    extract.title = extract.title or _title(tokens)
    return extract


def _title(tokens: Sequence[Token]) -> str:
    """The heading of the first level that the text begins with, or the only one."""
    places = [i for i, token in enumerate(tokens) if token.type == "heading_open"]
    tops = [place for place in places if tokens[place].tag == "h1"]
    if not tops or (tops[0] > 0 and len(tops) > 1):
        return ""
    text = _text(tokens[tops[0] + 1].children or [], Counter())
    return " ".join(_ATTRIBUTES.sub("", text).split())


def _marks(tokens: Sequence[Token], notes: Mapping[str, str]) -> dict[str, str]:
    """Ids of notes to the marks that they are shown with: their own numbers, or in order."""
    if all(id.isdecimal() for id in notes):
        return {id: id for id in notes}
    texts = (token.content for token in tokens if token.type == "inline")
    used = [id for text in texts for id in REFERENCE.findall(text) if id in notes]
    return {id: str(place) for place, id in enumerate(dict.fromkeys([*used, *notes]), 1)}


@dataclass(slots=True)
class _List:
    """An open list: the number of its next item, or None for one with bullets."""

    next: int | None
    delimiter: str


class _Reader:
    def __init__(
        self,
        extract: ExtractedText,
        parser: MarkdownIt,
        notes: Mapping[str, str],
        marks: Mapping[str, str],
    ) -> None:
        self._extract = extract
        self._parser = parser
        self._notes = notes
        self._marks = marks
        self._read_notes: set[str] = set()
        self._html = HtmlBlocks(extract)
        self._contents = ContentsList()
        self._lists: list[_List] = []
        self._label = ""
        """The number of the list item that the next block begins."""
        self._rows: list[list[str]] | None = None

    def read(self, tokens: Sequence[Token]) -> None:
        before: Token | None = None
        for token in tokens:
            if token.type == "html_block":
                self._html.add_block(token.content)
            elif token.type in ("fence", "code_block"):
                self._add(token.content)
            elif token.type == "inline":
                self._inline(token, before)
            elif token.type == "footnote":
                self._add_notes([token.info])
            elif "list" in token.type:
                self._list(token)
            else:
                self._table(token)
            before = token
        self._html.finish()

    def _list(self, token: Token) -> None:
        if token.type == "ordered_list_open":
            self._lists.append(_List(int(token.attrGet("start") or 1), token.markup))
            if token.attrGet("start") == 0:
                self._lists[-1].next = 0
        elif token.type == "bullet_list_open":
            self._lists.append(_List(None, ""))
        elif token.type in ("ordered_list_close", "bullet_list_close") and self._lists:
            self._lists.pop()
        elif token.type == "list_item_open" and self._lists:
            current = self._lists[-1]
            self._label = ""
            if current.next is not None:
                self._label = f"{current.next}{current.delimiter} "
                current.next += 1
        elif token.type == "list_item_close":
            self._label = ""

    def _table(self, token: Token) -> None:
        if token.type == "table_open":
            self._rows = []
        elif token.type == "tr_open" and self._rows is not None:
            self._rows.append([])
        elif token.type == "table_close" and self._rows is not None:
            rows, self._rows = self._rows, None
            shown = [[self._with_marks(cell) for cell in row] for row in rows]
            add_table(self._extract, shown, has_header=1, has_spans=False)
            references = (REFERENCE.findall(cell) for row in rows for cell in row)
            self._add_notes([id for found in references for id in found])

    def _inline(self, token: Token, before: Token | None) -> None:
        children = token.children or []
        text = _text(children, self._extract.losses)
        if self._rows is not None:
            self._rows[-1].append(" ".join(text.split()))
            return
        references = [id for id in REFERENCE.findall(text) if id in self._notes]
        text = self._with_marks(text)
        if before is not None and before.type == "heading_open":
            text = _ATTRIBUTES.sub("", text)
            self._contents.is_entry(text)
            self._extract.add(text, heading=True)
        elif self._contents.is_entry(text) or _is_link_to_heading(children):
            self._extract.add(f"{self._label}{text}", kind="contents")
        else:
            self._add(text)
        self._label = ""
        self._add_notes(references)

    def _add(self, text: str) -> None:
        if self._html.is_in_table:
            self._html.add_text(text)
            return
        if text.strip():
            self._extract.add(f"{self._label}{text.rstrip()}")
            self._label = ""

    def _with_marks(self, text: str) -> str:
        """The text with the marks of its notes as in print: "[1]" for "[^1]"."""
        return REFERENCE.sub(
            lambda match: f"[{self._marks[match[1]]}]" if match[1] in self._marks else match[0],
            text,
        )

    def _add_notes(self, ids: Sequence[str]) -> None:
        """Adds notes, each where it is first referred to, or where it stands."""
        for id in ids:
            if id in self._notes and id not in self._read_notes:
                self._read_notes.add(id)
                texts = [
                    _text(token.children or [], self._extract.losses)
                    if token.type == "inline"
                    else token.content
                    for token in self._parser.parse(self._notes[id])
                    if token.type in ("inline", "fence", "code_block")
                ]
                self._extract.add(
                    self._with_marks(f"[{self._marks[id]}] " + "\n".join(texts)), kind="note"
                )


def _text(tokens: Sequence[Token], losses: Counter[str]) -> str:
    """The text of a paragraph, without the lines that only open or close a container."""
    lines: list[list[tuple[str, int]]] = [[]]
    level = 0
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            lines[-1].append((" " if token.type == "softbreak" else "\n", 0))
            lines.append([])
        elif token.type == "text":
            lines[-1] += _levels(token.content, level)
        elif token.type == "code_inline":
            lines[-1].append((token.content, level))
        elif token.type == "image":
            losses["pictures skipped"] += 1
            lines[-1].append((token.content, level))  # the alternative text
        elif token.type == "html_inline":
            tag = _TAG.match(token.content)
            name = tag[1].casefold() if tag else ""
            if name in ("sup", "sub"):
                level = 0 if token.content.startswith("</") else 1 if name == "sup" else -1
            lines[-1].append((_of_tag(token.content, name, losses), level))
    shown = [line for line in lines if not _FENCE.match("".join(text for text, _ in line).strip())]
    pieces = [piece for line in shown for piece in _without_alert(line)]
    return clean(join_levels(pieces))


def _levels(text: str, level: int) -> Iterator[tuple[str, int]]:
    """Parts of a text with "m^2^" raised and "H~2~O" lowered."""
    start = 0
    for match in _LEVELS.finditer(text):
        yield text[start : match.start()], level
        yield match[1] or match[2], 1 if match[1] else -1
        start = match.end()
    yield text[start:], level


def _of_tag(tag: str, name: str, losses: Counter[str]) -> str:
    """The text of a tag within a line: a line break, an alternative text, or what is no tag."""
    if tag.startswith("<!--"):
        losses["comments skipped"] += 1
        return ""
    if name == "br":
        return "\n"
    if name == "img":
        losses["pictures skipped"] += 1
        alt = _ALT.search(tag)
        return (alt[1] or alt[2] or "") if alt else ""
    return "" if name in KNOWN_TAGS or not name else tag


def _without_alert(line: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The line; "Note:" for the "[!NOTE]" that opens a box."""
    text = "".join(text for text, _ in line)
    alert = _ALERT.match(text.strip())
    return [(f"{alert[1].capitalize()}: ", 0)] if alert else line


def _is_link_to_heading(tokens: Sequence[Token]) -> bool:
    """True for an entry of a table of contents: only a link to a place in the same file."""
    depth = 0
    links = [token for token in tokens if token.type == "link_open"]
    for token in tokens:
        depth += token.nesting if token.type.startswith("link") else 0
        if not depth and token.type in ("text", "code_inline") and token.content.strip():
            return False
    return len(links) == 1 and str(links[0].attrGet("href") or "").startswith("#")
