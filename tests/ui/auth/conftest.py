"""A server with users, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ui.auth.shared_server import Shared, shared_server


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    with shared_server(tmp_path_factory.mktemp("shared")) as server:
        yield server
