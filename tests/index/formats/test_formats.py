"""A round trip for every format: a sentence put in, asked for, and cited at the right place; and what each format does besides."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import PinciteError
from index.formats import (
    csv,
    docx,
    email_message,
    epub,
    html,
    json_records,
    limits,
    markdown,
    odt,
    pptx,
    txt,
    xlsx,
    zip_package,
)
from index.formats.extract import ExtractedText
from index.ingest.pipeline import InputFile, ingest
from index.ingest.readers import SUFFIXES, RejectedFile, read_document, read_documents
from index.library import Library
from index.maintenance.check import check_library
from index.spans import Document
from tests.support import make_files

SENTENCE = "The river Ilm drives 11 mills & one saw."


@pytest.mark.parametrize("suffix", make_files.ROUND_TRIPS)
def test_a_sentence_put_in_is_found_and_cited_at_its_place(
    suffix: str, library: Library, tmp_path: Path
) -> None:
    make, place = make_files.ROUND_TRIPS[suffix]
    path = tmp_path / f"rivers{suffix}"
    path.write_bytes(make(SENTENCE))
    outcomes = [
        step.result for step in ingest(library, [InputFile(f"rivers{suffix}", path)]) if step.result
    ]
    assert [outcome.status for outcome in outcomes] == ["added"]
    best = library.search("drives the river Ilm mills saw")[0]
    spans = [hit.span for hit in best.sentences if hit.span.text.endswith(SENTENCE)]
    assert len(spans) == 1, best.span.text
    assert spans[0].place == place
    assert check_library(library.path) == []


def test_every_suffix_makes_the_trip() -> None:
    same = {
        ".text": ".txt",
        ".markdown": ".md",
        ".htm": ".html",
        ".xhtml": ".html",
        ".ndjson": ".jsonl",
    }
    assert {same.get(suffix, suffix) for suffix in SUFFIXES} == set(make_files.ROUND_TRIPS)


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(data=st.data())
def test_any_bytes_make_documents_or_a_refusal(suffix: str, data: st.DataObject) -> None:
    """Of noise, and of a good file with some bytes changed, cut out or put in."""
    same = {
        ".text": ".txt",
        ".markdown": ".md",
        ".htm": ".html",
        ".xhtml": ".html",
        ".ndjson": ".jsonl",
    }
    good = make_files.ROUND_TRIPS[same.get(suffix, suffix)][0](SENTENCE)
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 20)))
    noise = data.draw(st.binary(max_size=20))
    content = data.draw(st.sampled_from([good[:start] + noise + good[end:], noise, good[:start]]))
    try:
        found = list(read_documents(f"any{suffix}", content))
    except PinciteError:
        return
    for item in found:
        if isinstance(item, Document):
            _sound(item)


def _sound(document: Document) -> None:
    document.text.encode()
    for mark in document.markers:
        assert 0 <= mark.start <= mark.end <= len(document.text)
        assert (
            mark.kind == "page"
            or " ".join(document.text[mark.start : mark.end].split()) == mark.label
        )


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        (docx.read_docx, make_files.docx("A b.")),
        (pptx.read_pptx, make_files.pptx("A b.")),
        (odt.read_odt, make_files.odt("A b.")),
        (epub.read_epub, make_files.epub("A b.")),
    ],
)
def test_office_files_tell_their_title_and_author(reader: object, data: bytes) -> None:
    extract = reader(data)  # type: ignore[operator]
    assert (extract.title, extract.author) == ("The title", "Ann Author")


def test_word_leaves_deleted_words_out_and_counts_what_it_skips() -> None:
    extract = docx.read_docx(make_files.docx(SENTENCE))
    assert extract.text.split("\n\n") == [
        "Figures",
        SENTENCE,
        "Year | Toll",
        "Footnotes",
        "A note.",
    ]
    assert extract.date == "2021-05-06T07:08:09Z"
    assert +extract.losses == {"tables flattened": 1, "headers and footers skipped": 1}


def test_slides_come_in_the_order_of_the_deck_with_their_titles_first() -> None:
    extract = pptx.read_pptx(make_files.pptx(SENTENCE))
    assert extract.text.split("\n\n") == [
        "Welcome",
        "Good morning.",
        "Figures",
        SENTENCE,
        "Speak up.",
    ]
    assert [(mark.kind, mark.label) for mark in extract.markers] == [
        ("page", "1"),
        ("heading", "Welcome"),
        ("page", "2"),
        ("heading", "Figures"),
    ]
    assert extract.losses["pictures skipped"] == 2


def test_a_sheet_is_rows_with_their_headers_and_dates_as_dates() -> None:
    extract = xlsx.read_xlsx(
        make_files.xlsx([["Name", "Born", "Size"], ["Ann", "date:44322", "7"], ["Bo", "", "8"]])
    )
    assert extract.text.split("\n\n") == [
        "Figures",
        "Name: Ann; Born: 2021-05-06; Size: 7",
        "Name: Bo; Size: 8",
    ]


def test_odt_keeps_notes_where_they_stand() -> None:
    extract = odt.read_odt(make_files.odt("One."))
    assert extract.text.split("\n\n") == ["Figures", "One. (A note.)", "Year | Two tolls"]


def test_a_book_follows_its_spine() -> None:
    extract = epub.read_epub(make_files.epub(SENTENCE))
    assert extract.text.split("\n\n") == [
        "Start",
        "Once upon a time.",
        "A | B",
        "Figures",
        SENTENCE,
        "A | B",
    ]
    assert [mark.label for mark in extract.markers] == ["Start", "Figures"]
    assert +extract.losses == {"tables flattened": 2, "chapters missing": 1}


def test_blocks_of_a_page_are_its_blocks() -> None:
    extract = ExtractedText()
    html.blocks(
        extract,
        "<div>One <b>bold</b><p>two<br>lines</p>three<ul><li>a<li>b</ul><h2>H <i>x</i></h2>tail<script>no</script></div>",
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
    assert [mark.label for mark in extract.markers] == ["H x"]


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
def test_rows_carry_their_headers(data: bytes, rows: list[str]) -> None:
    assert csv.read_csv(data).text.split("\n\n") == rows


def test_records_name_their_fields() -> None:
    long = "This is prose. " * 8
    extract = json_records.read_json(
        f'{{"name": "Mill", "year": 1871, "open": true, "tags": ["a", "b"], "text": "{long}", "in": {{"town": "Ilm"}}}}'.encode()
    )
    assert extract.text.split("\n\n") == [
        "Mill",
        "year: 1871; open: true; tags: a, b",
        long.strip(),
        "in.town: Ilm",
    ]
    broken = json_records.read_jsonl(b'{"a": "x y"}\n{broken\n\n["z"]')
    assert (broken.text.split("\n\n"), broken.losses["lines skipped"]) == (["a: x y", "z"], 1)


def test_mail_is_its_subject_its_people_and_its_words() -> None:
    extract = email_message.read_eml(make_files.eml(SENTENCE, "=?utf-8?q?Gr=C3=BC=C3=9Fe?="))
    assert extract.text.split("\n\n")[0] == extract.title == "Grüße"
    assert (extract.author, extract.date) == ("Ann Author <ann@example.org>", "2021-05-06")
    assert extract.text.endswith(SENTENCE)
    assert +extract.losses == {"attachments skipped": 1}
    assert [mark.label for mark in email_message.read_mbox(make_files.mbox(SENTENCE)).markers] == [
        "Hello",
        "Figures",
    ]


def test_a_header_of_a_hundred_thousand_encoded_words_is_read_as_it_stands() -> None:
    words = " ".join(["=?utf-8?b?eHg=?="] * 100_000)
    began = time.process_time()
    extract = email_message.read_eml(f"Subject: {words}\n\n{SENTENCE}".encode())
    assert time.process_time() - began < 5  # 0.1 s; decoding it takes Python 13
    assert (extract.title, extract.text.split("\n\n")[-1]) == (words, SENTENCE)
    few = words[: 17 * 10_000 - 1]
    assert email_message.read_eml(f"Subject: {few}\n\n{SENTENCE}".encode()).title == "xx" * 10_000


def test_front_matter_gives_title_author_and_date() -> None:
    extract = markdown.read_markdown(b"---\ntitle: 'T'\nauthor: Ann\ndate: 2020-01-02\n---\nText.")
    assert (extract.title, extract.author, extract.date, extract.text) == (
        "T",
        "Ann",
        "2020-01-02",
        "Text.",
    )


def test_an_archive_is_read_as_its_files() -> None:
    data = make_files.zipped(
        {
            "a.txt": "One word.",
            "b/c.md": "# C\n\nTwo.",
            "d.zip": b"x",
            "../e.txt": "Out.",
            "f.txt": b"\x7fELF\0\0",
            ".g.txt": "Hid.",
        }
    )
    found = list(read_documents("x.zip", data))
    assert [item.source for item in found] == [
        "x.zip!/a.txt",
        "x.zip!/b/c.md",
        "x.zip!/d.zip",
        "x.zip!/../e.txt",
        "x.zip!/f.txt",
    ]
    assert [item.reason[:25] for item in found if isinstance(item, RejectedFile)] == [
        "an archive in an archive ", "its name leads out of the", "this is not text (3 bytes"
    ]  # fmt: skip
    assert [item.title for item in found if isinstance(item, Document)] == ["a", "C"]
    with pytest.raises(PinciteError, match=r"x\.zip: it contains 5 documents, not one"):
        read_document("x.zip", data)


def test_what_left_an_archive_leaves_the_library(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    for entries, expected in [
        (
            {"a.txt": "Ants.", "b.txt": "Bees."},
            [("x.zip!/a.txt", "added"), ("x.zip!/b.txt", "added")],
        ),
        (
            {"b.txt": "Bees.", "c.txt": "Cats."},
            [("x.zip!/b.txt", "unchanged"), ("x.zip!/c.txt", "added"), ("x.zip!/a.txt", "removed")],
        ),
    ]:
        path.write_bytes(make_files.zipped(entries))
        steps = list(ingest(library, [InputFile("x.zip", path)]))
        assert [
            (step.result.source, step.result.status) for step in steps if step.result
        ] == expected
        assert [step.fraction for step in steps] == sorted(step.fraction for step in steps)
        assert steps[-1].fraction == 1
    assert [entry.source for entry in library.list_documents()] == ["x.zip!/b.txt", "x.zip!/c.txt"]
    assert check_library(library.path) == []


def test_characters_that_cannot_be_stored_are_replaced_and_counted() -> None:
    document = read_document("a.json", b'{"name": "a\\ud800b\\u0000c", "text": "words"}')
    assert document.text.startswith("a\ufffdb\ufffdc")
    assert document.losses == {"characters replaced": 2}
    assert document.markers[0].label == "a\ufffdb\ufffdc"


def test_packages_unpack_within_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PinciteError, match="unpacks to more than 300 times its size: a zip bomb"):
        zip_package.ZipPackage(make_files.zipped({"a": b"0" * 2_000_000})).read("a")
    monkeypatch.setattr(zip_package, "MAX_UNPACKED_BYTES", 100)
    whole = zip_package.ZipPackage(make_files.zipped({"a": "x" * 60, "b": "y" * 60}))
    assert whole.read("a") == b"x" * 60
    with pytest.raises(PinciteError, match="it unpacks to more than 100 bytes"):
        whole.read("b")
    assert (
        zip_package.resolve("ppt/slides", "../notes/n.xml")
        == zip_package.resolve("", "/ppt/notes/n.xml")
        == "ppt/notes/n.xml"
    )


@pytest.mark.parametrize(
    "declaration",
    ["<!DOCTYPE x>", '<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">'],
)
def test_document_types_are_refused(declaration: str) -> None:
    data = make_files.zipped({"word/document.xml": f"{declaration}<x>Words</x>"})
    with pytest.raises(
        PinciteError, match=r"a\.docx: its part 'word/document\.xml' declares a document type"
    ):
        read_document("a.docx", data)


def test_deep_pages_are_refused_and_open_paragraphs_are_not_deep() -> None:
    with pytest.raises(PinciteError, match="nested more than 250 deep"):
        html.refuse_deep("<div>" * (limits.MAX_HTML_DEPTH + 1))
    html.refuse_deep("<p>" * 5_000 + "<br>" * 5_000 + "<div></div>" * 5_000)
    assert txt.read_txt(b"<div>" * 2_000).text.startswith("<div>")
