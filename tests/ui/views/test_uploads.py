"""The HTML of the progress of adding files, and of what came of it."""

from __future__ import annotations

from index.ingest.pipeline import IngestProgress
from index.library import IngestResult
from tests.ui.views.parse_html import text, tree
from ui.views import uploads as uploads_view
from ui.views.uploads import Actions

RESULTS = [
    IngestResult("a.txt", "added", sentences=3),
    IngestResult("b.zip", "refused", "cannot read .zip"),
]


def test_the_progress_of_adding_files() -> None:
    shown = uploads_view.progress(IngestProgress("b.txt", 2, 3, 1_200, 0.5, 4.0))
    assert text(shown, "span") == ["1,200 sentences · 300 sentences/s · about 4 s left"]
    step = IngestProgress("c.txt", 3, 5, 9, 0.5, 4.0, file_fraction=0.25)
    shown = uploads_view.progress(step, RESULTS, ["d.txt", "e.txt"])
    assert text(shown, "li")[2:] == ["c.txt", "d.txt — waiting", "e.txt — waiting"]
    assert tree(shown).xpath("//li//progress/@value") == ["0.25"]


def test_the_progress_lists_at_most_fifty_files_of_each_kind() -> None:
    many = [IngestResult(f"{number}.txt", "added", sentences=1) for number in range(60)]
    waiting = [f"{number}.txt" for number in range(139)]
    step = IngestProgress("x.txt", 61, 200, 9, 0.5, 4.0)
    lines = text(uploads_view.progress(step, many, waiting), "li")
    assert [lines[at] for at in (0, 1, -1)] == [
        "10 done before",
        "10.txt — added, 1 sentence",
        "89 more waiting",
    ]


SCAN, LOCKED = "page 1 has no text; scanned?", "it is encrypted and needs a password."
MANY = [
    IngestResult("a.txt", "added", sentences=3),
    IngestResult("/home/ann/mail/1.eml", "added", sentences=1),
    IngestResult("b.txt", "unchanged", sentences=3),
    IngestResult("c.zip", "refused", "cannot read .zip"),
    IngestResult("d.txt", "replaced", "not UTF-8", sentences=2),
    IngestResult("e.pdf", "refused", LOCKED),
]


def test_an_upload_is_summed_up_with_failures_first() -> None:
    shown = uploads_view.results(MANY)
    assert text(shown, "h2") == ["2 added, 1 updated, 1 unchanged, 2 not read"]
    assert text(shown, "li") == [
        "c.zip — not read: cannot read .zip",
        "e.pdf — not read: it is encrypted and needs a password.",
        "d.txt — replaced its earlier text, 2 sentences: not UTF-8",
        "a.txt — added, 3 sentences",
        "1.eml — added, 1 sentence",
        "b.txt — unchanged, already in the library",
    ]
    assert text(shown, "li.bad b") == ["c.zip", "e.pdf"]
    assert text(uploads_view.results(MANY[:1]), "h2") == ["1 added"]
    assert text(uploads_view.results(MANY[3:4]), "h2") == ["1 not read"]


def test_every_remedy_is_an_action() -> None:
    assert text(uploads_view.results(MANY), "button") == []
    actions = Actions(scans=3, locked=frozenset({"e.pdf"}), added=2)
    shown = uploads_view.results(MANY, (), actions)
    assert text(shown, "button") == [
        "Read it",
        "Read these 3 scans again with text recognition",
        "Undo: remove the 2 documents that were added",
    ]
    assert tree(shown).xpath("//li[contains(., 'e.pdf')]//form/@data-unlock") == ["e.pdf"]
    assert tree(shown).xpath("//input/@type") == ["password"]
    assert tree(shown).xpath("//input/@value") == []
    one = uploads_view.results(MANY, (), Actions(scans=1, added=1))
    assert text(one, "button") == [
        "Read this scan again with text recognition",
        "Undo: remove the document that was added",
    ]
    without = uploads_view.results(MANY, (), Actions(scans=1, has_ocr=False))
    assert text(without, "button") == []
    assert "not installed on this server" in without


def test_a_long_list_of_results_is_cut() -> None:
    many = [IngestResult(f"{number}.txt", "unchanged") for number in range(320)]
    lines = text(uploads_view.results(many), "li")
    assert (len(lines), lines[-1]) == (301, "20 more")


def test_the_results_of_a_cancelled_upload() -> None:
    shown = uploads_view.results(RESULTS, ["c.txt", "d.txt"])
    assert text(shown, "h2") == ["1 added, 3 not read"]
    assert text(shown, ".cancelled") == [
        "Stopped. 2 files were not read. Files listed as added stay in the library."
    ]
    assert text(shown, "li")[1:3] == ["c.txt — not read", "d.txt — not read"]
