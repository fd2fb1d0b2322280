"""The HTML report: its content, that it loads nothing, and accessibility by axe-core."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Page

from eval.datasets.dataset import GoldSpan, RelevantDocument
from eval.metrics.aggregate import summarise
from eval.metrics.measures import MEASURES
from eval.reports.html import page, write_page
from eval.runs.records import EvalRecord
from tests.support.browser import Visitor, violations

pytest_plugins = ["tests.support.browser_fixtures"]

GOLD = (GoldSpan("0" * 64, 0, 4, "1994", "a.md"),)
RIGHT = EvalRecord(
    "q1",
    "When <b>was</b> it?",
    GOLD,
    answer="1994",
    candidate="1994",
    confidence=0.9,
    source="a.md",
    place="page 3",
)
RIGHT = replace(RIGHT, right=True, candidate_right=True, em=1.0, f1=1.0, rank=1, milliseconds=12.0)
ROWS = [
    RIGHT,
    replace(
        RIGHT, id="q2", answer="in 1994", em=0.0, f1=0.67, failure="boundary only", why="F1 0.67"
    ),
    replace(
        RIGHT,
        id="q3",
        answer=None,
        right=False,
        confidence=0.2,
        failure="wrongly abstained",
        why="confidence 20%, threshold 50%",
    ),
    EvalRecord("q4", "Nobody knows?", (), right=True),
    EvalRecord(
        "q5",
        "Which?",
        (),
        documents=(RelevantDocument("", "lost.md"),),
        failure="not indexed",
        why="such as 'lost.md'",
    ),
]
COSTS: dict[str, float | None] = {
    "seconds": 2.0,
    "questions_per_second": 2.5,
    "workers": 1,
    "peak_mib": 100.0,
}


def text(rows: list[EvalRecord]) -> str:
    return "".join(page({"set": "a <set>", "threshold": 0.5}, summarise(rows), COSTS, lambda: rows))


class Tags(HTMLParser):
    """Checks that tags are balanced, and lists every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "br", "line", "polyline", "circle", "rect"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag


def test_the_page_is_balanced_and_loads_nothing() -> None:
    tags = Tags(text(ROWS))
    assert tags.open == []
    assert not [tag for tag, _ in tags.seen if tag in ("script", "link", "img", "iframe", "object")]
    assert not [
        name
        for _, attributes in tags.seen
        for name in attributes
        if name in ("src", "href", "style") or name.startswith("on")
    ]
    assert "url(" not in text(ROWS)
    assert "@import" not in text(ROWS)
    assert sum(tag == "svg" for tag, _ in tags.seen) == 4


def test_every_measure_failure_and_question_is_in_it() -> None:
    page_text = text(ROWS)
    for measure in MEASURES:
        score = measure.format(summarise(ROWS)[measure.name])
        cells = f'<th scope="row">{measure.name}</th><td class="number">{score}</td>'
        assert cells in page_text
    cells = '</th><td class="number">1</td><td class="number">20.0 %</td>'
    assert f'<th scope="row">wrongly abstained{cells}' in page_text
    assert page_text.count('<tr class="f') == 5
    assert "When &lt;b&gt;was&lt;/b&gt; it?" in page_text
    assert "<h1>Evaluation: a &lt;set&gt;</h1>" in page_text
    assert (
        '<span class="wrong">not indexed</span><br><span class="quiet">such as &#39;lost.md&#39;'
        in page_text
    )
    assert "boundary only<br>" in page_text
    assert "2.0 s, 2.5 questions/s with 1 worker; peak memory 100 MiB" in page_text


def test_the_risk_table_is_in_it() -> None:
    assert '<tr><th scope="row">10 %</th><td class="number">' in text(ROWS)
    assert "Thresholds by error rate" not in text([])


def test_a_run_without_failures_has_no_filter() -> None:
    page_text = text([RIGHT])
    assert "<p>Nothing.</p>" in page_text
    assert "<fieldset>" not in page_text


def test_the_records_are_read_once_a_plot_and_once_for_the_list(tmp_path: Path) -> None:
    passes = 0

    def rows() -> Iterator[EvalRecord]:
        nonlocal passes
        passes += 1
        yield from ROWS

    write_page(tmp_path / "report.html", {}, summarise(ROWS), COSTS, rows)
    assert passes == 5
    assert (tmp_path / "report.html").read_text(encoding="utf-8").endswith("</html>\n")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_reports_nothing_and_the_filter_works(
    visitor: Visitor, tmp_path: Path, width: int
) -> None:
    write_page(tmp_path / "report.html", {"set": "mine"}, summarise(ROWS), COSTS, lambda: ROWS)
    url = (tmp_path / "report.html").as_uri()
    with visitor.at(url, (width, 900)) as opened:  # nothing else is requested
        opened.goto(url)
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        opened.get_by_label("wrongly abstained").check()
        assert opened.locator(".questions tbody tr:visible").count() == 1
        opened.locator("#all").check()
        assert opened.locator(".questions tbody tr:visible").count() == 5
        assert (_background(opened), violations(opened)) == ("rgb(250, 249, 246)", [])
        opened.emulate_media(color_scheme="dark")
        assert (_background(opened), violations(opened)) == ("rgb(20, 22, 26)", [])


def _background(page: Page) -> object:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")
