"""The blocks of a page in reading order: paragraphs, tables, notes, what is in the margin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.formats.pdf.boxes import bounding_box
from index.formats.pdf.layout.columns import Segment, segments
from index.formats.pdf.layout.drop_caps import with_drop_caps
from index.formats.pdf.layout.joining import joined_text
from index.formats.pdf.layout.page import Block, Kind, Line, PageLines, Table, body_height
from index.formats.pdf.layout.paragraphs import paragraphs
from index.formats.pdf.layout.rows import with_labels

_NOTE_HEIGHT = 0.93  # of the height of the page's text; notes are set smaller
_NOTE_GAP = 1.7  # times the height, from the baseline of the text to that of a note
_MAX_NOTE_LINES = 12  # below the gap, of notes as large as the text
_NOTE_START = re.compile(r"(\d{1,3}|[*†‡§¶#]{1,3}|[a-z](?=[.)\s]))[.)\]]?\s*(?=\S)")
_DRAWN = re.compile(r"[-_=–—~\s]{3,}")
_CELL_GAP = 1.5  # times the height, between a label and its value
_NEAR = 2.2  # times the height, between a paragraph's last two lines
_MAX_LABEL_CHARS = 60
_WATERMARK = 2.2  # times the height of the page's text
_MAX_WATERMARKS = 50
_MIN_ACROSS = 2  # lines that a watermark lies across, itself included
_FULL = 0.6  # of a paragraph's width; a last line that goes on elsewhere is as long
_RAGGED = 0.06  # of a column's width: so near to its right edge, a single line goes on
_CAPTION = re.compile(r"(fig|figure|table|source|chart|plate|map|exhibit)\b", re.IGNORECASE)


def page_blocks(page: PageLines, tables: Sequence[Table] = ()) -> list[Block]:
    """The blocks of a page; the lines in `tables` are not read again."""
    in_tables = {id(line) for table in tables for line in table.lines}
    placeholders: dict[int, Table] = {}
    lines = [line for line in page.lines if id(line) not in in_tables]
    drawn = {id(line): line.box[1] for line in lines if _DRAWN.fullmatch(line.text)}
    page.drawn = list(drawn.values())
    lines = [line for line in lines if id(line) not in drawn]
    body = body_height(lines)
    lines = with_labels(with_drop_caps(_without_watermarks(page, lines, body)))
    for table in tables:
        line = Line([], table.box, body)
        placeholders[id(line)] = table
        lines.append(line)
    found = segments(lines)
    for above, rows in pairwise(found):
        if above.mode == "text" and rows.mode == "rows" and _goes_on(above.lines, rows.lines[0]):
            above.lines.append(rows.lines.pop(0))
    texts: list[tuple[Segment, list[Line]]] = []
    notes: list[list[Line]] = []
    for segment in found:
        main, foot = _without_notes(segment, body)
        texts.append((segment, main))
        notes += foot
    marks = frozenset(mark for note in notes if (mark := _mark(note[0])))
    return [*_text_blocks(page, texts, placeholders, marks), *_note_blocks(page, notes)]


def _goes_on(lines: Sequence[Line], row: Line) -> bool:
    """Whether the last line of a paragraph stands above rows of cells and was taken for one."""
    if not lines or not row.text[:1].islower():
        return False
    above = lines[-1]
    is_below = 0 < above.box[1] - row.box[1] < _NEAR * row.height
    return is_below and above.text[-1:].isalpha() and not _gaps(row)


def _without_watermarks(page: PageLines, lines: list[Line], body: float) -> list[Line]:
    """The lines without large words that lie across several others, which come after the text."""
    large = [line for line in lines if line.height > _WATERMARK * body and len(line.text) > 1]
    for line in large[:_MAX_WATERMARKS]:
        _, bottom, _, top = line.box
        across = [
            other
            for other in lines
            if bottom < (other.box[1] + other.box[3]) / 2 < top
            and other.box[0] < line.box[2]
            and other.box[2] > line.box[0]
        ]
        if len(across) > _MIN_ACROSS:
            page.turned.append(line)
            lines = [other for other in lines if other is not line]
    return lines


def _text_blocks(
    page: PageLines,
    texts: Sequence[tuple[Segment, list[Line]]],
    placeholders: dict[int, Table],
    marks: frozenset[str],
) -> Iterator[Block]:
    margin: list[Block] = []
    for segment, lines in texts:
        run: list[Line] = []
        for line in [*lines, None]:
            if line is not None and line.text:
                run.append(line)
                continue
            if segment.mode == "rows":
                for each in _rows(run):
                    block = _block(page, each, "row", marks)
                    block.text = _with_colon(each[0], block.text)
                    yield block
            elif segment.mode == "margin":
                margin += [
                    _block(page, each, "note", marks)
                    for each in paragraphs(run, page.cuts, page.drawn)
                ]
            else:
                yield from _paragraph_blocks(page, run, marks)
            run = []
            if line is not None and (table := placeholders.get(id(line))):
                yield from _table_blocks(page, table)
    yield from margin
    yield from (_block(page, [line], "note", marks) for line in page.turned)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each row of cells: a value may go on below, in small letters."""
    rows: list[list[Line]] = []
    for line in lines:
        above = rows[-1][-1] if rows else line
        is_below = 0 < above.box[1] - line.box[1] < _NOTE_GAP * line.height
        is_indented = rows and line.box[0] > rows[-1][0].box[0] + line.height
        if is_below and is_indented and line.text[:1].islower() and not _gaps(line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _with_colon(line: Line, text: str) -> str:
    """A row of a label and its value, with a colon between them; other rows as they are."""
    wide = _gaps(line)
    if len(wide) != 1:
        return text
    label = " ".join(word.text for word in line.words[: wide[0]])
    if not text.startswith(label) or len(label) > _MAX_LABEL_CHARS or not label[-1:].isalpha():
        return text
    return f"{label}:{text[len(label) :]}"


def _gaps(line: Line) -> list[int]:
    """The words of a line that stand behind wide spaces."""
    least = _CELL_GAP * line.height
    return [
        number
        for number, (word, following) in enumerate(pairwise(line.words), 1)
        if following.box[0] - word.box[2] > least
    ]


def _table_blocks(page: PageLines, table: Table) -> Iterator[Block]:
    """A table as one block, the entries of a table of contents and single rows as their own."""
    if table.kind == "table":
        yield Block(
            "table",
            "",
            page.number,
            table.box,
            lines=table.lines,
            rows=table.rows,
            header=table.header,
        )
        return
    for number, row in enumerate(table.rows):
        lines = [] if number else table.lines
        yield Block(table.kind, " ".join(row), page.number, table.box, lines=lines)


def _paragraph_blocks(
    page: PageLines, lines: Sequence[Line], marks: frozenset[str]
) -> Iterator[Block]:
    left = min([line.box[0] for line in lines], default=0.0)
    right = max([line.box[2] for line in lines], default=0.0)
    for paragraph in paragraphs(lines, page.cuts, page.drawn):
        block = _block(page, paragraph, "text", marks)
        start, _, end, _ = block.box
        last = paragraph[-1].box
        if len(paragraph) > 1:
            block.is_full = last[2] > start + _FULL * (end - start)
        else:
            is_wide = last[2] - last[0] > _FULL * (right - left)
            block.is_full = is_wide and last[2] > right - _RAGGED * (right - left)
        yield block


def _note_blocks(page: PageLines, notes: Sequence[Sequence[Line]]) -> Iterator[Block]:
    for note in notes:
        yield _block(page, note, "note", frozenset())


def _block(page: PageLines, lines: Sequence[Line], kind: Kind, marks: frozenset[str]) -> Block:
    return Block(
        kind,
        joined_text(lines, marks, page.losses),
        page.number,
        bounding_box([line.box for line in lines]),
        max(line.height for line in lines),
        all(line.bold for line in lines),
        list(lines),
        len(lines),
    )


def _without_notes(segment: Segment, body: float) -> tuple[list[Line], list[list[Line]]]:
    """The lines of a column without its footnotes, and the lines of each note."""
    lines = segment.lines
    if segment.mode != "text" or not lines:
        return lines, []
    first = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        if not lines[number].text or lines[number].height >= _NOTE_HEIGHT * body:
            break
        if _mark(lines[number]) and not _CAPTION.match(lines[number].text):
            first = number
    first = min(first, _note_of_same_size(lines), _rest_of_note(lines, body))
    notes: list[list[Line]] = []
    for line in lines[first:]:
        if not notes or _mark(line):
            notes.append([])
        notes[-1].append(line)
    return lines[:first], notes


def _rest_of_note(lines: Sequence[Line], body: float) -> int:
    """Where small lines below a gap begin that go on from a note of the page before."""
    first = len(lines)
    while first and lines[first - 1].text and lines[first - 1].height < _NOTE_HEIGHT * body:
        first -= 1
    if not 0 < first < len(lines) or not lines[first].text[:1].islower():
        return len(lines)
    gap = lines[first - 1].box[1] - lines[first].box[1]
    return first if gap > _NOTE_GAP * body else len(lines)


def _note_of_same_size(lines: Sequence[Line]) -> int:
    """Where notes as large as the text begin: after a gap, with a mark that the text has."""
    for number in range(len(lines) - 1, max(0, len(lines) - _MAX_NOTE_LINES), -1):
        mark = _mark(lines[number])
        gap = lines[number - 1].box[1] - lines[number].box[1]
        if not mark or gap < _NOTE_GAP * lines[number].height:
            continue
        first = lines[number].words[0]
        if first.raised and mark.isdecimal():
            return number
        if not mark.isalnum() and any(f"{mark} " in f"{line.text} "[1:] for line in lines[:number]):
            return number
    return len(lines)


def _mark(line: Line) -> str:
    """The number or sign that a note begins with; empty if the line does not begin with one."""
    if not (match := _NOTE_START.match(line.text)):
        return ""
    return match[1]
