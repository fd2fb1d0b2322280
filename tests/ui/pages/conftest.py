"""The application over a small library, without a server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from index.library import Library
from index.spans import Document
from tests.support.ui_engine import StandIn, library
from ui.app import application
from ui.engine.engine import Engine


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library(tmp_path_factory.mktemp("pages") / "small.pincite") as opened:
        yield opened


@pytest.fixture(scope="module")
def web(small: Library) -> TestClient:
    app = application(Engine(StandIn(small)))
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


def document(small: Library, source: str) -> Document:
    return small.document(
        next(entry.id for entry in small.list_documents() if entry.source == source)
    )
