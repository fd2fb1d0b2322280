"""Telling formats apart, and comparing gold with a library."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.datasets.dataset import (
    GoldSpan,
    Question,
    QuestionSet,
    RelevantDocument,
    question_to_json,
)
from eval.datasets.formats import pincite, squad
from eval.datasets.json_files import read_json, read_json_lines
from eval.datasets.load import check_against_library, load
from index.errors import PinciteError
from index.library import Library
from index.spans import content_hash
from tests.eval.datasets.harbour import MILL, add_documents


def test_json_lines_end_at_line_feeds_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"a": "one\u2028two"}\n\n{"a": "three"}', encoding="utf-8")
    assert [(node.place, node.value) for node in read_json_lines(path)] == [
        ("line 1", {"a": "one\u2028two"}),
        ("line 3", {"a": "three"}),
    ]


def test_gold_that_is_not_in_the_library_or_reads_otherwise_is_listed(library: Library) -> None:
    harbour = add_documents(library)
    present = GoldSpan(content_hash(MILL), 0, 8, "The mill", "mill.txt")
    moved = GoldSpan(content_hash(MILL), 1, 9, "The mill", "mill.txt")
    lost = Question("lost", "?", (), documents=(RelevantDocument("", "x:9"),))
    asked = (
        Question("present", "?", (present,)),
        Question("moved", "?", (moved,)),
        lost,
        Question("none", "?", ()),
    )
    assert list(check_against_library(harbour, QuestionSet("mine", asked))) == [
        "moved: mill.txt does not read 'The mill' at 1",
        "lost: none of its gold is in the library (such as 'x:9')",
    ]


def test_a_pincite_set_may_name_whole_documents(tmp_path: Path) -> None:
    relevant = RelevantDocument(content_hash("x"), "x.md", 2)
    asked = Question("q1", "Which?", (), "x.md", (relevant,))
    value = {
        "format": "pincite-questions",
        "version": 1,
        "name": "mine",
        "questions": [question_to_json(asked)],
    }
    path = tmp_path / "set.json"
    path.write_text(json.dumps(value))
    assert load(path).questions == (asked,)
    value["questions"] = [
        question_to_json(asked)
        | {"documents": [{"source": "x.md", "hash": relevant.hash, "grade": 0}]}
    ]
    path.write_text(json.dumps(value))
    with pytest.raises(
        PinciteError, match=r"questions\[0\]\.documents\[0\]\.grade: got 0, wanted 1 or more"
    ):
        load(path)


def test_the_format_of_json_is_recognised_by_its_fields(tmp_path: Path) -> None:
    pincite_set = {
        "format": "pincite-questions",
        "version": 1,
        "name": "mine",
        "questions": [question_to_json(Question("q1", "?", ()))],
    }
    squad_set = {
        "data": [
            {
                "title": "T",
                "paragraphs": [
                    {"context": "a", "qas": [{"id": "q1", "question": "?", "answers": []}]}
                ],
            }
        ]
    }
    for value, reader in ((pincite_set, pincite.read), (squad_set, squad.read)):
        path = tmp_path / "set.json"
        path.write_text(json.dumps(value))
        root, digest = read_json(path)
        assert load(path) == replace(reader(root), digest=digest)
