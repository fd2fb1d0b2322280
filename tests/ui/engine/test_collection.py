"""A collection on the page: it is asked like a library, and cannot be changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.collection.collection_library import open_collection
from index.errors import PinciteError
from index.ingest.pipeline import InputFile
from tests.support.sealed_collections import publish
from tests.support.ui_engine import DOCUMENTS, HIGH, StandIn, WordEncoder, library
from ui.api.backup import _copied
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries
from ui.handlers.library import disk_usage, documents, remove
from ui.views.engine_words import page_words


def test_it_is_asked_and_not_changed(tmp_path: Path) -> None:
    path, encoder = tmp_path / "my.collection", WordEncoder()
    publish(path, [DOCUMENTS[:3], DOCUMENTS[3:]], encoder)
    with (
        open_collection(path, encoder=encoder) as collection,
        library(tmp_path / "one.pincite") as one,
    ):
        engine, other = Engine(StandIn(collection)), Engine(StandIn(one))
        assert Libraries(engine).names() == ["my", "one"]
        answer, expected = engine.ask(HIGH), other.ask(HIGH)
        assert answer.candidates[0].span.text == expected.candidates[0].span.text
        assert answer.candidates[0].confidence == expected.candidates[0].confidence
        assert len(engine.list_documents()) == len(DOCUMENTS)
        assert DOCUMENTS[0].title in documents(engine)
        assert disk_usage(path).file == sum(
            file.stat().st_size for file in (path / "parts").glob("*.pincite")
        )
        with pytest.raises(PinciteError) as refused:
            engine.add([InputFile("new.txt", tmp_path / "new.txt")])
        assert page_words(refused.value) == (
            "This is a collection: it cannot be changed on the page.",
            "Ask the person who runs Pincite here to add or remove documents.",
        )
        message, _ = remove(engine, DOCUMENTS[0].source)
        assert "This is a collection" in message
        with pytest.raises(PinciteError, match="A collection is not copied here"):
            _copied(collection, tmp_path)
        assert len(engine.list_documents()) == len(DOCUMENTS)
