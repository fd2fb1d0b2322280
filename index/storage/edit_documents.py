"""Changes what a person may set of stored documents (index.storage.metadata).

The row, the words of the full-text index and the entry of what was set change in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping

from index.errors import PinciteError
from index.spans import Document
from index.storage import documents, metadata
from index.storage.connection import Store
from index.storage.failpoints import failpoint
from index.storage.metadata import NO_EDITS


def edit(store: Store, source: str, values: Mapping[str, object]) -> None:
    """Sets fields of the document of that source; None: what the file says. In `store.writing()`.

    Raises PinciteError if there is no such document, no such field, or a value cannot be set.
    """
    if unknown := [field for field in values if field not in metadata.FIELDS]:
        raise PinciteError(
            f'"{unknown[0][:40]}" cannot be set. Choose one of {", ".join(metadata.FIELDS)}.'
        )
    wanted = {
        field: None if value is None else metadata.checked(field, value)
        for field, value in values.items()
    }
    info = documents.load_info(store, source)
    document = documents.load(store, info.id) if info is not None else None
    if document is None:
        raise PinciteError("That document is not in the library any more. Open the list again.")
    changed, edits = metadata.changed(document, metadata.load(store, source), wanted)
    if any(getattr(changed, field) != getattr(document, field) for field in metadata.FIELDS):
        documents.update_metadata(store, document, changed)
    metadata.save(store, source, edits)
    failpoint("metadata written")


def with_edits(store: Store, document: Document) -> Document:
    """A document that was read from its file, as it is to be stored. Within `store.writing()`."""
    changed, edits = metadata.apply(metadata.load(store, document.source), document)
    metadata.save(store, document.source, edits)
    return changed


def as_edited(store: Store, document: Document) -> Document | None:
    """As `with_edits`, without storing; None if what was set has to be stored anew."""
    edits = metadata.load(store, document.source)
    changed, edits_then = metadata.apply(edits, document)
    return changed if edits_then == edits else None


def forget(store: Store, source: str) -> None:
    """Removes what was set of a document that is removed. Within `store.writing()`."""
    metadata.save(store, source, NO_EDITS)
