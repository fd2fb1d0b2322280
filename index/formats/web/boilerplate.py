"""Boilerplate of a page: menus, cookie notices, hidden parts; and what marks notes.

Only what certainly is not the text of the page is left out. Whether something is a header or a
footer of the page is decided when all of its text is known (`select.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from index.formats.web.blocks import BLOCK_TAGS
from index.formats.web.styles import HIDDEN as HIDDEN_STYLE
from index.formats.web.styles import STRUCK, Sheet, normal_names, style_of

if TYPE_CHECKING:
    from lxml.etree import _Element

NAVIGATION, COOKIES, HIDDEN = "navigation", "cookie notice", "hidden text"
HEADER, FOOTER, DELETED = "page header", "page footer", "deleted text"
BUTTON, REPEATED, NOSCRIPT = "button", "repeated link list", "text for browsers without scripts"

LOSSES = {
    NAVIGATION: "navigation menus left out",
    COOKIES: "cookie notices left out",
    HIDDEN: "hidden parts left out",
    HEADER: "page headers left out",
    FOOTER: "page footers left out",
    DELETED: "deleted passages left out",
    BUTTON: "buttons left out",
    REPEATED: "repeated link lists left out",
    NOSCRIPT: "texts for browsers without scripts left out",
}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


DELETED_TAGS = ("del", "s", "strike")
_NEUTRAL = _set("href title lang xml:lang dir rel target hreflang")
"""Attributes that do not say what an element is."""
_DESCRIBING = _NEUTRAL | {"class", "style"}
_MAX_FOUND = 20_000
_NAMING = ("class", "id", "role", "epub:type")
_NO_NAMES: frozenset[str] = frozenset()
_MAX_ATTRIBUTE = 1_000  # characters of an attribute that are looked at
_PARTS = re.compile(r"[a-z]+")
_SCREEN_READER = _set("sr-only visually-hidden visuallyhidden screen-reader-text screenreader-only")
_MENU = _set(
    "menu nav navbar navigation breadcrumb breadcrumbs topnav subnav sidenav sitenav mainnav "
    "navbox sharedaddy addtoany "
    "pagination pager paging share sharing social toolbar skip skiplink tabs"
)
_NAVIGATION = _set(
    "nav navbar navigation topnav subnav sidenav sitenav mainnav breadcrumb breadcrumbs topbar"
)
_MAX_NAVIGATION = 1_000  # characters
_COOKIE = re.compile(
    r"cookie|consent|gdpr|onetrust|cookiebot|didomi|usercentrics|\bcc-window", re.I
)
_BANNER = re.compile(
    r"banner|notice|consent|notification|[-_]?bar\b|popup|modal|dialog|overlay|law|wall|layer|"
    r"alert|toast|onetrust|cookiebot|didomi|usercentrics|cc-window",
    re.I,
)
ACCEPT = re.compile(
    r"\b(?:accept|agree|allow|reject|decline|refuse|deny|consent|got it|dismiss|understood|"
    r"i understand|ok|okay|close|manage|settings|preferences|akzeptieren|ablehnen|zustimmen|"
    r"accepter|refuser|aceptar|rechazar|accetta|rifiuta|accepteren|godkänn)\b",
    re.I,
)
_MAX_BANNER_CHARS = 3_000
_MAX_SILENT_CHARS = 200  # text that is hidden from screen readers only
_PANEL = _set(
    "panel accordion collapse collapsible collapsed tab tabs tabpanel tabcontent toggle answer faq "
    "expandable expander drawer pane content body details spoiler mw"
)
_POPUP = _set("modal popup overlay menu dropdown lightbox offcanvas dialog tooltip")
_TOGGLE = frozenset(("toggle", "toggler", "expander", "trigger", "question", "accordion"))
_NOTE_TYPES = _set(
    "footnote footnotes endnote endnotes rearnote rearnotes doc-footnote doc-footnotes "
    "doc-endnote doc-endnotes fn-group reflist references"
)
_NOTE_ID = re.compile(r"(?:sd)?(?:fn|ftn|edn|footnote|endnote|note)[-_:]?\d+", re.I)
_NOTE_REFERENCE = _set(
    "noteref doc-noteref footnote-ref footnote-reference footnoteref fnref fn-ref reference "
    "mso-footnote-reference mso-endnote-reference footnote"
)
_OTHER_NAMES = _set("pagebreak doc-pagebreak mw-editsection")
_CONTENTS = _set("toc doc-toc table-of-contents tableofcontents contents")
_MEANINGFUL = _SCREEN_READER | _NOTE_TYPES | _NOTE_REFERENCE | _CONTENTS | _OTHER_NAMES
_BACK = _set("↩ ↩︎ ↵ ↑ ^ ⏎ ↶ ⬆ ⤴ ⏎")


def tokens(element: _Element) -> frozenset[str]:
    """Classes, id, role and EPUB types, in small letters."""
    values = [element.get(name) for name in _NAMING]
    text = " ".join([value[:_MAX_ATTRIBUTE] for value in values if value])
    return _names(text) if text else _NO_NAMES


@lru_cache(maxsize=2_000)
def _names(text: str) -> frozenset[str]:
    return frozenset(normal_names(text))


@lru_cache(maxsize=2_000)
def words_of(names: frozenset[str]) -> frozenset[str]:
    """The words that names consist of: "main-menu" has "main" and "menu"."""
    return frozenset(word for name in names for word in _PARTS.findall(name))


def _may_matter(element: _Element, names: frozenset[str]) -> bool:
    """May one of the names say what the element is?"""
    return bool(
        names & _MEANINGFUL
        or words_of(names) & (_MENU | _NAVIGATION)
        or any(map(_COOKIE.search, names))
        or is_note(element, names)
    )


@dataclass(slots=True)
class ElementStyles:
    """What the style attributes of elements and the rules for their classes say."""

    sheet: Sheet = field(default_factory=dict)
    _found: dict[tuple[str, str], frozenset[str] | None] = field(default_factory=dict)
    """By class and style attribute."""

    def of(self, element: _Element, names: frozenset[str]) -> frozenset[str]:
        """The style of an element with these names."""
        own = style_of(element)
        described = names & self.sheet.keys()
        return own.union(*(self.sheet[name] for name in described)) if described else own

    def only(self, element: _Element) -> frozenset[str] | None:
        """The style of an element whose attributes say nothing else; None if they may."""
        attributes = element.keys()
        if not attributes or _NEUTRAL.issuperset(attributes):
            return _NO_NAMES
        if not _DESCRIBING.issuperset(attributes):
            return None
        key = element.get("class", ""), element.get("style", "")
        if key not in self._found and len(self._found) < _MAX_FOUND:
            names = tokens(element)
            self._found[key] = None if _may_matter(element, names) else self.of(element, names)
        return self._found.get(key)


def reason(
    element: _Element, tag: str, names: frozenset[str], style: frozenset[str], *, is_page: bool
) -> str:
    """Why an element is left out: boilerplate, hidden or deleted; "" if it is text."""
    if tag in DELETED_TAGS or STRUCK in style:
        return DELETED
    if element.attrib and is_hidden(element, names, style):
        return HIDDEN
    if is_page and tag in BLOCK_TAGS and is_cookie_notice(element, names):
        return COOKIES
    if is_page and names and is_navigation(element, names):
        return NAVIGATION
    return BUTTON if tag == "span" and "mw-editsection" in names else ""


def is_menu(names: frozenset[str]) -> bool:
    """Do the names say that links in the element lead through the site?"""
    return bool(_MENU & words_of(names))


def is_navigation(element: _Element, names: frozenset[str]) -> bool:
    """Is a box without paragraphs and headings called navigation?"""
    if not _NAVIGATION & words_of(names) or element.tag not in ("div", "ul", "ol", "section"):
        return False
    if next(element.iter("p", "h1", "h2", "h3", "table", "main", "article"), None) is not None:
        return False
    return sum(len(str(part).strip()) for part in element.itertext()) <= _MAX_NAVIGATION


def is_contents(element: _Element, names: frozenset[str]) -> bool:
    """Is this a table of contents of the document itself? It has no headings but its own."""
    if not _CONTENTS & names or element.tag in ("html", "body", "main", "article"):
        return False
    headings = element.iter("h1", "h2", "h3", "h4", "h5", "h6")
    return len(list(islice(headings, 2))) < 2 and next(element.iter("section"), element) is element


def is_note(element: _Element, names: frozenset[str]) -> bool:
    """Does the element hold footnotes or endnotes?"""
    if names & _NOTE_TYPES or "mso-element:footnote" in element.get("style", "")[:_MAX_ATTRIBUTE]:
        return True
    return bool(_NOTE_ID.fullmatch(element.get("id", "")[:40])) and element.tag != "dt"


def is_note_mark(element: _Element) -> bool:
    """Is a raised text, or a link, the mark of a note?"""
    if _NOTE_REFERENCE & tokens(element):
        return True
    if element.tag == "a":
        return False
    links = [element.getparent(), *element.iterchildren("a")]
    return any(
        link is not None and link.tag == "a" and "#" in link.get("href", "")[:_MAX_ATTRIBUTE]
        for link in links
    )


def is_back_link(element: _Element) -> bool:
    """Is a link only an arrow back, or a heading's link to itself?"""
    if len((element.text or "").strip()) > 3:
        return False
    text = "".join(map(str, element.itertext())).strip()
    if text in _BACK:
        return True
    return text in ("¶", "#", "§", "🔗") and element.get("href", "").startswith("#")


