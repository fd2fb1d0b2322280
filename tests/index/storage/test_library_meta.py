"""Encoder, splitter and passage length of a library: written once, then compared."""

from __future__ import annotations

import pytest

from index.chunking import MAX_PASSAGE_CHARS
from index.encoders.base import Fingerprint
from index.errors import PinciteError
from index.storage.connection import Store
from index.storage.library_meta import (
    calibration,
    max_passage_chars,
    set_calibration,
    write_or_check,
)

MINE, OTHER = Fingerprint("mine", "0" * 64, 4), Fingerprint("other", "1" * 64, 4)


@pytest.mark.parametrize(("given", "stored"), [(None, MAX_PASSAGE_CHARS), (250, 250)])
def test_a_new_library_is_written_once(store: Store, given: int | None, stored: int) -> None:
    for _ in range(2):
        write_or_check(store, MINE, True, given)
    assert (store.fingerprint, max_passage_chars(store), store.generation) == (MINE, stored, 1)


def test_without_create_an_empty_library_is_refused(store: Store) -> None:
    with pytest.raises(PinciteError, match="was made with the model unknown, this is mine@0000"):
        write_or_check(store, MINE, False, None)


def test_another_encoder_or_passage_length_is_refused(store: Store) -> None:
    write_or_check(store, MINE, True, 250)
    with pytest.raises(PinciteError, match=r"made with the model mine@0000.*, this is other@1111"):
        write_or_check(store, OTHER, True, None)
    with pytest.raises(PinciteError, match=r"passages of up to 250 characters, not 300\."):
        write_or_check(store, MINE, True, 300)


def test_another_splitter_is_refused(store: Store) -> None:
    write_or_check(store, MINE, True, None)
    with store.writing():
        store.set_meta("splitter", "lines-0")
    with pytest.raises(PinciteError, match=r"made with the splitter lines-0, this is rules-1"):
        write_or_check(store, MINE, True, None)


def test_a_calibration_is_stored_replaced_and_removed(store: Store) -> None:
    write_or_check(store, MINE, True, None)
    read: list[str | None] = []
    for value in ("one", "two", None):
        with store.writing():
            set_calibration(store, value)
        with store.reading():
            read.append(calibration(store))
    assert read == ["one", "two", None]


def test_a_calibration_that_was_not_committed_is_not_stored(store: Store) -> None:
    write_or_check(store, MINE, True, None)

    def interrupted() -> None:
        with store.writing():
            set_calibration(store, "one")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with store.reading():
        assert calibration(store) is None
