"""What readers say, filters, and exports, in the language of the page."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.ingest.readers import read_document
from index.spans import Document, Span
from index.storage.filters import parse_filters
from qa.citations import cite_span, to_markdown
from qa.drafts.report import to_markdown as report
from qa.drafts.types import Claim, Difference, DraftCheck, Finding
from ui.pages.check.view import _say
from ui.views.citations import citation_place
from ui.views.engine_words import on_page
from ui.views.filters import filter_words
from ui.views.i18n.file_messages import _MESSAGES, file_message
from ui.views.i18n.language import gettext, speaking


@pytest.mark.parametrize(
    ("source", "data"),
    [
        ("a.txt", b""),
        ("a.txt", b"\0\1\2" * 50),
        ("a.txt", b" . "),
        ("a", b"\x89PNG\r\n"),
        ("a.docx", b"\xff\xd8\xff"),
        ("a.xyz", b"words"),
        ("a.pdf", b"%PDF-1.4 broken"),
        ("a.json", b"{"),
        ("a.jsonl", b"x\ny"),
        ("a.zip", b"PK\3\4broken"),
        ("a.eml", b"no headers"),
    ],
)
def test_refusals_are_translated(source: str, data: bytes) -> None:
    with pytest.raises(PinciteError) as caught:
        read_document(source, data)
    told = str(caught.value).removeprefix(f"{source}: ")
    assert file_message(told) == on_page(told) == told
    for code in ("de", "fr"):
        with speaking(code):
            assert on_page(told) != told, told


def test_values_and_lists_of_remarks_are_translated_too() -> None:
    remarks = "not UTF-8: read as Windows-1252; pages 3–5 have no text; scanned?"
    with speaking("de"):
        assert file_message(remarks) == (
            "kein UTF-8: als Windows-1252 gelesen; die Seiten 3–5 haben keinen Text; gescannt?"
        )
        assert file_message("there are no words in it: page 1 has no text; scanned?.") == (
            "sie enthält keine Wörter: Seite 1 hat keinen Text; gescannt?."
        )
        assert file_message("it has 12,345 pages; between 1 and 5,000 are read.") == (
            "sie hat 12.345 Seiten; 1 bis 5.000 werden gelesen."
        )
        assert file_message("unknown words; not UTF-8: read as Windows-1252") == (
            "unknown words; kein UTF-8: als Windows-1252 gelesen"
        )


@pytest.mark.parametrize("code", ["de", "fr"])
def test_each_message_is_found_again_with_its_values(code: str) -> None:
    """No message is taken for another one, whatever its values are."""
    names = "number most all part kind suffix suffixes reason code files kinds pages encoding"
    values = dict.fromkeys([*names.split(), "quoted", "remarks"], "7")
    with speaking(code):
        for _, words in _MESSAGES:
            assert file_message(words.format(**values)) == gettext(words).format(**values), words


def test_filters_in_words() -> None:
    filters = parse_filters(["*.pdf"], "lease", ["hr"], "2023", "2024-03-31")
    assert filter_words(filters) == str(filters)
    with speaking("de"):
        assert filter_words(filters) == (
            "Datei *.pdf, Titel lease, Schlagwort hr, Datum von 2023 bis 31.03.2024"
        )


def test_exports_are_in_the_language_of_the_page() -> None:
    document = Document(1, "a.txt", "Lease", "The rent is £ 5 a month.")
    rent = Span(document, 12, 15)
    cited = cite_span(rent, Span(document, 0, 24), 1)
    finding = Finding(Claim("quotation", rent), "altered", (rent,), (Difference(rent, None),))
    check = DraftCheck(document, (finding,), 1, 1.0)
    assert to_markdown(cited, citation_place(cited)) == to_markdown(cited)
    assert report(check, _say, citation_place) == report(check)
    with speaking("de"):
        assert "Zeichen 12–15 von a.txt" in to_markdown(cited, citation_place(cited))
        told = report(check, _say, citation_place)
        for words in ("# Prüfung von Lease", "1 geprüft: 1 verändert.", "hinzugefügt: „£ 5“"):
            assert words in told
        assert "## Verändert" in told
        assert "- Zitat: “£ 5”" in told
