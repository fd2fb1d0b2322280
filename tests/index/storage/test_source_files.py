"""Source files stored in the library: added and removed with their documents, verified."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.formats.limits import MAX_FILE_BYTES
from index.ingest.pipeline import InputFile, ingest
from index.library import Library
from index.maintenance.check import check_library
from tests.conftest import damage, document
from tests.support import make_pdfs

MILL = make_pdfs.pdf([make_pdfs.lines("The mill burned down.")])


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def id_of(library: Library, source: str) -> int:
    return next(entry.id for entry in library.list_documents() if entry.source == source)


def stored_hashes(path: Path) -> list[str]:
    db = sqlite3.connect(path)
    rows = db.execute("SELECT sha256 FROM original ORDER BY document").fetchall()
    db.close()
    return [sha256 for (sha256,) in rows]


def test_an_uploaded_pdf_is_stored_and_removed_with_its_document(
    library: Library, tmp_path: Path
) -> None:
    files = [
        InputFile("mill.pdf", put(tmp_path / "1", MILL)),
        InputFile("mill.txt", put(tmp_path / "2", b"The mill burned down.")),
    ]
    assert [
        step.result.status for step in ingest(library, files, store_files=True) if step.result
    ] == [
        "added",
        "added",
    ]
    for file in files:
        file.path.unlink()
    assert library.source_file(id_of(library, "mill.pdf")) == MILL
    with pytest.raises(PinciteError, match="the file was not stored when it was added"):
        library.source_file(id_of(library, "mill.txt"))
    assert stored_hashes(library.path) == [hashlib.sha256(MILL).hexdigest()]
    assert check_library(library.path) == []
    id = id_of(library, "mill.pdf")
    library.remove("mill.pdf")
    assert stored_hashes(library.path) == []
    with pytest.raises(PinciteError, match="not in the library any more"):
        library.source_file(id)
    assert b"/BaseFont /Helvetica" not in library.path.read_bytes(), (
        "its bytes are wiped from the library"
    )


def test_a_source_file_is_restored_with_its_document(library: Library, tmp_path: Path) -> None:
    for _ in ingest(library, [InputFile("mill.pdf", put(tmp_path / "1", MILL))], store_files=True):
        pass
    snapshot = library.snapshot("mill.pdf")
    library.remove("mill.pdf")
    library.restore(snapshot)
    assert library.source_file(id_of(library, "mill.pdf")) == MILL
    assert check_library(library.path) == []


def test_the_stored_file_is_the_one_added_last(library: Library, tmp_path: Path) -> None:
    """The same words in another layout leave the document unchanged, but change its pages."""
    wider = make_pdfs.pdf([make_pdfs.lines("The mill burned down.", x=90)])
    other = make_pdfs.pdf([make_pdfs.lines("The mill stands.")])
    for data, status in (
        (MILL, "added"),
        (MILL, "unchanged"),
        (wider, "unchanged"),
        (other, "replaced"),
    ):
        before = library.generation
        done = list(
            ingest(library, [InputFile("mill.pdf", put(tmp_path / "1", data))], store_files=True)
        )
        assert [step.result.status for step in done if step.result] == [status]
        assert library.source_file(id_of(library, "mill.pdf")) == data
        assert (library.generation == before) == (status == "unchanged" and data == MILL), (
            "the same bytes are not written again"
        )
    assert len(stored_hashes(library.path)) == 1


def test_of_a_file_on_the_disk_only_the_path_is_stored(library: Library, tmp_path: Path) -> None:
    path = put(tmp_path / "mill.pdf", MILL)
    for _ in ingest(library, [InputFile(path.as_posix(), path)]):
        pass
    assert library.source_file(id_of(library, path.as_posix())) == path
    assert stored_hashes(library.path) == []


@pytest.mark.parametrize(
    ("source", "message"),
    [("../../etc/passwd.pdf", "was not stored"), ("/a.zip!/b.pdf", "read from an archive")],
)
def test_a_name_without_a_folder_is_not_read_from_the_disk(
    library: Library, source: str, message: str
) -> None:
    library.add(document("Some words.", source))
    with pytest.raises(PinciteError, match=message):
        library.source_file(id_of(library, source))


def test_a_library_without_the_table_gets_it_with_the_first_file(
    library: Library, tmp_path: Path
) -> None:
    library.add(document("Some words.", "a.pdf"))
    damage(library.path, "DROP TABLE original")
    with pytest.raises(PinciteError, match="was not stored"):
        library.source_file(id_of(library, "a.pdf"))
    assert check_library(library.path) == []
    library.remove("a.pdf")
    library.add(document("Some words.", "a.pdf"), put(tmp_path / "a.pdf", MILL))
    assert library.source_file(id_of(library, "a.pdf")) == MILL
    assert check_library(library.path) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE original SET bytes = substr(bytes, 2)",
        "UPDATE original SET sha256 = lower(hex(zeroblob(32)))",
        "UPDATE original SET checksum = x'00'",
    ],
)
def test_a_damaged_source_file_is_reported(library: Library, tmp_path: Path, change: str) -> None:
    library.add(document("Some words.", "a.pdf"), put(tmp_path / "a.pdf", MILL))
    damage(library.path, change)
    with pytest.raises(
        PinciteError, match=r"the stored file of 'a\.pdf' does not match its checksum"
    ):
        library.source_file(id_of(library, "a.pdf"))
    assert check_library(library.path) == [
        f"the stored file of document {id_of(library, 'a.pdf')} does not match its checksum"
    ]


def test_nothing_is_stored_if_the_source_file_is_missing_or_too_large(
    library: Library, tmp_path: Path
) -> None:
    with pytest.raises(PinciteError, match="No such file"):
        library.add(document("Some words.", "a.pdf"), tmp_path / "gone.pdf")
    with (tmp_path / "large.pdf").open("wb") as large:
        large.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(PinciteError, match="a file may have at most"):
        library.add(document("Some words.", "a.pdf"), tmp_path / "large.pdf")
    assert library.list_documents() == []
