"""The handlers of the library page that add uploaded files."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import which

import pytest

from index.errors import PinciteError
from tests.support import make_pdfs
from tests.support.encrypt_pdf import encrypted
from tests.support.ui_engine import WordEncoder, document, library
from ui.engine.engine import Engine
from ui.handlers import library as handlers

TEXT = b"Good text has words."


def upload(path: Path, name: str, content: bytes = TEXT) -> dict[str, object]:
    path.write_bytes(content)
    return {"path": str(path), "orig_name": name}


def uploads(folder: Path, count: int) -> list[dict[str, object]]:
    """Each has a sentence of its own: equal ones are encoded once, and take no time."""
    return [
        upload(folder / f"{number}", f"file {number}.txt", f"Boat {number} has a sail.".encode())
        for number in range(count)
    ]


def sources(engine: Engine) -> set[str]:
    return {entry.source for entry in engine.library.list_documents()}


def test_files_have_the_names_of_their_owner(engine: Engine, tmp_path: Path) -> None:
    files = [
        upload(tmp_path / "1", "note one.txt", b"A bridge is a road over water."),
        upload(tmp_path / "2", "../../etc/two.md", b"# Two\n\nIt has two sentences. This is one."),
    ]
    *progress, report = handlers.add(engine, files)
    assert "note one.txt" in report
    assert sources(engine) >= {"note one.txt", "two.md"}
    assert progress
    assert all("<progress" in step for step in progress)


def test_files_are_added_under_tags(engine: Engine, tmp_path: Path) -> None:
    *_, report = handlers.add(engine, [upload(tmp_path / "1", "one.txt")], " b, a ,, b")
    tags = {entry.source: entry.tags for entry in engine.library.list_documents()}
    assert tags["one.txt"] == ("a", "b")
    *_, report = handlers.add(engine, [upload(tmp_path / "1", "two.txt")], "x" * 301)
    assert "301 characters" in report
    assert "two.txt" not in sources(engine)
    *_, report = handlers.add(engine, [upload(tmp_path / "1", "two.txt")], None)
    assert "added, 1 sentence" in report


def test_an_earlier_document_of_the_same_name_is_said(engine: Engine, tmp_path: Path) -> None:
    engine.library.add(document("/srv/old/Notes.txt", "Old notes", ("Facts", "It has words.")))
    engine.library.add(document("/srv/mail.eml!/notes.txt", "Attached", ("Facts", "It has words.")))
    *_, report = handlers.add(engine, [upload(tmp_path / "1", "notes.txt")])
    assert report.count("data-remove-earlier=") == 1
    assert 'data-remove-earlier="/srv/old/Notes.txt"' in report
    assert "Old notes</bdi></b>. Answers are taken from both." in " ".join(report.split())
    for name in ("notes.txt", "other.txt"):  # replaced; another name
        *_, report = handlers.add(engine, [upload(tmp_path / "1", name, b"Other words.")])
        assert "data-remove-earlier" not in report


def test_scanned_pages_need_tesseract(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    file = upload(tmp_path / "1", "one.txt")
    *_, report = handlers.add(engine, [file], "", True)
    assert "OCR needs the program tesseract" in report
    *_, report = handlers.add(engine, [file], "", "yes")
    assert "added, 1 sentence" in report


def test_a_bad_file_does_not_stop_the_others(engine: Engine, tmp_path: Path) -> None:
    files = [
        upload(tmp_path / "1", "empty.txt", b""),
        upload(tmp_path / "2", "picture.png", b"\x89PNG"),
        upload(tmp_path / "3", "good.txt"),
        upload(tmp_path / "4", "good.txt"),
    ]
    *_, report = handlers.add(engine, files)
    assert "1 added, 1 unchanged, 2 not read" in report
    assert report.count('class="bad"') == 2
    assert "the file is empty" in report
    assert "its content is a PNG picture" in report
    assert "unchanged, already in the library" in report
    assert "good.txt" in sources(engine)


def test_an_error_of_the_library_is_shown(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise PinciteError("The disk is full. Make room.")

    monkeypatch.setattr(engine.library, "refresh_index", full)
    *_, report = handlers.add(engine, [upload(tmp_path / "1", "a.txt", b"Some words.")])
    assert "a.txt" in report
    assert "The disk is full." in report


@pytest.mark.slow
def test_every_file_is_shown_and_the_rest_can_be_cancelled(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents stored so far stay. Only a visit that watches the files can cancel them."""
    monkeypatch.setattr(WordEncoder, "pause", 0.5)
    shown = []
    for progress in handlers.add(engine, uploads(tmp_path, 4), visit="mine"):
        handlers.cancel(engine, "another")
        if "added" in progress:
            handlers.cancel(engine, "mine")
        shown.append(progress)
    assert any("file 3.txt</bdi> — waiting" in progress for progress in shown)
    assert "Stopped." in shown[-1]
    stored = sources(engine)
    assert "file 0.txt" in stored
    assert "file 3.txt" not in stored
    for number in range(4):
        result = "added" if f"file {number}.txt" in stored else "not read"
        assert re.search(rf"file {number}\.txt</bdi>(</b>)? — {result}", shown[-1])


