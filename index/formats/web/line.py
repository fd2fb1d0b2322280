"""The running text of a block: what stands between two block boundaries, as a browser shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

BREAK = "\U0010fff1"
"""Stands for a line end (`<br>`). Unicode assigns no character to it, nor to the next two."""
_PAGE, _PAGE_END = "\U0010fff2", "\U0010fff3"
_PAGE_MARK = re.compile(f"{_PAGE}([^{_PAGE_END}]*){_PAGE_END}")
_ALL_MARKS = (BREAK, _PAGE, _PAGE_END)
_MARKS = str.maketrans(dict.fromkeys(_ALL_MARKS, "\ufffd"))
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_NOT_PLAIN = (*_ALL_MARKS, "\u00ad", "\u200b", "\u2060", "\ufeff")
_WORD = re.compile(r"[^\W_]")
_HARD_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f\u2002\u2003"), " ")

_RAISED = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_RAISED_ABLE = re.compile(r"[-+−–]?[0-9]+|[ni]|[-+−–]")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUFFIX = re.compile(
    r"(?:st|nd|rd|th|er|re|e|ème|eme|o|a|º|ª|tm|sm|me|mme|lle|gr|cht|ste|de)", re.I
)
_JOINT = re.compile(r"[a-zà-ž.!?:;,)][A-ZÀ-Þ]|[^\W\d_]{2}\d|\d[^\W\d_]{2}|[.!?:;,]\w")


@dataclass(slots=True)
class Paragraph:
    """Text with its line ends, and the offsets in it at which pages begin."""

    text: str
    page_breaks: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """Collects inline text. White space is collapsed at the end."""

    parts: list[str] = field(default_factory=list)
    letters: int = 0
    """Characters of the texts that have letters or digits."""
    link_letters: int = 0
    """Of them, those within links."""
    bold_letters: int = 0
    links: int = 0
    has_control: bool = False
    """A form's control has been added since the last label."""
    _closed: str = ""  # the inline element that ended just now
    _joint: bool = False  # two spans touch here
    _lowered: int = -1  # the part that is a lowered number in plain digits

    def clear(self) -> None:
        """Begins anew."""
        self.parts = []
        self.letters = self.link_letters = self.bold_letters = self.links = 0
        self.has_control = self._joint = False
        self._closed, self._lowered = "", -1

    def add(self, text: str, *, in_link: bool = False, is_bold: bool = False) -> None:
        if not text:
            return
        if not text.isascii():
            text = text.translate(_MARKS) if any(mark in text for mark in _ALL_MARKS) else text
        if self._closed or self._joint or self._lowered >= 0:
            self._join(text)
        self.parts.append(text)
        if text[0].isalnum() or _WORD.search(text):
            letters = len(text)
            self.letters += letters
            if in_link:
                self.link_letters += letters
            if is_bold:
                self.bold_letters += letters

    def _join(self, text: str) -> None:
        """Prepares for a text that follows an element: words are neither glued nor split."""
        if self._closed == "custom" and text[0].isalnum():
            self.space()
        if self._joint and _JOINT.fullmatch(_around(self._tail(), text)):
            self.parts.append(" ")
        if self._lowered == len(self.parts) - 1 >= 0 and text[0].isdigit():
            self.parts[-1] = self.parts[-1].translate(_LOWERED)
        self._closed, self._joint = "", False

    def emphasis(self, tag: str, text: str | None, *, in_link: bool, is_bold: bool) -> None:
        """Adds the text of an inline element."""
        if self._closed:
            self.opens(tag)
        if text:
            self.add(text, in_link=in_link, is_bold=is_bold)
        self._closed = tag

    def opens(self, tag: str) -> None:
        """An inline element begins. Links, controls and elements of a page's own stand apart."""
        if self._closed == tag == "span":
            self._joint = True
        elif tag == "custom" or self._closed == "custom" or self._closed == tag == "a":
            self.space()

    def closes(self, tag: str) -> None:
        self._closed = tag

    def space(self) -> None:
        if self.parts and not self.last.isspace():
            self.parts.append(" ")

    def line_end(self) -> None:
        self.parts.append(BREAK)
        self._joint = False

    def page(self, label: str) -> None:
        label = " ".join(label.translate(dict.fromkeys(_MARKS)).split())
        self.parts.append(f"{_PAGE}{label}{_PAGE_END}")

    def raised(self, text: str, *, is_note: bool, in_link: bool) -> None:
        """Adds superscript text: 10⁶, x^k, 1st, a note's mark as [1]."""
        text = " ".join(text.split())
        last = self.last
        if is_note:
            text = f"[{text}]" if text.isalnum() else text
        elif text in ("o", "º", "°") and last.isdigit():
            text = "°"
        elif _RAISED_ABLE.fullmatch(text) and (last.isalnum() or last in ")]"):
            text = text.translate(_RAISED)
        elif not last.isalnum() or not text[:1].isalnum() or _SUFFIX.fullmatch(text):
            pass
        elif " " not in text and len(text) <= 12:
            text = f"^{text}" if len(text) == 1 else f"^({text})"
        else:
            text = f" {text}"
        self.add(text, in_link=in_link)

    def lowered(self, text: str, *, in_link: bool) -> None:
        """Adds subscript text: H2O; the digits are subscripts where they would join a number."""
        text = " ".join(text.split())
        if text.isdigit() and self.last.isdigit():
            text = text.translate(_LOWERED)
        self.add(text, in_link=in_link)
        if text.isdigit():
            self._lowered = len(self.parts) - 1

    @property
    def last(self) -> str:
        """The last character; "" if there is none."""
        return self.parts[-1][-1] if self.parts else ""

    def _tail(self) -> str:
        tail = self.parts[-1] if self.parts else ""
        return tail[-2:]

    def paragraphs(self) -> Iterator[Paragraph]:
        """The text: two line ends and more begin a new paragraph."""
        raw = "".join(self.parts)
        raw = _INVISIBLE.sub("", raw)
        lines = [" ".join(line.split()) for line in raw.split(BREAK)]
        run: list[str] = []
        for line in (*lines, ""):
            if line:
                run.append(line)
            elif run:
                yield _paged("\n".join(run))
                run = []

    def preformatted(self) -> Iterator[Paragraph]:
        """The text with the spaces and line ends it has."""
        raw = _INVISIBLE.sub("", "".join(self.parts)).translate(_HARD_SPACES)
        lines = raw.replace(BREAK, "\n").replace("\r\n", "\n").split("\n")
        text = "\n".join(line.rstrip() for line in lines).strip("\n")
        if text.strip():
            yield _paged(text)


def letters_of(text: str) -> int:
    """The characters of a text that has letters or digits."""
    return len(text) if _WORD.search(text) else 0


def is_plain(text: str) -> bool:
    """Is a text one paragraph without page marks, invisible characters and line ends?"""
    return text.isascii() or not any(mark in text for mark in _NOT_PLAIN)


def _around(tail: str, text: str) -> str:
    """The characters on both sides of a joint that `_JOINT` looks at."""
    head = text[:2] if text[:2].isalpha() and tail[-1:].isdigit() else text[:1]
    return (tail if tail.isalpha() and head.isdigit() else tail[-1:]) + head


def _paged(text: str) -> Paragraph:
    if _PAGE not in text:
        return Paragraph(text)
    paragraph = Paragraph("")
    parts = _PAGE_MARK.split(text)
    for index, part in enumerate(parts):
        if index % 2:
            paragraph.page_breaks.append((len(paragraph.text), part))
        else:
            paragraph.text += part
    return paragraph
