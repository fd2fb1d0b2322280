"""How a library was made: encoder, sentence splitter, passage length. Fixed when it is created."""

from __future__ import annotations

import json
from collections.abc import Mapping

from index import chunking
from index.encoders.base import Fingerprint
from index.errors import OutdatedLibraryError, PinciteError
from index.storage.connection import Store

EARLIER_SPLITTERS = ("punkt-1",)
"""Splitters of libraries that can be read, but must be upgraded before anything is added."""

_CALIBRATION, _SETTINGS = "calibration", "settings"


def splitter(store: Store) -> str:
    """The version of the splitter that made the sentences."""
    return store.meta("splitter") or "unknown"


def max_passage_chars(store: Store) -> int:
    """Greatest length of a passage; the default for libraries made before it was stored."""
    stored = store.meta("longest_passage")
    return chunking.MAX_PASSAGE_CHARS if stored is None else int(stored)


def check_passage_chars(length: int | None) -> None:
    """Raises PinciteError if passages cannot have this length; None stands for any."""
    lengths = chunking.PASSAGE_LENGTHS
    if length is not None and length not in lengths:
        raise PinciteError(
            f"Passages of up to {length} characters are not possible; "
            f"give a number from {lengths[0]} to {lengths[-1]:,}."
        )


def write_or_check(
    store: Store, fingerprint: Fingerprint, create: bool, passage_chars: int | None
) -> None:
    """Writes the entries of a new library; checks those of an existing one.

    `passage_chars` None means the default for a new library, and any length otherwise. Raises
    PinciteError if the library was made by another encoder or splitter, or with other passages.
    """
    with store.reading():
        stored, stored_chars = store.fingerprint, max_passage_chars(store)
        made_by = splitter(store)
    if stored is None and create:
        with store.writing():
            write(store, fingerprint, stored_chars if passage_chars is None else passage_chars)
    elif stored != fingerprint:
        raise PinciteError(
            f"{store.path} was made with the model {stored if stored else 'unknown'}, "
            f"this is {fingerprint}: their vectors cannot be compared. "
            "Open it with --encoder and the folder of its model, or add the documents to a new "
            "library."
        )
    elif made_by not in (chunking.VERSION, *EARLIER_SPLITTERS):
        raise PinciteError(
            f"{store.path} was made with the splitter {made_by}, this is {chunking.VERSION}: "
            "their sentences cannot be mixed. Use the Pincite that made it, or export its "
            "documents and import them into a new library."
        )
    elif passage_chars not in (None, stored_chars):
        raise PinciteError(
            f"{store.path} was made with passages of up to {stored_chars} characters, not "
            f"{passage_chars}. Omit the length, or add the documents to a new library."
        )
    elif create:
        with store.reading():
            require_current(store)


def write(store: Store, fingerprint: Fingerprint, passage_chars: int) -> None:
    """Writes all entries but the generation. Within `store.writing()`."""
    entries = {
        "model": fingerprint.model,
        "sha256": fingerprint.sha256,
        "dimension": str(fingerprint.dimension),
        "splitter": chunking.VERSION,
        "longest_passage": str(passage_chars),
    }
    for key, value in entries.items():
        store.set_meta(key, value)


def calibration(store: Store) -> str | None:
    """The library's own calibration, JSON that `qa.decision.calibration` reads; None without one.

    Within `store.reading()`.
    """
    return store.meta(_CALIBRATION)


def set_calibration(store: Store, value: str | None) -> None:
    """Stores it in place of an earlier one; None removes that. Within `store.writing()`."""
    if value is None:
        store.db.execute("DELETE FROM meta WHERE key = ?", (_CALIBRATION,))
    else:
        store.set_meta(_CALIBRATION, value)


def settings(store: Store) -> dict[str, object]:
    """What was set for the library, by name; see `Library.settings`. Within `store.reading()`."""
    stored = json.loads(store.meta(_SETTINGS) or "{}")
    return stored if isinstance(stored, dict) else {}


def set_settings(store: Store, values: Mapping[str, object]) -> None:
    """Stores settings beside the others; None removes one. Within `store.writing()`."""
    new = {**settings(store), **values}
    kept = {name: value for name, value in new.items() if value is not None}
    if kept:
        store.set_meta(_SETTINGS, json.dumps(kept))
    else:
        store.db.execute("DELETE FROM meta WHERE key = ?", (_SETTINGS,))


def require_current(store: Store) -> None:
    """Raises OutdatedLibraryError if the library must be upgraded before anything is added to it.

    Within `store.reading()`.
    """
    if splitter(store) != chunking.VERSION:
        raise OutdatedLibraryError(store.path)
