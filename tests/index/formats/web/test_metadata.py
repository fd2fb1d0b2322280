"""Title, author and date of a page."""

from __future__ import annotations

import pytest

from index.formats.web.metadata import normal_date
from tests.index.formats.web.support import read

JSON = '{"@graph": [{"@type": "Article", "datePublished": "2021-03-04", "author": {"name": "Bo"}}]}'


@pytest.mark.parametrize(
    ("markup", "date"),
    [
        (
            "<meta property='article:published_time' content='2024-05-06T07:08:09+02:00'>",
            "2024-05-06",
        ),
        ("<meta name=date content='22 April 2025'>", "2025-04-22"),
        ("<time pubdate datetime=2020-01-02>2 Jan</time>", "2020-01-02"),
        ("<span itemprop=datePublished content=2019-07-08></span>", "2019-07-08"),
        (f"<script type='application/ld+json'>{JSON}</script>", "2021-03-04"),
        ("<p>Copyright 2020. Posted 3 May 2021 <time datetime=2022-01-01>now</time>", ""),
        ("<meta name=dc.date.modified content=2020-01-01>", ""),
        ("<script type='application/ld+json'>[[[{</script>", ""),
    ],
)
def test_a_date_is_only_what_is_said_to_be_one(markup: str, date: str) -> None:
    assert read(f"{markup}<p>Words.").date == date


def test_an_author_is_no_address() -> None:
    assert read("<meta name=author content='Ann Roe'><p>x").author == "Ann Roe"
    assert read("<meta property=article:author content='https://x.example/ann'><p>x").author == ""
    assert read(f"<script type='application/ld+json'>{JSON}</script><p>x").author == "Bo"
    assert read("<p>By <a rel=author href=a>Ann Roe</a></p>").author == "Ann Roe"
    assert read("<meta name=author content=Ann><meta name=author content=Bo>x").author == "Ann, Bo"


def test_dates_as_pages_write_them() -> None:
    assert [normal_date(text) for text in ("20240506", "2019/3/5", "May 6, 2024", "2024", "x")] == [
        *("2024-05-06", "2019-03-05", "2024-05-06", "2024", "")
    ]
