"""Tables of contents: entries with the number of their page at the right, or with dots up to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.pdf.boxes import bounding_box
from index.formats.pdf.layout.page import Block, Line, Table
from index.formats.tables import row_sentence

_TITLE = re.compile(
    r"(table of )?contents|(\w+ ){0,3}index|inhalt(sverzeichnis)?|table des matières|sommaire|"
    r"índice|list of (figures|tables|exhibits|schedules|appendices|annexes)|"
    r"inhoud(sopgave)?|indice",
    re.IGNORECASE,
)
_LEADER = re.compile(
    r"(?P<title>[^\s.].*?)\s*(?:[.·․…]\s?){3,}\s*(?P<page>([A-Z]{1,2}-)?\d{1,4}(-\d{1,3})?|[ivxlcdm]{1,7})"
    r"(?=\s|$)"
)
_VALUE = re.compile(
    r"(?P<label>[^\s.].{0,150}?[^\s.])\s*(?:[.·․…]\s?){5,}\s*(?P<value>[^\s.·․…_]{1,20}( \S+){0,6})"
)
_DOTS = re.compile(r"[.·․…]\s?[.·․…]\s?[.·․…]|…")
_LAST = re.compile(r"[.·․…]*([A-Z]{1,2}-)?(\d{1,4}|[ivxlcdm]{1,7})(-\d{1,3})?")
_ROMAN = "ivxlcdm"
_PAGE = re.compile(r"(?=.)([A-Z]{1,2}-)?(\d{1,4}|[ivxlcdm]{1,7})(-\d{1,3})?")
_NUMBER = re.compile(
    r"((article|section|chapter|part|exhibit|schedule|annex|appendix|§)\s*)?"
    r"(\d{1,3}(\.\d{1,3})*|[A-Z]|[ivxlcIVXLC]{1,6})[.):]?\s+",
    re.IGNORECASE,
)
_LEADER_DOTS = ("...", ". .", "…", "··")
_MIN_ENTRIES = 3
_MAX_ENTRY_CHARS = 200
_KEY_WORDS = 5  # of an entry, which are compared with the headings
_NEAR = 1.2  # times the height, between the lines of one entry


@dataclass(slots=True)
class _Row:
    """Lines side by side, and the entries that end on them: each title with its page number."""

    lines: list[Line]
    entries: list[tuple[str, str]]
    has_leader: bool = False
    """Dots lead to the page number."""

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def right(self) -> float:
        return self.lines[-1].box[2]


def find_contents(visual: Sequence[list[Line]], after_contents: bool = False) -> list[Table]:
    """The tables of contents of a page, whose lines are given side by side; each row an entry.

    Entries with dots need no more than one another; those with just a page number at the right
    must be many or stand below a title, or `after_contents` of the page before.
    """
    rows = [_row(each) for each in visual]
    found: list[Table] = []
    run: list[_Row] = []
    titled = after_contents
    for row in [*rows, None]:
        if row is not None and (row.entries or (run and _belongs(run, row))):
            run.append(row)
            continue
        while run and not run[-1].entries:
            run.pop()
        if run and _are_contents(run, titled):
            found.append(_table(run))
            titled = True
        run = []
        if row is not None and not titled and len(row.text) < 60:
            titled = bool(_TITLE.fullmatch(row.text.strip(" :.")))
    return found


def _row(lines: list[Line]) -> _Row:
    end = lines[-1].text
    last = end.rsplit(maxsplit=1)[-1] if end[-1].isdecimal() or end[-1] in _ROMAN else ""
    if not _LAST.fullmatch(last):
        return _Row(lines, [])
    text = " ".join([line.text for line in lines])
    if _DOTS.search(text):
        matches = list(_LEADER.finditer(text))
        if matches and matches[-1].end() == len(text):
            return _Row(lines, [(each["title"], each["page"]) for each in matches], True)
    if len(lines) > 1 and _PAGE.fullmatch(lines[-1].text):
        title = " ".join(line.text for line in lines[:-1])
        if re.search(r"[^\W\d_]{2}", title) and title[-1:] not in ":,;":
            return _Row(lines, [(title, last)])
    return _Row(lines, [])


def _belongs(run: Sequence[_Row], row: _Row) -> bool:
    """Whether a row without a page number is part of an entry, or a part's name between entries."""
    above = run[-1].lines[0]
    space = above.box[1] - row.lines[0].box[3]
    is_short = len(row.text) <= _MAX_ENTRY_CHARS and row.lines[-1].box[2] <= max(
        each.right for each in run if each.entries
    )
    waiting = sum(not each.entries for each in run[-3:])
    return is_short and space < 2 * above.height and waiting < 3


