"""Rich Text Format (.rtf), as Word, WordPad, TextEdit and LibreOffice write it.

Paragraphs, headings, table rows, list numbers, notes; hidden and deleted text is left out and
counted, as are pictures.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass, replace

from index.errors import PinciteError
from index.formats.extract import ExtractedText
from index.formats.legacy.rtf_codes import (
    CHARACTERS,
    CODE_PAGES,
    ENCODINGS,
    LOST,
    META,
    READ_THOUGH_STARRED,
    SKIPPED,
    STORIES,
    SYMBOL_FONT,
    TOKEN,
)
from index.formats.legacy.rtf_table import RtfTable
from index.formats.office.characters import join_levels
from index.formats.tables import add_table

_MAX_DEPTH = 1_000


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and its end restores."""

    destination: str = ""
    is_skipped: bool = False
    encoding: str = "cp1252"
    fallback: int = 1
    """How many characters after a Unicode character are for readers that do not know it."""
    is_hidden: bool = False
    is_deleted: bool = False
    is_heading: bool = False
    in_table: bool = False
    level: int = 0  # 1 for raised text, -1 for lowered text


def read_rtf(data: bytes) -> ExtractedText:
    if not data.lstrip().startswith(b"{\\rtf"):
        raise PinciteError("this is not RTF: it does not begin with {\\rtf.")
    reader = _Reader()
    reader.read(data)
    return reader.extract


