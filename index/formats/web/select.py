"""Which blocks of a page are its text: headers, footers, menus and notices are left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index.formats.extract import ExtractedText
from index.formats.tables import add_table, row_sentence
from index.formats.web import boilerplate
from index.formats.web.blocks import TITLE_BLOCK, Block

_MAX_MENU_WORDS = 4
"""Words of a link in a menu, on average."""
_MIN_MAIN_LETTERS = 200
_COPYRIGHT = re.compile(r"©|\(c\)|copyright|all rights reserved|alle rechte vorbehalten", re.I)
_SKIP = re.compile(r"(?:skip|jump|zum inhalt|aller au contenu)\b", re.I)
_MIN_PROSE_WORDS = 6
_MAX_BOILERPLATE_WORDS = 25
_MAX_NOTICE_WORDS = 80
_LAST_WORDS = 4  # of a notice, which may be links to accept it
_FIRST_WORDS = 80  # characters of what was left out that a warning quotes
_QUOTED = 3  # parts that a warning quotes


def select(blocks: list[Block]) -> list[Block]:
    """Marks the blocks of a page that are boilerplate; none if there is nothing else."""
    numbers = iter(range(1_000_000_000, 2_000_000_000))
    for rule in (_menus, _frame, _notices):
        rule(blocks, lambda: next(numbers))
    if not any(_has_words(block) for block in blocks if not block.left_out):
        _restore(blocks)
    return blocks


def _restore(blocks: list[Block]) -> None:
    """Keeps what was left out, where that is the whole page: hidden text, else everything."""
    kept = (boilerplate.BUTTON, boilerplate.DELETED, boilerplate.COOKIES)
    for reasons in (
        (boilerplate.HIDDEN, boilerplate.HEADER, boilerplate.FOOTER),
        (boilerplate.NAVIGATION,),
    ):
        for block in blocks:
            if block.left_out in reasons and block.left_out not in kept:
                block.left_out = ""
        if any(_has_words(block) for block in blocks if not block.left_out):
            return
    for block in blocks:
        block.left_out = ""


def _has_words(block: Block) -> bool:
    return any(map(str.isalnum, block.text)) or block.rows is not None


def _groups(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Ranges of consecutive blocks that are nothing but links."""
    start = None
    for index, block in enumerate(blocks):
        is_part = (
            block.is_links and not block.left_out and block.kind not in ("heading", "contents")
        )
        if is_part and start is not None and blocks[start].context.area != block.context.area:
            yield start, index
            start = index
        elif is_part and start is None:
            start = index
        elif not is_part and start is not None and not block.left_out:
            yield start, index
            start = None
    if start is not None:
        yield start, len(blocks)


def _menus(blocks: list[Block], number: Callable[[], int]) -> None:
    has_main = (
        sum(
            len(block.text)
            for block in blocks
            if block.context.area == "main" and not block.left_out
        )
        >= _MIN_MAIN_LETTERS
    )
    text = [
        index
        for index, block in enumerate(blocks)
        if not block.left_out
        and not block.is_links
        and (block.kind == "heading" or block.rows or len(block.text.split()) > 2)
    ]
    first, last = (text[0], text[-1]) if text else (len(blocks), -1)
    seen: set[tuple[str, ...]] = set()
    for start, end in list(_groups(blocks)):
        group = [block for block in blocks[start:end] if not block.left_out]
        words = tuple(block.text for block in group)
        links = sum(max(block.links, 1) for block in group)
        short = sum(len(each.split()) for each in words) <= _MAX_MENU_WORDS * links
        reason = ""
        if links > 2 and words in seen:
            reason = boilerplate.REPEATED
        elif (
            short
            and _is_menu(
                group,
                links,
                has_main,
                before=end <= first,
                after=start > last and (start == 0 or blocks[start - 1].kind != "heading"),
            )
        ) or (_SKIP.match(words[0]) and links == 1 and end <= first):
            reason = boilerplate.NAVIGATION
        seen.add(words)
        if reason:
            part = number()
            for block in group:
                block.left_out, block.part = reason, part


def _is_menu(group: list[Block], links: int, has_main: bool, *, before: bool, after: bool) -> bool:
    """Do short links lead through the site? Those of the text itself stand within it."""
    if group[0].context.in_menu:
        return True
    if has_main and group[0].context.area != "main":
        return True
    return (before or after) and links > 1


