"""Export and import: texts, metadata and source files, and vectors if the model is the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.encoders.base import Fingerprint, Vectors
from index.errors import PinciteError
from index.library import Library
from index.maintenance.check import check_library
from index.maintenance.export import export_documents, import_documents
from index.spans import Marker
from index.storage.filters import Filter
from tests.conftest import WordEncoder, damage, document

BOOK = replace(
    document(
        "Title\n\nCats 🐦 purr. Dogs bark.", "book.txt", "Book", (Marker("heading", 0, 5, "Title"),)
    ),
    warnings=("a note",),
    author="Ann",
    date="2021",
    tags=("x", "y"),
    losses={"tables flattened": 2},
)


class FailingEncoder(WordEncoder):
    """For imports that must not encode anything."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(f"{texts} were encoded again")


class OtherEncoder(WordEncoder):
    fingerprint = Fingerprint("other", "1" * 64, 512)


@pytest.fixture
def exported(library: Library, tmp_path: Path) -> Path:
    original = tmp_path / "original"
    original.write_bytes(b"%PDF of the book")
    library.add(BOOK, original)
    library.add(document("Birds sing.", "birds.txt", "Birds"))
    assert export_documents(library.path, tmp_path / "all.jsonl") == 2
    return tmp_path / "all.jsonl"


def rows(library: Library) -> list[object]:
    documents = [library.document(entry.id) for entry in library.list_documents()]
    return [
        (
            d.source,
            d.title,
            d.text,
            d.markers,
            d.warnings,
            d.author,
            d.date,
            d.tags,
            dict(d.losses),
            d.added,
        )
        for d in documents
    ]


def test_a_library_of_the_same_model_imports_without_encoding(
    library: Library, exported: Path, tmp_path: Path
) -> None:
    with Library.open(tmp_path / "new.pincite", create=True, encoder=FailingEncoder()) as new:
        assert [(result.source, result.status) for result in import_documents(new, exported)] == [
            ("birds.txt", "added"),
            ("book.txt", "added"),
        ]
        assert rows(new) == rows(library)
        assert new.snapshot("book.txt").source_file == b"%PDF of the book"
        assert (new.snapshot("book.txt").vectors == library.snapshot("book.txt").vectors).all()
        assert [result.status for result in import_documents(new, exported)] == [
            "unchanged",
            "unchanged",
        ]
    assert check_library(tmp_path / "new.pincite") == []


def test_a_library_of_another_model_encodes_again(
    library: Library, exported: Path, tmp_path: Path
) -> None:
    with Library.open(tmp_path / "new.pincite", create=True, encoder=OtherEncoder()) as new:
        assert [result.status for result in import_documents(new, exported)] == ["added", "added"]
        assert rows(new) == rows(library)
        assert new.snapshot("book.txt").source_file == b"%PDF of the book"
        assert new.search("cats purr")[0].span.document.source == "book.txt"
    assert check_library(tmp_path / "new.pincite") == []


def test_a_document_of_the_same_source_is_replaced(
    library: Library, exported: Path, encoder: WordEncoder, tmp_path: Path
) -> None:
    with Library.open(tmp_path / "new.pincite", create=True, encoder=encoder) as new:
        new.add(document("Other words.", "book.txt"))
        assert [result.status for result in import_documents(new, exported)] == [
            "added",
            "replaced",
        ]
        assert rows(new) == rows(library)


def test_documents_that_match_the_filter_are_exported(
    library: Library, exported: Path, tmp_path: Path
) -> None:
    assert export_documents(library.path, tmp_path / "some.jsonl", Filter(tags=("x",))) == 1
    assert export_documents(library.path, tmp_path / "none.jsonl", Filter(tags=("z",))) == 0
    with pytest.raises(PinciteError, match="exists already"):
        export_documents(library.path, exported)


def test_a_damaged_document_is_not_exported(
    library: Library, exported: Path, tmp_path: Path
) -> None:
    damage(library.path, "UPDATE sentence SET start = start + 1 WHERE id = 1")
    with pytest.raises(PinciteError, match="is damaged"):
        export_documents(library.path, tmp_path / "new.jsonl")
    assert not (tmp_path / "new.jsonl").exists()


def test_a_changed_or_truncated_export_is_refused(
    exported: Path, encoder: WordEncoder, tmp_path: Path
) -> None:
    data = exported.read_bytes()
    with Library.open(tmp_path / "new.pincite", create=True, encoder=encoder) as new:
        for i in range(0, len(data), 37):
            exported.write_bytes(data[:i] + bytes([data[i] ^ 1]) + data[i + 1 :])
            with pytest.raises(PinciteError):
                list(import_documents(new, exported))
        for end in (0, 1, len(data) // 2, len(data) - 2):
            exported.write_bytes(data[:end])
            with pytest.raises(PinciteError):
                list(import_documents(new, exported))
        assert new.count() == 0


def with_change(path: Path, change: tuple[str, object]) -> Path:
    """The export with one other value in its first document, and a last line that matches."""
    import hashlib

    head, first, *others, _ = path.read_text().splitlines()
    lines = [head, json.dumps({**json.loads(first), **dict([change])}), *others]
    body = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(
        body
        + json.dumps({"end": len(lines) - 1, "sha256": hashlib.sha256(body).hexdigest()}).encode()
    )
    return path


@pytest.mark.parametrize(
    "change",
    [
        ("text", 3),
        ("sentences", [[0, 99999]]),
        ("sentences", [[3, 5], [0, 4]]),
        ("sentences", []),
        ("vectors", "AAAA"),
        ("vectors", "?"),
        ("marks", [["page", 9, 3, ""]]),
        ("marks", [["page", 5, 5, "2"], ["page", 3, 3, "1"]]),
        ("ledger", 7),
    ],
)
def test_an_invalid_document_is_refused(
    exported: Path, encoder: WordEncoder, tmp_path: Path, change: tuple[str, object]
) -> None:
    with Library.open(tmp_path / "new.pincite", create=True, encoder=encoder) as new:
        with pytest.raises(PinciteError, match=r"all\.jsonl, line 2: this is not a document"):
            list(import_documents(new, with_change(exported, change)))
        assert new.count() == 0


def test_other_files_and_newer_versions_are_refused(
    exported: Path, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "odd.jsonl").write_text("[1]\n")
    with pytest.raises(PinciteError, match="is not a Pincite export"):
        list(import_documents(library, tmp_path / "odd.jsonl"))
    exported.write_text(exported.read_text().replace('"version":1', '"version":2', 1))
    with pytest.raises(
        PinciteError, match="an export of version 2; this version of Pincite reads version 1"
    ):
        list(import_documents(library, exported))
