"""A server over four documents and a second library with one."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from index.library import Library
from tests.support.serving import running
from tests.support.ui_engine import StandIn, document, library
from ui.engine.engine import Engine

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with library(tmp_path_factory.mktemp("api") / "small.pincite") as first:
        moon = document(
            "moon.txt", "The moon", ("Distance", "The moon is 384,400 kilometres away.")
        )
        with Library.open(
            first.path.with_name("second.pincite"), create=True, encoder=first.encoder
        ) as second:
            second.add(moon)
        hostile = ("Notes", f"The gate says {HOSTILE} to everyone.")
        first.add(document("hostile<b>.md", HOSTILE, hostile))
        with running(Engine(StandIn(first))) as address:
            yield address


@pytest.fixture(scope="module")
def web(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=30) as client:
        yield client
