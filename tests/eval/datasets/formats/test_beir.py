"""BEIR and MS MARCO folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.datasets.dataset import Question, RelevantDocument
from eval.datasets.formats import beir
from eval.datasets.load import load
from index.errors import PinciteError
from index.spans import content_hash
from tests.eval.datasets.beir_files import SEA, SKY, beir_folder


@pytest.mark.parametrize("place", ["qrels/test.tsv", "test.tsv"])
def test_a_beir_folder(tmp_path: Path, place: str) -> None:
    questions = load(beir_folder(tmp_path, place=place))
    assert questions.name == f"{tmp_path.name}/test"
    assert [
        (each.source.split(":")[1], each.title.split(":")[-1], each.text)
        for each in questions.documents
    ] == [
        ("d1", "Sea", SEA),
        ("d2", "d2", SKY),
    ]
    sea, lost = f"{tmp_path.name}:d1", f"{tmp_path.name}:d9"
    assert questions.questions == (
        Question("q1", "q1?", (), documents=(RelevantDocument(content_hash(SEA), sea, 2),)),
        Question("q2", "q2?", (), documents=(RelevantDocument("", lost, 1),)),
    )
    assert all(question.answerable for question in questions.questions)
    assert [(marker.kind, marker.label) for marker in questions.documents[0].markers] == [
        ("heading", "Sea")
    ]
    assert load(tmp_path / place) == questions


def test_the_test_judgements_are_read_or_the_file_named(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path)
    (folder / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq3\td2\t1\n")
    assert [question.id for question in load(folder).questions] == ["q1", "q2"]
    dev = load(folder / "qrels" / "dev.tsv")
    assert (dev.name, [question.id for question in dev.questions]) == (
        f"{tmp_path.name}/dev",
        ["q3"],
    )
    assert dev.digest != load(folder).digest
    (folder / "qrels" / "test.tsv").rename(folder / "qrels" / "train.tsv")
    with pytest.raises(
        PinciteError, match=r"which relevance judgements are meant\? Got .*dev\.tsv.*train\.tsv"
    ):
        load(folder)


def test_a_judged_query_without_a_text_is_named(tmp_path: Path) -> None:
    questions = load(beir_folder(tmp_path, "q1\td1\t1\nq7\td1\t1\n"))
    assert [question.id for question in questions.questions] == ["q1"]
    assert "the query 'q7' has no text" in questions.notes[0]


def test_a_query_without_a_relevant_text_is_unanswerable(tmp_path: Path) -> None:
    (only,) = load(beir_folder(tmp_path, "q1\td1\t0\n")).questions
    assert not only.answerable


def test_an_ms_marco_folder(tmp_path: Path) -> None:
    (tmp_path / "collection.tsv").write_text("0\tThe sea is salt.\n1\tThe sky is blue.\n")
    (tmp_path / "queries.dev.small.tsv").write_text("7\thow is the sky\n8\tnobody judged\n")
    (tmp_path / "qrels.dev.small.tsv").write_text("7\t0\t1\t1\n")
    questions = load(tmp_path)
    assert questions.name == f"{tmp_path.name}/dev.small"
    assert questions.questions == (
        Question(
            "7",
            "how is the sky",
            (),
            documents=(RelevantDocument(content_hash(SKY), f"{tmp_path.name}:1"),),
        ),
    )
    assert [document.text for document in questions.documents] == ["The sea is salt.", SKY]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "qrels/test.tsv",
            "a\tb\tc\nq1\td1\thigh\n",
            r"test\.tsv: line 2: got 'q1\\td1\\thigh', wanted query, text and a whole number",
        ),
        ("qrels/test.tsv", "a\tb\tc\n", r"test\.tsv: no relevance judgements"),
        (
            "queries.jsonl",
            '{"_id": "q1"}\n',
            r"queries\.jsonl: line 1: the field 'text' is missing",
        ),
        ("queries.jsonl", '{"_id": "q1", "text": "?"}\n{', r"queries\.jsonl: line 2: broken JSON"),
        (
            "queries.jsonl",
            '{"_id": 1, "text": "?"}\n',
            r"queries\.jsonl: line 1\._id: got 1, wanted text",
        ),
    ],
)
def test_a_broken_beir_folder_is_rejected_with_the_place(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    (beir_folder(tmp_path) / name).write_text(content)
    with pytest.raises(PinciteError, match=message):
        beir.read(tmp_path)


def test_a_folder_without_texts_is_rejected(tmp_path: Path) -> None:
    (beir_folder(tmp_path) / "corpus.jsonl.gz").unlink()
    with pytest.raises(
        PinciteError, match=r"its texts are missing, wanted corpus\.jsonl or collection\.tsv"
    ):
        load(tmp_path)