def _frame(blocks: list[Block], number: Callable[[], int]) -> None:
    """Leaves out what in the page's header and footer is no heading and no sentence or fact."""
    pending: list[Block] = []
    for area in (boilerplate.HEADER, boilerplate.FOOTER):
        part = number()
        pending = []
        for block in blocks:
            if block.context.area != area or block.left_out:
                continue
            if block.kind == "heading":
                pending.append(block)
            elif _is_fact(block):
                pending = []
            else:
                block.left_out, block.part = area, part
        for block in pending if area == boilerplate.FOOTER else ():
            block.left_out, block.part = area, part
    part = number()
    for block in blocks:
        in_title_block = block.context.area == TITLE_BLOCK and block.kind != "heading"
        if in_title_block and block.is_links and not block.left_out:
            block.left_out, block.part = boilerplate.NAVIGATION, part


def _is_fact(block: Block) -> bool:
    """Does a text in a header or footer say something, such as a telephone number?"""
    if block.rows is not None or block.kind in ("row", "note"):
        return True
    words = block.text.split()
    if block.is_links or block.link_letters * 2 > block.letters:
        return False
    if _COPYRIGHT.search(block.text) and len(words) <= _MAX_BOILERPLATE_WORDS:
        return False
    is_sentence = len(words) > 2 and block.text[-1] in ".!?"
    has_number = len(words) > 1 and any(map(str.isdigit, block.text))
    return is_sentence or has_number or len(words) >= _MIN_PROSE_WORDS


def _notices(blocks: list[Block], number: Callable[[], int]) -> None:
    """Leaves out a text about cookies that is followed by a button to accept them."""
    for index, block in enumerate(blocks):
        if block.left_out or block.context.area == "main" or "cookie" not in block.text.lower():
            continue
        controls = [
            each
            for each in blocks[max(index - 3, 0) : index + 6]
            if (each.left_out == boilerplate.BUTTON or each.is_links)
            and boilerplate.ACCEPT.search(each.text)
        ]
        words = block.text.split()
        if block.links and boilerplate.ACCEPT.search(" ".join(words[-_LAST_WORDS:])):
            controls.append(block)
        if controls and len(words) <= _MAX_NOTICE_WORDS:
            block.left_out, block.part = boilerplate.COOKIES, number()
            for each in controls:
                if not each.left_out:
                    each.left_out, each.part = boilerplate.COOKIES, block.part


def emit(extract: ExtractedText, blocks: Sequence[Block]) -> None:
    """Adds the blocks that are not left out; counts and quotes the others."""
    texts = {block.text for block in blocks if not block.is_picture and not block.left_out}
    left_out: dict[tuple[str, int], list[str]] = {}
    for block in blocks:
        if block.left_out:
            if words := " ".join(block.text.split()) or _words_of_rows(block):
                left_out.setdefault((block.left_out, block.part), []).append(words)
        elif block.rows is not None:
            add_table(extract, block.rows, has_header=block.has_header)
        elif block.is_picture:
            if block.text not in texts:
                extract.add(block.text, kind=block.kind)
                texts.add(block.text)
        elif not block.text.strip():
            for _, label in block.page_breaks:
                extract.page(label)
        elif block.kind == "row":
            extract.row(row_sentence(block.text))
        else:
            extract.add(
                block.text,
                heading=block.kind == "heading",
                kind=None if block.kind == "heading" else block.kind,
                page_breaks=block.page_breaks,
            )
    _tell(extract, left_out)


def _words_of_rows(block: Block) -> str:
    return " · ".join(cell for row in block.rows or () for cell in row if cell)


def _tell(extract: ExtractedText, left_out: dict[tuple[str, int], list[str]]) -> None:
    """Counts the parts that were left out; warnings quote the first words of the first ones."""
    quoted: dict[str, list[str]] = {}
    for (reason, _), texts in left_out.items():
        extract.losses[boilerplate.LOSSES[reason]] += 1
        quotes = quoted.setdefault(reason, [])
        if len(quotes) < _QUOTED:
            words = " · ".join(text[:_FIRST_WORDS] for text in texts[:20])
            quotes.append(words if len(words) <= _FIRST_WORDS else f"{words[:_FIRST_WORDS]}…")
    for reason, quotes in quoted.items():
        quotes = list(dict.fromkeys(quotes))
        extract.add_warnings([f"left out as {reason}: {', '.join(f'“{each}”' for each in quotes)}"])
