"""Parts that are asked by messages, here without Ray: search is that of the collection itself."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from index.collection.collection_library import CollectionLibrary, open_collection
from index.collection.mentions import find_mentions
from index.errors import PinciteError
from index.search.index_reader import Method
from index.spans import Document
from index.storage.filters import NO_FILTER, Filter
from pincite.cluster.nodes.local_parts import PARTS_VARIABLE
from pincite.cluster.serving import excerpts
from pincite.cluster.serving.cluster_library import ClusterLibrary
from pincite.cluster.serving.part_group import PartGroup
from pincite.cluster.serving.records import from_record, to_record
from pincite.cluster.serving.remote_version import RemoteVersion
from tests.conftest import WordEncoder
from tests.support import collections, proof
from tests.support.collections import seen
from tests.support.sealed_collections import publish

METHODS: tuple[Method, ...] = ("hybrid", "dense", "lexical")
FILTERS = (NO_FILTER, Filter(sources=("b*",)), Filter(tags=("new",)), Filter(since="2024"))


class Messages:
    """Calls groups in this process, as bytes; counts what it sends."""

    def __init__(self, groups: list[PartGroup]) -> None:
        self._groups = groups
        self.calls = 0
        self.bytes = 0
        self.methods = list[str]()

    def call(self, arguments: Mapping[int, tuple[Any, ...]]) -> dict[int, Any]:
        found = {}
        self.calls += 1
        for group, given in arguments.items():
            self.methods += [method for _, method, _ in given[1]]
            kind, answer = self._groups[group].answer(*pickle.loads(pickle.dumps(given)))
            if kind == "error":
                raise PinciteError(answer)
            message = pickle.dumps(answer)
            self.bytes += len(message)
            found[group] = pickle.loads(message)
        return found


@contextmanager
def both(
    folder: Path, documents: list[Document], parts: int, groups: int
) -> Iterator[tuple[CollectionLibrary, ClusterLibrary, Messages]]:
    """A collection with some documents removed, opened here, and in groups that get messages."""
    encoder = WordEncoder()
    publish(folder, [documents[part::parts] for part in range(parts)], encoder)
    with open_collection(folder, encoder=encoder) as here:
        numbers = [list(range(group, parts, groups)) for group in range(groups)]
        messages = Messages([PartGroup(str(folder), here.version.number, of) for of in numbers])
        remote = RemoteVersion(messages, numbers, here.version.sha256)
        yield here, ClusterLibrary(folder, here.version, encoder, remote), messages


@pytest.fixture(autouse=True)
def parts_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PARTS_VARIABLE, str(tmp_path / "parts"))


@pytest.mark.parametrize(("parts", "groups"), [(1, 1), (5, 2)])
def test_search_equals_that_of_the_open_collection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: int, groups: int
) -> None:
    """With excerpts of nearly all documents."""
    monkeypatch.setattr(excerpts, "MAX_WHOLE_CHARS", 40)
    monkeypatch.setattr(excerpts, "AROUND_CHARS", 5)
    monkeypatch.setattr(excerpts, "HEAD_CHARS", 5)
    texts = collections.documents(30, seed=parts)
    with both(tmp_path / "c.collection", texts, parts, groups) as (here, there, messages):
        for number, question in enumerate(collections.questions(proof.size(8, 600), seed=parts)):
            for method in METHODS:
                filters = FILTERS[number % len(FILTERS)]
                assert seen(there.search(question, 10, method, filters=filters)) == seen(
                    here.search(question, 10, method, filters=filters)
                ), (question, method, filters)
            assert there.corrections(question) == here.corrections(question)
            assert there.named_documents(question) == here.named_documents(question)
        assert "document" not in messages.methods  # no text was fetched whole
        assert there.list_documents() == here.list_documents()
        assert there.count(FILTERS[2]) == here.count(FILTERS[2])
        assert there.tags() == here.tags()
        assert list(there.documents()) == list(here.documents())
        info = here.list_documents()[3]
        assert there.info(info.source) == info
        assert there.document(info.id) == here.document(info.id)
        assert there.document_by_hash(info.hash) == here.document_by_hash(info.hash)
        assert there.config == here.config
        word = texts[0].text.split()[1]
        for filters in FILTERS:
            found = find_mentions(there, word, filters)
            assert found == find_mentions(here, word, filters)
        assert len(find_mentions(here, word)) > 3


def test_a_search_takes_few_messages(tmp_path: Path) -> None:
    """For the counts of new words, for vectors and words together, and for passages."""
    texts = collections.documents(20, seed=3)
    with both(tmp_path / "c.collection", texts, 4, 2) as (_, there, messages):
        there.search("Which engineer repairs the harbour bridge?")
        for question, most in (
            ("Which treasurer runs the permit?", 3),
            ("Which treasurer runs the permit?", 2),
        ):
            before = messages.calls
            there.corrections(question)  # as a pipeline does
            there.search(question, named=())
            assert messages.calls - before <= most, question


def test_a_long_document_travels_as_excerpts(tmp_path: Path) -> None:
    filler = f"A sentence {'about nothing ' * 30}that goes on for some lines. " * 1_200
    text = f"{filler}The elephant is called Ada.\n\n{filler}"
    document = Document(0, "long.txt", "Long", text)
    with both(tmp_path / "c.collection", [document], 1, 1) as (here, there, messages):
        (passage, *_), (same, *_) = (each.search("elephant Ada", 1) for each in (there, here))
        assert messages.bytes < len(text) // 10
        span = passage.span
        assert (span.start, span.text) == (same.span.start, same.span.text)
        assert span.document.hash == same.span.document.hash
        assert span.document.length == len(text)
        assert "document" not in messages.methods
        assert span.document.text == text
        assert messages.methods.count("document") == 1


def test_errors_of_a_part_are_told_without_words_of_the_question(tmp_path: Path) -> None:
    with both(tmp_path / "c.collection", collections.documents(5, 1), 1, 1) as (here, _, messages):
        (group,) = messages._groups
        call = 0, "stem", ({"@type": "secret"},)  # the KeyError has the word
        kind, message = group.answer(here.version.sha256, [call])
        assert kind == "error"
        assert "secret" not in message
        assert group.answer("other", [])[0] == "error"
        assert group.answer(here.version.sha256, [(0, "close", ())])[0] == "error"


def test_records_have_nothing_but_plain_values() -> None:
    with pytest.raises(TypeError, match="Path cannot be sent"):
        to_record(Path("x"))
    with pytest.raises(KeyError):
        from_record({"@type": "Path"})
    assert from_record(to_record(FILTERS[3])) == FILTERS[3]


def test_a_damaged_part_is_not_opened(tmp_path: Path) -> None:
    folder = tmp_path / "c.collection"
    publish(folder, [collections.documents(5, 1)], WordEncoder())
    (part,) = (folder / "parts").glob("*.pincite")
    part.chmod(0o644)
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    with pytest.raises(PinciteError, match="does not match its hash"):
        PartGroup(str(folder), 1, [0])
    assert list((tmp_path / "parts").iterdir()) == []
