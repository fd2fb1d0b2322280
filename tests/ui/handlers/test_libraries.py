"""The handlers of the library page that make, rename, close and delete libraries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ui_engine import AQUEDUCTS, HIGH, library
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries
from ui.handlers import feedback
from ui.handlers.libraries import list_libraries, manage


@pytest.fixture
def libraries(engine: Engine) -> Iterator[Libraries]:
    """The first library, "small", and another one."""
    library(engine.library.path.with_name("Müller & co.pincite"), [AQUEDUCTS]).close()
    libraries = Libraries(engine)
    yield libraries
    libraries.close()


def test_libraries_are_listed_with_what_can_be_done(libraries: Libraries) -> None:
    other = list_libraries(libraries, "Müller & co")
    assert '/l/M%C3%BCller%20&amp;%20co/library" aria-current=page' in other
    assert all(f'data-action="{each}"' in other for each in ("make", "rename", "close", "delete"))
    first = list_libraries(libraries, "small")
    assert "The server was started with this library" in first
    assert 'data-action="rename"' not in first
    alone = Libraries(libraries.engine(), alone=True)
    assert "data-action" not in list_libraries(alone, "small")


def test_a_library_is_made(libraries: Libraries) -> None:
    refused = manage(libraries, "small", "make", "../<b>")
    assert 'role="alert"' in refused
    assert "../&lt;b&gt;" in refused
    assert 'data-goto="/l/my%20notes/library"' in manage(libraries, "small", "make", "my notes ")
    assert libraries.engine("my notes").library.count() == 0


def test_a_library_is_renamed_while_it_is_open(libraries: Libraries) -> None:
    engine = libraries.engine("Müller & co")
    feedback.save(engine, engine.ask(HIGH), "right")
    assert "already a library" in manage(libraries, "Müller & co", "rename", "SMALL")
    done = manage(libraries, "Müller & co", "rename", "Müller (old)")
    assert 'data-goto="/l/M%C3%BCller%20(old)/library"' in done
    assert libraries.names() == ["Müller (old)", "small"]
    renamed = libraries.engine("Müller (old)")
    assert not renamed.ask(HIGH).abstained
    assert feedback.question_set_path(renamed.library).is_file()
    assert "There is no library" in manage(libraries, "Müller & co", "rename", "new")


def test_a_library_is_closed_and_opened_again(libraries: Libraries) -> None:
    assert 'data-goto="/l/small/library"' in manage(libraries, "Müller & co", "close", None)
    assert (libraries.names(), libraries.closed()) == (["small"], ["Müller & co"])
    listed = list_libraries(libraries, "small")
    assert 'data-action="reopen" data-name="Müller &amp; co"' in listed
    assert "There is no library" in manage(libraries, "Müller & co", "delete", "Müller & co")
    assert "already a library" in manage(libraries, "small", "make", "müller & co")
    assert "There is no library" in manage(libraries, "small", "reopen", "small")
    assert "data-goto" in manage(libraries, "small", "reopen", "Müller & co")
    assert not libraries.engine("Müller & co").ask(HIGH).abstained


def test_a_library_is_deleted_if_its_name_is_typed(libraries: Libraries, tmp_path: Path) -> None:
    engine = libraries.engine("Müller & co")
    feedback.save(engine, engine.ask(HIGH), "right")
    for typed in ("", "Müller", None, 3):
        refused = manage(libraries, "Müller & co", "delete", typed)
        assert "is not the name of this library" in refused
        assert "<details open>" in refused
    assert 'data-goto="/l/small/library"' in manage(
        libraries, "Müller & co", "delete", "Müller & co"
    )
    assert libraries.names() == ["small"]
    assert not list(engine.library.path.parent.glob("Müller*"))


def test_the_first_library_stays(libraries: Libraries) -> None:
    for action in ("rename", "close", "delete"):
        name = "small" if action == "delete" else "other"
        assert "The server was started with it." in manage(libraries, "small", action, name)
    assert not libraries.engine("small").ask(HIGH).abstained


def test_a_library_with_unfinished_uploads_stays(
    libraries: Libraries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libraries.engine("Müller & co"), "ingest_queue", lambda: [object()])
    for action in ("rename", "close", "delete"):
        shown = manage(
            libraries, "Müller & co", action, "Müller & co" * (action == "delete") or "x"
        )
        assert "Documents are being added to" in shown
    assert not libraries.engine("Müller & co").ask(HIGH).abstained


def test_errors_show_no_folder_of_the_server(libraries: Libraries) -> None:
    folder = libraries.folder
    (folder / "broken.pincite").write_text("no library")
    shown = manage(libraries, "broken", "delete", "broken")
    assert "broken cannot be opened as a library." in shown
    assert str(folder) not in shown
    assert "That is nothing that can be done" in manage(libraries, "small", {}, [])
