"""The writer of a collection: parts, removed and replaced documents, one writer at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.collection.collection_library import open_collection
from index.collection.files import versions
from index.collection.files.check import check_collection
from index.collection.files.folder import CollectionFolder
from index.collection.files.status import read_status
from index.collection.writing.ledger import FileResult
from index.collection.writing.writer import CollectionWriter
from index.encoders.base import Fingerprint
from index.errors import PinciteError
from index.library import Library
from tests.conftest import WordEncoder, document
from tests.support.sealed_collections import file_of, publish, put, texts

CATS, DOGS = document("Cats purr.", "cats.txt"), document("Dogs bark.", "dogs.txt")
NEW_CATS = document("Cats sleep.", "cats.txt")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "my.collection"


def test_a_version_has_the_documents_of_its_parts(path: Path, encoder: WordEncoder) -> None:
    publish(path, [[CATS], [DOGS]], encoder)
    publish(path, [[NEW_CATS]], encoder)
    assert texts(path, encoder) == {"cats.txt": "Cats sleep.", "dogs.txt": "Dogs bark."}
    with open_collection(path, 1, encoder=encoder) as before:
        assert before.document(before.info("cats.txt").id).text == "Cats purr."
    assert check_collection(path) == []


def test_a_part_is_named_by_its_bytes_and_cannot_be_written(
    path: Path, encoder: WordEncoder
) -> None:
    publish(path, [[CATS]], encoder)
    (part,) = (path / "parts").iterdir()
    before = part.read_bytes()
    with open_collection(path, encoder=encoder) as library:
        assert library.search("purr")[0].span.text == "Cats purr."
        for name, *values in (
            ("remove", "cats.txt"),
            ("add", DOGS),
            ("edit", {"cats.txt": {"title": "x"}}),
            ("require_changeable",),
        ):
            with pytest.raises(PinciteError, match="cannot be changed here: it is a collection"):
                getattr(library, str(name))(*values)
    assert part.read_bytes() == before
    assert part.stat().st_mode & 0o222 == 0
    with (
        Library.open(part, encoder=encoder, sealed=True) as library,
        pytest.raises(PinciteError, match="read-only"),
    ):
        library.remove("cats.txt")
    assert part.read_bytes() == before


def test_publishing_nothing_new_keeps_the_version(path: Path, encoder: WordEncoder) -> None:
    publish(path, [[CATS]], encoder)
    publish(path, [], encoder)
    assert versions.current_number(CollectionFolder(path)) == 1


def test_a_removed_document_can_be_added_again(path: Path, encoder: WordEncoder) -> None:
    publish(path, [[CATS, DOGS]], encoder)
    with CollectionWriter(path) as writer:
        assert writer.ledger.is_read(*_key(CATS))
        writer.remove(["cats.txt"])
        writer.publish()
        assert not writer.ledger.is_read(*_key(CATS))
        assert writer.ledger.is_read(*_key(DOGS))
        with pytest.raises(PinciteError, match=r"has no document 'cats\.txt'"):
            writer.remove(["dogs.txt", "cats.txt"])
    assert set(texts(path, encoder)) == {"dogs.txt"}
    publish(path, [[CATS]], encoder)
    assert set(texts(path, encoder)) == {"cats.txt", "dogs.txt"}
    assert read_status(path).hidden == 1


def _key(document: object) -> tuple[str, str, str]:
    file = file_of(document)  # type: ignore[arg-type]
    return file.source, file.sha256, file.options


def test_documents_that_an_archive_no_longer_has_are_hidden(
    path: Path, encoder: WordEncoder
) -> None:
    members = [document(f"{word} here.", f"a.zip!/{word}") for word in ("one", "two", "three")]
    with CollectionWriter(path, create=True) as writer:
        for kept, refused in ((members, ()), (members[:1], (("a.zip!/three", "broken"),))):
            file = writer.new_file()
            with Library.open(file, create=True, encoder=encoder) as library:
                for member in kept:
                    library.add(member)
            result = FileResult(
                "a.zip", str(len(kept)), "", [each.source for each in kept], refused
            )
            writer.store(writer.seal(file), [result])
        writer.publish()
        assert writer.ledger.refused() == [("a.zip", "a.zip!/three: broken")]
    assert set(texts(path, encoder)) == {"a.zip!/one", "a.zip!/three"}
    assert check_collection(path) == []


def test_a_refused_file_keeps_its_document_and_is_tried_again(
    path: Path, encoder: WordEncoder
) -> None:
    publish(path, [[CATS]], encoder)
    with CollectionWriter(path) as writer:
        refused = FileResult("cats.txt", "1", "", refused=(("cats.txt", "not a text"),))
        writer.store(None, [refused])
        writer.publish()
        assert not writer.ledger.is_read("cats.txt", "1", "")
    assert texts(path, encoder) == {"cats.txt": "Cats purr."}
    assert read_status(path).refused == (("cats.txt", "not a text"),)


def test_a_second_writer_is_refused_in_one_sentence(path: Path, encoder: WordEncoder) -> None:
    publish(path, [[CATS]], encoder)
    with CollectionWriter(path):
        with pytest.raises(PinciteError) as refused:
            CollectionWriter(path)
        assert str(refused.value) == (
            f"{path} is being written by another thread of this program. Try again when it is done."
        )
        assert read_status(path).writer == "is being written by another thread of this program"
        assert check_collection(path) == []
        assert texts(path, encoder) == {"cats.txt": "Cats purr."}
    publish(path, [[DOGS]], encoder)


def test_the_ledger_can_be_lost(path: Path, encoder: WordEncoder) -> None:
    publish(path, [[CATS], [DOGS]], encoder)
    publish(path, [[NEW_CATS]], encoder)
    (path / "ledger.sqlite").unlink()
    with CollectionWriter(path) as writer:
        assert writer.ledger.has_document("dogs.txt")
        assert not writer.ledger.is_read(*_key(DOGS))
        version = writer.current()
        assert writer.publish() == version
        writer.remove(["dogs.txt"])
        writer.publish()
    assert texts(path, encoder) == {"cats.txt": "Cats sleep."}
    assert check_collection(path) == []


def test_an_older_ledger_than_the_version_is_made_again(path: Path, encoder: WordEncoder) -> None:
    publish(path, [[CATS]], encoder)
    older = (path / "ledger.sqlite").read_bytes()
    publish(path, [[DOGS]], encoder)
    (path / "ledger.sqlite").write_bytes(older)
    publish(path, [], encoder)
    assert set(texts(path, encoder)) == {"cats.txt", "dogs.txt"}


def test_parts_that_were_made_otherwise_are_refused(path: Path, encoder: WordEncoder) -> None:
    class Other(WordEncoder):
        fingerprint = Fingerprint("others", "1" * 64, 512)

    publish(path, [[CATS]], encoder)
    with CollectionWriter(path) as writer:
        with pytest.raises(PinciteError, match=r"cannot be mixed\. Add them to a new collection"):
            put(writer, [DOGS], Other())
        assert len(writer.ledger.parts()) == 1
    with CollectionWriter(path) as writer:
        assert not writer.folder.work.exists()


def test_there_must_be_a_collection(path: Path) -> None:
    for opened in (lambda: CollectionWriter(path), lambda: open_collection(path)):
        with pytest.raises(PinciteError, match=r"There is no collection at .* collection add"):
            opened()
    CollectionFolder(path).create()
    with pytest.raises(PinciteError, match="has no documents yet"):
        open_collection(path)
