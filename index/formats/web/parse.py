"""Pages as trees: lxml's parser, with guards against what makes it lose text or slow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.formats.limits import MAX_HTML_DEPTH
from index.formats.office.characters import symbols

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,80}?encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
_BROWSER_CHARSETS = {  # what browsers read for a name, after the Encoding Standard
    **dict.fromkeys(
        ("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "cp1252"
    ),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601"), "cp949"),
    **dict.fromkeys(("tis-620", "iso-8859-11"), "cp874"),
    "big5": "big5hkscs",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "utf8": "utf-8",
    "unicode": "utf-8",
    "utf-16": "utf-8",  # a page that says it in ASCII is not UTF-16
}
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*")
_VOID = "area base br col embed hr img input link meta param source track wbr"
_OPTIONAL_END_TAG = "p li dt dd tr td th thead tbody tfoot option"
_NEVER_NESTED = frozenset(f"{_VOID} {_OPTIONAL_END_TAG}".split())
_WHOLE_TAG = re.compile(r"</?([a-zA-Z][^\s<>/]*)[^<>]*>?")
_SELF_CLOSED = re.compile(
    rf"""(?!(?:{_VOID.replace(" ", "|")})\b)([a-zA-Z][^\s<>/"']*)(?:\s[^<>]*[\s"'])?""",
    re.IGNORECASE,
)
"""A start tag that ends with "/>", without its first and its last characters."""
_NEWER_VOID = re.compile(r"<((?:bgsound|embed|source|track|wbr)\b[^<>]*)>", re.IGNORECASE)
"""Elements without an end that libxml2 does not know: it takes what follows for their content."""
_XHTML = re.compile(r"<\?xml\s|xmlns\s*=\s*[\"']http://www\.w3\.org/1999/xhtml", re.I)
_SUBSET = re.compile(r"<!DOCTYPE[^<>\[]*\[", re.I)
_HEAD = 4_000  # characters at the start of a page that say whether it is XHTML
_RAW = re.compile(r"<(!--|script\b|style\b)", re.IGNORECASE)
_RAW_ENDS = {"!--": "-->", "script": "</script", "style": "</style"}
_TREE_DEPTH = 120
"""Elements that are nested deeper lose their tags, not their text. libxml2 drops what is deeper
than 2,048, and the walk over the tree is recursive."""
_DEEP_BLOCKS = ("div", "section", "article", "blockquote", "table", "ul", "ol", "dl")
_TABLE_WEIGHT = 4  # a table within a table is four elements deeper: table, tbody, tr, td
_FONT = re.compile(r"font-family\s*:\s*([^;,]{1,40})", re.IGNORECASE)
_SYMBOL_FONTS = frozenset(("symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"))
_QUOTES = " \t\r\n\"'"
_LONG = 20_000
_LONG_TAG = re.compile(rf"<([a-zA-Z][a-zA-Z0-9]*)\s[^<>]{{{_LONG},}}")
_MAX_ATTRIBUTES = 2_000
"""Of one element; libxml2 compares each with all others."""


def declared_charset(data: bytes) -> str | None:
    """The encoding that a <meta> element or the XML declaration names, as browsers read it."""
    match = _CHARSET.search(data[:4096])
    name = match[1].decode("ascii") if match else None
    return _BROWSER_CHARSETS.get(name.lower(), name) if name else None


def parse_page(text: str, *, refuse_deep: bool = False) -> _Element | None:
    """The tree of a page; None if it has no elements and no text.

    `refuse_deep`: raises PinciteError if elements are nested deeper than on any real page.
    """
    from lxml import etree

    if _XHTML.search(text[:_HEAD]):
        text = _without_subset(_with_character_data(text))
    if "/>" in text:
        text = "".join(_with_end_tags(text))
    text = _NEWER_VOID.sub(_with_end, text)
    if len(text) > _LONG:
        text = _LONG_TAG.sub(_without_attributes, text)
    depth = _depth(text)
    if refuse_deep and depth > MAX_HTML_DEPTH:
        raise PinciteError(f"its elements are nested more than {MAX_HTML_DEPTH:,} deep.")
    if depth > _TREE_DEPTH:
        text = "".join(_flattened(text))
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        page = etree.fromstring(text.encode(errors="replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):  # nothing but comments
        return None
    if page is not None and ("ingdings" in text or "ymbol" in text):
        _read_symbols(page)
    return page


def _read_symbols(page: _Element) -> None:
    """Replaces letters in fonts of symbols, as Word and Outlook write them, by those symbols."""
    for element in page.iter("span", "font", "p", "b", "i"):
        style = element.get("style", "")
        named = _FONT.search(style) if "font" in style else None
        name = (named[1] if named else element.get("face", "")).strip(_QUOTES)
        if name.casefold() in _SYMBOL_FONTS:
            element.text = _symbol(element.text, name)
            for child in element:
                child.tail = _symbol(child.tail, name)


def _symbol(text: str | None, font: str) -> str | None:
    found, unknown = symbols(text or "", font)
    return text if unknown else found


def _with_end_tags(text: str) -> Iterator[str]:
    """The page with an end tag for each element that is closed in its start tag."""
    *parts, last = text.split("/>")
    for part in parts:
        start = part.rfind("<") + 1
        tag = _SELF_CLOSED.fullmatch(part, start) if start else None
        yield f"{part}></{tag[1]}>" if tag else f"{part}/>"
    yield last


def _with_end(match: re.Match[str]) -> str:
    return f"<{match[1]}></{match[1].split(None, 1)[0].rstrip('/')}>"


def _with_character_data(text: str) -> str:
    """XHTML with its CDATA sections as text; parsers of HTML take them for comments."""
    first, *rest = text.split("<![CDATA[")
    parts = [first]
    for part in rest:
        inside, end, after = part.partition("]]>")
        parts += [escape(inside), after] if end else ["<![CDATA[", part]
    return "".join(parts)


def _without_subset(text: str) -> str:
    """XHTML without the declarations in its document type, which parsers of HTML take for text."""
    start = _SUBSET.search(text[:_HEAD])
    end = text.find("]", start.end()) if start else -1
    return text[: start.start()] + text[end + 1 :].lstrip(" >\n\r\t") if start and end > 0 else text


def parse_xml(data: bytes) -> _Element | None:
    """The root of an XML file, damaged parts left out. Entities are not read nor replaced."""
    from lxml import etree

    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _depth(text: str) -> int:
    """How deep elements are nested at most, scripts and comments read as if they were markup.

    0 for a page of so few tags that it is not too deep.
    """
    if text.count("<") * _TABLE_WEIGHT <= _TREE_DEPTH:
        return 0  # surely not too deep
    tags = _TAG.findall(text)
    deeper = {tag: _deeper(tag) for tag in set(tags)}
    depth = deepest = 0
    for change in map(deeper.__getitem__, tags):
        if change:
            depth += change
            if depth > deepest:
                deepest = depth
            elif depth < 0:
                depth = 0
    return deepest


def _deeper(tag: str) -> int:
    """By how much what follows a tag, such as "</div", is nested deeper than what is before it."""
    name = tag.strip("</").lower()
    if name in _NEVER_NESTED:
        return 0
    weight = _TABLE_WEIGHT if name == "table" else 1
    return -weight if tag[1] == "/" else weight


def _flattened(text: str) -> Iterator[str]:
    """The page without the tags of elements that are nested too deep.

    An end tag closes the last open element of its name, and what is open within it.
    """
    open_tags: list[str] = []
    counts: dict[str, int] = {}
    depth = dropped = position = 0
    for start, end in _markup(text):
        yield text[position:start]
        position = end
        tag = _WHOLE_TAG.match(text, start, end)
        name = tag[1].lower() if tag else ""
        weight = _TABLE_WEIGHT if name == "table" else 1
        if not name or name in _NEVER_NESTED:
            yield text[start:end]
        elif text[start + 1] != "/":
            if depth + weight > _TREE_DEPTH:
                dropped += 1
                yield "<hr>" if name in _DEEP_BLOCKS else ""
                continue
            depth += weight
            open_tags.append(name)
            counts[name] = counts.get(name, 0) + 1
            yield text[start:end]
        elif dropped:
            dropped -= 1
            yield "<hr>" if name in _DEEP_BLOCKS else ""
        elif counts.get(name):
            while (last := open_tags.pop()) != name:
                counts[last] -= 1
                depth -= _TABLE_WEIGHT if last == "table" else 1
            counts[name] -= 1
            depth -= weight
            yield text[start:end]
    yield text[position:]


def _markup(text: str) -> Iterator[tuple[int, int]]:
    """Where tags, comments, scripts and styles stand."""
    raw = next(matches := _RAW.finditer(text), None)
    position = 0
    for match in _WHOLE_TAG.finditer(text):
        while raw and raw.start() < position:
            raw = next(matches, None)
        if match.start() < position:
            continue
        if raw and raw.start() <= match.start():
            end = text.find(_RAW_ENDS[raw[1].lower()], raw.end())
            position = len(text) if end < 0 else end
            yield raw.start(), position
        if match.start() >= position:
            yield match.span()


def _without_attributes(match: re.Match[str]) -> str:
    """The start tag, without attributes if there are too many of them."""
    return f"<{match[1]}" if len(match[0].split()) > _MAX_ATTRIBUTES else match[0]
