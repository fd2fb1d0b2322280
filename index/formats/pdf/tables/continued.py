"""Tables that go on over a page end."""

from __future__ import annotations

from collections.abc import Sequence

from index.formats.pdf.layout.page import Block

_SAME_PLACE = 8.0  # points, between the left edges
_SAME_WIDTH = 60.0  # points; the right edge is that of the longest last cell
_TOUCHING = 1.0  # points


def carry_headers(blocks: Sequence[Block]) -> None:
    """Gives each later part of a table the column names of the first part.

    A part follows on the next page, or right below a row that fills all columns.
    """
    above: Block | None = None
    bottom = 0.0
    for block in blocks:
        if block.kind == "table":
            if above is not None and _is_next(above, bottom, block):
                _join(above, block)
            above = block
        elif block.kind not in ("note", "row"):
            above = None
        if block.kind in ("table", "row"):
            bottom = block.box[1]


def _is_next(above: Block, bottom: float, below: Block) -> bool:
    if below.page == above.page:
        return abs(bottom - below.box[3]) < _TOUCHING and bottom < above.box[1]
    return below.page == above.page + 1


def _join(above: Block, below: Block) -> None:
    if not above.rows or not below.rows or len(above.rows[0]) != len(below.rows[0]):
        return
    if not _at_same_place(above, below) or not above.header:
        return
    names = above.rows[0]
    if below.rows[0] == names:
        below.header = above.header
    elif below.header != "set apart":
        if _goes_on(above.rows[-1], below.rows[0]):
            above.rows[-1] = [
                f"{cell} {more}".strip()
                for cell, more in zip(above.rows[-1], below.rows[0], strict=True)
            ]
            del below.rows[0]
        if below.rows:
            below.rows.insert(0, names)
        below.header = above.header


def _at_same_place(above: Block, below: Block) -> bool:
    return (
        abs(above.box[0] - below.box[0]) < _SAME_PLACE
        and abs(above.box[2] - below.box[2]) < _SAME_WIDTH
    )


def _goes_on(row: Sequence[str], more: Sequence[str]) -> bool:
    """Whether a row is the rest of the one on the page before: its cells go on in lower case."""
    filled = [(cell, rest) for cell, rest in zip(row, more, strict=True) if rest]
    return not more[0] and all(cell and rest[0].islower() for cell, rest in filled)
