"""The application over three documents, without a server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.support.ui_engine import EXAMPLES, StandIn, library
from ui.app import application
from ui.engine.engine import Engine


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with library(tmp_path_factory.mktemp("http") / "small.pincite") as small:
        app = application(Engine(StandIn(small)), EXAMPLES)
        yield TestClient(app, base_url="http://localhost:7860", raise_server_exceptions=False)
