"""What a worksheet has besides its cells: comments, text boxes, headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from index.formats.extract import ExtractedText
from index.formats.zip_package import ZipPackage, get_attribute, local_name

_CODE = re.compile(r'&(?:&|"[^"]*"|\d+|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|[A-Za-z])')
_PAGE = re.compile(r"(?:\w+\.?\s*)?&P(?:\s*\S{1,9}\s*&N)?")  # "Page &P of &N"
_MAX_VALUE_CHARS = 80


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a cell, or a reply to one."""

    cell: str
    author: str
    words: str

    def sentence(self, value: str) -> str:
        """With its cell and what that shows: "Comment by Ann on B3, 86.25: check it"."""
        by = f" by {self.author}" if self.author else ""
        shown = f", {' '.join(value.split())}" if value and len(value) <= _MAX_VALUE_CHARS else ""
        return f"Comment{by} on {self.cell}{shown}: {self.words}"


def cell_name(row: int, column: int) -> str:
    """The name of a cell, whose row and column are counted from 0.

    >>> cell_name(2, 27)
    'AB3'
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def read_comments(package: ZipPackage, sheet: str) -> list[Comment]:
    """Comments and threads of comments, in the order of the file."""
    threaded = [*_threaded(package, sheet)]
    in_thread = {comment.cell for comment in threaded}  # and once more for older programs
    plain = [comment for comment in _plain(package, sheet) if comment.cell not in in_thread]
    return plain + threaded


def _threaded(package: ZipPackage, sheet: str) -> Iterator[Comment]:
    roots = list(_related(package, sheet, "threadedComment"))
    if not roots:
        return
    names = {
        get_attribute(person, "id"): get_attribute(person, "displayName")
        for root in package.optional("xl/persons/person.xml")
        for person in root
    }
    for comment in (node for root in roots for node in root):
        author = names.get(get_attribute(comment, "personId"), "")
        words = " ".join("".join(node.text or "" for node in comment).split())
        if words:
            yield Comment(get_attribute(comment, "ref"), author, words)


def _plain(package: ZipPackage, sheet: str) -> Iterator[Comment]:
    for root in _related(package, sheet, "comments"):
        authors = [node.text or "" for node in root.iter() if local_name(node) == "author"]
        for comment in (node for node in root.iter() if local_name(node) == "comment"):
            runs = (node.text or "" for node in comment.iter() if local_name(node) == "t")
            words = " ".join("".join(runs).split())
            number = get_attribute(comment, "authorId")
            known = number.isdecimal() and len(number) < 6 and int(number) < len(authors)
            author = " ".join(authors[int(number)].split()) if known else ""
            if words.startswith(f"{author}:"):
                words = words.removeprefix(f"{author}:").strip()
            if words:
                yield Comment(get_attribute(comment, "ref"), author, words)


def add_drawings(extract: ExtractedText, package: ZipPackage, sheet: str) -> None:
    """Adds the text of boxes and shapes; counts pictures and charts."""
    for root in _related(package, sheet, "drawing"):
        for node in root.iter():
            name = local_name(node)
            if name == "pic":
                extract.losses["pictures skipped"] += 1
            elif name == "graphicFrame":
                extract.losses["charts and diagrams skipped"] += 1
            elif name == "txBody":
                for paragraph in node:
                    runs = (run.text or "" for run in paragraph.iter() if local_name(run) == "t")
                    extract.add("".join(runs))


def add_headers_and_footers(extract: ExtractedText, sheet: Element) -> None:
    """Adds the words of a printed page's head and foot, each once."""
    found: dict[str, None] = {}
    for node in (each for each in sheet if local_name(each) == "headerFooter"):
        for part in node:
            for words in re.split("&[LCR]", part.text or ""):
                words = " ".join(_CODE.sub(_plain_code, _PAGE.sub(" ", words)).split())
                if re.search(r"[^\W\d_]{2}", words):
                    found[words] = None
    for words in found:
        extract.add(words)


def _plain_code(code: re.Match[str]) -> str:
    """A code of a header: "&&" is an ampersand, the others are pages, dates and fonts."""
    return "&" if code[0] == "&&" else " "


def _related(package: ZipPackage, sheet: str, kind: str) -> Iterator[Element]:
    for found, name in package.related(sheet).values():
        if found == kind:
            yield from package.optional(name)
