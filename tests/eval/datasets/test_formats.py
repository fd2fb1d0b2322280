"""BEIR and MS MARCO folders, tables of questions and answers, and gold held against the library."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.datasets.dataset import GoldSpan, Question, QuestionSet, RelevantDocument, as_fields
from eval.datasets.find_quotes import Quote, find_quotes
from eval.datasets.formats import beir, pincite, squad, table
from eval.datasets.json_files import read_json, read_json_lines
from eval.datasets.load import check_against_library, load
from index.errors import PinciteError
from index.library import Library
from index.spans import content_hash
from tests.conftest import document

SEA, SKY = "Sea\n\nThe sea is salt.", "The sky is blue."


def beir_folder(
    folder: Path,
    relevance: str = "q1\td1\t2\nq1\td2\t0\nq2\td9\t1\n",
    place: str = "qrels/test.tsv",
) -> Path:
    corpus = [
        {"_id": "d1", "title": "Sea", "text": "The sea is salt.", "metadata": {}},
        {"_id": "d2", "text": SKY},
    ]
    queries = [{"_id": id, "text": f"{id}?"} for id in ("q1", "q2", "q3")]
    with gzip.open(folder / "corpus.jsonl.gz", "wt") as file:
        file.write("\n".join(map(json.dumps, corpus)))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)) + "\n")
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).write_text(f"query-id\tcorpus-id\tscore\n{relevance}")
    return folder


@pytest.mark.parametrize("place", ["qrels/test.tsv", "test.tsv"])
def test_a_beir_folder(tmp_path: Path, place: str) -> None:
    found = load(beir_folder(tmp_path, place=place))
    assert found.name == f"{tmp_path.name}/test"
    assert [(d.source.split(":")[1], d.title.split(":")[-1], d.text) for d in found.documents] == [
        ("d1", "Sea", SEA),
        ("d2", "d2", SKY),
    ]
    sea, lost = f"{tmp_path.name}:d1", f"{tmp_path.name}:d9"
    assert found.questions == (
        Question("q1", "q1?", (), documents=(RelevantDocument(content_hash(SEA), sea, 2),)),
        Question("q2", "q2?", (), documents=(RelevantDocument("", lost, 1),)),
    )
    assert all(question.answerable for question in found.questions)
    assert [(mark.kind, mark.label) for mark in found.documents[0].markers] == [("heading", "Sea")]
    assert load(tmp_path / place) == found


def test_of_several_judgements_the_test_ones_are_meant_or_the_file_named(tmp_path: Path) -> None:
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
        PinciteError, match=r"which relevance judgements are meant\? Found .*dev\.tsv.*train\.tsv"
    ):
        load(folder)


def test_a_judged_query_without_a_text_is_named(tmp_path: Path) -> None:
    found = load(beir_folder(tmp_path, "q1\td1\t1\nq7\td1\t1\n"))
    assert [question.id for question in found.questions] == ["q1"]
    assert "the query 'q7' has no text" in found.notes[0]


def test_a_query_of_which_nothing_is_relevant_is_unanswerable(tmp_path: Path) -> None:
    (only,) = load(beir_folder(tmp_path, "q1\td1\t0\n")).questions
    assert not only.answerable


def test_an_ms_marco_folder(tmp_path: Path) -> None:
    (tmp_path / "collection.tsv").write_text("0\tThe sea is salt.\n1\tThe sky is blue.\n")
    (tmp_path / "queries.dev.small.tsv").write_text("7\thow is the sky\n8\tnobody judged\n")
    (tmp_path / "qrels.dev.small.tsv").write_text("7\t0\t1\t1\n")
    found = load(tmp_path)
    assert found.name == f"{tmp_path.name}/dev.small"
    assert found.questions == (
        Question(
            "7",
            "how is the sky",
            (),
            documents=(RelevantDocument(content_hash(SKY), f"{tmp_path.name}:1"),),
        ),
    )
    assert [document.text for document in found.documents] == ["The sea is salt.", SKY]


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
def test_a_broken_beir_folder_is_refused_with_its_place(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    (beir_folder(tmp_path) / name).write_text(content)
    with pytest.raises(PinciteError, match=message):
        beir.read(tmp_path)


def test_a_folder_without_texts_says_what_it_wants(tmp_path: Path) -> None:
    (beir_folder(tmp_path) / "corpus.jsonl.gz").unlink()
    with pytest.raises(
        PinciteError, match=r"its texts are missing, wanted corpus\.jsonl or collection\.tsv"
    ):
        load(tmp_path)


def test_json_lines_end_at_line_feeds_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"a": "one\u2028two"}\n\n{"a": "three"}', encoding="utf-8")
    assert [(node.place, node.value) for node in read_json_lines(path)] == [
        ("line 1", {"a": "one\u2028two"}),
        ("line 3", {"a": "three"}),
    ]


# tables

HARBOUR = "The harbour opened in 1994. It closed in 1999, and the party opened it again in 2001."
MILL = "The mill burned in 1994."


@pytest.fixture
def harbour(library: Library) -> Library:
    library.add(document(HARBOUR, "docs/harbour.txt", "The harbour"))
    library.add(document(MILL, "docs/mill.txt", "The mill"))
    return library


def csv_file(folder: Path, text: str, name: str = "mine.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_looked_up_in_the_library(harbour: Library, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        'question,answer,source\nWhen did it close?,1999,\n"Opened, when?",1994,harbour.txt\nHow deep?,,\n',
    )
    found = load(path, harbour)
    start = HARBOUR.index("1999")
    closed = GoldSpan(content_hash(HARBOUR), start, start + 4, "1999", "docs/harbour.txt")
    assert found.name == "mine"
    assert found.questions == (
        Question("When did it close?", "When did it close?", (closed,), closed.source),
        Question(
            "Opened, when?",
            "Opened, when?",
            (GoldSpan(closed.hash, 22, 26, "1994", closed.source),),
            closed.source,
        ),
        Question("How deep?", "How deep?", ()),
    )
    assert found.notes == ()


def test_an_answer_in_several_places_is_named_and_all_count(
    harbour: Library, tmp_path: Path
) -> None:
    found = load(csv_file(tmp_path, "id\tquestion\tanswer\nq1\tWhen?\t1994\n", "mine.tsv"), harbour)
    assert [gold.source for gold in found.questions[0].gold] == [
        "docs/harbour.txt",
        "docs/mill.txt",
    ]
    assert found.notes == (
        "q1: '1994' stands in 2 places, and each of them counts; a source or a longer answer tells",
    )


def test_an_answer_that_stands_nowhere_is_named_and_stays_in(
    harbour: Library, tmp_path: Path
) -> None:
    found = load(csv_file(tmp_path, "question,answer,id\nWhen?,1812,q1\n"), harbour)
    assert found.notes == ("q1: '1812' stands nowhere in the library",)
    assert found.questions[0].answerable
    assert found.questions[0].accepted == ("1812",)
    assert list(check_against_library(harbour, found)) == ["q1: none of its gold is in the library"]


def test_lines_of_one_question_are_its_answers(harbour: Library, tmp_path: Path) -> None:
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
def test_a_broken_table_is_refused_with_its_place(
    harbour: Library, tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(PinciteError, match=message):
        load(csv_file(tmp_path, text), harbour)


def test_a_table_without_a_library_is_refused(tmp_path: Path) -> None:
    assert table.is_table(csv_file(tmp_path, "question,answer\n"))
    with pytest.raises(PinciteError, match="looked up in a library"):
        load(tmp_path / "mine.csv")


def test_a_quote_is_found_as_whole_words_only(harbour: Library) -> None:
    (art, part, year, nothing) = find_quotes(
        harbour,
        [Quote("art"), Quote("opened it"), Quote("1994", "The mill"), Quote("1994", "sea.txt")],
    )
    assert art == ()
    assert [HARBOUR[gold.start : gold.end] for gold in part] == ["opened it"]
    assert [gold.source for gold in year] == ["docs/mill.txt"]
    assert nothing == ()


# gold against the library


def test_gold_that_the_library_does_not_bear_out_is_named(harbour: Library) -> None:
    held = GoldSpan(content_hash(MILL), 0, 8, "The mill", "mill.txt")
    moved = GoldSpan(content_hash(MILL), 1, 9, "The mill", "mill.txt")
    lost = Question("lost", "?", (), documents=(RelevantDocument("", "x:9"),))
    asked = (
        Question("held", "?", (held,)),
        Question("moved", "?", (moved,)),
        lost,
        Question("none", "?", ()),
    )
    assert list(check_against_library(harbour, QuestionSet("mine", asked))) == [
        "moved: mill.txt does not read 'The mill' at 1",
        "lost: none of its gold is in the library (such as 'x:9')",
    ]


def test_a_set_of_ours_may_name_whole_documents(tmp_path: Path) -> None:
    relevant = RelevantDocument(content_hash("x"), "x.md", 2)
    asked = Question("q1", "Which?", (), "x.md", (relevant,))
    value = {
        "format": "pincite-questions",
        "version": 1,
        "name": "mine",
        "questions": [as_fields(asked)],
    }
    path = tmp_path / "set.json"
    path.write_text(json.dumps(value))
    assert load(path).questions == (asked,)
    value["questions"] = [
        as_fields(asked) | {"documents": [{"source": "x.md", "hash": relevant.hash, "grade": 0}]}
    ]
    path.write_text(json.dumps(value))
    with pytest.raises(
        PinciteError, match=r"questions\[0\]\.documents\[0\]\.grade: got 0, wanted 1 or more"
    ):
        load(path)


def test_json_is_told_apart_by_its_fields(tmp_path: Path) -> None:
    ours = {
        "format": "pincite-questions",
        "version": 1,
        "name": "mine",
        "questions": [as_fields(Question("q1", "?", ()))],
    }
    theirs = {
        "data": [
            {
                "title": "T",
                "paragraphs": [
                    {"context": "a", "qas": [{"id": "q1", "question": "?", "answers": []}]}
                ],
            }
        ]
    }
    for value, reader in ((ours, pincite.read), (theirs, squad.read)):
        path = tmp_path / "set.json"
        path.write_text(json.dumps(value))
        root, digest = read_json(path)
        assert load(path) == replace(reader(root), digest=digest)
