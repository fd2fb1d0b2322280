"""Title, author, date and tags that a person sets: in use at once, stored, taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import CorruptLibraryError, PinciteError
from index.library import Library
from index.maintenance.check import check_library
from index.maintenance.export import export_documents, import_documents
from index.maintenance.repair import repair
from index.spans import Document
from index.storage import edit_documents, metadata
from index.storage.filters import Filter
from index.storage.metadata import FIELDS, Edits
from tests.conftest import WordEncoder, damage, document

MILL = replace(
    document("The mill burned down in 1871.", "/srv/mill.txt", "scan0012"),
    author="Ann",
    date="1902",
    tags=("inbox",),
)
TITLE = "Weber brothers"


def state(library: Library, source: str = MILL.source) -> tuple[object, ...]:
    info = library.info(source)
    stored = library.document(info.id)
    assert (stored.title, stored.author, stored.date, stored.tags) == (
        *(info.title, info.author, info.date, info.tags),
    )
    assert stored.text == MILL.text
    return info.title, info.author, info.date, info.tags


def found(library: Library, words: str) -> list[str]:
    hits = library.search(words, method="lexical")
    return [passage.span.document.title for passage in hits]


def test_what_is_set_is_in_use_at_once(library: Library) -> None:
    library.add(MILL)
    id = library.info(MILL.source).id
    assert found(library, "scan0012") == ["scan0012"]
    with Library.open(library.path, encoder=WordEncoder()) as other:
        other.document(id)
        values = {"title": f"  {TITLE} ", "author": "", "date": "1871-05", "tags": ["b", "a ", "b"]}
        library.edit({MILL.source: values})
        for each in (library, other):
            assert state(each) == (TITLE, "", "1871-05", ("a", "b"))
            assert found(each, "brothers") == [TITLE]
            assert found(each, "scan0012") == []
            assert each.count(Filter(tags=("a",), since="1871", until="1872")) == 1
            assert each.tags() == ("a", "b")
    info = library.info(MILL.source)
    assert (info.id, info.hash) == (id, MILL.hash)
    expected = {"title": "scan0012", "author": "Ann", "date": "1902", "tags": ("inbox",)}
    assert info.of_file == library.list_documents()[0].of_file == expected
    assert check_library(library.path) == []


def test_it_stays_when_the_file_is_read_again_until_it_is_taken_back(library: Library) -> None:
    library.add(MILL)
    library.edit({MILL.source: {"title": TITLE, "tags": ["mine"]}})
    assert library.add(MILL).status == "unchanged"
    longer = replace(MILL, text=f"{MILL.text} It was built again.", title="scan0013", author="Bo")
    assert library.add(longer).status == "replaced"
    info = library.info(MILL.source)
    assert (info.title, info.author, info.tags) == (TITLE, "Bo", ("mine",))
    assert info.of_file == {"title": "scan0013", "tags": ("inbox",)}
    assert found(library, "brothers") == [TITLE]
    library.add(replace(longer, tags=("inbox", "new")))
    assert library.info(MILL.source).tags == ("mine", "new")
    library.edit({MILL.source: {"title": None, "tags": None}})
    info = library.info(MILL.source)
    assert (info.title, info.tags, info.of_file) == ("scan0013", ("inbox", "new"), {})
    assert found(library, "brothers") == []
    assert check_library(library.path) == []


def test_what_the_file_says_cannot_be_set(library: Library) -> None:
    library.add(MILL)
    library.edit({MILL.source: {"title": TITLE, "author": "Ann"}})
    assert library.info(MILL.source).of_file == {"title": "scan0012"}
    library.edit({MILL.source: {"title": "scan0012"}})
    assert library.info(MILL.source).of_file == {}


CHANGES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "title": st.none() | st.sampled_from(["A", "B c", "scan0012"]),
            "author": st.none() | st.sampled_from(["", "Bo"]),
            "date": st.none() | st.sampled_from(["", "2024", "2024-02-29"]),
            "tags": st.none() | st.lists(st.sampled_from("xyz"), max_size=3).map(tuple),
        },
    ),
    max_size=6,
)


@settings(max_examples=50)
@given(CHANGES)
def test_the_value_of_a_person_goes_before_that_of_the_file(
    changes: list[dict[str, object]],
) -> None:
    """Against a plain dictionary of what was set last."""
    current, edits, last = MILL, Edits({}, {}), dict[str, object]()
    for change in changes:
        values = {
            name: None if value is None else metadata.checked(name, value)
            for name, value in change.items()
        }
        current, edits = metadata.changed(current, edits, values)
        last |= values
        for field in FIELDS:
            wanted = last.get(field)
            expected = getattr(MILL, field) if wanted is None else wanted
            assert getattr(current, field) == expected
            assert (field in edits.person) == (expected != getattr(MILL, field))
        assert edits.restored(current) == MILL
        assert metadata.apply(edits, MILL) == (current, edits)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"title": " "}, "The title is empty"),
        ({"title": 3}, "The title is 3"),
        ({"title": "x" * 301}, "301 characters"),
        ({"author": "a\ud800"}, "no text"),
        ({"date": "2024-02-31"}, '"2024-02-31". Write it as 2024'),
        ({"date": "yesterday"}, '"yesterday"'),
        ({"tags": "a, b"}, "Give a list"),
        ({"tags": [str(n) for n in range(21)]}, "20 tags, not 21"),
        ({"text": "other words"}, '"text" cannot be set'),
    ],
)
def test_a_bad_value_changes_nothing(
    library: Library, values: dict[str, object], message: str
) -> None:
    library.add(MILL)
    library.add(document("Another text.", "b.txt"))
    before = [state(library), library.generation]
    with pytest.raises(PinciteError, match=message):
        library.edit({MILL.source: {"title": TITLE}, "b.txt": values})
    assert [state(library), library.generation] == before
    assert found(library, "brothers") == []
    assert check_library(library.path) == []


def test_a_document_that_is_gone_is_named(library: Library) -> None:
    with pytest.raises(PinciteError, match="not in the library any more"):
        library.edit({"none.txt": {"title": "A"}})


def test_removing_forgets_and_undo_restores(library: Library) -> None:
    library.add(MILL)
    library.edit({MILL.source: {"title": TITLE}})
    snapshot = library.snapshot(MILL.source)
    library.remove(MILL.source)
    assert TITLE.encode() not in library.path.read_bytes()
    library.restore(snapshot)
    assert library.info(MILL.source).of_file == {"title": "scan0012"}
    library.remove(MILL.source)
    library.add(MILL)
    assert state(library)[0] == "scan0012"


class OtherEncoder(WordEncoder):
    fingerprint = replace(WordEncoder.fingerprint, model="others")


@pytest.mark.parametrize("other", [WordEncoder, OtherEncoder])
def test_it_is_exported_and_imported(
    library: Library, tmp_path: Path, other: type[WordEncoder]
) -> None:
    library.add(MILL)
    library.edit({MILL.source: {"title": TITLE, "tags": []}})
    export_documents(library.path, tmp_path / "out.jsonl")
    with Library.open(tmp_path / "new.pincite", create=True, encoder=other()) as new:
        (result,) = import_documents(new, tmp_path / "out.jsonl")
        assert result.status == "added"
        assert state(new) == state(library) == (TITLE, "Ann", "1902", ())
        assert new.info(MILL.source).of_file == {"title": "scan0012", "tags": ("inbox",)}
        (result,) = import_documents(new, tmp_path / "out.jsonl")
        assert result.status == "unchanged"


def test_it_is_repaired(library: Library) -> None:
    library.add(MILL)
    library.add(document("Another text.", "b.txt"))
    for source in (MILL.source, "b.txt"):
        library.edit({source: {"title": TITLE}})
    library.close()
    damage(library.path, "UPDATE document SET notes = '' WHERE source = 'b.txt'")
    assert list(repair(library.path, lambda _: WordEncoder()))
    with Library.open(library.path, encoder=WordEncoder()) as again:
        assert again.info(MILL.source).of_file == {"title": "scan0012"}
        assert found(again, "brothers") == [TITLE]


def test_damage_to_what_was_set_is_found(library: Library) -> None:
    library.add(MILL)
    library.edit({MILL.source: {"title": TITLE}})
    damage(library.path, "UPDATE meta SET value = replace(value, 'scan', 'skan')")
    with pytest.raises(CorruptLibraryError):
        library.info(MILL.source)
    assert "does not match its checksum" in check_library(library.path)[0]


def test_a_library_without_edits_has_no_entry_of_them(library: Library) -> None:
    library.add(MILL)
    with library._pool.reading() as store:
        assert metadata.load_all(store) == {}
        assert edit_documents.as_edited(store, MILL) == MILL
        keys = {key for (key,) in store.db.execute("SELECT key FROM meta")}
    assert not [key for key in keys if key.startswith("metadata")]
    assert isinstance(library.document(1), Document)
