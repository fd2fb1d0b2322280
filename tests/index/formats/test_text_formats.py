"""HTML, Markdown, CSV, JSON and email."""

from __future__ import annotations

import time

import pytest

from index.errors import PinciteError
from index.formats import csv, email_message, html, json_records, limits, markdown
from index.formats.extract import ExtractedText
from index.formats.text import txt
from tests.support import make_files

SENTENCE = "The river Ilm drives 11 mills & one saw."


def test_html_elements_become_blocks() -> None:
    extract = ExtractedText()
    html.blocks(
        extract,
        "<div>One <b>bold</b><p>two<br>lines</p>three<ul><li>a<li>b</ul>"
        "<h2>H <i>x</i></h2>tail<script>no</script></div>",
    )
    assert extract.text.split("\n\n") == [
        "One bold",
        "two\nlines",
        "three",
        "a",
        "b",
        "H x",
        "tail",
    ]
    assert [marker.label for marker in extract.markers] == ["H x"]


def test_deeply_nested_html_is_refused() -> None:
    with pytest.raises(PinciteError, match="nested more than 250 deep"):
        html.refuse_deep("<div>" * (limits.MAX_HTML_DEPTH + 1))
    html.refuse_deep("<p>" * 5_000 + "<br>" * 5_000 + "<div></div>" * 5_000)
    assert txt.read_txt(b"<div>" * 2_000).text.startswith("<div>")


def test_markdown_front_matter_has_title_author_and_date() -> None:
    extract = markdown.read_markdown(b"---\ntitle: 'T'\nauthor: Ann\ndate: 2020-01-02\n---\nText.")
    assert (extract.title, extract.author, extract.date, extract.text) == (
        "T",
        "Ann",
        "2020-01-02",
        "Text.",
    )


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"a;b\n1;2,5\n3;4", ["a: 1; b: 2,5", "a: 3; b: 4"]),
        (b"a|b\n1|2", ["a: 1; b: 2"]),
        (b'a,b\n"one\ntwo",3\n,\n,4', ["a: one two; b: 3", "b: 4"]),
        (b"1,2\n3,4", ["1 | 2", "3; 4"]),
        (b"only\nwords here", ["only", "words here"]),
        (b"a,b", ["a | b"]),
        (b"a,b\n1,2,3", ["a: 1; b: 2; 3"]),
    ],
)
def test_csv_rows_have_column_names(data: bytes, rows: list[str]) -> None:
    assert csv.read_csv(data).text.split("\n\n") == rows


def test_json_objects_become_records_of_named_fields() -> None:
    long = "This is prose. " * 8
    extract = json_records.read_json(
        f'{{"name": "Mill", "year": 1871, "open": true, "tags": ["a", "b"], '
        f'"text": "{long}", "in": {{"town": "Ilm"}}}}'.encode()
    )
    assert extract.text.split("\n\n") == [
        "Mill",
        "year: 1871; open: true; tags: a, b",
        long.strip(),
        "in.town: Ilm",
    ]
    lines = json_records.read_jsonl(b'{"a": "x y"}\n{broken\n\n["z"]')
    assert (lines.text.split("\n\n"), lines.losses["lines skipped"]) == (["a: x y", "z"], 1)


def test_an_email_has_subject_sender_date_and_body() -> None:
    extract = email_message.read_eml(make_files.eml(SENTENCE, "=?utf-8?q?Gr=C3=BC=C3=9Fe?="))
    assert extract.text.split("\n\n")[0] == extract.title == "Grüße"
    assert (extract.author, extract.date) == ("Ann Author <ann@example.org>", "2021-05-06")
    assert extract.text.endswith(SENTENCE)
    assert +extract.losses == {"attachments skipped": 1}
    assert [
        marker.label for marker in email_message.read_mbox(make_files.mbox(SENTENCE)).markers
    ] == [
        "Hello",
        "Figures",
    ]


def test_a_header_of_100_000_encoded_words_is_not_decoded() -> None:
    words = " ".join(["=?utf-8?b?eHg=?="] * 100_000)
    start = time.process_time()
    extract = email_message.read_eml(f"Subject: {words}\n\n{SENTENCE}".encode())
    assert time.process_time() - start < 5  # 0.1 s; decoding it takes Python 13
    assert (extract.title, extract.text.split("\n\n")[-1]) == (words, SENTENCE)
    few = words[: 17 * 10_000 - 1]
    assert email_message.read_eml(f"Subject: {few}\n\n{SENTENCE}".encode()).title == "xx" * 10_000
