"""What is left out as boilerplate, and how that is told."""

from __future__ import annotations

import pytest

from index.formats.web import boilerplate, select
from tests.index.formats.web.support import losses, read, texts

PROSE = "<p>The ferry crosses the sound in forty minutes and carries nine cars.</p>"


def test_menus_notices_and_frames_are_left_out_and_told() -> None:
    markup = (
        "<a href='#m'>Skip to content</a><header><a href=/>Logo</a> Isle Ferries<nav><a href=1>Home"
        "</a><a href=2>Fares</a></nav></header><div class=cookie-banner>We set cookies."
        f"<button>Accept</button></div><main><h1>Fares</h1>{PROSE * 5}</main>"
        "<ul><li><a href=1>Jobs</a><li><a href=2>Press</a></ul><footer>© 2020 Isle Ferries</footer>"
    )
    assert set(texts(markup)) == {"Fares", PROSE[3:-4]}
    assert read(markup).warnings == [
        "left out as navigation: “Skip to content”, “Home Fares”, “Jobs · Press”",
        "left out as page header: “Logo Isle Ferries”",
        "left out as cookie notice: “We set cookies. Accept”",
        "left out as page footer: “© 2020 Isle Ferries”",
    ]
    assert losses(markup) == {
        "navigation menus left out": 3,
        "page headers left out": 1,
        "cookie notices left out": 1,
        "page footers left out": 1,
    }


@pytest.mark.parametrize(
    "kept",
    [
        "<aside class=sidebar><h3>Hours</h3><p>From nine to six.</p></aside>",
        "<footer><p>Phone 0498-555 010. Founded in 1968.</p></footer>",
        "<div class=comments-policy><p>Comments are deleted after 14 days.</p></div>",
        "<div class='recipe cookie'><p>Bake the cookies for nine minutes.</p></div>",
        "<div class=nav-content><h2>Wards</h2><p>Surgery is on floor nine.</p></div>",
        "<div class=menu><div>Soup of the day</div><div>Fried herring</div></div>",
        "<p>Text.</p><h2>See also</h2><ul><li><a href=1>Surgery</a><li><a href=2>Eyes</a></ul>",
        "<div class=related><p>A ticket costs 14 marks.</p></div>",
        "<article><header><p>By Ann Roe</p></header><p>Text.</p><footer>Printed in Visby</footer>",
        "<h2>Wards</h2><ul><li><a href=1>Surgery</a><li><a href=2>Eyes</a></ul><p>Ring.</p>",
        "<div style='display:none' class=tab-pane><p>The second tab has this.</p></div>",
        "<div aria-hidden=true><p>A page behind an open dialog is visible text.</p></div>",
    ],
)
def test_text_in_places_like_furniture_is_kept(kept: str) -> None:
    assert losses(f"<body><h1>Isle</h1>{PROSE}{kept}</body>") == {}
    page = f"<body><h1>Isle</h1>{PROSE}{kept}{PROSE}</body>"
    assert losses(page) == {}
    assert read(page).warnings == []


@pytest.mark.parametrize(
    ("markup", "what"),
    [
        ("<div hidden>Draft of a rule.</div>", "hidden parts left out"),
        ("<div style='display: none'>Draft.</div>", "hidden parts left out"),
        ("<span class=sr-only>Opens a window</span>", "hidden parts left out"),
        ("<div class=modal style='visibility:hidden'>Join us.</div>", "hidden parts left out"),
        ("<p>Costs <del>40</del> 55 francs.</p>", "deleted passages left out"),
        ("<b style='text-decoration:line-through'>Closed</b>", "deleted passages left out"),
        ("<div role=navigation>Start | Goods</div><p>Words are here.", "navigation menus left out"),
        ("<p>We use cookies here.<button>Accept all</button>", "cookie notices left out"),
        ("<p>This site sets cookies. <a href=o>OK</a> <a href=m>More</a>",
         "cookie notices left out"),
        ("<div id=gdpr>We count visits.<a href=o>I agree</a></div>", "cookie notices left out"),
        ("<div class=navbar><span>Log in</span> <span>Basket</span></div>",
         "navigation menus left out"),
        ("<p style='position:absolute; left:-9999px'>Off screen</p>", "hidden parts left out"),
        ("<div role=dialog>Cookies help us.</div>", "cookie notices left out"),
        ("<div class=breadcrumb><a href=1>Home</a> » <a href=2>Fares</a></div><p>The end is here.",
         "navigation menus left out"),
    ],
)  # fmt: skip
def test_what_is_not_visible_or_a_notice_is_left_out(markup: str, what: str) -> None:
    page = f"<h1>Isle</h1>{PROSE}{markup}{PROSE}"
    assert losses(page)[what] == 1
    assert set(losses(page)) <= {what, "buttons left out"}


def test_a_repeated_list_of_links_is_read_once() -> None:
    links = "<ul><li><a href=1>Wind and sea</a><li><a href=2>Ice</a><li><a href=3>Fog</a></ul>"
    page = f"<h1>Isle</h1>{PROSE}{links}{PROSE}{links}{PROSE}"
    assert texts(page).count("Fog") == 1
    assert losses(page) == {"repeated link lists left out": 1}


def test_a_page_that_is_only_a_menu_or_hidden_is_read() -> None:
    assert texts("<nav><a href=1>Wind</a> <a href=2>Ice</a></nav>") == ["Wind Ice"]
    assert texts("<div style='display:none'>All is hidden.</div><nav>Menu</nav>") == [
        "All is hidden."
    ]
    assert texts("<button>Only this</button>") == ["Only this"]


def test_every_reason_has_a_loss() -> None:
    assert boilerplate.LOSSES[boilerplate.NAVIGATION] == "navigation menus left out"
    assert len(boilerplate.LOSSES) == len(set(boilerplate.LOSSES.values())) == 9
    assert select.select([]) == []
