"""The HTML of the document list."""

from __future__ import annotations

from dataclasses import replace

from index.spans import Document
from index.storage.documents import DocumentInfo
from tests.ui.views.parse_html import text, tree
from tests.ui.views.test_escaping import HOSTILE
from ui.views import library as library_view
from ui.views.library import DiskUsage

ENTRIES = [
    DocumentInfo(1, "a.txt", "A", "0" * 64, "2026-11-22T08:00:00+00:00", 1_000, 10),
    DocumentInfo(
        2,
        "b.txt",
        "B",
        "1" * 64,
        "2026-11-23T09:42:10+00:00",
        500,
        4,
        ("not UTF-8: read as Windows-1252",),
        tags=("x", HOSTILE),
    ),
    DocumentInfo(
        3,
        "c.pdf",
        "C",
        "2" * 64,
        "2026-11-23T09:42:10+00:00",
        0,
        0,
        losses={"pages without text": 1200, "tables flattened": 1},
    ),
]
SMALL = DiskUsage(1, 1, 1)


def test_the_head_of_the_list_adds_up() -> None:
    disk = DiskUsage(file=2_500_000, cache=1_000, free=3_000_000_000)
    shown = library_view.documents("my.pincite", disk, ENTRIES)
    assert text(shown, "header .num") == [
        "my.pincite · 3 documents · 1,500 characters · 14 sentences"
        " · 2.5 MB on disk, 1.0 kB of search cache, 3.0 GB free"
        " · last change 2026-11-23 09:42 UTC"
    ]


def test_the_list_shows_warnings_tags_and_losses() -> None:
    shown = library_view.documents("my.pincite", SMALL, ENTRIES)
    assert text(shown, "tbody th .place") == [
        "a.txt",
        "b.txt · not UTF-8: read as Windows-1252",
        "c.pdf",
    ]
    assert text(shown, "tbody th .tag") == ["x", HOSTILE]
    assert text(shown, "tbody th .losses") == [
        "Nothing was lost in extraction",
        "Nothing was lost in extraction",
        "Lost in extraction: 1,200 pages without text, 1 table flattened",
    ]


def test_the_list_can_be_searched_and_is_limited() -> None:
    shown = library_view.documents("my.pincite", SMALL, ENTRIES, " X b.TXT")
    assert text(shown, "tbody th .place") == ["b.txt · not UTF-8: read as Windows-1252"]
    assert text(shown, ".num")[1] == "1 of them has “X b.TXT” in title, file name, author or tags."
    shown = library_view.documents("my.pincite", SMALL, ENTRIES, "none")
    assert text(shown, "tbody tr") == []
    shown = library_view.documents("my.pincite", SMALL, ENTRIES * 200)
    assert len(text(shown, "tbody tr")) == 300
    assert "The first 300 of 600 are listed." in text(shown, ".num")[-1]


def test_an_empty_library_says_so() -> None:
    shown = library_view.documents("my.pincite", DiskUsage(0, 0, 0), [])
    assert text(shown, ".lead") == ["The library is empty."]


def test_a_removed_document_stands_where_it_was() -> None:
    gone = Document(0, "/srv/b/aa.txt", "AA", "Words.")
    entries = [replace(ENTRIES[0], source="/srv/a.txt"), replace(ENTRIES[1], source="/srv/z.txt")]
    shown = library_view.documents("my.pincite", SMALL, entries, "", [gone])
    names = tree(shown).xpath("//tbody//th/bdi | //tbody//th/a/bdi")
    assert [name.text_content() for name in names] == ["A", "AA", "B"]
    assert tree(shown).xpath("//tr[@class='gone']/@data-source") == ["/srv/b/aa.txt"]
    again = [*entries, replace(ENTRIES[2], source=gone.source)]
    assert "data-undo" not in library_view.documents("my.pincite", SMALL, again, "", [gone])
    assert "data-undo" not in library_view.documents("my.pincite", SMALL, entries, "none", [gone])
