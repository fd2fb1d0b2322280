"""What the tests of the commands share: a small set, and a pipeline whose encoder counts words.

Everything behind the encoder and the reader is real.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.library import Library
from index.spans import content_hash
from qa.pipeline import QAPipeline
from tests.conftest import WordEncoder, document
from tests.eval.commands.running import SEA, SKY
from tests.support.readers import HALF, Sentences


@pytest.fixture(autouse=True)
def _word_encoder(monkeypatch: pytest.MonkeyPatch, encoder: WordEncoder) -> None:
    monkeypatch.setattr("index.library.default_encoder", lambda: encoder)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    start = SEA.index("eleven")
    gold = {
        "source": "sea.txt",
        "hash": content_hash(SEA),
        "start": start,
        "end": start + 6,
        "text": "eleven",
    }
    lost = {"source": "lost.txt", "hash": "0" * 64, "start": 0, "end": 1, "text": "x"}
    questions = [
        ("deep", "How many kilometres deep is the sea?", [gold]),
        ("age", "Zzz?", []),
        ("lost", "Is the sky blue or green?", [lost]),
    ]
    value = [{"id": id, "question": text, "gold": golds} for id, text, golds in questions]
    path = tmp_path / "set.json"
    path.write_text(
        json.dumps({"format": "pincite-questions", "version": 1, "name": "sea", "questions": value})
    )
    return path


@pytest.fixture
def pipeline(library: Library, monkeypatch: pytest.MonkeyPatch) -> QAPipeline:
    """The pipeline that every command opens; its confidence is one half at half a cosine."""
    library.add(document(SEA, "sea.txt"))
    library.add(document(SKY, "sky.txt"))
    pipeline = QAPipeline(library, Sentences(), HALF)
    monkeypatch.setattr(
        "qa.pipeline.open_pipeline", lambda path, encoder=None, reader=None: pipeline
    )
    return pipeline