def is_hidden(element: _Element, names: frozenset[str], style: frozenset[str]) -> bool:
    """Is the element invisible for good? What unfolds on a click is not."""
    if element.tag in ("html", "body", "main", "article"):
        return False
    if names & _SCREEN_READER:
        return not list(element.iter("h1", "h2", "h3"))
    if element.get("aria-hidden", "").lower() == "true":
        text = "".join(map(str, element.itertext()))
        if len(text.strip()) <= _MAX_SILENT_CHARS and not list(element.iter("p", "h1", "h2")):
            return True
    is_invisible = (
        "hidden" in element.attrib
        or (element.tag == "dialog" and "open" not in element.attrib)
        or HIDDEN_STYLE in style
    )
    return is_invisible and not unfolds(element, names)


def unfolds(element: _Element, names: frozenset[str]) -> bool:
    """Is this the panel of an accordion, a tab or a button that shows it?"""
    if words_of(names) & _POPUP or element.tag == "dialog":
        return False
    if element.get("hidden", "") == "until-found" or element.get("aria-labelledby"):
        return True
    if words_of(names) & _PANEL or any(True for _ in element.iter("h1")):
        return True
    before = element.getprevious()
    if before is None or words_of(tokens(before)) & _PANEL:
        return False
    return before.tag == "button" or is_toggle(before)


