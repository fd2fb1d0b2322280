"""OpenDocument spreadsheets and presentations (.ods, .odp), and files of one XML part (.fodt …).

The text of a spreadsheet's cell is what the program that wrote it showed.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.errors import PinciteError
from index.formats.extract import ExtractedText
from index.formats.limits import MAX_LINES
from index.formats.office.characters import join_levels
from index.formats.office.odt.reader import read_odt
from index.formats.office.texts import stated_title
from index.formats.tables import SpannedCell, add_table, expand_spans, row_sentence
from index.formats.zip_package import ZipPackage, get_attribute, local_name, pack

_MOST_COLUMNS = 16_384
_MOST_CELLS = 2_000_000
_WIDEST = 1_000  # columns or rows that one cell is repeated in
_MOST_REPEATED = 1_000
"""Repetitions of a row or cell with text; empty ones fill the sheet to its edge."""

_SKIPPED = {
    "image": "pictures skipped",
    "object": "objects skipped",
    "plugin": "pictures skipped",
}
_NO_TEXT = frozenset(("annotation", "tracked-changes", "forms", "shapes", "event-listeners"))


def read_ods(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    extract = _start(package)
    root = package.xml("content.xml")
    hidden = _hidden_styles(root)
    _raise(root)
    for sheet in (node for node in root.iter() if local_name(node) == "table"):
        if get_attribute(sheet, "style-name") in hidden:
            extract.losses["hidden sheets skipped"] += 1
            continue
        extract.add(get_attribute(sheet, "name"), heading=True)
        add_table(extract, _sheet_rows(sheet, extract))
        for comment in (node for node in sheet.iter() if local_name(node) == "annotation"):
            extract.row(row_sentence(f"Comment: {' '.join(_paragraphs(comment))}"))
    return extract


def read_odp(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    extract = _start(package)
    root = package.xml("content.xml")
    hidden = _hidden_styles(root)
    _raise(root)
    pages = [node for node in root.iter() if local_name(node) == "page" and "draw" in node.tag]
    for number, page in enumerate(pages, 1):
        if get_attribute(page, "style-name") in hidden:
            extract.losses["hidden slides skipped"] += 1
            continue
        extract.page(str(number))
        _add_page(extract, page)
    return extract


def read_fodt(data: bytes) -> ExtractedText:
    return read_odt(_package(data))


def read_fods(data: bytes) -> ExtractedText:
    return read_ods(_package(data))


def read_fodp(data: bytes) -> ExtractedText:
    return read_odp(_package(data))


def _package(data: bytes) -> bytes:
    """A file of one part as a package: each part of it has what the one part has."""
    return pack(dict.fromkeys(("content.xml", "meta.xml", "styles.xml"), data))


def _start(package: ZipPackage) -> ExtractedText:
    meta = {
        local_name(node): (node.text or "").strip()
        for root in package.optional("meta.xml")
        for node in root.iter()
        if "meta" in node.tag or "dc/" in node.tag
    }
    author = meta.get("creator", "") or meta.get("initial-creator", "")
    return ExtractedText(stated_title(meta.get("title", "")), author, meta.get("date", ""))


def _hidden_styles(root: Element) -> set[str]:
    """The names of the styles of hidden sheets and slides."""
    return {
        get_attribute(style, "name")
        for style in root.iter()
        if local_name(style) == "style"
        and any(
            get_attribute(node, "display") == "false"
            or get_attribute(node, "visibility") == "hidden"
            for node in style
        )
    }


def _raise(root: Element) -> None:
    """Marks raised and lowered text within paragraphs, so that it does not join a number."""
    levels = {}
    for style in (node for node in root.iter() if local_name(node) == "style"):
        for node in style:
            shift, _, size = get_attribute(node, "text-position").partition(" ")
            if size != "100%" and (shift[:1].isdigit() or shift[:1] == "-" or shift == "super"):
                levels[get_attribute(style, "name")] = -1 if shift[0] == "-" else 1
            elif shift == "sub":
                levels[get_attribute(style, "name")] = -1
    for paragraph in root.iter() if levels else ():
        before = paragraph.text or ""
        for node in paragraph:
            name = get_attribute(node, "style-name") if local_name(node) == "span" else ""
            if level := levels.get(name):
                pieces = [(before, 0), (node.text or "", level), ((node.tail or "")[:1], 0)]
                joined = join_levels(pieces)
                node.text = joined[len(before) : len(joined) - len(pieces[2][0])]
            before = f"{before}{node.text or ''}{node.tail or ''}"[-60:]


def _sheet_rows(sheet: Element, extract: ExtractedText) -> Iterator[list[str]]:
    hidden = _hidden_columns(sheet)
    grid: list[list[SpannedCell]] = []
    shown: list[bool] = []
    size = 0
    for row in _rows(sheet):
        times = _number(row, "number-rows-repeated")
        cells = list(_cells(row))
        is_shown = get_attribute(row, "visibility") not in ("collapse", "filter")
        if not is_shown and any(text for text, _, _ in cells):
            extract.losses["hidden rows skipped"] += min(times, MAX_LINES)
        has_text = any(text for text, _, _ in cells)
        for _ in range(min(times, _MOST_REPEATED) if has_text else 1):
            grid.append(cells if has_text else [])
            shown.append(is_shown)
            size += sum(min(wide, _WIDEST) * min(high, _WIDEST) for _, wide, high in cells)
        if len(grid) > MAX_LINES or size > _MOST_CELLS:
            raise PinciteError(
                f"it has a sheet of more than {MAX_LINES:,} rows or {_MOST_CELLS:,} cells. "
                "Split it."
            )
    for cells_of_row, is_shown in zip(expand_spans(grid), shown, strict=True):
        if is_shown:
            extract.losses["cells of hidden columns skipped"] += sum(
                bool(cell) for column, cell in enumerate(cells_of_row) if column in hidden
            )
            yield title_once(
                [cell for column, cell in enumerate(cells_of_row) if column not in hidden]
            )


def title_once(row: list[str]) -> list[str]:
    """A row whose cells are merged to one, as over the columns of a table, has one cell."""
    is_title = row[:1] != [""] and len({cell for cell in row if cell}) == 1
    return row[:1] if is_title and row.count(row[0]) > 2 else row


def _rows(sheet: Element) -> Iterator[Element]:
    """The rows, in groups and headers too, but not those of a table within a cell."""
    for node in sheet:
        if local_name(node) == "table-row":
            yield node
        elif local_name(node) in ("table-header-rows", "table-row-group", "table-rows"):
            yield from _rows(node)


def _cells(row: Element) -> Iterator[SpannedCell]:
    width, empty = 0, 0
    for cell in row:
        if local_name(cell) not in ("table-cell", "covered-table-cell"):
            continue
        if local_name(cell) == "covered-table-cell":
            continue  # filled by the cell that spans it
        text = " ".join(_paragraphs(cell))
        times = _number(cell, "number-columns-repeated")
        spans = _number(cell, "number-columns-spanned"), _number(cell, "number-rows-spanned")
        if text or spans != (1, 1):  # those after the last one are left out
            yield from [("", 1, 1)] * empty
            yield from [(text, *spans)] * min(times, _MOST_COLUMNS - width)
        empty = 0 if text or spans != (1, 1) else min(empty + times, _MOST_COLUMNS)
        width += times * spans[0]
        if width >= _MOST_COLUMNS:
            return


def _hidden_columns(sheet: Element) -> set[int]:
    hidden: set[int] = set()
    at = 0
    for node in sheet.iter():
        if local_name(node) == "table-column":
            times = min(_number(node, "number-columns-repeated"), _MOST_COLUMNS)
            if get_attribute(node, "visibility") in ("collapse", "filter"):
                hidden.update(range(at, min(at + times, _MOST_COLUMNS)))
            at += times
        elif local_name(node) == "table-row":
            break
    return hidden


def _number(node: Element, name: str) -> int:
    value = get_attribute(node, name)
    return max(int(value), 1) if value.isdecimal() and len(value) < 8 else 1


def _add_page(extract: ExtractedText, page: Element) -> None:
    title = next((node for node in page if get_attribute(node, "class") == "title"), None)
    for frame in [title] if title is not None else []:
        words = " ".join(_paragraphs(frame))
        extract.title = extract.title or words
        extract.add(words, heading=True)
    for node in page:
        if node is title or local_name(node) == "notes":
            continue
        _add_shape(extract, node)
    for notes in (node for node in page if local_name(node) == "notes"):
        for paragraph in _paragraphs(notes):
            extract.add(paragraph, kind="note")


def _add_shape(extract: ExtractedText, shape: Element) -> None:
    """The text of a shape, or of each shape of a group."""
    name = local_name(shape)
    if name == "table":
        add_table(extract, expand_spans(list(_cells(row)) for row in _rows(shape)))
    elif name == "p":
        extract.add(" ".join(_text(shape).split()))
    elif name not in _NO_TEXT:
        if name in _SKIPPED:
            extract.losses[_SKIPPED[name]] += 1
        for child in shape:
            _add_shape(extract, child)


def _paragraphs(element: Element) -> Iterator[str]:
    """The texts of the paragraphs within an element, without comments."""
    for node in element:
        if local_name(node) in ("p", "h"):
            if words := " ".join(_text(node).split()):
                yield words
        elif local_name(node) not in _NO_TEXT:
            yield from _paragraphs(node)


def _text(paragraph: Element) -> str:
    parts = [paragraph.text or ""]
    for node in paragraph:
        if local_name(node) == "page-number":
            parts.append("")
        elif local_name(node) in ("s", "tab", "line-break"):
            parts.append(" ")
        elif local_name(node) not in _NO_TEXT:
            parts.append(_text(node))
        parts.append(node.tail or "")
    return "".join(parts)
