"""What can be done about a file that is not read: its password, or OCR."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from index.ingest.pipeline import InputFile, ingest
from index.ingest.remedies import remedy
from index.library import IngestResult, Library
from tests.support import make_pdfs
from tests.support.encrypt_pdf import encrypted

PLAIN = make_pdfs.pdf([make_pdfs.lines("The mill burned down in 1871.")])
SECRET = "opensesame"
LOCKED = encrypted(PLAIN, SECRET)


def read(library: Library, path: Path, data: bytes, password: str = "") -> list[IngestResult]:
    path.write_bytes(data)
    steps = ingest(library, [InputFile(path.name, path, password)], store_files=True)
    return [step.result for step in steps if step.result]


def test_a_locked_file_is_read_with_its_password_which_is_not_stored(
    library: Library, tmp_path: Path
) -> None:
    (without,) = read(library, tmp_path / "mill.pdf", LOCKED)
    (wrong,) = read(library, tmp_path / "mill.pdf", LOCKED, "another word")
    assert "needs a password" in without.message
    assert "this is not its password" in wrong.message
    assert remedy(without) == remedy(wrong) == "password"
    (right,) = read(library, tmp_path / "mill.pdf", LOCKED, SECRET)
    assert (right.status, remedy(right)) == ("added", None)
    (entry,) = library.list_documents()
    assert library.document(entry.id).text == "The mill burned down in 1871."
    library.close()
    for path in tmp_path.glob("my.pincite*"):
        assert SECRET.encode() not in path.read_bytes()
    assert SECRET not in repr(InputFile("a.pdf", tmp_path, SECRET))


def test_the_locked_file_itself_is_not_stored(library: Library, tmp_path: Path) -> None:
    read(library, tmp_path / "plain.pdf", PLAIN)
    read(library, tmp_path / "locked.pdf", LOCKED, SECRET)
    stored = {each.source: library.snapshot(each.source) for each in library.list_documents()}
    assert stored["plain.pdf"].source_file == PLAIN
    assert stored["locked.pdf"].source_file is None


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (make_pdfs.pdf([[]]), "refused"),
        (make_pdfs.pdf([make_pdfs.lines("Some words."), []]), "added"),
    ],
)
def test_ocr_is_the_remedy_for_pages_without_text(
    library: Library, tmp_path: Path, data: bytes, status: str
) -> None:
    (result,) = read(library, tmp_path / "a.pdf", data)
    assert (result.status, remedy(result)) == (status, "ocr")


def test_there_is_no_remedy_for_other_failures(library: Library, tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("locked.pdf", LOCKED)
        package.writestr("good.txt", "Some words.")
    for name, data in (
        ("empty.txt", b""),
        ("photo.png", b"\x89PNG"),
        ("good.txt", b"Some words."),
        ("two.zip", archive.getvalue()),
    ):
        for result in read(library, tmp_path / name, data):
            assert remedy(result) is None, result
