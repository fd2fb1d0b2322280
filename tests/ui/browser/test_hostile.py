"""Markup and scripts in names, titles, texts and questions: shown as text, never run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Served, ask

pytest_plugins = ["tests.support.browser_fixtures"]
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
    "<img src=x:x onerror=window.bad=1//",
    "<IMG SRC=x oNeRrOr=window.bad=1>",
    "<img/src=x/onerror=window.bad=1>",
    "<image href=x onerror=window.bad=1>",
    "<svg><script>window.bad=1</script></svg>",
    "<svg><animate onbegin=window.bad=1 attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=window.bad=1>#x'/></svg>",
    "<svg><a xlink:href='javascript:window.bad=1'><text>x</text></a></svg>",
    "<svg><foreignObject><img src=x onerror=window.bad=1></foreignObject></svg>",
    "<object data='javascript:window.bad=1'></object>",
    "<embed src='javascript:window.bad=1'>",
    "<iframe src='javascript:parent.bad=1'></iframe>",
    "<audio src=x onerror=window.bad=1>",
    "<marquee onstart=window.bad=1>x</marquee>",
    "<select autofocus onfocus=window.bad=1>",
    "<textarea autofocus onfocus=window.bad=1>",
    "<button onclick=window.bad=1 data-ask=x>click</button>",
    "<div style='background:url(http://evil.example/x.png)'>x</div>",
    "<div style='animation:sweep 1s' onanimationstart=window.bad=1>x</div>",
    "<xss id=x tabindex=1 onfocus=window.bad=1></xss>",
    "<template><img src=x onerror=window.bad=1></template>",
    "<noscript><p title='</noscript><img src=x onerror=window.bad=1>'>",
    "<title></title><script>window.bad=1</script>",
    "</textarea><script>window.bad=1</script>",
    "</style><script>window.bad=1</script>",
    "<![CDATA[<script>window.bad=1</script>]]>",
    "<?xml version='1.0'?><script>window.bad=1</script>",
    "<a href='data:text/html,<script>window.bad=1</script>'>x</a>",
    "<a href=' javascript:window.bad=1'>x</a>",
    "<img src=x onerror='&#119;indow.bad=1'>",
    "%3Cscript%3Ewindow.bad=1%3C/script%3E",
    "+ADw-script+AD4-window.bad=1+ADw-/script+AD4-",
    "${constructor.constructor('window.bad=1')()}",
    "#{window.bad=1}<%= window.bad=1 %>[[window.bad=1]]",
    "$(window.bad=1) `window.bad=1` !{window.bad=1}",
    '[x](javascript:window.bad=1) ![x](x"onerror=window.bad=1)',
)
"""Put into the text, the title and the name of a file, and into a question."""


def hostile_file(folder: Path, number: int, payload: str) -> Path:
    """A file whose name, title and text are the payload."""
    name = payload.replace("/", "∕").replace("\x00", "")
    path = folder / f"{number:02d} {name}.md"
    path.write_text(
        f"# `` {payload} ``\n\n`` {payload} ``\n\nWords of {number}.\n", encoding="utf-8"
    )
    return path


def harmless(page: Page) -> None:
    """No script ran, and what was made of users' words has no element that could run one."""
    ours = (
        "#answer, #feedback, #sources, #history, #viewer, #documents, #ingest-report, #results, "
        "#text, #outline-list, .document-head, .place-row, .entry > p, .entry > ul"
    )
    tags = (
        "script, img, iframe, video, audio, object, embed, math, base, meta, link, style, "
        "textarea, marquee, xss, form:not(.selection, .unlock, .editor form)"  # ours
    )
    code = """async (forbidden) => {
      const frame = (then) => requestAnimationFrame(then);
      await new Promise((done) => frame(() => frame(() => setTimeout(done))));
      const isHandler = (name) => name.startsWith('on');
      const handlers = [...document.querySelectorAll('*')].filter(
        (element) => element.getAttributeNames().some(isHandler));
      const count = (selector) => document.querySelectorAll(selector).length;
      return [window.bad ?? null, count(forbidden), count('a[href*="javascript:" i]'),
        count('a[href^="data:"]'), handlers.length];
    }"""
    forbidden = f":is({ours}) :is({tags})"
    assert page.evaluate(code, forbidden) == [None, 0, 0, 0, 0]


def test_hostile_names_titles_texts_and_questions_are_shown_as_text(
    page: Page, served: Served, tmp_path: Path
) -> None:
    assert len(PAYLOADS) >= 60
    page.goto("/library")
    page.locator("#upload input[type=file]").set_input_files(
        [hostile_file(tmp_path, *each) for each in enumerate(PAYLOADS)]
    )
    expect(page.locator("#ingest-report .notes li")).to_have_count(len(PAYLOADS), timeout=60_000)
    expect(page.locator("#documents tbody tr")).to_have_count(len(PAYLOADS) + 3)
    harmless(page)
    sources = [
        entry.source
        for entry in served.bot.library.list_documents()
        if re.match(r"\d\d ", entry.source)
    ]
    assert len(sources) == len(PAYLOADS)
    try:
        page.goto("/")
        for source, payload in zip(sources, PAYLOADS, strict=True):
            ask(page, f"{source} {payload}")
            expect(page.locator("#answer [data-asked]")).to_have_attribute(
                "data-asked", f"{source} {payload}"
            )
            expect(page.locator("#viewer .location")).to_contain_text(source[:2])
            harmless(page)
        page.locator(".explanation summary").click()
        page.locator(".history summary").click()
        expect(page.locator(".history li")).to_have_count(8)
        page.get_by_role("button", name="No", exact=True).click()
        harmless(page)
        page.goto("/history")
        expect(page.locator(".entry .words").nth(len(PAYLOADS) - 1)).to_be_attached()
        harmless(page)
        page.goto(f"/?q={'%3Cimg%20src%3Dx%20onerror%3Dwindow.bad%3D1%3E%24%7Bwindow.bad%3D1%7D'}")
        expect(page.locator(".asked")).to_have_text(
            "<img src=x onerror=window.bad=1>${window.bad=1}"
        )
        harmless(page)
        page.goto("/library")
        row = page.locator("#documents tbody tr").filter(has_text=re.compile("^01 |01 <img"))
        row.first.locator("[data-edit]").click()
        expect(page.get_by_label("Title", exact=True)).to_be_focused()
        harmless(page)
        row.first.locator("[data-remove]").click()
        row.first.locator("[data-remove]").click()
        expect(page.locator("#said")).to_contain_text("removed from the library")
        harmless(page)
        page.locator("#documents [data-undo]").click()
        expect(page.locator("#said")).to_contain_text("back in the library")
        harmless(page)
    finally:
        for source in sources:
            served.bot.library.remove(source)
