"""Words of drawings: diagrams (SmartArt), charts, formulas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

from index.formats.data.number_format import show
from index.formats.extract import ExtractedText
from index.formats.office.characters import clean
from index.formats.office.markup import Relations, number, optional, value
from index.formats.tables import add_table
from index.formats.zip_package import ZipPackage

_EPOCH = datetime(1899, 12, 30)  # day 0 of the dates in charts
_MAX_POINTS = 10_000
_MAX_SERIES = 100
_MAX_DEPTH = 50
_DIAGRAM_PARTS = frozenset(("pres", "parTrans", "sibTrans"))  # points that show no words


def add_drawing(
    extract: ExtractedText, package: ZipPackage, node: Element, relations: Relations
) -> None:
    """Adds the words of what a `chart` or `relIds` element names; counts it if it is missing."""
    is_chart = node.tag == "chart"
    name = relations.get(node.get("r:id" if is_chart else "r:dm", ""), ("", ""))[1]
    root = optional(package, name) if name else None
    if root is None:
        extract.losses["charts skipped" if is_chart else "diagrams skipped"] += 1
    elif is_chart:
        _add_chart(extract, root)
    else:
        for text in _diagram_texts(root):
            extract.add(text)


def _diagram_texts(root: Element) -> Iterator[str]:
    """The texts of a diagram's points: each followed by those below it."""
    points = {node.get("modelId", ""): node for node in root.iterfind("ptLst/pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in root.iterfind("cxnLst/cxn"):
        if link.get("type", "parOf") == "parOf":
            order = number(link.get("srcOrd", ""))
            below.setdefault(link.get("srcId", ""), []).append((order, link.get("destId", "")))
    roots = [id for id, node in points.items() if node.get("type") == "doc"]
    pending = [*reversed([*roots, *points])]
    seen: set[str] = set()
    while pending:
        id = pending.pop()
        if id in seen or id not in points:
            continue
        seen.add(id)
        pending += [other for _, other in sorted(below.get(id, ()), reverse=True)]
        if points[id].get("type") not in _DIAGRAM_PARTS:
            yield from (drawing_text(paragraph) for paragraph in points[id].iterfind("t/p"))


def drawing_text(paragraph: Element) -> str:
    """The text of a paragraph of DrawingML, without its raised and lowered letters' levels."""
    parts = []
    for node in paragraph.iter():
        if node.tag == "t":
            parts.append(node.text or "")
        elif node.tag == "br":
            parts.append("\n")
    return clean("".join(parts))


def _add_chart(extract: ExtractedText, root: Element) -> None:
    """Title and axis titles as paragraphs, the series as a table by category."""
    chart = root.find("chart")
    if chart is None:
        extract.losses["charts skipped"] += 1
        return
    for title in chart.iter("title"):
        extract.add(" ".join(drawing_text(paragraph) for paragraph in title.iter("p")))
    series = [node for node in chart.iter("ser")][:_MAX_SERIES]
    columns: list[tuple[str, dict[int, str]]] = []
    categories: dict[int, str] = {}
    for node in series:
        name = " ".join(_cache(node, "tx").values())
        for index, words in (_cache(node, "cat") or _cache(node, "xVal")).items():
            categories.setdefault(index, words)
        columns.append((name, _cache(node, "val") or _cache(node, "yVal")))
    indices = sorted({*categories, *(index for _, values in columns for index in values)})
    if not indices:
        return
    rows = [["", *(name for name, _ in columns)]]
    rows += [
        [categories.get(index, ""), *(values.get(index, "") for _, values in columns)]
        for index in indices
    ]
    add_table(extract, rows, has_header=int(any(name for name, _ in columns)), has_spans=False)


def _cache(series: Element, child: str) -> dict[int, str]:
    """The stored values of one dimension of a chart's series, by their index."""
    found = series.find(child)
    if found is None:
        return {}
    if (plain := found.find("v")) is not None:
        return {0: (plain.text or "").strip()}
    code = next((node.text or "" for node in found.iter("formatCode")), "General")
    values: dict[int, str] = {}
    for point in found.iter("pt"):
        words = [(node.text or "").strip() for node in point.iter("v")]
        if len(values) < _MAX_POINTS:
            values[number(point.get("idx", ""))] = _shown(" ".join(words), code)
    return values


def _shown(text: str, code: str) -> str:
    """A number as its format shows it, without the noise of binary fractions."""
    if code.casefold() != "general":
        return show(text, code, _EPOCH)
    try:
        return f"{float(text):.12g}" if "." in text and "e" not in text.casefold() else text
    except ValueError:
        return text


def formula(node: Element, depth: int = 0) -> str:
    """An Office formula in one line: fractions with a slash, powers with "^"."""
    if depth > _MAX_DEPTH:
        return "".join(text.text or "" for text in node.iter("t"))

    def inner(tag: str) -> str:
        return "".join(formula(child, depth + 1) for child in node.findall(tag))

    if node.tag == "f":
        return f"{_grouped(inner('num'))}/{_grouped(inner('den'))}"
    if node.tag in ("sSup", "sSub", "sSubSup", "sPre"):
        low, high = inner("sub"), inner("sup")
        index = f"_{_grouped(low)}" if low else ""
        return f"{inner('e')}{index}{f'^{_grouped(high)}' if high else ''}"
    if node.tag == "rad":
        degree = inner("deg")
        return f"{f'{degree}' if degree.strip() else ''}√{_grouped(inner('e'))}"
    if node.tag == "d":
        opening = value(node.find("dPr"), "begChr") or "("
        closing = value(node.find("dPr"), "endChr") or ")"
        parts = [formula(child, depth + 1) for child in node.findall("e")]
        return f"{opening}{(value(node.find('dPr'), 'sepChr') or '|').join(parts)}{closing}"
    if node.tag == "nary":
        sign = value(node.find("naryPr"), "chr") or "∫"
        low, high = inner("sub"), inner("sup")
        limits = f"{f'_{_grouped(low)}' if low else ''}{f'^{_grouped(high)}' if high else ''}"
        return f"{sign}{limits} {inner('e')}"
    if node.tag == "t":
        return clean(node.text or "")
    separator = "; " if node.tag == "m" else " " if node.tag == "oMathPara" else ""
    return separator.join(filter(None, (formula(child, depth + 1) for child in node)))


def _grouped(text: str) -> str:
    return text if len(text) < 2 or text.isalnum() else f"({text})"


def math_text(node: Element, depth: int = 0) -> str:
    """A MathML formula in one line."""
    children = [child for child in node if child.tag not in ("annotation", "annotation-xml")]
    if depth > _MAX_DEPTH or not children:
        return clean(" ".join("".join(node.itertext()).split()))
    parts = [math_text(child, depth + 1) for child in children]
    grouped = [_grouped(part) for part in parts]
    if node.tag == "mfrac" and len(parts) == 2:
        return f"{grouped[0]}/{grouped[1]}"
    if node.tag in ("msup", "mover") and len(parts) == 2:
        return f"{parts[0]}^{grouped[1]}"
    if node.tag in ("msub", "munder") and len(parts) == 2:
        return f"{parts[0]}_{grouped[1]}"
    if node.tag in ("msubsup", "munderover") and len(parts) == 3:
        return f"{parts[0]}_{grouped[1]}^{grouped[2]}"
    if node.tag == "msqrt":
        return f"√{_grouped(''.join(parts))}"
    if node.tag == "mroot" and len(parts) == 2:
        return f"{parts[1]}√{grouped[0]}"
    return "; ".join(parts) if node.tag == "mtable" else "".join(parts)
