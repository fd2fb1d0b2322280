"""Choosing a library; making, renaming, closing and deleting libraries."""

from __future__ import annotations

from index.errors import PinciteError
from ui.engine.libraries import Libraries
from ui.http.library_address import page_address
from ui.views import library as library_view
from ui.views.errors import error_card
from ui.views.library import LibraryList


def list_libraries(libraries: Libraries, current: str) -> str:
    """The libraries to choose from, and what can be done. `current` is the name of the open one."""
    return library_view.libraries(_listed(libraries, current))


def manage(libraries: Libraries, current: str, action: object, name: object) -> str:
    """Does something with a library; returns the list, or with what leads to another page.

    `action` is "make" (a library called `name`), "rename" (the current one to `name`), "close" or
    "delete" (the current one; to delete it, `name` must be its name), or "reopen" (`name`). Values
    come from the browser and may be of any type. Never raises.
    """
    typed = name if isinstance(name, str) else ""
    try:
        goal, said = _manage(libraries, current, action, typed)
    except Exception as error:
        shown = PinciteError(str(error).replace(f"{libraries.folder}/", ""))
        card = error_card(shown if isinstance(error, PinciteError) else error)
        failed = action if isinstance(action, str) else ""
        return library_view.libraries(_listed(libraries, current), failed, typed) + card
    return library_view.leads_to(page_address(goal, "library"), said)


def _manage(libraries: Libraries, current: str, action: object, name: str) -> tuple[str, str]:
    """The library to open next, and what was done."""
    if action == "make":
        new = libraries.make(name)
        return new, f"“{new}” was made."
    if action == "rename":
        new = libraries.rename(current, name)
        return new, f"“{current}” is now called “{new}”."
    if action == "close":
        libraries.close_library(current)
        return libraries.first, f"“{current}” was closed. Its documents stay on the server."
    if action == "reopen":
        libraries.reopen(name)
        return name, f"“{name}” is open again."
    if action == "delete":
        if name.strip() != current:
            raise PinciteError(
                f"“{name[:80]}” is not the name of this library, so it was not deleted. "
                f"Type “{current}”."
            )
        libraries.delete(current)
        return libraries.first, f"“{current}” was deleted."
    raise PinciteError("That is nothing that can be done with a library. Open the page again.")


def _listed(libraries: Libraries, current: str) -> LibraryList:
    return LibraryList(
        names=libraries.names(),
        closed=libraries.closed(),
        current=current,
        can_make=libraries.can_make,
        can_change=libraries.can_change(current),
    )
