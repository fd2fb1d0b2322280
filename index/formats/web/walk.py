"""The walk over the tree of a page: elements to blocks, words neither glued nor split."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from index.formats.web import boilerplate, forms, inline, lists, tables
from index.formats.web.blocks import (
    BLOCK_TAGS,
    MEDIA_TAGS,
    SKIPPED_TAGS,
    TITLE_BLOCK,
    Block,
    Blocks,
    Context,
    changed,
)
from index.formats.web.parse import parse_page
from index.formats.web.styles import BLOCK, BOLD, LOWERED, RAISED, SHOWN

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BOLD_TAGS = ("b", "strong")
_CODE = ("code", "kbd", "samp", "tt", "var")
_APART = ("meter", "progress", "output")
_LEFT_OUT_TAGS = (*boilerplate.DELETED_TAGS, "dialog")
_LAYOUT = frozenset((BOLD, BLOCK, SHOWN))
_RAISED_TAGS = ("span", "a", "font", "small", "b", "i", "em", "strong")
_SECTIONING = ("article", "section", "main", "td", "th", "blockquote", "figure", "aside", "dialog")
_MAX_HEADING = 300


class Walker:
    """Turns elements into blocks. `nested` walkers read a cell or a page within the page."""

    def __init__(self, *, is_page: bool, nested: bool = False) -> None:
        self.out = Blocks()
        self.leaf = Blocks()
        self.is_page = is_page
        self.nested = nested
        self.parts = 0
        self.styles = boilerplate.ElementStyles()

    def read(self, element: _Element, context: Context) -> list[Block]:
        """The blocks of the element's content."""
        self.content(element, context)
        self.out.flush(context)
        return self.out.blocks

    def inner(self) -> Walker:
        """A walker for a part of the page, whose blocks are returned and not added."""
        walker = Walker(is_page=self.is_page, nested=self.nested)
        walker.out.losses = self.out.losses
        walker.styles = self.styles
        walker.parts = self.parts + 1_000_000
        return walker

    def text_of(self, element: _Element, context: Context) -> list[Block]:
        """The blocks of an element that are kept; the others are added to this page's."""
        if context.is_item or context.in_heading:
            context = changed(context, is_item=False, in_heading=False)
        if not len(element):
            return self.leaf.of_text(element.text or "", context)
        walker = self.inner()
        blocks = walker.read(element, context)
        self.out.blocks += [block for block in blocks if block.left_out and not context.left_out]
        return [block for block in blocks if not block.left_out or context.left_out]

    def content(self, element: _Element, context: Context) -> None:
        line = self.out.line
        in_link, is_bold = context.in_link, context.is_bold
        in_code = context.in_code or context.is_pre
        if text := element.text:
            line.add(text, in_link=in_link, is_bold=is_bold)
        for child in element:
            tag = child.tag
            if tag in _EMPHASIS and not in_code and not len(child) and not child.keys():
                is_strong = is_bold or tag in _BOLD_TAGS
                line.emphasis(tag, child.text, in_link=in_link, is_bold=is_strong)
            elif isinstance(tag, str):
                self.element(child, tag, context)
            if tail := child.tail:
                line.add(tail, in_link=in_link, is_bold=is_bold)

    def element(self, element: _Element, tag: str, context: Context) -> None:
        style = self.styles.only(element)
        if style is not None and not style and tag in _PLAIN:
            _PLAIN[tag](self, element, tag, context)
            return
        tag = tag.rpartition(":")[2] if tag.startswith(("html:", "xhtml:", "h:")) else tag
        if self._is_skipped(element, tag):
            return
        if style is None or tag in _LEFT_OUT_TAGS or not style <= _LAYOUT:
            names = boilerplate.tokens(element)
            style = self.styles.of(element, names)
            if self._is_special(element, tag, names, style, context):
                return
            if tag in BLOCK_TAGS:
                context = self._described(element, tag, names, context)
        if (tag in _BOLD_TAGS or BOLD in style) and not context.is_bold:
            context = changed(context, is_bold=True)
        handler = _HANDLERS.get(tag) or _ROLES.get(element.get("role", ""))
        if handler is not None:
            handler(self, element, context)
        elif tag in HEADINGS or element.get("role") == "heading":
            self.heading(element, context)
        elif tag in BLOCK_TAGS or BLOCK in style:
            self.block(element, tag, context)
        else:
            self._inline(element, tag, context)

    def _is_skipped(self, element: _Element, tag: str) -> bool:
        """Is an element without text, such as a script, or one that is only counted?"""
        if tag in MEDIA_TAGS:
            self.out.losses[MEDIA_TAGS[tag]] += 1
            return True
        return tag in SKIPPED_TAGS and not (
            tag == "template" and "shadowrootmode" in element.attrib
        )

    def block(self, element: _Element, tag: str, context: Context) -> None:
        """An element that stands on lines of its own."""
        self.out.flush(context)
        inner = self._within(element, tag, context)
        self.content(element, inner)
        self.out.flush(inner)

    def _within(self, element: _Element, tag: str, context: Context) -> Context:
        area = _AREAS.get(element.get("role", "")) or _AREAS.get(tag)
        if area and not context.sectioned and self.is_page:
            if area == boilerplate.HEADER and next(element.iter(*HEADINGS), None) is not None:
                area = TITLE_BLOCK
            return changed(context, area=area, sectioned=True)
        if tag in ("main", "article"):
            return changed(context, area="main", sectioned=True)
        if tag in _SECTIONING and not context.sectioned:
            return changed(context, sectioned=True)
        if context.is_item and tag in ("table", "dl"):
            return changed(context, is_item=False)
        return context

    def _paragraph(self, element: _Element, tag: str, context: Context) -> None:
        """A block that says nothing about its text."""
        out = self.out
        if out.line.parts or out.pictures:
            out.flush(context)
        self.content(element, context)
        if out.line.parts or out.pictures:
            out.flush(context)

    def _emphasis(self, element: _Element, tag: str, context: Context) -> None:
        self._inline(element, tag, context if context.is_bold else changed(context, is_bold=True))

    def _inline(self, element: _Element, tag: str, context: Context) -> None:
        context = changed(context, in_code=True) if tag in _CODE else context
        kind = "custom" if "-" in tag or tag in _APART else tag
        kind = "code" if context.in_code or context.is_pre else kind
        line = self.out.line
        line.opens(kind)
        self.content(element, context)
        line.closes(kind)

    def _described(
        self, element: _Element, tag: str, names: frozenset[str], context: Context
    ) -> Context:
        """The context within an element with these names."""
        if element.get("role") == "main":
            context = changed(context, area="main", sectioned=True)
        if context.kind is None and boilerplate.is_note(element, names):
            context = changed(context, kind="note")
        elif context.kind is None and boilerplate.is_contents(element, names):
            context = changed(context, kind="contents")
        if not context.in_menu and boilerplate.is_menu(names) and tag != "body":
            context = changed(context, in_menu=True)
        return context

    def _is_special(
        self,
        element: _Element,
        tag: str,
        names: frozenset[str],
        style: frozenset[str],
        context: Context,
    ) -> bool:
        """Treats an element whose names or style say more than its tag. False if none do."""
        if "pagebreak" in names or "doc-pagebreak" in names:
            self.out.line.page(inline.page_label(element))
            return True
        reason = boilerplate.reason(element, tag, names, style, is_page=self.is_page)
        if reason and not context.left_out:
            if reason == boilerplate.NAVIGATION:
                self.out.flush(context)
            self._leave_out(element, reason, context)
            return True
        if not style or tag not in _RAISED_TAGS or not style & {RAISED, LOWERED}:
            return False
        position = inline.raised if RAISED in style else inline.lowered
        position(self, element, context)
        return True

    def _leave_out(self, element: _Element, reason: str, context: Context) -> None:
        self.parts += 1
        walker = self.inner()
        inner = changed(context, left_out=reason, part=self.parts, in_heading=False, is_item=False)
        blocks = walker.read(element, inner)
        for block in blocks:
            block.left_out, block.part = reason, self.parts
        self.out.blocks += blocks

    def navigation(self, element: _Element, context: Context) -> None:
        """A menu; a table of contents of the page itself is text."""
        self.out.flush(context)
        names = boilerplate.tokens(element)
        if not self.is_page or context.left_out or boilerplate.is_contents(element, names):
            kind = context.kind or ("contents" if boilerplate.is_contents(element, names) else None)
            self.block(element, "div", changed(context, kind=kind))
            return
        self.parts += 1
        inner = changed(context, left_out=boilerplate.NAVIGATION, part=self.parts)
        self.block(element, "nav", inner)

    def heading(self, element: _Element, context: Context) -> None:
        self.out.flush(context)
        inner = changed(context, in_heading=True)
        size = sum(len(str(part)) for part in element.itertext())
        if size > _MAX_HEADING or next(element.iter("table", "ul", "ol"), None) is not None:
            inner = self._long_heading(element, context)
        self.content(element, inner)
        self.out.flush(inner)

    def _long_heading(self, element: _Element, context: Context) -> Context:
        """Of a heading that was not closed, only the text before the first block is one."""
        inline = [child for child in element if child.tag not in BLOCK_TAGS]
        if len(inline) == len(element) or not (element.text or "").strip():
            return changed(context, in_heading=not len(element) or len(inline) == len(element))
        self.out.line.add(element.text or "")
        element.text = None
        self.out.flush(changed(context, in_heading=True))
        return context

    def preformatted(self, element: _Element, context: Context) -> None:
        self.out.flush(context)
        self.content(element, inner := changed(context, is_pre=True, in_heading=False))
        self.out.flush(inner)

    def without_scripts(self, element: _Element, context: Context) -> None:
        """What browsers without scripts show. It mostly asks to enable them."""
        text = "".join(map(str, element.itertext())).lower()
        if self.is_page and ("javascript" in text or "enable" in text) and len(text) < 400:
            self.out.flush(context)
            self._leave_out(element, boilerplate.NOSCRIPT, context)
        else:
            self.block(element, "div", context)

    def without_frames(self, element: _Element, context: Context) -> None:
        """What browsers without frames show: a page within the page, which is not parsed yet."""
        self.out.flush(context)
        page = None if self.nested else parse_page(element.text or "")
        if page is not None:
            walker = Walker(is_page=self.is_page, nested=True)
            walker.out.losses = self.out.losses
            walker.styles = self.styles
            self.out.blocks += walker.read(page, context)


