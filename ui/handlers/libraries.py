"""Choosing a library; making, renaming, closing and deleting libraries."""

from __future__ import annotations

from index.errors import PinciteError
from ui.engine.libraries import Libraries
from ui.http.library_address import page_address
from ui.views import library as library_view
from ui.views.errors import error_card
from ui.views.i18n.language import gettext
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
        card = error_card(error)
        failed = action if isinstance(action, str) else ""
        return library_view.libraries(_listed(libraries, current), failed, typed) + card
    return library_view.leads_to(page_address(goal, "library"), said)


def _manage(libraries: Libraries, current: str, action: object, name: str) -> tuple[str, str]:
    """The library to open next, and what was done."""
    if action == "make":
        new = libraries.make(name)
        return new, gettext("“{name}” was made.", name=new)
    if action == "rename":
        new = libraries.rename(current, name)
        return new, gettext("“{name}” is now called “{new}”.", name=current, new=new)
    if action == "close":
        libraries.close_library(current)
        said = gettext("“{name}” was closed. Its documents stay on the server.", name=current)
        return libraries.first, said
    if action == "reopen":
        libraries.reopen(name)
        return name, gettext("“{name}” is open again.", name=name)
    if action == "delete":
        if name.strip() != current:
            raise PinciteError(
                gettext(
                    "“{typed}” is not the name of this library, so it was not deleted. Type "
                    "“{name}”.",
                    typed=name[:80],
                    name=current,
                )
            )
        libraries.delete(current)
        return libraries.first, gettext("“{name}” was deleted.", name=current)
    raise PinciteError(
        gettext("That is nothing that can be done with a library. Open the page again.")
    )


def _listed(libraries: Libraries, current: str) -> LibraryList:
    return LibraryList(
        names=libraries.names(),
        closed=libraries.closed(),
        current=current,
        can_make=libraries.can_make,
        can_change=libraries.can_change(current),
        can_join=libraries.can_join,
        web=bool(libraries.web.prefixes),
    )
