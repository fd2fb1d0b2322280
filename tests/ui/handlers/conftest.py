"""The engine that the tests of the handlers share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ui_engine import StandIn, library
from ui.engine.engine import Engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """The stand-in engine over a library of three documents."""
    with library(tmp_path / "small.pincite") as opened:
        yield Engine(StandIn(opened))
