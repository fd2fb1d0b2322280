"""Title, author and date of a page, each only from what says that it is one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.formats.extract import ExtractedText
from index.formats.web.page_title import one_line, page_title

if TYPE_CHECKING:
    from lxml.etree import _Element

_AUTHOR_NAMES = ("author", "dc.creator", "dcterms.creator", "citation_author", "article:author")
_DATE_NAMES = (
    *("article:published_time", "og:published_time", "datepublished", "date", "dc.date"),
    *("dc.date.issued", "dc.date.created", "dcterms.date", "dcterms.issued", "dcterms.created"),
    *("citation_publication_date", "citation_date", "pubdate", "publishdate", "publish-date"),
    *("publish_date", "publication_date", "publication-date", "parsely-pub-date", "sailthru.date"),
)
_ISO_DATE = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?=[T\s]|$)")
_COMPACT_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?=T|$)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"((?:{'|'.join(_MONTHS)})[a-z]*)\.?"
_WRITTEN_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})\s{_MONTH}|{_MONTH}\s(\d{{1,2}}))(?:,?\s)(\d{{4}})\b", re.I
)
_MAX_NAME = 80
_MAX_DATE = 60  # characters
_MAX_JSON = 500_000
_MAX_NODES = 2_000


def add_metadata(extract: ExtractedText, page: _Element) -> None:
    values = _meta(page)
    site = values.get("og:site_name") or values.get("application-name", "")
    extract.title = page_title(page, site) or values.get("og:title", "")
    linked = list(_linked_data(page))
    extract.author = ", ".join(dict.fromkeys(_authors(page)))
    extract.author = extract.author or next(filter(None, map(_author, linked)), "")
    extract.author = extract.author or _named_author(page)
    extract.date = next(filter(None, map(normal_date, _dates(page, values, linked))), "")


def _meta(page: _Element) -> dict[str, str]:
    """Names, properties and item properties of <meta> elements, the first of each."""
    values: dict[str, str] = {}
    for element in page.iter("meta"):
        content = " ".join(element.get("content", "").split())
        for attribute in ("name", "property", "itemprop"):
            if content and (name := element.get(attribute, "").lower()):
                values.setdefault(name, content)
    return values


def _authors(page: _Element) -> Iterator[str]:
    """The authors that <meta> elements name; addresses of their pages are no names."""
    for element in page.iter("meta"):
        name = (element.get("name") or element.get("property") or "").lower()
        content = " ".join(element.get("content", "").split())
        if name in _AUTHOR_NAMES and content and "://" not in content:
            yield content


def _named_author(page: _Element) -> str:
    """Who is linked or marked as the author."""
    for element in page.iter("a", "span", "div", "p", "address"):
        is_author = "author" in (element.get("rel", ""), element.get("itemprop", ""))
        if is_author and (name := one_line(element)) and len(name) <= _MAX_NAME:
            return name
    return ""


def _dates(
    page: _Element, values: dict[str, str], linked: list[dict[str, object]]
) -> Iterator[str]:
    yield from (values.get(name, "") for name in _DATE_NAMES[:3])
    for element in page.iter():
        if element.get("itemprop", "").lower() == "datepublished" or _is_published_time(element):
            yield element.get("datetime") or element.get("content") or one_line(element)
    yield from (str(node.get("datePublished") or "") for node in linked)
    yield from (values.get(name, "") for name in _DATE_NAMES[3:])


def _is_published_time(element: _Element) -> bool:
    if element.tag != "time":
        return False
    classes = element.get("class", "").split()
    return "pubdate" in element.attrib or "published" in classes or "dt-published" in classes


def _linked_data(page: _Element) -> Iterator[dict[str, object]]:
    """The objects of a page's JSON-LD that describe it."""
    for script in page.iter("script"):
        if script.get("type", "").lower().startswith("application/ld+json"):
            text = (script.text or "")[:_MAX_JSON]
            try:
                data = json.loads(text)
            except (ValueError, RecursionError):
                continue
            nodes = [data]
            for node in nodes:
                if isinstance(node, list) and len(nodes) < _MAX_NODES:
                    nodes += node
                elif isinstance(node, dict):
                    yield node
                    nodes += [node[key] for key in ("@graph", "mainEntity") if key in node]


def _author(node: dict[str, object]) -> str:
    author = node.get("author")
    author = author[0] if isinstance(author, list) and author else author
    name = author.get("name") if isinstance(author, dict) else author
    return name if isinstance(name, str) and "://" not in name else ""


def normal_date(text: str) -> str:
    """The date in ISO 8601 if it is understood, else as it is stated.

    >>> normal_date("2024-05-06T07:08:09+02:00"), normal_date("Mon, 6 May 2024 07:08:09 GMT")
    ('2024-05-06', '2024-05-06')
    """
    text = " ".join(text.split())
    if match := _ISO_DATE.match(text) or _COMPACT_DATE.match(text):
        return "-".join(part.zfill(2) for part in match.groups() if part)
    if match := _WRITTEN_DATE.search(text):
        month = match[2] or match[3]
        return (
            f"{match[5]}-{_MONTHS.index(month[:3].lower()) + 1:02}-{int(match[1] or match[4]):02}"
        )
    return text if len(text) <= _MAX_DATE and any(map(str.isdigit, text)) else ""
