"""The files of chosen places: each read back by another program than the one that wrote it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree

from index.errors import PinciteError
from index.formats.office.docx.reader import read_docx
from index.library import Library
from index.spans import Document, Passage, Span
from qa.citations import verify
from qa.types import Occurrence
from tests.support.ui_engine import WordEncoder
from ui.pages.places.collect import Place
from ui.pages.places.files import FORMATS
from ui.pages.places.records import Record, choice, records

TEXT = "Rent\n\nThe rent (in\u00a0pounds) is <b>£500</b> & \x07more.\n\n=1+1 is due on Monday."
QUESTION = "What is\u00a0the rent?"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    opened = Library.open(tmp_path / "a.pincite", create=True, encoder=WordEncoder())
    source = "/srv/secret/rent.txt"
    opened.add(Document(0, source, "Rent {1}", TEXT, date="2024-05-01", author="Ash"))
    return opened


def chosen(library: Library, words: str, sentence: str, role: str = "answer") -> str:
    document = library.document(library.list_documents()[0].id)
    start, first = TEXT.index(words), TEXT.index(sentence)
    span = Span(document, start, start + len(words))
    around = Span(document, first, first + len(sentence))
    passage = Passage(around, 0.0, None, None, ())
    return choice(Place(Occurrence(span, around, passage), role))  # type: ignore[arg-type]


SENTENCE = TEXT[6 : TEXT.index("\n\n=")]


@pytest.fixture
def two(library: Library) -> list[Record]:
    places = [
        chosen(library, "(in\u00a0pounds) is <b>£500", SENTENCE),
        chosen(library, "=1+1", "=1+1 is due on Monday.", "conflict"),
    ]
    return records(library, [*places, places[0]])


def made(kind: str, two: list[Record]) -> str:
    return FORMATS[kind].make(QUESTION, two).decode("utf-8-sig")


def test_a_table_has_a_row_for_each_place_and_no_formula(two: list[Record]) -> None:
    rows = list(csv.DictReader(io.StringIO(made("csv", two))))
    assert [row["words"] for row in rows] == ["(in pounds) is <b>£500", "'=1+1"]
    assert (rows[0]["what it is"], rows[1]["what it is"]) == ("Answer", "Says something else")
    assert (rows[0]["document"], rows[0]["file"], rows[0]["date"], rows[0]["author"]) == (
        *("Rent {1}", "rent.txt"),
        *("2024-05-01", "Ash"),
    )
    for row in rows:
        assert TEXT[int(row["start"]) : int(row["end"])].replace("\u00a0", " ") == (
            row["words"].removeprefix("'")
        )
    assert rows[0]["question"] == "What is the rent?"


@pytest.mark.parametrize("kind", FORMATS)
def test_no_file_has_a_path_of_the_server(kind: str, two: list[Record]) -> None:
    content = FORMATS[kind].make(QUESTION, two)
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b"".join(package.read(name) for name in package.namelist())
    assert b"rent.txt" in content
    assert b"srv" not in content
    assert b"secret" not in content


def test_a_word_document_quotes_each_sentence_with_a_footnote(two: list[Record]) -> None:
    content = FORMATS["docx"].make(QUESTION, two)
    assert content == FORMATS["docx"].make(QUESTION, two)
    opened = docx.Document(io.BytesIO(content))
    paragraphs = [(part.style.name, part.text) for part in opened.paragraphs if part.style]
    assert paragraphs == [
        ("Heading 1", "What is the rent?"),
        ("Heading 2", "Rent {1} (2024-05-01)"),
        ("Normal", "Answer:"),
        ("Quote", "“The rent (in pounds) is <b>£500</b> & more.”"),
        ("Normal", "Says something else:"),
        ("Quote", "“=1+1 is due on Monday.”"),
    ]
    bold = [run.text for part in opened.paragraphs for run in part.runs if run.bold]
    assert bold == ["(in pounds) is <b>£500", "=1+1"]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        notes = etree.fromstring(package.read("word/footnotes.xml"))
    words = ["".join(note.itertext()).strip() for note in notes][2:]
    assert words[0] == ("“(in pounds) is <b>£500”, Ash, Rent {1}, 2024-05-01 (rent.txt).")
    assert len(words) == 2
    own = read_docx(content)  # as this product reads it
    assert "“=1+1 is due on Monday.”" in own.text


def test_the_other_formats(two: list[Record], library: Library) -> None:
    page = json.loads(made("annotations", two))
    assert (page["type"], len(page["items"])) == ("AnnotationPage", 2)
    position = page["items"][0]["target"]["selector"][1]
    hash = two[0].citation.hash
    quote = TEXT[position["start"] : position["end"]]
    cited = {"hash": hash, "start": position["start"], "end": position["end"], "quote": quote}
    assert verify(library, cited) is None
    assert made("bibtex", two).count("@misc{") == 2
    assert "title = {{Rent \\{1\\}}}" in made("bibtex", two)
    assert made("markdown", two).splitlines()[:3] == [
        "# What is the rent?",
        "",
        "## Rent {1} (2024-05-01)",
    ]
    assert "> \\=1+1" in made("markdown", two) or "> **\\=1+1**" in made("markdown", two)
    assert made("footnotes", two).splitlines()[1] == (
        "2. “=1+1”, Ash, Rent {1}, 2024-05-01 (rent.txt)."
    )


def test_what_is_not_a_place_of_the_library_is_refused(library: Library) -> None:
    place = chosen(library, "=1+1", "=1+1 is due on Monday.")
    id, hash, ranges, _ = place.split("_")
    for bad in (
        "x", "", f"{id}_{hash}_{ranges}_boss", f"{id}_{hash}_5-1-0-9_answer",
        f"{id}_{hash}_0-9-1-9_answer", f"{id}_{hash}_0-4-0-9999_answer",
    ):  # fmt: skip
        with pytest.raises(PinciteError, match="Ask again"):
            records(library, [place, bad])
    for bad in (f"{id}_{'0' * 16}_{ranges}_answer", f"99_{hash}_{ranges}_answer"):
        with pytest.raises(PinciteError, match="has changed or was removed"):
            records(library, [bad])
    with pytest.raises(PinciteError, match="No place is chosen"):
        records(library, [])
