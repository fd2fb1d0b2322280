"""What is read of a page, and what is told as left out, is what html5lib finds in it."""

from __future__ import annotations

import re
from random import Random

import html5lib
import pytest

from index.formats.html import page_blocks, read_html

_INVISIBLE = ("script", "style", "template", "title", "iframe", "rp", "datalist", "option")
_INLINE = ("b", "i", "span", "a href=x", "em", "code", "font color=red", "u", "q", "mark", "sub")
_BLOCK = (
    *("div", "p", "section", "article", "main", "aside", "blockquote", "figure", "address", "form"),
    *("h1", "h2", "h3", "li", "center", "details", "summary", "fieldset", "legend", "pre"),
    *("nav", "header", "footer", "div hidden", 'div class="cookie-banner"', "div role=navigation"),
    *("del", "button", "label", "dd", "dt", "td", "th", "x-card", "figcaption"),
    *("ul", "ol", "dl", "table"),
)
_CHILDREN = {
    **dict.fromkeys(("ul", "ol"), ("li",)),
    "dl": ("dt", "dd", "dd"),
    "table": ("tr", "tr", "caption", "tbody"),
    "tr": ("td", "th", "td"),
    "tbody": ("tr", "tr"),
}
_BETWEEN = (" ", "\n", "<br>", "<hr>", "<!-- c --> ")
_TOKEN = re.compile(r"w\d+x")
_WHOLE_TOKEN = re.compile(r"(?<!\w)w\d+x(?!\w)")


class _Pages:
    """Makes pages of numbered words in random elements, some of which are not closed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.words = 0

    def page(self) -> str:
        heads = ("", "<!DOCTYPE html><title>T</title>", "<html><body>")
        return self.random.choice(heads) + self._content(self.random.choice((2, 3, 4)))

    def _element(self, tag: str, depth: int) -> str:
        if tag in _CHILDREN:
            tags = self.random.choices(_CHILDREN[tag], k=self.random.randint(1, 4))
            content = "".join(self._element(each, depth - 1) for each in tags)
        else:
            content = self._content(depth - 1)
        end = "" if self.random.random() < 0.1 else f"</{tag.split()[0]}>"
        return f"<{tag}>{content}{end}"

    def _content(self, depth: int) -> str:
        parts = []
        for _ in range(self.random.randint(1, 3)):
            kind = (
                self.random.choice(("words", "inline", "block", "block")) if depth > 0 else "words"
            )
            if kind == "words":
                count = self.random.randint(1, 3)
                parts.append(" ".join(f"w{self.words + i}x" for i in range(count)))
                self.words += count
            else:
                tags = _INLINE if kind == "inline" else _BLOCK
                parts.append(self._element(self.random.choice(tags), depth))
            parts.append(self.random.choice(_BETWEEN))
        return "".join(parts)


def _expected(markup: str) -> set[str]:
    """The words of the page after html5lib, without those in elements that show no text."""
    found: list[str] = []

    def visit(node: object) -> None:
        if isinstance(tag := getattr(node, "tag", ""), str) and tag not in _INVISIBLE:
            found.append(getattr(node, "text", "") or "")
            for child in node:  # type: ignore[attr-defined]
                visit(child)
                found.append(child.tail or "")

    visit(html5lib.parse(markup, namespaceHTMLElements=False))
    return set(_TOKEN.findall(" ".join(found)))


def _check(markup: str) -> None:
    kept: list[str] = []
    left_out: list[str] = []
    for block in page_blocks(markup):
        text = " ".join([block.text, *(cell for row in block.rows or () for cell in row)])
        (left_out if block.left_out else kept).append(text)
    found = " ".join((*kept, *left_out))
    assert set(_TOKEN.findall(found)) == _expected(markup), markup
    assert set(_WHOLE_TOKEN.findall(found)) == _expected(markup), f"words are glued: {markup}"

    extract = read_html(markup.encode())
    assert set(_TOKEN.findall(" ".join(kept))) == set(_TOKEN.findall(extract.text)), markup
    assert bool(left_out) == bool(extract.warnings), markup
    assert sum(extract.losses.values()) >= len(extract.warnings), markup


@pytest.mark.parametrize("batch", range(8))
def test_every_visible_word_is_read_or_told_as_left_out(batch: int) -> None:
    for seed in range(batch * 50, batch * 50 + 50):
        _check(_Pages(seed).page())


@pytest.mark.parametrize(
    "markup",
    [
        "<!DOCTYPE html><meta charset=utf-8><title>T</title><section>w1x</section>",
        "<table>w1x<tr>w2x<td>w3x <b>w4x</b></table>w5x",
        "<h1>w1x<p>w2x</p><table><tr><td>w3x</table>",
        "w1x <!DOCTYPE html><html><body>w2x </body></html><html><body>w3x",
        "<p>w1x<![CDATA[w2x]]> <?php w3x ?><!-- w4x --!> w5x <!doctype> &lt;w6x&gt;</p",
        "<frameset><frame src=a></frameset>",
        "<table><tr><th>w1x<th>w2x<th>w3x<tr><td>w4x<td><td></table>",
    ],
)
def test_odd_pages_lose_no_word(markup: str) -> None:
    _check(markup)


def test_words_of_deeply_nested_elements_are_read() -> None:
    random = Random(7)
    names = ("p", "div", "ul", "section", "b", "span", "h2", "table><tr><td", "font", "blockquote")
    tags = [random.choice(names) for _ in range(3_000)]
    markup = "".join(f"<{tag}>w{index}x " for index, tag in enumerate(tags))
    text = read_html(markup.encode()).text
    assert set(_TOKEN.findall(text)) == {f"w{i}x" for i in range(len(tags))}
    closed = "<div>" * 5_000 + "w1x" + "</div>" * 5_000 + "<p>w2x</p>"
    assert read_html(closed.encode()).text == "w1x\n\nw2x"
