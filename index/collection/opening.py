"""Opens what a path names, to be read: the file of a library, or the folder of a collection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.collection import joined
from index.collection.collection_library import open_collection
from index.collection.files.folder import is_collection
from index.errors import PinciteError
from index.library import Library
from index.storage.document_reader import DocumentReader, open_documents


def open_library(path: Path, encoder: Path | None = None) -> Library:
    """Opens a library, or the current version of a collection. Raises PinciteError as they do."""
    return open_libraries([path], encoder=encoder)


def open_libraries(paths: Sequence[Path], *, encoder: Path | None = None) -> Library:
    """As `open_library`; several libraries are opened as one.

    Raises PinciteError if a collection is named with others.
    """
    collections = [path for path in paths if is_collection(path)]
    if not collections:
        return joined.open_libraries(paths, encoder=encoder)
    if len(paths) > 1:
        raise PinciteError(
            f"{collections[0]} is a collection, which is asked by itself. Name it alone; put a "
            "question of several words in quotation marks."
        )
    return open_collection(paths[0], encoder=encoder)


@contextmanager
def open_documents_of(path: Path) -> Iterator[DocumentReader]:
    """The documents of a library or a collection, for what needs no encoder."""
    if is_collection(path):
        with open_collection(path, can_search=False) as collection:
            yield collection
    else:
        with open_documents(path) as documents:
            yield documents
