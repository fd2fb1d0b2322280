"""Markup and scripts in names, titles, texts and questions: shown as text, never run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Served, ask

pytest_plugins = ["tests.browser_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:::gradio.queueing")]


PAYLOADS = (
    "<script>window.bad=1</script>",
    "<img src=x onerror=window.bad=1>",
    "<svg onload=window.bad=1>",
    "<iframe srcdoc='<script>parent.bad=1</script>'></iframe>",
    "<a href='javascript:window.bad=1'>click</a>",
    "<math><mtext><img src=x onerror=window.bad=1></mtext></math>",
    "<body onload=window.bad=1>",
    "<details open ontoggle=window.bad=1>x</details>",
    "<input autofocus onfocus=window.bad=1>",
    "<video><source onerror=window.bad=1></video>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<base href=http://evil.example/>",
    "<form action=http://evil.example/><button>go</button></form>",
    "${window.bad=1}",
    "`${window.bad=1}`",
    "{{window.bad=1}}",
    "{{#with this}}{{constructor.constructor 'window.bad=1'}}{{/with}}",
    "{% for x in [1] %}{{ 7*7 }}{% endfor %}",
    "\\u003cimg src=x onerror=window.bad=1\\u003e",
    "&lt;img src=x onerror=window.bad=1&gt;",
    '"\' onmouseover=window.bad=1 x="',
    "'-window.bad=1-'",
    "</mark></p></section><script>window.bad=1</script>",
    "--><script>window.bad=1</script><!--",
    "]]><script>window.bad=1</script>",
    "@children",
    "\u202e<img src=x onerror=window.bad=1>\u202c",
    "<scr\u200bipt>window.bad=1</scr\u200bipt>",
)


def hostile_file(folder: Path, number: int, payload: str) -> Path:
    """A file whose name, title and text are the payload."""
    name = payload.replace("/", "∕").replace("\x00", "")
    path = folder / f"{number:02d} {name}.md"
    path.write_text(f"# `` {payload} ``\n\n`` {payload} ``\n\nWords of {number}.\n", encoding="utf-8")
    return path


def harmless(page: Page) -> None:
    page.wait_for_timeout(60)
    assert page.evaluate("window.bad") is None
    ours = "#answer, #viewer, #shelf, #report, #results"
    strangers = f":is({ours}) :is(script, img, iframe, video, math, form, base, meta, link, style, input)"
    assert page.locator(strangers).count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    handlers = "[...document.querySelectorAll('*')].filter(e => e.getAttributeNames().some(n => n.startsWith('on'))).length"
    assert page.evaluate(handlers) == 0


def test_hostile_names_titles_texts_and_questions_are_shown_as_text(page: Page, served: Served, tmp_path: Path) -> None:
    page.goto("/library")
    page.locator("#upload input[type=file]").set_input_files([hostile_file(tmp_path, *each) for each in enumerate(PAYLOADS)])
    expect(page.locator("#report .notes li")).to_have_count(len(PAYLOADS), timeout=20_000)
    harmless(page)
    sources = [entry.source for entry in served.bot.library.entries() if re.match(r"\d\d ", entry.source)]
    assert len(sources) == len(PAYLOADS)
    try:
        page.goto("/")
        for source, payload in zip(sources, PAYLOADS, strict=True):
            ask(page, f"{source} {payload}")
            expect(page.locator("#answer [data-asked]")).to_have_attribute("data-asked", f"{source} {payload}")
            expect(page.locator("#viewer .kind")).to_contain_text(source[:2])
            harmless(page)
        page.goto(f"/?q={'%3Cimg%20src%3Dx%20onerror%3Dwindow.bad%3D1%3E%24%7Bwindow.bad%3D1%7D'}")
        expect(page.locator(".asked")).to_have_text("<img src=x onerror=window.bad=1>${window.bad=1}")
        harmless(page)
    finally:
        for source in sources:
            served.bot.library.remove(source)
