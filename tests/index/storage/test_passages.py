"""Where passages stand, and what is said of one that is missing."""

from __future__ import annotations

import pytest

from index.errors import CorruptLibraryError
from index.storage import passages
from index.storage.connection import Store


def test_the_range_of_a_passage_that_is_missing(store: Store) -> None:
    with store.reading(), pytest.raises(CorruptLibraryError, match="passage 7 is missing"):
        passages.range_of(store, 7)