_AREAS = {
    **dict.fromkeys(("header", "banner"), boilerplate.HEADER),
    **dict.fromkeys(("footer", "contentinfo"), boilerplate.FOOTER),
}
_Handler = Callable[[Walker, "_Element", Context], None]
_HANDLERS: dict[str, _Handler] = {
    "nav": Walker.navigation,
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), Walker.preformatted),
    "summary": Walker.heading,
    "noscript": Walker.without_scripts,
    "noframes": Walker.without_frames,
    "table": tables.read_table,
    **dict.fromkeys(("ul", "ol", "menu", "dir"), lists.read_list),
    "dl": lists.read_definitions,
    **forms.HANDLERS,
    **inline.HANDLERS,
}
_ROLES: dict[str, _Handler] = dict.fromkeys(("navigation", "menubar"), Walker.navigation)
_INLINE_TAGS = ("i", "em", "u", "small", "big", "span", "font", "cite", "abbr", "time", "mark")
_EMPHASIS = frozenset((*_INLINE_TAGS, *_BOLD_TAGS))
_PLAIN: dict[str, Callable[[Walker, _Element, str, Context], None]] = {
    **dict.fromkeys(_INLINE_TAGS, Walker._inline),
    **dict.fromkeys(_BOLD_TAGS, Walker._emphasis),
    "a": inline.plain_link,
    **dict.fromkeys(("p", "div", "li", "center", "figcaption", "tbody"), Walker._paragraph),
}
"""Elements that are what their tags say, unless their attributes say more."""
