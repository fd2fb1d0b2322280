"""The HTML of the document list and of the progress of adding files."""

from __future__ import annotations

from index.ingest.pipeline import IngestProgress
from index.library import IngestResult
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


RESULTS = [
    IngestResult("a.txt", "added", sentences=3),
    IngestResult("b.zip", "refused", "cannot read .zip"),
]


def test_the_progress_of_adding_files() -> None:
    shown = library_view.ingest_progress(IngestProgress("b.txt", 2, 3, 1_200, 0.5, 4.0))
    assert text(shown, "span") == ["1,200 sentences · 300 sentences/s · about 4 s left"]
    step = IngestProgress("c.txt", 3, 5, 9, 0.5, 4.0, file_fraction=0.25)
    shown = library_view.ingest_progress(step, RESULTS, ["d.txt", "e.txt"])
    assert text(shown, "li")[2:] == ["c.txt", "d.txt — waiting", "e.txt — waiting"]
    assert tree(shown).xpath("//li//progress/@value") == ["0.25"]


def test_the_progress_lists_at_most_fifty_files_of_each_kind() -> None:
    many = [IngestResult(f"{number}.txt", "added", sentences=1) for number in range(60)]
    waiting = [f"{number}.txt" for number in range(139)]
    step = IngestProgress("x.txt", 61, 200, 9, 0.5, 4.0)
    lines = text(library_view.ingest_progress(step, many, waiting), "li")
    assert [lines[at] for at in (0, 1, -1)] == [
        "10 done before",
        "10.txt — added, 1 sentence",
        "89 more waiting",
    ]


def test_the_results_of_files() -> None:
    shown = library_view.ingest_results(RESULTS)
    assert text(shown, "li") == [
        "a.txt — added, 3 sentences",
        "b.zip — not added: cannot read .zip",
    ]
    assert text(shown, "li.bad b") == ["b.zip"]


def test_the_results_of_a_cancelled_upload() -> None:
    shown = library_view.ingest_results(RESULTS, ["c.txt", "d.txt"])
    assert text(shown, ".cancelled") == [
        "Stopped. 2 files were not read. Files listed as added stay in the library."
    ]
    assert text(shown, "li")[2:] == ["c.txt — not read", "d.txt — not read"]
