"""Library: opening, adding, replacing, removing and restoring documents."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.chunking import MAX_PASSAGE_CHARS
from index.encoders.base import LONG_TEXTS, Fingerprint
from index.errors import PinciteError
from index.library import Library
from index.maintenance.check import check_library
from index.spans import Document, Marker
from index.storage.connection import Store
from pincite.cli import main
from tests.conftest import WordEncoder, damage, document

CATS = document("Cats sleep all day. They hunt at night.", "cats.txt", "Cats")
DOGS = document("Dogs bark. Dogs chase cats.", "dogs.txt", "Dogs")


def test_an_identical_document_is_added_once(library: Library) -> None:
    assert library.add(CATS).status == "added"
    assert library.add(CATS).status == "unchanged"
    assert [
        (entry.title, entry.characters, entry.sentences, entry.hash)
        for entry in library.list_documents()
    ] == [("Cats", 39, 2, CATS.hash)]


def test_a_changed_document_replaces_its_old_text(library: Library) -> None:
    library.add(CATS)
    changed = replace(CATS, text="Cats purr.")
    assert library.add(changed).status == "replaced"
    assert [passage.span.text for passage in library.search("sleep purr")] == ["Cats purr."]
    assert check_library(library.path) == []


@pytest.mark.parametrize(
    "changed",
    [
        replace(CATS, title="New"),
        replace(CATS, markers=(Marker("heading", 0, 4, "Cats"),)),
        replace(CATS, warnings=("n",)),
    ],
)
def test_a_changed_title_heading_or_warning_is_a_change(
    library: Library, changed: Document
) -> None:
    library.add(CATS)
    assert library.add(changed).status == "replaced"


def test_progress_is_reported_for_each_batch_of_sentences(library: Library) -> None:
    steps: list[tuple[int, int]] = []
    text = " ".join(f"Sentence {number} is here." for number in range(300))
    result = library.add(document(text), on_progress=lambda *step: steps.append(step))
    assert (result.status, result.sentences) == ("added", 300)
    assert steps == [(128, 300), (256, 300), (300, 300)]
    library.add(document(text), on_progress=lambda *step: steps.append(step))
    assert len(steps) == 3, "an identical document is not encoded"


@pytest.mark.parametrize("replaces", [False, True])
def test_nothing_is_stored_if_the_progress_callback_raises(
    library: Library, replaces: bool
) -> None:
    if replaces:
        library.add(CATS)
    generation = library.generation

    def stop(_encoded: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.add(replace(CATS, text="Cats purr."), on_progress=stop)
    assert library.generation == generation
    assert [library.document(entry.id).text for entry in library.list_documents()] == (
        [CATS.text] if replaces else []
    )
    assert check_library(library.path) == []


def test_a_removed_document_is_gone(library: Library) -> None:
    library.add(CATS)
    library.add(DOGS)
    library.remove("cats.txt")
    assert library.sources() == ["dogs.txt"]
    with pytest.raises(PinciteError, match=r"has no document 'cats.txt'"):
        library.remove("cats.txt")
    assert check_library(library.path) == []


def test_a_restored_document_has_a_new_id_and_is_found_by_the_same_searches(
    library: Library,
) -> None:
    library.add(replace(document("Cats sleep. Dogs bark.", "pets.txt", "Pets"), tags=("animals",)))
    (before,) = library.list_documents()
    found = library.search("dogs")
    snapshot = library.snapshot("pets.txt")
    library.remove("pets.txt")
    assert library.search("dogs") == []
    library.restore(snapshot)
    (after,) = library.list_documents()
    assert replace(after, id=before.id) == before
    assert after.id != before.id
    assert [
        (p.span.start, p.span.end, p.score, [hit.score for hit in p.sentences])
        for p in library.search("dogs")
    ] == [(p.span.start, p.span.end, p.score, [hit.score for hit in p.sentences]) for p in found]
    with pytest.raises(PinciteError, match=r"another document 'pets\.txt' now"):
        library.restore(snapshot)
    with pytest.raises(PinciteError, match=r"no document 'none\.txt'"):
        library.snapshot("none.txt")


def test_a_document_is_restored_with_its_sentences_and_time(library: Library) -> None:
    library.add(CATS)
    before = library.snapshot("cats.txt")
    library.remove("cats.txt")
    library.restore(before)
    again = library.snapshot("cats.txt")
    assert (again.document.text, again.document.added, again.sentences) == (
        CATS.text,
        before.document.added,
        before.sentences,
    )
    with pytest.raises(PinciteError, match="There is another document"):
        library.restore(before)
    library.restore(before, replace=True)
    assert (library.sources(), check_library(library.path)) == (["cats.txt"], [])


def test_another_encoder_is_refused_and_named(library: Library) -> None:
    class Other(WordEncoder):
        fingerprint = Fingerprint("other", "1" * 64, 512)

    with pytest.raises(
        PinciteError,
        match=r"was made with the model words@00000000, this is other@11111111: .* --encoder",
    ):
        Library.open(library.path, encoder=Other())


def test_another_splitter_is_refused_and_named(library: Library, encoder: WordEncoder) -> None:
    with closing(Store(library.path)) as store, store.writing():
        store.set_meta("splitter", "lines-0")
    with pytest.raises(
        PinciteError,
        match=r"was made with the splitter lines-0, this is rules-1: .* export its documents",
    ):
        Library.open(library.path, encoder=encoder)


def test_a_folder_is_not_a_library(tmp_path: Path, encoder: WordEncoder) -> None:
    with pytest.raises(PinciteError, match="is a folder; a library is a file"):
        Library.open(tmp_path, create=True, encoder=encoder)


def test_a_removed_document_is_not_returned_from_memory(library: Library) -> None:
    library.add(CATS)
    entry = library.list_documents()[0]
    assert library.document(entry.id).text == CATS.text
    library.remove(entry.source)
    with pytest.raises(PinciteError, match=f"no document {entry.id} "):
        library.document(entry.id)


def test_an_unknown_document_id_is_named(library: Library) -> None:
    with pytest.raises(PinciteError, match="There is no document 99"):
        library.document(99)


def test_a_document_without_words_is_refused(library: Library) -> None:
    with pytest.raises(PinciteError, match=r"a\.txt: it contains no words"):
        library.add(document(" \n "))


LONG = document(
    "\n\n".join(
        f"Paragraph {n} has its own words, {'and more of them ' * 12}here." for n in range(6)
    ),
    "long.txt",
    "Long",
)


def passage_ranges(library: Library) -> list[tuple[int, int]]:
    return sorted(
        (passage.span.start, passage.span.end) for passage in library.search("paragraph words", 99)
    )


def test_a_library_stores_its_passage_length(tmp_path: Path, encoder: WordEncoder) -> None:
    path = tmp_path / "short.pincite"
    with Library.open(path, create=True, encoder=encoder, max_passage_chars=250) as library:
        library.add(LONG)
        assert library.config.endswith(" · passages up to 250")
        assert len(passage_ranges(library)) == 6
    with Library.open(path, create=True, encoder=encoder) as library:
        assert library.max_passage_chars == 250
        library.add(replace(LONG, source="other.txt"))
        assert len(passage_ranges(library)) == 12
    with pytest.raises(
        PinciteError,
        match=r"made with passages of up to 250 characters, not 600\. Omit the length",
    ):
        Library.open(path, create=True, encoder=encoder, max_passage_chars=600)
    assert check_library(path) == []


@pytest.mark.parametrize("length", [0, 99, 10_001])
def test_an_impossible_passage_length_is_refused(
    tmp_path: Path, encoder: WordEncoder, length: int
) -> None:
    with pytest.raises(
        PinciteError,
        match=f"up to {length} characters are not possible; give a number from 100 to 10,000",
    ):
        Library.open(
            tmp_path / "new.pincite", create=True, encoder=encoder, max_passage_chars=length
        )
    assert not (tmp_path / "new.pincite").exists()


def test_a_library_without_a_stored_passage_length_has_the_default(
    library: Library, encoder: WordEncoder
) -> None:
    library.add(LONG)
    before = passage_ranges(library)
    library.close()
    damage(library.path, "DELETE FROM meta WHERE key = 'longest_passage'")
    with Library.open(library.path, encoder=encoder, max_passage_chars=MAX_PASSAGE_CHARS) as old:
        assert (old.max_passage_chars, passage_ranges(old)) == (MAX_PASSAGE_CHARS, before)
    assert check_library(library.path) == []


def test_sentences_longer_than_the_encoders_window_are_counted_and_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The count does not make an identical document a changed one."""

    class Narrow(WordEncoder):
        def count_long(self, texts: Sequence[str]) -> int:
            return sum(len(text.split()) > 2 for text in texts)

    lost = replace(
        LONG, text="Two words. Three words here. And here again.", losses={"pictures": 2}
    )
    with Library.open(tmp_path / "narrow.pincite", create=True, encoder=Narrow()) as library:
        assert library.add(lost).status == "added"
        assert dict(library.list_documents()[0].losses) == {"pictures": 2, LONG_TEXTS: 2}
        assert library.add(lost).status == "unchanged"
        assert library.add(replace(lost, losses={"pictures": 3})).status == "replaced"
        library.add(replace(CATS, text="Cats sleep."))
        assert dict(library.list_documents()[0].losses) == {}
    assert main(["list", str(tmp_path / "narrow.pincite")]) == 0
    cats, long = capsys.readouterr().out.splitlines()
    assert "windowed" not in cats
    assert long.endswith("[2 sentences encoded in parts]")
