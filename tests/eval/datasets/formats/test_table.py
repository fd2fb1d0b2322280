"""CSV tables, whose answers are looked up in a library."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.datasets.dataset import GoldSpan, Question
from eval.datasets.formats import table
from eval.datasets.load import check_against_library, load
from index.errors import PinciteError
from index.library import Library
from index.spans import content_hash
from tests.eval.datasets.harbour import HARBOUR, add_documents


@pytest.fixture
def harbour(library: Library) -> Library:
    return add_documents(library)


def csv_file(folder: Path, text: str, name: str = "mine.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_looked_up_in_the_library(harbour: Library, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "question,answer,source\n"
        "When did it close?,1999,\n"
        '"Opened, when?",1994,harbour.txt\n'
        "How deep?,,\n",
    )
    questions = load(path, harbour)
    start = HARBOUR.index("1999")
    closed = GoldSpan(content_hash(HARBOUR), start, start + 4, "1999", "docs/harbour.txt")
    assert questions.name == "mine"
    assert questions.questions == (
        Question("When did it close?", "When did it close?", (closed,), closed.source),
        Question(
            "Opened, when?",
            "Opened, when?",
            (GoldSpan(closed.hash, 22, 26, "1994", closed.source),),
            closed.source,
        ),
        Question("How deep?", "How deep?", ()),
    )
    assert questions.notes == ()


def test_an_answer_in_several_places_is_noted_and_all_count(
    harbour: Library, tmp_path: Path
) -> None:
    questions = load(
        csv_file(tmp_path, "id\tquestion\tanswer\nq1\tWhen?\t1994\n", "mine.tsv"), harbour
    )
    assert [gold.source for gold in questions.questions[0].gold] == [
        "docs/harbour.txt",
        "docs/mill.txt",
    ]
    assert questions.notes == (
        "q1: '1994' occurs in 2 places, and each of them counts;"
        " give a source or a longer answer to choose one",
    )


def test_an_answer_that_does_not_occur_is_noted_and_still_asked(
    harbour: Library, tmp_path: Path
) -> None:
    questions = load(csv_file(tmp_path, "question,answer,id\nWhen?,1812,q1\n"), harbour)
    assert questions.notes == ("q1: '1812' does not occur in the library",)
    assert questions.questions[0].answerable
    assert questions.questions[0].accepted == ("1812",)
    assert list(check_against_library(harbour, questions)) == [
        "q1: none of its gold is in the library"
    ]


def test_rows_with_one_question_are_its_answers(harbour: Library, tmp_path: Path) -> None:
    (only,) = load(
        csv_file(tmp_path, "question,answer\nWhen?,1999\nWhen?,2001\n"), harbour
    ).questions
    assert only.accepted == ("1999", "2001")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "question,reply\na,b\n",
            "line 1: got the columns question, reply, wanted question and answer",
        ),
        ("question,answer,colour\n", "line 1: got the columns question, answer, colour"),
        ("question,answer\na,b,c\n", "record 2: got 3 cells, wanted 2"),
        ("question,answer\n,b\n", "record 2: the question is empty"),
        ('question,answer\na,"b\n', "broken CSV"),
        ("", "line 1: got the columns"),
        ("question,answer\n", "no questions in it"),
    ],
)
def test_a_broken_table_is_rejected_with_the_place(
    harbour: Library, tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(PinciteError, match=message):
        load(csv_file(tmp_path, text), harbour)


def test_a_table_without_a_library_is_rejected(tmp_path: Path) -> None:
    assert table.is_table(csv_file(tmp_path, "question,answer\n"))
    with pytest.raises(PinciteError, match="looked up in a library"):
        load(tmp_path / "mine.csv")
