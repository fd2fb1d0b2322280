from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.__main__ import main
from index.chunking import MAX_PASSAGE_CHARS
from index.encoders.base import LONG_TEXTS, Fingerprint, Vectors
from index.errors import PinciteError
from index.hybrid_search import DEFAULT_FUSION, Fusion, fuse
from index.library import Library
from index.maintenance.check import check_library
from index.spans import Marker
from index.storage import embeddings
from index.storage.connection import Store
from index.vectors import cache, faiss_index
from index.vectors.snapshot import VectorSnapshot, id_runs
from tests.conftest import WordEncoder, damage, document

CATS = document("Cats sleep all day. They hunt at night.", "cats.txt", "Cats")
DOGS = document("Dogs bark. Dogs chase cats.", "dogs.txt", "Dogs")


def sources(library: Library) -> list[str]:
    return [entry.source for entry in library.list_documents()]


def test_a_document_is_added_once(library: Library) -> None:
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
    "other",
    [
        replace(CATS, title="New"),
        replace(CATS, markers=(Marker("heading", 0, 4, "Cats"),)),
        replace(CATS, warnings=("n",)),
    ],
)
def test_a_changed_title_heading_or_note_counts_as_a_change(
    library: Library, other: object
) -> None:
    library.add(CATS)
    assert library.add(other).status == "replaced"  # type: ignore[arg-type]


def test_remove(library: Library) -> None:
    library.add(CATS)
    library.add(DOGS)
    library.remove("cats.txt")
    assert sources(library) == ["dogs.txt"]
    with pytest.raises(PinciteError, match=r"has no document 'cats.txt'"):
        library.remove("cats.txt")
    assert check_library(library.path) == []


def test_what_was_removed_is_put_back_as_it_was(library: Library) -> None:
    """Under a new id, and found by the same searches."""
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


def test_dense_search_ranks_by_cosine_and_says_so(library: Library) -> None:
    """Of the words of "dogs chase", "Dogs chase cats." holds both: cosine 2 / sqrt(2 * 3)."""
    library.add(CATS)
    library.add(DOGS)
    best, other = library.search("dogs chase", method="dense")
    assert best.span.document.source == "dogs.txt"
    assert [hit.span.text for hit in best.sentences] == ["Dogs bark.", "Dogs chase cats."]
    assert best.sentences[1].score == pytest.approx(2 / 6**0.5, abs=1e-3)
    assert (best.dense_rank, best.lexical_rank, other.dense_rank) == (1, None, 2)


def test_lexical_search_needs_a_common_word(library: Library) -> None:
    library.add(CATS)
    library.add(DOGS)
    assert [
        passage.span.document.source for passage in library.search("barking", method="lexical")
    ] == ["dogs.txt"]
    assert library.search("giraffe", method="lexical") == []


def test_both_are_fused(library: Library) -> None:
    library.add(CATS)
    library.add(DOGS)
    best = library.search("dogs bark")[0]
    assert best.span.document.source == "dogs.txt"
    assert best.score == pytest.approx(2 / (DEFAULT_FUSION.k + 1))
    assert (best.dense_rank, best.lexical_rank) == (1, 1)


def test_reciprocal_rank_fusion_by_hand() -> None:
    assert fuse([[4, 2], [2, 9]]) == [(2, 1 / 7 + 1 / 6), (4, 1 / 6), (9, 1 / 7)]
    assert [id for id, _ in fuse([[9], [4]])] == [4, 9], "ties go by id"
    assert fuse([]) == fuse([[], []]) == []


def test_the_weights_and_the_constant_of_the_fusion_are_settings() -> None:
    assert fuse([[4, 2], [2, 9]], Fusion(k=1, dense=3.0, lexical=0.5)) == [
        (4, 3 / 2),
        (2, 3 / 3 + 0.5 / 2),
        (9, 0.5 / 3),
    ]


def test_a_search_is_as_deep_as_its_candidates(library: Library) -> None:
    for number in range(12):
        library.add(document(f"red {number}", f"{number:02}.txt"))
    assert [len(library.search("red", 99, fusion=Fusion(candidates=n))) for n in (3, 12)] == [3, 12]


def test_an_empty_library_finds_nothing(library: Library) -> None:
    assert library.search("anything") == []


def test_what_is_found_is_never_older_than_what_is_stored(library: Library) -> None:
    for text in ("Cats purr.", "Cats meow.", "Cats hiss."):
        library.add(replace(CATS, text=text))
        assert [passage.span.text for passage in library.search("cats")] == [text]


