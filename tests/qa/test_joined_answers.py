"""Whole answers from several libraries, with the bundled models: those of one library, to the last
bit of confidence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from index.collection.joined import JoinedLibrary
from index.library import Library
from index.spans import Document
from qa.decision.calibrations import load_calibration
from qa.pipeline import BUNDLED_READER, QAPipeline, open_reader
from tests.support import proof
from tests.support.paths import SAMPLE_SET

pytest_plugins = ["tests.support.sample_fixtures"]

PARTS = 3


@pytest.fixture
def joined(sample: Path, tmp_path: Path) -> Iterator[tuple[Library, JoinedLibrary]]:
    """The sample library, and its documents in three others."""
    with ExitStack() as stack:
        one = stack.enter_context(Library.open(sample))
        parts = [
            stack.enter_context(
                Library.open(tmp_path / f"{number}", create=True, encoder=one.encoder)
            )
            for number in range(PARTS)
        ]
        for number, source in enumerate(one.sources()):
            parts[number % PARTS].restore(one.snapshot(source))
        yield one, JoinedLibrary(parts)


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.xdist_group("sample set")  # added once
def test_answers_equal_those_of_one_library(joined: tuple[Library, JoinedLibrary]) -> None:
    asked = json.loads((SAMPLE_SET / "questions.json").read_text(encoding="utf-8"))["questions"]
    questions = [each["question"] for each in asked]
    count = proof.size(2, 60)
    chosen = questions[:: max(1, len(questions) // count)][:count]
    chosen += ["Who is the Belarussian defnce minister?", "What is in the timeline of 2021?"]
    reader, calibration = open_reader(BUNDLED_READER), load_calibration(BUNDLED_READER)
    one, several = (QAPipeline(library, reader, calibration) for library in joined)
    for question in chosen:
        assert plain(several.ask(question)) == plain(one.ask(question)), question
    assert len(chosen) > count


def plain(value: object) -> object:
    """Everything in an answer but ids and the time it took; documents by source and text."""
    if isinstance(value, Document):
        return value.source, value.hash
    if is_dataclass(value):
        return {
            field.name: plain(getattr(value, field.name))
            for field in fields(value)
            if field.name != "milliseconds"
        }
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value
