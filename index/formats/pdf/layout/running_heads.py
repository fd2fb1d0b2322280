"""Running heads, feet and page numbers, found because they recur from page to page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.formats.pdf.layout.columns import visual_rows
from index.formats.pdf.layout.page import Line, PageLines

_WINDOW = 8  # pages before and after that a page is compared with
_ROWS = 4  # at the top and at the bottom that may be running heads
_PLACE = 0.012  # of the page's height by which the place may differ
_NUMBER = re.compile(
    r"[-–—\[(\s]*(page|seite|p\.|pg\.?|folio)?\s*(\d{1,4}|[ivxlc]{1,7}|[a-z]-\d{1,3}|\d{1,3}-\d{1,3})"
    r"(\s*(of|/|von|de)\s*\d{1,4})?[-–—\])\s.|]*",
    re.IGNORECASE,
)
_NAMED_NUMBER = re.compile(r"\W*(page|seite)\s*\d{1,4}(\s*(of|/|von)\s*\d{1,4})?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line near the top or bottom of a page."""

    key: str
    """Its words without digits."""
    numbers: tuple[int, ...]
    place: float
    """From the page's bottom, in shares of its height."""
    line: Line
    row: int
    """Rows between it and the edge."""
    is_top: bool


def without_running_heads(pages: Iterable[PageLines]) -> Iterator[PageLines]:
    """The pages, without the lines that recur on neighbouring pages; they are counted."""
    window: list[tuple[PageLines, list[_Edge]]] = []
    done = 0
    for page in pages:
        window.append((page, _edges(page)))
        if len(window) - done > _WINDOW:
            yield _cleaned(window, done)
            done += 1
            if done > _WINDOW:
                window.pop(0)
                done -= 1
    while done < len(window):
        yield _cleaned(window, done)
        done += 1


def _edges(page: PageLines) -> list[_Edge]:
    rows = visual_rows(page.lines)
    edges: list[_Edge] = []
    for number, row in enumerate(rows):
        below = len(rows) - 1 - number
        if min(number, below) >= _ROWS:
            continue
        bottom, height = _frame(page)
        for line in row:
            text = line.text.lower()
            key = " ".join(re.sub(r"\d+", "#", text).split())
            numbers = tuple(map(int, re.findall(r"\d{1,9}", text)))
            place = (line.box[1] - bottom) / height
            is_top = number <= below
            edges.append(_Edge(key, numbers, place, line, number if is_top else below, is_top))
    return edges


def _frame(page: PageLines) -> tuple[float, float]:
    """The bottom and the height of the page in the places of its lines."""
    lowest = min((line.box[1] for line in page.lines), default=0.0)
    bottom = 0.0 if lowest >= 0 else -page.height if page.turns else lowest
    return bottom, max(page.height, 1.0)


def _cleaned(window: Sequence[tuple[PageLines, list[_Edge]]], at: int) -> PageLines:
    page, edges = window[at]
    others = [each for number, each in enumerate(window) if number != at]
    repeated = {id(edge.line) for edge in edges if _recurs(edge, page, others)}
    taken: set[int] = set()
    for is_top in (True, False):
        for row in range(_ROWS):
            here = [edge for edge in edges if edge.is_top == is_top and edge.row == row]
            found = [edge for edge in here if id(edge.line) in repeated]
            if here and not found:
                break
            for edge in found:
                taken.add(id(edge.line))
                is_number = _NUMBER.fullmatch(edge.line.text)
                page.losses["page numbers skipped" if is_number else "running heads skipped"] += 1
    page.lines = [line for line in page.lines if id(line) not in taken]
    _drop_repeated_turned(page, [each for each, _ in others])
    return page


def _recurs(edge: _Edge, page: PageLines, others: Sequence[tuple[PageLines, list[_Edge]]]) -> bool:
    """Whether a line stands at the same place of another page, but for its numbers."""
    if not others:
        return bool(_NAMED_NUMBER.fullmatch(edge.line.text)) and edge.row == 0
    matches = 0
    for other_page, edges in others:
        for other in edges:
            if other.is_top == edge.is_top and _is_same(
                edge, other, other_page.number - page.number
            ):
                matches += 1
                break
    return matches >= (1 if len(others) < 3 or edge.row == 0 else 2)


def _is_same(edge: _Edge, other: _Edge, distance: int) -> bool:
    if edge.key != other.key or abs(edge.place - other.place) > _PLACE:
        return False
    if abs(edge.line.height - other.line.height) > 0.1 * edge.line.height:
        return False
    if edge.numbers == other.numbers:
        return True
    return any(b - a == distance for a, b in zip(edge.numbers, other.numbers, strict=False))


def _drop_repeated_turned(page: PageLines, others: Sequence[PageLines]) -> None:
    """Leaves out watermarks and text along an edge that recur on another page."""
    texts: Counter[str] = Counter(line.text for other in others for line in other.turned)
    kept = [line for line in page.turned if not texts[line.text]]
    if len(kept) < len(page.turned):
        page.losses["watermarks skipped"] += len(page.turned) - len(kept)
        page.turned = kept
