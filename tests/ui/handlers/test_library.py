"""The handlers of the library page that list, remove and restore."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from index.spans import Document
from tests.support.ui_engine import MIX, library
from ui.engine.engine import Engine
from ui.handlers import library as handlers


def _documents(engine: Engine) -> list[tuple[str, str, str]]:
    entries = engine.library.list_documents()
    return [(entry.source, entry.hash, entry.added) for entry in entries]


def test_remove_and_restore(engine: Engine) -> None:
    before = _documents(engine)
    message, removals = handlers.remove(engine, "concrete.txt")
    assert "removed from the library" in message
    assert "concrete.txt" not in handlers.documents(engine)
    gone = '<tr class="gone" data-source="{}">'
    assert gone.format("concrete.txt") in handlers.documents(engine, "", removals)
    message, removals = handlers.remove(engine, "aqueducts.md", removals)
    assert [removal.source for removal in removals] == ["aqueducts.md", "concrete.txt"]
    message, removals = handlers.restore(engine, "concrete.txt", removals)
    assert "back in the library" in message
    assert gone.format("aqueducts.md") in handlers.documents(engine, "", removals)
    message, removals = handlers.restore(engine, "aqueducts.md", removals)
    assert removals == ()
    assert _documents(engine) == before
    assert not engine.ask(MIX).abstained


def test_what_cannot_be_removed_or_restored_gives_an_error(engine: Engine) -> None:
    message, removals = handlers.remove(engine, "none.txt")
    assert 'role="alert"' in message
    assert removals == ()
    for nonsense in ("none.txt", None, 3):
        message, _ = handlers.restore(engine, nonsense, ())
        assert "cannot be restored any more" in message


def test_a_document_is_not_restored_over_another_of_its_source(engine: Engine) -> None:
    _, removals = handlers.remove(engine, "concrete.txt")
    engine.library.add(replace(removals[0].snapshot.document, id=0))
    message, remaining = handlers.restore(engine, "concrete.txt", removals)
    assert 'role="alert"' in message
    assert "concrete.txt" in message
    assert remaining == removals


def test_the_latest_removals_can_be_undone(engine: Engine) -> None:
    removals: handlers.Removals = ()
    for number in range(handlers.MAX_UNDO + 2):
        engine.library.add(Document(0, f"{number}.txt", "Some", f"Some words {number}."))
        _, removals = handlers.remove(engine, f"{number}.txt", removals)
    assert [removal.source for removal in removals] == [
        f"{number}.txt" for number in range(handlers.MAX_UNDO + 1, 1, -1)
    ]


def test_the_list_can_be_searched(engine: Engine) -> None:
    assert "aqueducts.md" not in handlers.documents(engine, "roman CONCRETE")
    assert "concrete.txt" in handlers.documents(engine, "roman CONCRETE")
    assert "gard-guide.txt" in handlers.documents(engine, "travel")
    assert handlers.documents(engine, None).count("data-remove") == 3


def test_disk_usage_of_a_library(engine: Engine) -> None:
    engine.library.refresh_index()
    path = engine.library.path
    usage = handlers.disk_usage(path)
    assert usage.file == path.stat().st_size
    assert usage.cache == sum(file.stat().st_size for file in path.parent.glob("*.faiss")) > 0
    assert usage.free > 0


def test_a_removal_is_restored_to_its_own_library_only(engine: Engine, tmp_path: Path) -> None:
    _, removals = handlers.remove(engine, "concrete.txt")
    with library(tmp_path / "other.pincite", ()) as empty:
        message, remaining = handlers.restore(engine.for_library(empty), "concrete.txt", removals)
        assert "cannot be restored any more" in message
        assert (remaining, empty.count()) == (removals, 0)
