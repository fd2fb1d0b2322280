"""Stand-ins and fixtures that all tests share."""

from __future__ import annotations

import gc
import re
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from _pytest.nodeid import coerce_node_id
from hypothesis import settings

from index.encoders.base import Fingerprint, Vectors
from index.library import Library
from index.spans import Document, Marker

settings.register_profile(
    "shared machine", deadline=None
)  # a slow example is a busy machine, not a bug
settings.load_profile("shared machine")

BROWSERS = ("ui/browser, a to h", "ui/browser, i to z")
"""Groups of the tests marked `browser`, by the names of their files: alone the 97 tests take 280 s,
longer than half of all others together.
"""

FIRST = (
    *("ui/browser", "index/ingest/test_hostile", "cluster", "torture/", "sample set", "pincite/"),
    *("project/test_style", "index/ingest/", "ui/", "eval/bench/", "eval/runs/", "qa/train/"),
)
"""What the names of the groups begin with that take longest, the longest first."""

HEAVY = ("torch", "gradio")
"""What takes longest to compile, in a fresh environment, of what the tests import."""


def pytest_configure(config: pytest.Config) -> None:
    """One process compiles the first of HEAVY, one the second, and the others what comes first.

    Otherwise all would compile everything, as they import the same in the same order.
    """
    worker = getattr(config, "workerinput", {"workerid": f"gw{len(HEAVY)}"})["workerid"]
    for name in HEAVY[int(worker[2:]) :][:1]:
        import_module(name)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Half a million objects are made that live on: no garbage is sought then, nor among them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """For `--dist loadgroup`: the tests of a file are a group, which one process runs.

    So what they share is made once. Those of the browser are two groups, those of a cluster one,
    and the marker `xdist_group` joins files, too. The groups that take longest are run first, so
    that the processes end together.
    """
    if not config.getoption("loadgroup", False):
        return
    folder = Path(__file__).parent
    ranks: dict[pytest.Item, int] = {}
    for item in items:
        group = item.path.relative_to(folder).with_suffix("").as_posix()
        if item.get_closest_marker("browser"):
            group = BROWSERS[item.path.stem.removeprefix("test_") >= "i"]
        if item.get_closest_marker("cluster"):
            group = "cluster"
        if marker := item.get_closest_marker("xdist_group"):
            group = marker.args[0]
        # as pytest-xdist does, but 3.8.0 sets `_nodeid`, which pytest 9.2 no longer reads
        item._id = coerce_node_id(f"{item.nodeid}@{group}")
        begins = [rank for rank, start in enumerate(FIRST) if group.startswith(start)]
        ranks[item] = min(begins, default=len(FIRST))
    items.sort(key=ranks.__getitem__)


_WORD = re.compile(r"\w+")


class WordEncoder:
    """One axis for each word, in the order in which words are first seen.

    A text of n different words has n components 1 / sqrt(n), so the cosine of two texts of n
    words with m words in common is m / n and can be worked out by hand.
    """

    fingerprint = Fingerprint("words", "0" * 64, 512)

    def __init__(self) -> None:
        self._axes: dict[str, int] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), 512), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in set(_WORD.findall(text.casefold())) or {""}:
                row[self._axes.setdefault(word, len(self._axes))] = 1
            row /= np.linalg.norm(row)
        return vectors


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def library(tmp_path: Path, encoder: WordEncoder) -> Iterator[Library]:
    with Library.open(tmp_path / "my.pincite", create=True, encoder=encoder) as library:
        yield library


def document(
    text: str, source: str = "a.txt", title: str = "A", marks: tuple[Marker, ...] = ()
) -> Document:
    """A document that is not in a library yet."""
    return Document(0, source, title, text, marks)


def damage(path: Path, change: str) -> None:
    """Changes a library file with SQL, without Pincite."""
    db = sqlite3.connect(path)
    db.execute(change)
    db.commit()
    db.close()
