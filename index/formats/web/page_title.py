"""The title of a page: without the name of its site, which stands in <title> and in its bar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from index.formats.web.boilerplate import tokens, words_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_SEPARATOR = re.compile(r"\s*(?:[|·•»«›‹/–—−:]+|\s-|-\s)\s*")
_NO_TITLE = (
    *("page", "untitled", "document", "home", "homepage", "index", "title", "welcome", "website"),
    *("untitled document", "new page 1", "untitled page", "home page", "web page", "unbenannt"),
)
_OF_SITE = frozenset(("site", "menu", "brand", "branding", "logo", "navbar"))
"""Words in the names of a heading, or of the box right around it, that holds a site's name."""
_ASIDE = ("nav", "aside", "footer")
_PERMALINK = " ¶§🔗\uf0c1"
_MAX_HEADINGS = 5


def page_title(page: _Element, site: str) -> str:
    """`site`: the name of the site, as the page states it; "" if it does not.

    What <title> has beside a heading of the page is the site's name, and the other way round.
    """
    titles = (each for each in page.iter("title") if next(each.iterancestors("svg"), None) is None)
    title = one_line(next(titles, None))
    headings, names = _headings(page)
    if not title or title.lower() in _NO_TITLE:
        return next(iter((*headings, *names)), title)
    heading = _heading_in(title, headings)
    if heading and (rest := _without_site(title, [heading])) in _chapters(page):
        return rest
    return heading or _without_site(title, [*names, site])


def one_line(element: _Element | None) -> str:
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def _headings(page: _Element) -> tuple[list[str], list[str]]:
    """The first headings of the page's own, and those of its site: its bar, its menu."""
    content = _content(page)
    inside = [] if content is None else list(_texts(content.iter("h1")))
    own, names = list(inside), list[str]()
    outside = (each for each in page.iter("h1") if content not in each.iterancestors())
    for heading in islice(outside, _MAX_HEADINGS):
        if text := _text(heading):
            (names if inside or _is_of_site(heading) else own).append(text)
    return own, names


def _content(page: _Element) -> _Element | None:
    """The main part of the page: its only <main>, or else its only article."""
    marked = (each for each in page.iter() if each.tag == "main" or each.get("role") == "main")
    for parts in (list(islice(marked, 2)), list(islice(page.iter("article"), 2))):
        if parts:
            return parts[0] if len(parts) == 1 or parts[0] in parts[1].iterancestors() else None
    return None


def _texts(headings: Iterator[_Element]) -> Iterator[str]:
    return islice(filter(None, map(_text, headings)), _MAX_HEADINGS)


def _text(heading: _Element) -> str:
    return one_line(heading).rstrip(_PERMALINK)


def _chapters(page: _Element) -> set[str]:
    """The first headings of the second level, which name the page where the first names its site.

    As in Node.js's manual: "File system | Node.js Documentation".
    """
    headings = (each for each in page.iter("h2") if not _is_aside(each))
    return {_text(each).rstrip("# ") for each in islice(headings, _MAX_HEADINGS)}


def _is_aside(heading: _Element) -> bool:
    return next(heading.iterancestors(*_ASIDE), None) is not None


def _is_of_site(heading: _Element) -> bool:
    if _is_aside(heading):
        return True
    box = heading.getparent()
    around = frozenset[str]() if box is None or box.tag == "body" else words_of(tokens(box))
    return bool(_OF_SITE & words_of(tokens(heading)) or _OF_SITE & around - {"site", "menu"})


def _heading_in(title: str, headings: Sequence[str]) -> str:
    """The last heading that the title begins or ends with; the first may be the site's."""
    parts = {_folded(part) for start, end in _parts(title) for part in (start, end)}
    return next((each for each in reversed(headings) if _folded(each) in parts), "")


def _without_site(title: str, names: Sequence[str]) -> str:
    """What stands before the site's name; the title if it does not end with it."""
    sites = {_folded(name) for name in names if name}
    for start, end in _parts(title):
        if _folded(end) in sites and start and start.lower() not in _NO_TITLE:
            return start
    return title


def _parts(title: str) -> Iterator[tuple[str, str]]:
    """What stands before and after each of the title's separators."""
    for separator in _SEPARATOR.finditer(title):
        yield title[: separator.start()], title[separator.end() :]


def _folded(text: str) -> str:
    return text.casefold().replace("’", "'")
