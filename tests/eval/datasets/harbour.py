"""A library of two short documents, about a harbour and a mill."""

from __future__ import annotations

from index.library import Library
from tests.conftest import document

HARBOUR = "The harbour opened in 1994. It closed in 1999, and the party opened it again in 2001."


MILL = "The mill burned in 1994."


def add_documents(library: Library) -> Library:
    library.add(document(HARBOUR, "docs/harbour.txt", "The harbour"))
    library.add(document(MILL, "docs/mill.txt", "The mill"))
    return library
