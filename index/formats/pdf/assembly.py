"""The blocks of all pages as the text of the document.

A paragraph that runs over a page end is one block, with the mark of the page within.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.formats.extract import ExtractedText
from index.formats.pdf.boxes import LINE_ENDS
from index.formats.pdf.layout.joining import OPEN_HYPHEN, close_hyphens
from index.formats.pdf.layout.page import Block
from index.formats.pdf.layout.paragraphs import CONNECTIVE
from index.formats.tables import add_table

_END = re.compile(r"[.!?:;…][\"'”’»)\]]*[¹²³⁰⁴-⁹]*$")
_LIST_START = re.compile(
    r"([-*•–—◦▪●■□○·‣➢➔✓❑❒❖◆☐☑☒]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)]|\(?[ivxlc]{1,5}[.)])\s"
)
_SENTENCE_START = re.compile(r"[.!?][\"”’)]*\s+(?=[A-Z\"“(])")
_SAME_SIZE = 0.08
_PAGE_MARK = "\x1e"
"""Stands in a text where another page begins, until its final length is known."""


def add_blocks(extract: ExtractedText, blocks: Sequence[Block], labels: Sequence[str]) -> None:
    """Adds the blocks, and a mark for each page in `labels`, those without text included."""
    joined = list(_joined(blocks))
    texts = close_hyphens(block.text for block in joined)
    page = -1
    for block, text in zip(joined, texts, strict=True):
        for number in range(page + 1, block.page + 1):
            extract.page(labels[number])
        page = max(page, block.page)
        if block.kind == "table":
            add_table(extract, block.rows, has_header=bool(block.header))
        elif block.kind == "text":
            text, offsets = _without_marks(text)
            following = labels[page + 1 : page + 1 + len(offsets)]
            extract.add(text, page_breaks=list(zip(offsets, following, strict=True)))
            page += len(offsets)
        else:
            extract.add(text, kind=None if block.kind == "ocr" else block.kind)
    for number in range(page + 1, len(labels)):
        extract.page(labels[number])


def _without_marks(text: str) -> tuple[str, list[int]]:
    """The text without the marks of pages, and the offsets at which they stood."""
    parts = text.split(_PAGE_MARK)
    offsets: list[int] = []
    length = 0
    for part in parts[:-1]:
        length += len(part)
        offsets.append(length)
    return "".join(parts), offsets


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with the parts of a paragraph in two columns or on two pages joined."""
    held: Block | None = None
    between: list[Block] = []
    for block in blocks:
        if held is not None and block.kind == "text" and _goes_on(held, between, block):
            held, before, between = _merged(held, between, block)
            yield from before
        elif held is not None and block.kind in ("note", "table", "row"):
            between.append(block)
        else:
            if held is not None:
                yield from (held, *between)
            held, between = None, []
            if block.kind == "text":
                held = block
            else:
                yield block
    if held is not None:
        yield from (held, *between)


def _merged(
    held: Block, between: Sequence[Block], block: Block
) -> tuple[Block, list[Block], list[Block]]:
    """A paragraph of two parts, and the blocks before and after it.

    What stood between them on the page of the first part comes before it, so that every block is
    behind the mark of its own page.
    """
    last_page = _last_page(held)
    before = [each for each in between if each.page <= last_page]
    after = [each for each in between if each.page > last_page]
    text = held.text
    cut = _last_sentence_start(text) if before else 0
    if cut:
        before = [replace(held, text=text[:cut].rstrip()), *before]
        text, held = text[cut:], replace(held, page=last_page)
    marks = _PAGE_MARK * (block.page - last_page)
    if text[-1:] in LINE_ENDS and text[-2:-1].isalnum():
        is_lower = text[-2].islower() and block.text[:1].islower()
        text = (text[:-1] + OPEN_HYPHEN if is_lower else text) + marks
    else:
        text = f"{text} {marks}"
    merged = replace(held, text=text + block.text, is_full=block.is_full, box=block.box)
    return merged, before, after


def _last_page(block: Block) -> int:
    return block.page + block.text.count(_PAGE_MARK)


def _last_sentence_start(text: str) -> int:
    """Where the last sentence of a paragraph begins; not before the last of its pages."""
    first = text.rfind(_PAGE_MARK) + 1
    starts = [match.end() for match in _SENTENCE_START.finditer(text, first)]
    return starts[-1] if starts else first


def _goes_on(held: Block, between: Sequence[Block], block: Block) -> bool:
    """Whether a paragraph goes on in a block of the next column or page, or below a table."""
    is_elsewhere = block.page > _last_page(held) or block.box[1] > held.box[3]
    if not (is_elsewhere or between):
        return False
    if _END.search(held.text) or block.page - _last_page(held) > 1:
        return False
    if abs(held.height - block.height) > _SAME_SIZE * held.height or held.bold != block.bold:
        return False
    if block.text[:1].islower():
        return True
    if not is_elsewhere or _LIST_START.match(block.text):
        return False
    return held.is_full or bool(CONNECTIVE.search(held.text))
