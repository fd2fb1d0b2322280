"""Rich Text Format (.rtf), as Word, WordPad, TextEdit and LibreOffice write it.

Paragraphs, headings, table rows, list numbers, notes; hidden and deleted text is left out and
counted, as are pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from index.errors import PinciteError
from index.formats.extract import ExtractedText
from index.formats.legacy.rtf_codes import (
    BULLETS,
    CHARACTERS,
    DATES,
    ENCODINGS,
    LABELS,
    LOST,
    META,
    NOTES,
    READ_THOUGH_STARRED,
    SKIPPED,
    STORIES,
    iso_date,
)
from index.formats.legacy.rtf_fonts import Fonts, field_symbol, is_encoding
from index.formats.legacy.rtf_table import RtfTable
from index.formats.legacy.rtf_tokens import Brace, Sign, Word, tokens
from index.formats.office.characters import join_levels, symbols
from index.formats.office.texts import stated_title
from index.formats.tables import add_table

_MAX_DEPTH = 1_000


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and its end restores."""

    destination: str = ""
    is_skipped: bool = False
    encoding: str = "cp1252"
    symbol_font: str = ""
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
        self._fonts = Fonts()
        self._font = 0
        self._styles: dict[int, str] = {}
        self._style = 0
        self._bytes = bytearray()
        self._units: list[int] = []  # UTF-16
        self._skip = 0
        self._text: list[tuple[str, int]] = []  # each with its level
        self._stories: list[tuple[int, str, list[tuple[str, int]]]] = []
        """Depth and name of each open destination, and the text that it interrupts."""
        self._notes: list[str] = []
        self._seen: set[str] = set()
        self._table = RtfTable()
        self._dates: dict[str, dict[str, int]] = {kind: {} for kind in DATES}

    def read(self, data: bytes) -> None:
        for token in tokens(data):
            if isinstance(token, Word):
                self._word(token)
            elif isinstance(token, Sign):
                self._sign(token.character)
            elif isinstance(token, Brace):
                self._brace(token.opens)
            else:
                self._add_bytes(token)
        self._flush()
        self._state, self._stories = _State(), []
        self._end_paragraph()
        dates = [stated for date in self._dates.values() if (stated := iso_date(date))]
        self.extract.date = "".join(dates[:1])

    def _brace(self, opens: bool) -> None:
        self._flush()
        self._skip = 0
        if opens:
            if len(self._stack) >= _MAX_DEPTH:
                raise PinciteError("its parts are nested too deeply.")
            self._stack.append(self._state)
        elif self._stack:
            self._state = self._stack.pop()
            while self._stories and self._stories[-1][0] > len(self._stack):
                self._leave()

    def _sign(self, character: str) -> None:
        self._flush()
        if character in "\r\n":
            self._end_paragraph()
        elif character in CHARACTERS:
            self._add(CHARACTERS[character])

    def _word(self, token: Word) -> None:
        word, number = token.name, token.number
        if word == "u" and number is not None:
            self._flush_bytes()
            if not self._state.is_skipped:
                self._units.append(number & 0xFFFF)
            self._skip = self._state.fallback
            return
        self._flush()
        if (
            (token.is_starred and word not in READ_THOUGH_STARRED)
            or word in SKIPPED
            or word in LOST
        ):
            self._skip_group(word)
        elif word in STORIES or word in ("fonttbl", "stylesheet", "info", *META, *DATES, "ud"):
            self._enter(word)
        elif self._state.is_skipped:
            return
        elif word in CHARACTERS:
            self._add(CHARACTERS[word])
        elif action := _ACTIONS.get(word):
            action(self, number)
        elif word in ENCODINGS:
            self._set_encoding(ENCODINGS[word])
        elif self._state.destination in DATES and word in ("yr", "mo", "dy"):
            self._dates[self._state.destination][word] = number or 0

    def _skip_group(self, word: str) -> None:
        if not self._state.is_skipped and word in LOST:
            self.extract.losses[LOST[word]] += 1
        self._state = replace(self._state, is_skipped=True, destination=word)

    def _enter(self, word: str) -> None:
        is_read = word == "ud" or not self._state.is_skipped
        self._state = replace(self._state, destination=word, is_skipped=not is_read)
        if is_read and (word in STORIES or word in META):
            self._stories.append((len(self._stack), word, self._text))
            self._text = []

    def _leave(self) -> None:
        """The end of a destination, whose text was gathered apart."""
        pieces = self._text
        _, destination, self._text = self._stories.pop()
        words = join_levels(pieces).strip()
        if destination == "title":
            self.extract.title = stated_title(words)
        elif destination == "author":
            self.extract.author = words
        elif destination == "fldinst":
            self._add_symbols(*field_symbol(words))
        elif destination in LABELS:
            self._text += [] if words in BULLETS else pieces
        elif destination in NOTES:
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
        if state.destination in ("info", *DATES):
            return
        if state.destination == "fonttbl":
            self._fonts.add_name(self._font, text)
        elif state.destination == "stylesheet":
            name = self._styles.get(self._style, "") + text.rstrip(";")
            self._styles[self._style] = name[:100]
        elif state.is_deleted:
            self.extract.losses["tracked deletions left out"] += 1
        elif state.is_hidden:
            self.extract.losses["hidden passages left out"] += bool(text.strip())
        else:
            self._add_symbols(*symbols(text, state.symbol_font))

    def _add_symbols(self, text: str, unknown: int) -> None:
        self._text.append((text, self._state.level))
        if unknown:
            self.extract.losses["symbols skipped"] += unknown

    def _end_paragraph(self, _: int | None = None) -> None:
        if self._stories or self._state.in_table:
            self._text.append(("\n", 0))
            return
        rows, has_spans = self._table.take_rows()
        if rows:
            add_table(self.extract, rows, has_spans=has_spans)
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

    def _set(self, **values: object) -> None:
        self._state = replace(self._state, **values)  # type: ignore[arg-type]  # by name

    def _set_encoding(self, encoding: str) -> None:
        if is_encoding(encoding):
            self._document_encoding = encoding
            self._set(encoding=encoding)

    def _set_font(self, number: int | None) -> None:
        self._font = number or 0
        if self._state.destination != "fonttbl":
            self._set(
                encoding=self._fonts.encoding(self._font, self._document_encoding),
                symbol_font=self._fonts.symbol_font(self._font),
            )

    def _set_charset(self, number: int | None) -> None:
        self._fonts.set_charset(self._font, number or 0, self._document_encoding)

    def _set_style(self, number: int | None) -> None:
        self._style = number or 0
        if self._state.destination != "stylesheet":
            name = self._styles.get(self._style, "").strip().lower()
            self._set(is_heading=name.startswith("heading") or name == "title")


