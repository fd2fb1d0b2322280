"""Zip files: archives of documents, and the limits of unpacking."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import PinciteError
from index.formats import zip_package
from index.ingest.pipeline import InputFile, ingest
from index.ingest.readers import RejectedFile, read_document, read_documents
from index.library import Library
from index.maintenance.check import check_library
from index.spans import Document
from tests.support import make_files


def test_an_archive_is_read_as_the_files_in_it() -> None:
    data = make_files.zipped(
        {
            "a.txt": "One word.",
            "b/c.md": "# C\n\nTwo.",
            "d.zip": b"x",
            "../e.txt": "Out.",
            "f.txt": b"\x7f\0\0",
            ".g.txt": "Hid.",
            "h/i.png": b"\x89PNG",
            "__MACOSX/._a.txt": "Meta.",
        }
    )
    results = list(read_documents("x.zip", data))
    assert [result.source for result in results] == [
        "x.zip!/a.txt",
        "x.zip!/b/c.md",
        "x.zip!/d.zip",
        "x.zip!/../e.txt",
        "x.zip!/f.txt",
        "x.zip",
    ]
    assert [result.reason[:25] for result in results if isinstance(result, RejectedFile)] == [
        "an archive in an archive ", "its name leads out of the", "this is not text (3 bytes",
        "1 not read: i.png (.png f",
    ]  # fmt: skip
    assert [result.title for result in results if isinstance(result, Document)] == ["a", "C"]
    with pytest.raises(PinciteError, match=r"x\.zip: it contains 5 documents, not one"):
        read_document("x.zip", data)


def test_files_removed_from_an_archive_are_removed_from_the_library(
    library: Library, tmp_path: Path
) -> None:
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


def test_unpacking_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PinciteError, match="unpacks to more than 300 times its size: a zip bomb"):
        zip_package.ZipPackage(make_files.zipped({"a": b"0" * 2_000_000})).read("a")
    monkeypatch.setattr(zip_package, "MAX_UNPACKED_BYTES", 100)
    package = zip_package.ZipPackage(make_files.zipped({"a": "x" * 60, "b": "y" * 60}))
    assert package.read("a") == b"x" * 60
    with pytest.raises(PinciteError, match="it unpacks to more than 100 bytes"):
        package.read("b")
    assert (
        zip_package.resolve("ppt/slides", "../notes/n.xml")
        == zip_package.resolve("", "/ppt/notes/n.xml")
        == "ppt/notes/n.xml"
    )