def test_a_second_opening_takes_the_cache(
    library: Library, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add(CATS)
    library.refresh_index()
    expected = library.search("cats")

    def never(*_: object) -> None:
        raise AssertionError("built again although the cache is sound")

    monkeypatch.setattr(faiss_index, "build_flat", never)
    with Library.open(library.path, encoder=encoder) as again:
        assert again.search("cats") == expected


def test_a_cache_that_lies_is_found_out(library: Library, encoder: WordEncoder) -> None:
    """A cache of the right name and hash over the wrong vectors: the stored vectors do not bear it out, so it is built anew."""
    library.add(CATS)
    library.add(DOGS)
    expected = library.search("dogs chase", method="dense")
    with closing(Store(library.path)) as store, store.reading():
        stored = embeddings.read_after(store, 0, 99)
    lying = faiss_index.build_flat(stored.vectors[::-1].copy())
    cache.save(
        VectorSnapshot(library.generation, lying, id_runs(stored.ids, stored.documents)),
        library.path,
    )
    with Library.open(library.path, encoder=encoder) as again:
        assert again.search("dogs chase", method="dense") == expected
    assert check_library(library.path) == []


def test_damage_is_said_and_not_shown(library: Library) -> None:
    library.add(CATS)
    damage(
        library.path,
        "UPDATE document SET text = CAST('Dogs sleep all day. They hunt at night.' AS BLOB)",
    )
    with pytest.raises(PinciteError, match="is damaged: document 1"):
        library.search("cats sleep")


def test_another_model_is_refused_by_name(library: Library) -> None:
    class Other(WordEncoder):
        fingerprint = Fingerprint("other", "1" * 64, 512)

    with pytest.raises(
        PinciteError,
        match=r"was made with the model words@00000000, this is other@11111111: .* --encoder",
    ):
        Library.open(library.path, encoder=Other())


def test_a_folder_is_no_library(tmp_path: Path, encoder: WordEncoder) -> None:
    with pytest.raises(PinciteError, match="is a folder; a library is a file"):
        Library.open(tmp_path, create=True, encoder=encoder)


def test_one_that_was_read_and_is_removed_is_gone_too(library: Library) -> None:
    library.add(CATS)
    entry = library.list_documents()[0]
    assert library.document(entry.id).text == CATS.text
    library.remove(entry.source)
    with pytest.raises(PinciteError, match=f"no document {entry.id} "):
        library.document(entry.id)


def test_a_document_that_is_gone_is_named(library: Library) -> None:
    with pytest.raises(PinciteError, match="There is no document 99"):
        library.document(99)


def test_many_threads_search_while_one_writes(library: Library) -> None:
    """Every answer is of one generation: the passage found holds the words of its own document, whole."""
    library.add(replace(CATS, text="Cats purr 0 times."))
    wrong: list[object] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                found = library.search("cats purr")
                if (
                    len(found) != 1
                    or not found[0].span.text.startswith("Cats purr ")
                    or found[0].span.text != found[0].span.document.text
                ):
                    wrong.append(found)
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for count in range(1, 15):
        library.add(replace(CATS, text=f"Cats purr {count} times."))
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert check_library(library.path) == []


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


def places(library: Library) -> list[tuple[int, int]]:
    return sorted(
        (passage.span.start, passage.span.end) for passage in library.search("paragraph words", 99)
    )


def test_a_library_remembers_how_long_its_passages_may_be(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    path = tmp_path / "short.pincite"
    with Library.open(path, create=True, encoder=encoder, max_passage_chars=250) as library:
        library.add(LONG)
        assert library.config.endswith(" · passages up to 250")
        assert len(places(library)) == 6
    with Library.open(path, create=True, encoder=encoder) as library:
        assert library.max_passage_chars == 250
        library.add(replace(LONG, source="other.txt"))
        assert len(places(library)) == 12
    with pytest.raises(
        PinciteError,
        match=r"made with passages of up to 250 characters, not 600\. Omit the length",
    ):
        Library.open(path, create=True, encoder=encoder, max_passage_chars=600)
    assert check_library(path) == []


@pytest.mark.parametrize("length", [0, 99, 10_001])
def test_a_length_that_makes_no_passage_is_refused(
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


def test_a_library_of_before_passages_were_told_has_the_usual_ones(
    library: Library, encoder: WordEncoder
) -> None:
    library.add(LONG)
    before = places(library)
    library.close()
    damage(library.path, "DELETE FROM meta WHERE key = 'longest_passage'")
    with Library.open(library.path, encoder=encoder, max_passage_chars=MAX_PASSAGE_CHARS) as old:
        assert (old.max_passage_chars, places(old)) == (MAX_PASSAGE_CHARS, before)
    assert check_library(library.path) == []


def test_sentences_beyond_the_encoders_window_are_counted_in_the_ledger_and_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the count is no change of the document: added again, it is the same."""

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


def test_another_splitter_is_refused_by_name(library: Library, encoder: WordEncoder) -> None:
    with closing(Store(library.path)) as store, store.writing():
        store.set_meta("splitter", "lines-0")
    with pytest.raises(
        PinciteError,
        match=r"was made with the splitter lines-0, this is punkt-1: .* export its documents",
    ):
        Library.open(library.path, encoder=encoder)


def test_a_question_without_a_direction_is_refused(library: Library) -> None:
    class Broken(WordEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            return super().encode(texts) * np.nan

    library.add(CATS)
    with (
        Library.open(library.path, encoder=Broken()) as broken,
        pytest.raises(PinciteError, match="not finite or not of length 1"),
    ):
        broken.search("cats")


def test_a_document_is_put_back_as_it_was(library: Library) -> None:
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
    assert (sources(library), check_library(library.path)) == (["cats.txt"], [])