_ACTIONS: dict[str, Callable[[_Reader, int | None], None]] = {
    **dict.fromkeys(("par", "sect", "page", "column"), _Reader._end_paragraph),
    "cell": _Reader._cell,
    "row": lambda reader, _: reader._table.end_row(),
    "trowd": lambda reader, _: reader._table.define_row(),
    "cellx": lambda reader, number: reader._table.define_cell(number or 0),
    "clmrg": lambda reader, _: reader._table.merge("left"),
    "clvmrg": lambda reader, _: reader._table.merge("above"),
    "pard": lambda reader, _: reader._set(in_table=False, is_heading=False),
    "intbl": lambda reader, _: reader._set(in_table=True),
    "f": _Reader._set_font,
    "fcharset": _Reader._set_charset,
    "cpg": lambda reader, number: reader._fonts.set_encoding(reader._font, f"cp{number}"),
    "s": _Reader._set_style,
    "uc": lambda reader, number: reader._set(fallback=min(1 if number is None else number, 100)),
    "outlinelevel": lambda reader, number: reader._set(
        is_heading=number is not None and number < 9
    ),
    "ansicpg": lambda reader, number: reader._set_encoding(f"cp{number or 1252}"),
    "v": lambda reader, number: reader._set(is_hidden=number != 0),
    "deleted": lambda reader, number: reader._set(is_deleted=number != 0),
    "super": lambda reader, number: reader._set(level=int(number != 0)),
    "sub": lambda reader, number: reader._set(level=-int(number != 0)),
    "nosupersub": lambda reader, _: reader._set(level=0),
    "plain": lambda reader, _: reader._set(is_hidden=False, is_deleted=False, level=0),
}