def is_toggle(element: _Element) -> bool:
    """Does a click on the element unfold another one?"""
    attributes = element.attrib
    if "aria-expanded" in attributes or "aria-controls" in attributes:
        return True
    if any(name.startswith("data-") and name.endswith("toggle") for name in attributes):
        return True
    return bool(words_of(tokens(element)) & _TOGGLE)


def is_question(element: _Element) -> bool:
    """Is a button the heading of what it unfolds?"""
    if is_menu(tokens(element)):
        return False
    following = element.getnext()
    text = "".join(map(str, element.itertext())).strip()
    if text.endswith("?") or element.get("role") == "tab":
        return True
    if following is None or following.tag not in ("div", "p", "ul", "ol", "section", "dl", "table"):
        return is_toggle(element) and len(text.split()) > 2
    names = tokens(following)
    return (
        is_toggle(element)
        or "hidden" in following.attrib
        or HIDDEN_STYLE in style_of(following)
        or bool(words_of(names) & {"panel", "collapse", "answer", "accordion"})
    )


def is_cookie_notice(element: _Element, names: frozenset[str]) -> bool:
    """Is this a banner that asks for consent to cookies?"""
    label = element.get("aria-label", "")[:_MAX_ATTRIBUTE]
    described = f"{' '.join(names)} {label}"
    is_dialog = element.get("role", "") in ("dialog", "alertdialog") or element.tag == "dialog"
    if not is_dialog and not _COOKIE.search(described):
        return False
    text = "".join(map(str, element.itertext()))
    if len(text) > _MAX_BANNER_CHARS or any(True for _ in element.iter("h1", "main", "article")):
        return False
    if not _COOKIE.search(described) and "cookie" not in text.lower():
        return False
    if is_dialog or _BANNER.search(described):
        return True
    return any(
        ACCEPT.search(" ".join((*map(str, control.itertext()), control.get("value", ""))))
        for control in element.iter("button", "a", "input")
    )