def _are_contents(run: Sequence[_Row], titled: bool) -> bool:
    rows = [row for row in run if row.entries]
    leaders = sum(row.has_leader for row in rows)
    pages = [int(row.entries[0][1]) for row in rows if row.entries[0][1].isdecimal()]
    falls = sum(a > b for a, b in pairwise(pages))
    if leaders > 1 and leaders >= len(rows) / 2:
        return titled or falls <= len(rows) / 10
    if len(rows) < (2 if titled else _MIN_ENTRIES) or len(pages) < len(rows) / 2:
        return False
    rights = [row.right for row in rows]
    is_aligned = max(rights) - min(rights) < rows[0].lines[0].height
    if not is_aligned or falls:
        return False
    if titled:
        return True
    numbered = sum(bool(_NUMBER.match(row.text)) for row in rows)
    cells = sum(len(row.lines) for row in rows)
    return len(rows) > 4 and numbered > len(rows) / 2 and pages[0] < 100 and cells <= 3 * len(rows)


def find_leaders(visual: Sequence[list[Line]]) -> list[Table]:
    """Lines with dots between a label and its value, such as of a price list, each a row."""
    found: list[Table] = []
    page = "\n".join([line.text for row in visual for line in row])
    if not any([dots in page for dots in _LEADER_DOTS]):
        return found
    for row in visual:
        text = "\n".join([line.text for line in row])
        if not any([dots in text for dots in _LEADER_DOTS]):
            continue
        if match := _VALUE.fullmatch(text.replace("\n", " ")):
            value = f"{match['label'].rstrip(' :')}: {match['value']}"
            box = bounding_box([line.box for line in row])
            found.append(Table(box, [[row_sentence(value)]], row, kind="row"))
    return found


def _table(run: Sequence[_Row]) -> Table:
    """The rows of the entries; those on several lines are joined."""
    entries: list[str] = []
    begun = ""
    last: _Row | None = None
    for row in run:
        if begun and (_NUMBER.match(row.text) or not _is_near(last, row)):
            entries.append(begun)
            begun = ""
        if row.entries:
            entries += [f"{begun} {title} {page}".strip() for title, page in row.entries[:1]]
            entries += [f"{title} {page}" for title, page in row.entries[1:]]
            begun = ""
        else:
            begun = f"{begun} {row.text}".strip()
        last = row
    lines = [line for row in run for line in row.lines]
    box = bounding_box([line.box for line in lines])
    return Table(box, [[entry] for entry in entries], lines, kind="contents")


def _is_near(above: _Row | None, row: _Row) -> bool:
    if above is None:
        return False
    return above.lines[0].box[1] - row.lines[0].box[3] < _NEAR * row.lines[0].height


def mark_contents(blocks: Sequence[Block]) -> None:
    """Marks the entries of a table of contents without page numbers.

    They follow its title, and at least half of them are headings or begin paragraphs later on.
    """
    for number, block in enumerate(blocks):
        if block.kind in ("text", "heading") and _TITLE.fullmatch(block.text.strip(" :.")):
            run = []
            for entry in blocks[number + 1 :]:
                is_long = len(entry.text) > (600 if _NUMBER.match(entry.text) else _MAX_ENTRY_CHARS)
                if entry.kind not in ("text", "heading", "row") or is_long:
                    break
                run.append(entry)
            _mark_repeated(run, blocks[number + 1 :])


def _mark_repeated(run: Sequence[Block], blocks: Sequence[Block]) -> None:
    """Marks the run up to its last entry that is repeated below, if most entries are."""
    last: dict[tuple[str, ...], int] = {}
    for place, block in enumerate(blocks):
        words = _words(block.text)
        for length in range(1, len(words) + 1):
            last[words[:length]] = place
    keys = [_words(entry.text) for entry in run]
    # where the first entry comes again, the contents have ended and the first part begins
    end = next((place for place in range(1, len(run)) if keys[place] == keys[0]), len(run))
    repeated = [last.get(key, place) >= end for place, key in enumerate(keys[:end])]
    while repeated and not repeated[-1]:
        repeated.pop()
    if sum(repeated) >= max(_MIN_ENTRIES, len(repeated) / 2):
        for entry in run[: len(repeated)]:
            entry.kind = "contents"


def _words(text: str) -> tuple[str, ...]:
    """The first words of a heading, without its number, page and capitals."""
    words = re.findall(r"[^\W\d_]+", _NUMBER.sub("", text[:80], count=1).lower())
    return tuple(words[:_KEY_WORDS])
