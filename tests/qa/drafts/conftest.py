"""The library about a harbour."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.library import Library
from tests.qa.drafts.support import harbour


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with harbour(tmp_path_factory.mktemp("drafts")) as library:
        yield library
