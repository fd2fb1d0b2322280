"""The title of a page: neither the name of its site nor the heading of its bar."""

from __future__ import annotations

import pytest

from index.formats.web.page_title import page_title
from index.formats.web.parse import parse_page
from tests.index.formats.web.support import read


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>Fares – Isle Ferries</title><h1>Fares</h1>", "Fares"),
        ("<title>Isle Ferries | Fares</title><h1>Fares</h1>", "Fares"),
        ("<title>Fares – Isle Ferries</title><h1>Prices</h1>", "Fares – Isle Ferries"),
        ("<title>Fares of the isle</title><h1>Fares</h1>", "Fares of the isle"),
        ("<title>Fares – winter – Isle</title><h1>Fares – winter</h1>", "Fares – winter"),
        ("<title>Fares :: Isle</title><h1>Fares</h1>", "Fares"),
        ("<title>Untitled Document</title><h1>Fares</h1>", "Fares"),
        ("<meta property=og:title content='Fares of 2024'><p>x", "Fares of 2024"),
        ("<svg><title>icon</title></svg><h1>Fares</h1>", "Fares"),
        ("<p>No title.", ""),
    ],
)
def test_a_title_is_without_the_name_of_the_site(markup: str, title: str) -> None:
    assert read(markup).title == title


BAR = "<div class=menu-bar><h1 class=menu-title>Isle Guide</h1></div>"


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        # mdBook: a bar above <main>; its chapter may be called otherwise in the contents
        (f"<title>Ships - Isle Guide</title>{BAR}<main><h1>Ships</h1>x</main>", "Ships"),
        (f"<title>Ships - Isle Guide</title>{BAR}<main><h1>The ships</h1>x</main>", "Ships"),
        (f"<title>Isle Guide - Ships</title>{BAR}<main><h1>Ships</h1>x</main>", "Ships"),
        (f"<title>Ships - Isle Guide</title>{BAR}<main><h2>Decks</h2>x</main>", "Ships"),
        (f"<title>Isle Guide</title>{BAR}<main><h1>Ships</h1>x</main>", "Isle Guide"),
        (f"<title>Home - Isle Guide</title>{BAR}<main><p>x</main>", "Home - Isle Guide"),
        (f"<title>Untitled</title>{BAR}<main><h1>Ships</h1>x</main>", "Ships"),
        (f"<title>Untitled</title>{BAR}<main><p>x</main>", "Isle Guide"),
        # two headings that nothing tells apart: the bar comes first
        ("<title>Isle | Ships</title><h1>Isle</h1><div><h1>Ships</h1></div>", "Ships"),
        ("<title>Ships | Isle</title><h1>Isle</h1><div><h1>Ships</h1></div>", "Ships"),
        # Node.js: a heading of the second level names the page
        ("<title>Ships | Isle</title><header><h1>Isle</h1></header><h2>Ships #</h2>x", "Ships"),
        ("<title>Isle | Ships</title><h1>Ships</h1><footer><h2>Isle</h2></footer>", "Ships"),
        # WordPress: the site's name in a box of its own; MediaWiki, Sphinx: none in a heading
        ("<title>Ships – Isle</title><div class=site-branding><h1>Isle</h1></div>x", "Ships"),
        ("<title>Ships – Isle</title><h1 class=site-title>Isle</h1><h2>On ships</h2>", "Ships"),
        ("<title>Ship - Isle</title><div role=main><h1 id=firstHeading>Ship</h1></div>", "Ship"),
        (
            "<title>Ships — Isle 1.0 documentation</title><div role=main><h1>Ships"
            "<a class=headerlink href=#ships>¶</a></h1></div><aside><h1>Isle</h1></aside>",
            "Ships",
        ),
        # what the page says of itself
        ("<meta property=og:site_name content=Isle><title>Ships - Isle</title>x", "Ships"),
        # headings of teasers and heads that are the page's own
        ("<title>Fares – Isle</title><header><h1>Fares</h1></header><main>x</main>", "Fares"),
        (
            "<title>Fares – Isle</title><h1>Fares</h1><article><h1>Winter</h1></article>"
            "<article><h1>Spring</h1></article>",
            "Fares",
        ),
    ],
)
def test_the_heading_of_a_bar_is_no_title(markup: str, title: str) -> None:
    assert read(markup).title == title


def test_what_is_no_heading_of_a_site_stays() -> None:
    """A name that the page gives itself is only cut off from the end of the title."""
    page = parse_page("<title>Isle - Ships of Isle</title><p>x")
    assert page is not None
    assert page_title(page, "Isle") == "Isle - Ships of Isle"
    assert page_title(page, "Ships of Isle") == "Isle"
