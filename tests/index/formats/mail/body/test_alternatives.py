"""Comparing a text in plain text and in HTML."""

from __future__ import annotations

import time

from index.formats.mail.body.alternatives import choose, says_the_same
from index.formats.mail.headers import decode_words, iso_date
from index.formats.mail.message import Body


def test_styles_and_comments_are_no_words() -> None:
    page = "<head><title>No</title></head><STYLE>no</STYLE ><!-- no --><p>The&nbsp;lock</p>"
    assert says_the_same(Body("The lock"), Body(page, is_html=True))
    assert not says_the_same(Body("The lock is open"), Body(page, is_html=True))
    assert not says_the_same(Body(""), Body("", is_html=True))


def test_a_lone_version_is_read() -> None:
    plain, rich = [Body("a")], [Body("b", is_html=True)]
    assert (choose([plain]), choose([rich]), choose([])) == (plain, rich, [])


def test_comparing_takes_linear_time() -> None:
    start = time.process_time()
    for text in ("<style " * 200_000, "<!--" * 300_000, "<tr><td>" * 100_000):
        choose([[Body("one two three")], [Body(text, is_html=True)]])
    assert time.process_time() - start < 5  # 0.3 s


def test_dates_and_words_of_headers() -> None:
    assert iso_date("Mon, 99 Foo 99999 99:99:99 +9999") == ""
    assert decode_words("a\\u0041 =?utf-8?q?=C3=BC?=") == "aA ü"
