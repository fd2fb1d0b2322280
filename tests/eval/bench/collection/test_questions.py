"""Reading questions with the words that answer them, and the files beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.bench.collection.questions import CLAUSE, TextQuestion, read_collection
from eval.bench.corpus import SAMPLE
from index.errors import PinciteError

CLAUSES = {
    "question": "Which law governs?",
    "source": "lease.pdf",
    "category": "Governing Law",
    "clauses": ["This lease is governed by the laws of Norway."],
}
WORDS = {
    "id": "dev-1",
    "kind": "list",
    "question": "Who came?",
    "source": ["minutes.docx", "old/minutes.txt"],
    "answers": ["Ada and Bob"],
    "evidence": "Present: Ada and Bob.",
    "items": ["Ada", "Bob"],
}
NOTHING = {"kind": "who", "question": "Who left?", "source": [], "answers": [], "evidence": ""}


def written(folder: Path, questions: object, name: str = "questions.json") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(questions))
    return folder / name


def test_both_kinds_of_questions_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "ferries", [CLAUSES, WORDS, NOTHING])
    (path.parent / "lease.pdf").write_text("")
    collection = read_collection(path)
    assert collection.name == "ferries", "that of the folder, of a file called questions.json"
    law, present, left = collection.questions
    assert law == TextQuestion(
        "1", "Which law governs?", CLAUSE, frozenset({"lease.pdf"}), tuple(CLAUSES["clauses"])
    )
    assert present == TextQuestion(
        "dev-1",
        "Who came?",
        "list",
        frozenset({"minutes.docx", "minutes.txt"}),
        ("Present: Ada and Bob.",),
        ("Ada and Bob",),
        ("Ada", "Bob"),
    )
    assert [each.answerable for each in collection.questions] == [True, True, False]
    assert left.evidence == ()


def test_files_are_those_in_a_folder_beside_the_set_or_beside_it(tmp_path: Path) -> None:
    path = written(tmp_path / "set", [CLAUSES], "set.json")
    with pytest.raises(PinciteError, match="no files beside it"):
        read_collection(path)
    (path.parent / "lease.txt").write_text("Rent.")
    assert read_collection(path).files == (("lease.txt", str(path.parent / "lease.txt")),)
    (path.parent / "docs").mkdir()
    (path.parent / "docs" / "other.txt").write_text("Other.")
    assert [source for source, _ in read_collection(path).files] == ["other.txt"]
    assert read_collection(path).name == "set"


@pytest.mark.parametrize(
    ("questions", "message"),
    [
        ([], "no questions in it"),
        ([{"question": "Who?"}], r"\[0\].*'source' is missing"),
        ([{"question": "Who?", "source": "a"}], r"\[0\].*'kind' is missing"),
        ([{**CLAUSES, "clauses": [3]}], r"\[0\]\.clauses\[0\]: got 3, wanted text"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, questions: object, message: str) -> None:
    path = written(tmp_path, questions)
    (tmp_path / "a.txt").write_text("")
    with pytest.raises(PinciteError, match=message):
        read_collection(path)


def test_a_set_with_ranges_has_clauses() -> None:
    sample = read_collection(SAMPLE)
    assert sample.name == "belarus"
    assert len(sample.files) == 12
    first = sample.questions[0]
    assert first.kind == CLAUSE
    assert first.sources <= {source for source, _ in sample.files}
    assert first.evidence
    assert not all(each.answerable for each in sample.questions)