class _Reader:
    def __init__(self) -> None:
        self.extract = ExtractedText()
        self._state = _State()
        self._stack: list[_State] = []
        self._document_encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._styles: dict[int, str] = {}
        self._style = 0
        self._bytes = bytearray()
        self._units: list[int] = []  # UTF-16
        self._skip = 0
        self._text: list[tuple[str, int]] = []  # each with its level
        self._stories: list[list[tuple[str, int]]] = []
        self._notes: list[str] = []
        self._seen: set[str] = set()
        self._table = RtfTable()
        self._date: dict[str, int] = {}

    def read(self, data: bytes) -> None:
        at, starred = 0, False
        while match := TOKEN.match(data, at):
            at = match.end()
            word, number, code, sign, brace, text = match.groups()
            if brace:
                self._brace(brace)
            elif code:
                self._add_bytes(bytes([int(code, 16)]))
            elif text:
                self._add_bytes(text)
            elif sign == b"*":
                starred = True
                continue
            elif sign:
                self._sign(sign)
            elif word == b"bin":
                at += max(int(number or 0), 0)
            elif word:
                self._word(word.decode(), int(number) if number else None, starred)
            starred = False
        self._end_paragraph()
        self._end_table()
        if {"yr", "mo", "dy"} <= self._date.keys():
            year, month, day = (self._date[part] for part in ("yr", "mo", "dy"))
            self.extract.date = f"{year:04}-{month:02}-{day:02}" if year > 0 else ""

    def _brace(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{":
            if len(self._stack) >= _MAX_DEPTH:
                raise PinciteError("its parts are nested too deeply.")
            self._stack.append(self._state)
        elif self._stack:
            ended, self._state = self._state, self._stack.pop()
            if ended.destination != self._state.destination:
                self._leave(ended.destination)

    def _sign(self, sign: bytes) -> None:
        self._flush()
        character = sign.decode("latin-1")
        if character in "\r\n":
            self._word("par", None, False)
        elif character in CHARACTERS:
            self._add(CHARACTERS[character])

    def _word(self, word: str, number: int | None, starred: bool) -> None:
        if word == "u" and number is not None:
            self._flush_bytes()
            if not self._state.is_skipped:
                self._units.append(number & 0xFFFF)
            self._skip = self._state.fallback
            return
        self._flush()
        if (starred and word not in READ_THOUGH_STARRED) or word in SKIPPED or word in LOST:
            self._skip_group(word)
        elif word in CHARACTERS:
            self._add(CHARACTERS[word])
        elif word in STORIES or word in ("fonttbl", "stylesheet", "info", *META, "ud"):
            self._enter(word)
        elif action := _ACTIONS.get(word):
            action(self, number)
        elif word in ENCODINGS:
            self._set_encoding(ENCODINGS[word])
        elif self._state.destination == "info" and word in ("yr", "mo", "dy"):
            self._date[word] = number or 0

    def _skip_group(self, word: str) -> None:
        if not self._state.is_skipped and word in LOST:
            self.extract.losses[LOST[word]] += 1
        self._state = replace(self._state, is_skipped=True, destination=word)

    def _enter(self, word: str) -> None:
        is_read = word == "ud" or not self._state.is_skipped
        self._state = replace(self._state, destination=word, is_skipped=not is_read)
        if (word in STORIES and is_read) or word in META:
            self._stories.append(self._text)
            self._text = []

    def _leave(self, destination: str) -> None:
        """The end of a destination, whose text was gathered apart."""
        if not self._stories or (destination not in STORIES and destination not in META):
            return
        words = join_levels(self._text).strip()
        self._text = self._stories.pop()
        if destination in META:
            setattr(self.extract, destination, words)
        elif destination in ("footnote", "shptxt"):
            self._notes.append(words)
        elif words and words not in self._seen:
            self._seen.add(words)
            self.extract.add(words)

    def _add_bytes(self, data: bytes) -> None:
        if self._skip:
            self._skip, data = max(self._skip - len(data), 0), data[self._skip :]
        if not self._state.is_skipped and data:
            self._flush_units()
            self._bytes += data

    def _add(self, text: str) -> None:
        if self._skip:
            self._skip -= 1
        elif not self._state.is_skipped:
            self._text.append((text, self._state.level))

    def _flush(self) -> None:
        self._flush_bytes()
        self._flush_units()

    def _flush_bytes(self) -> None:
        if self._bytes:
            text = bytes(self._bytes).decode(self._state.encoding, "replace")
            self._bytes.clear()
            self._keep(text)

    def _flush_units(self) -> None:
        if self._units:
            data = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units.clear()
            self._keep(data.decode("utf-16-le", "replace"))

    def _keep(self, text: str) -> None:
        """Adds text to the paragraph, or to the table that its destination fills."""
        state = self._state
        if state.destination == "fonttbl":
            self._fonts.setdefault(self._font, state.encoding)
        elif state.destination == "stylesheet":
            name = self._styles.get(self._style, "") + text.rstrip(";")
            self._styles[self._style] = name[:100]
        elif state.destination == "info":
            return
        elif state.is_deleted:
            self.extract.losses["tracked deletions left out"] += 1
        elif state.is_hidden:
            self.extract.losses["hidden passages left out"] += bool(text.strip())
        else:
            self._text.append((text, state.level))

    def _end_paragraph(self, _: int | None = None) -> None:
        if self._stories or self._state.in_table:
            self._text.append(("\n", 0))
            return
        self._end_table()
        words = join_levels(self._text).replace("\u00a0", " ").strip().removeprefix("•\t")
        self._text = []
        if self._state.is_heading and words:
            self.extract.title = self.extract.title or " ".join(words.split())
        self.extract.add(" ".join(words.split("\t")), heading=self._state.is_heading)
        for note in self._notes:
            self.extract.add(note, kind="note")
        self._notes = []

    def _cell(self, _: int | None) -> None:
        self._table.add_cell(" ".join([join_levels(self._text), *self._notes]))
        self._text, self._notes = [], []

    def _end_table(self) -> None:
        if rows := self._table.take_rows():
            add_table(self.extract, rows)

    def _reset(self, _: int | None) -> None:
        self._state = replace(self._state, in_table=False, is_heading=False)

    def _set(self, **values: object) -> None:
        self._state = replace(self._state, **values)  # type: ignore[arg-type]  # by name

    def _set_encoding(self, encoding: str) -> None:
        try:
            codecs.lookup(encoding)
        except LookupError:
            return
        self._document_encoding = encoding
        self._set(encoding=encoding)

    def _set_font(self, number: int | None) -> None:
        self._font = number or 0
        if self._state.destination != "fonttbl":
            self._set(encoding=self._fonts.get(self._font, self._document_encoding))

    def _set_charset(self, number: int | None) -> None:
        known = CODE_PAGES.get(number or 0, self._document_encoding)
        self._fonts[self._font] = "latin-1" if number == SYMBOL_FONT else known

    def _set_style(self, number: int | None) -> None:
        self._style = number or 0
        if self._state.destination != "stylesheet":
            name = self._styles.get(self._style, "").strip().lower()
            self._set(is_heading=name.startswith("heading") or name == "title")

    def _set_fallback(self, number: int | None) -> None:
        self._set(fallback=min(max(1 if number is None else number, 0), 100))

    def _set_level(self, number: int | None) -> None:
        if self._state.destination != "stylesheet":
            self._set(is_heading=(9 if number is None else number) < 9)


_ACTIONS: dict[str, Callable[[_Reader, int | None], None]] = {
    **dict.fromkeys(("par", "sect", "page", "column"), _Reader._end_paragraph),
    "cell": _Reader._cell,
    "row": lambda reader, _: reader._table.end_row(),
    "trowd": lambda reader, _: reader._table.define_row(),
    "cellx": lambda reader, _: reader._table.define_cell(),
    "clmrg": lambda reader, _: reader._table.merge("left"),
    "clvmrg": lambda reader, _: reader._table.merge("above"),
    "pard": _Reader._reset,
    "intbl": lambda reader, _: reader._set(in_table=True),
    "f": _Reader._set_font,
    "fcharset": _Reader._set_charset,
    "s": _Reader._set_style,
    "uc": _Reader._set_fallback,
    "outlinelevel": _Reader._set_level,
    "ansicpg": lambda reader, number: reader._set_encoding(f"cp{number or 1252}"),
    "v": lambda reader, number: reader._set(is_hidden=number != 0),
    "deleted": lambda reader, number: reader._set(is_deleted=number != 0),
    "super": lambda reader, number: reader._set(level=int(number != 0)),
    "sub": lambda reader, number: reader._set(level=-int(number != 0)),
    "nosupersub": lambda reader, _: reader._set(level=0),
    "plain": lambda reader, _: reader._set(is_hidden=False, is_deleted=False, level=0),
}