def test_files_are_read_to_the_end_when_the_page_is_left(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WordEncoder, "pause", 0.3)
    assert list(handlers.resume(engine)) == []
    watching = handlers.add(engine, uploads(tmp_path, 3))
    next(watching)
    watching.close()  # as Gradio does when the page is left
    *progress, report = handlers.resume(engine)
    assert progress
    assert report.count("— added, 1 sentence") == 3
    assert {f"file {number}.txt" for number in range(3)} < sources(engine)
    assert list(handlers.resume(engine)) == []


def test_uploads_wait_for_each_other_across_libraries(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WordEncoder, "pause", 0.3)
    with library(tmp_path / "other.pincite", ()) as empty:
        other = engine.for_library(empty)
        first = handlers.add(engine, [upload(tmp_path / "1", "one.txt")])
        next(first)
        second = handlers.add(other, [upload(tmp_path / "2", "two.txt")], visit="mine")
        assert "1 file waiting to be read" in next(second)
        handlers.cancel(other, "mine")
        assert "1 file was not read" in list(second)[-1]
        assert "— added" in list(first)[-1]
        assert empty.count() == 0


def test_the_end_of_the_server_stops_the_reading_between_two_documents(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WordEncoder, "pause", 0.3)
    watching = handlers.add(engine, uploads(tmp_path, 30))
    next(watching)
    assert engine.busy
    engine.refuse()
    assert "Stopped." in list(watching)[-1]
    assert not engine.busy
    assert "file 29.txt" not in sources(engine)


def test_a_locked_file_is_read_again_with_its_password(engine: Engine, tmp_path: Path) -> None:
    secret = "opensesame"
    locked = encrypted(make_pdfs.pdf([make_pdfs.lines("The mill burned down.")]), secret)
    files = [upload(tmp_path / "1", "mill.pdf", locked), upload(tmp_path / "2", "one.txt")]
    *_, report = handlers.add(engine, files, "archive", visit="mine")
    assert 'data-unlock="mill.pdf"' in report
    (refused,) = handlers.again(engine, "mill.pdf", secret, "another")
    assert "not on the server any more" in refused
    *_, report = handlers.again(engine, "mill.pdf", "another word", "mine")
    assert "this is not its password" in report
    *_, report = handlers.again(engine, "mill.pdf", secret, "mine")
    assert "2 added" in report
    assert "data-unlock" not in report
    tags = {entry.source: entry.tags for entry in engine.library.list_documents()}
    assert tags["mill.pdf"] == tags["one.txt"] == ("archive",)
    job = engine.last_ingest("mine")
    assert job is not None
    assert secret not in repr([vars(job), *(file.password for file in job.files)])
    for nonsense in (None, 3, "one.txt"):
        (refused,) = handlers.again(engine, nonsense, secret, "mine")
        assert 'role="alert"' in refused


@pytest.mark.skipif(not which("tesseract"), reason="tesseract is not installed")
def test_scans_are_read_again_without_choosing_them_again(engine: Engine, tmp_path: Path) -> None:
    printed = make_pdfs.pdf([make_pdfs.lines("The mill burned down in 1871.")])
    files = [
        upload(tmp_path / "1", "scan.pdf", make_pdfs.scan(printed)),
        upload(tmp_path / "2", "one.txt"),
        upload(tmp_path / "3", "empty.txt", b""),
    ]
    *_, report = handlers.add(engine, files, visit="mine")
    assert "1 added, 2 not read" in report
    *_, report = handlers.again(engine, visit="mine")
    assert "2 added, 1 not read" in report
    assert "data-again" not in report
    engine.library.remove("scan.pdf")
    (tmp_path / "1").unlink()
    assert 'role="alert"' in list(handlers.again(engine, visit="mine"))[-1]


def test_an_upload_is_undone(engine: Engine, tmp_path: Path) -> None:
    before = sources(engine)
    list(handlers.add(engine, [upload(tmp_path / "1", "one.txt")], visit="earlier"))
    files = [
        upload(tmp_path / "1", "one.txt"),
        upload(tmp_path / "2", "two.txt"),
        upload(tmp_path / "3", "three.txt"),
    ]
    *_, report = handlers.add(engine, files, visit="mine")
    assert "remove the 2 documents that were added" in report
    assert 'role="alert"' in handlers.undo_upload(engine, "another")
    engine.library.remove("two.txt")
    assert "1 document removed again" in handlers.undo_upload(engine, "mine")
    assert sources(engine) == before | {"one.txt"}
