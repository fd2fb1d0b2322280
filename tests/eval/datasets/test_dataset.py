"""SQuAD and Pincite JSON: what is read, and errors with their place."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.datasets.dataset import GoldSpan, Question
from eval.datasets.load import load
from index.errors import PinciteError
from index.spans import content_hash
from tests.support.paths import SAMPLE_SET

HASH = content_hash("a text")


def write(folder: Path, value: object, name: str = "set.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def squad(
    *articles: tuple[str, list[tuple[str, list[dict[str, Any]]]]], version: str = "1.1"
) -> dict[str, Any]:
    return {
        "version": version,
        "data": [
            {
                "title": title,
                "paragraphs": [{"context": context, "qas": qas} for context, qas in paragraphs],
            }
            for title, paragraphs in articles
        ],
    }


def qa(id: str, *answers: tuple[str, int], **more: object) -> dict[str, Any]:
    return {
        "id": id,
        "question": f"{id}?",
        "answers": [{"text": text, "answer_start": start} for text, start in answers],
        **more,
    }


def own(*questions: object, **more: object) -> dict[str, Any]:
    return {
        "format": "pincite-questions",
        "version": 1,
        "name": "mine",
        "questions": list(questions),
        **more,
    }


def gold(**changes: object) -> dict[str, object]:
    return {"source": "a.md", "hash": HASH, "start": 2, "end": 6, "text": "text"} | changes


def question(*golds: object, **changes: object) -> dict[str, object]:
    return {"id": "q1", "question": "What?", "gold": list(golds)} | changes


# SQuAD


def test_an_article_becomes_one_document_and_gold_is_shifted(tmp_path: Path) -> None:
    file = squad(
        (
            "The_Sea",
            [
                ("Salt 𝒂 water.", [qa("q1", ("water", 7))]),
                ("Deep\n\nwater.", [qa("q2", ("water", 6))]),
            ],
        )
    )
    loaded = load(write(tmp_path, file, "sea.json"))
    (document,) = loaded.documents
    assert (document.id, document.source, document.title) == (0, "squad:The_Sea", "The Sea")
    assert document.text == "Salt 𝒂 water.\n\nDeep\n\nwater."
    assert [question.gold for question in loaded.questions] == [
        (GoldSpan(document.hash, 7, 12, "water", "squad:The_Sea"),),
        (GoldSpan(document.hash, 21, 26, "water", "squad:The_Sea"),),
    ]
    assert (loaded.name, loaded.questions[0].question, loaded.questions[0].article) == (
        "sea",
        "q1?",
        "squad:The_Sea",
    )


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
def test_every_gold_range_quotes_its_document(contexts: list[str], data: st.DataObject) -> None:
    paragraphs = []
    for number, context in enumerate(contexts):
        start = data.draw(st.integers(0, len(context) - 1))
        end = data.draw(st.integers(start + 1, len(context)))
        paragraphs.append((context, [qa(f"q{number}", (context[start:end], start))]))
    with tempfile.TemporaryDirectory() as folder:
        loaded = load(write(Path(folder), squad(("T", paragraphs))))
    golds = [gold for question in loaded.questions for gold in question.gold]
    assert len(golds) == len(contexts)
    texts = {document.hash: document.text for document in loaded.documents}
    assert all(
        gold.hash not in texts or texts[gold.hash][gold.start : gold.end] == gold.text
        for gold in golds
    )
    assert bool(texts) == any(context.strip() for context in contexts)


def test_gold_given_twice_counts_once_and_accepted_texts_too(tmp_path: Path) -> None:
    file = squad(("T", [("a b a", [qa("q1", ("a", 0), ("a", 0), ("a", 4), ("b", 2))])]))
    (loaded,) = load(write(tmp_path, file)).questions
    assert [(gold.start, gold.text) for gold in loaded.gold] == [(0, "a"), (4, "a"), (2, "b")]
    assert loaded.accepted == ("a", "b")


def test_squad_2_without_answers_has_no_gold_but_its_article(tmp_path: Path) -> None:
    plausible = {"plausible_answers": [{"text": "b", "answer_start": 0}]}
    file = squad(
        (
            "T",
            [
                (
                    "a",
                    [
                        qa("q1", is_impossible=True, **plausible),
                        qa("q2", ("a", 0), is_impossible=False),
                        qa("q3"),
                    ],
                )
            ],
        ),
        version="v2.0",
    )
    loaded = load(write(tmp_path, file))
    assert [
        (question.id, len(question.gold), question.article) for question in loaded.questions
    ] == [
        ("q1", 0, "squad:T"),
        ("q2", 1, "squad:T"),
        ("q3", 0, "squad:T"),
    ]


def test_two_articles_of_one_title_do_not_replace_each_other(tmp_path: Path) -> None:
    file = squad(("T", [("a", [qa("q1", ("a", 0))])]), ("T", [("b", [qa("q2", ("b", 0))])]))
    sources = [document.source for document in load(write(tmp_path, file)).documents]
    assert len(set(sources)) == 2


def test_a_gzipped_set_is_the_same_set(tmp_path: Path) -> None:
    plain = write(tmp_path, squad(("T", [("a", [qa("q1", ("a", 0))])])))
    zipped = tmp_path / "set.json.gz"
    zipped.write_bytes(gzip.compress(plain.read_bytes()))
    assert load(zipped) == load(plain)
    assert (
        load(plain).digest
        != load(write(tmp_path, squad(("T", [("a", [qa("q2", ("a", 0))])])), "other.json")).digest
    )


def test_an_answer_must_occur_in_its_own_paragraph(tmp_path: Path) -> None:
    path = write(tmp_path, squad(("T", [("one", [qa("q1", ("two", 5))]), ("two", [])])))
    with pytest.raises(
        PinciteError,
        match=r"set\.json: data\[0\]\.paragraphs\[0\]\.qas\[0\]\.answers\[0\]: "
        r"question 'q1': 'two' is not at",
    ):
        load(path)


# the Pincite format


def test_the_pincite_format(tmp_path: Path) -> None:
    loaded = load(
        write(
            tmp_path,
            own(
                question(gold(), gold()), question(id="q2"), description="for a test", licence="CC0"
            ),
        )
    )
    assert loaded.name == "mine"
    assert loaded.documents == ()
    assert loaded.questions == (
        Question("q1", "What?", (GoldSpan(HASH, 2, 6, "text", "a.md"),), "a.md"),
        Question("q2", "What?", ()),
    )


def test_the_bundled_sample_set_can_be_read() -> None:
    loaded = load(SAMPLE_SET / "questions.json")
    assert len(loaded.questions) >= 60
    assert any(not question.gold for question in loaded.questions)


WRONG: list[tuple[object, str]] = [
    ([], r"top level: neither .data. .* nor .format."),
    ({"format": "pincite-questoins"}, r"neither .data."),
    (own() | {"version": 2}, r"version: got 2, wanted 1"),
    (own() | {"version": True}, r"version: got True, wanted a whole number"),
    (own(), r"no questions in it"),
    (
        own(question(), tags=[]),
        r"top level: unknown field 'tags'; "
        r"the fields are format, version, name, questions, description, licence",
    ),
    (
        {"format": "pincite-questions", "version": 1, "name": "x"},
        r"the field 'questions' is missing",
    ),
    (own() | {"questions": {}}, r"questions: got \{\}, wanted a list"),
    (own("q1"), r"questions\[0\]: got 'q1', wanted an object"),
    (own(question(), question()), r"question id 'q1' occurs 2 times"),
    (own(question(id=7)), r"questions\[0\]\.id: got 7, wanted text"),
    (
        own(question(question="\ud800")),
        r"questions\[0\]\.question: .* wanted text without lone surrogates",
    ),
    (own(question(gold() | {"page": 3})), r"questions\[0\]\.gold\[0\]: unknown field 'page'"),
    (own(question(gold(hash="abc"))), r"gold\[0\]\.hash: got 'abc', wanted a SHA-256"),
    (own(question(gold(start=2.0))), r"gold\[0\]\.start: got 2\.0, wanted a whole number"),
    (own(question(gold(end=2))), r"gold\[0\]: got \[2, 2\)"),
    (own(question(gold(start=-2, end=2))), r"gold\[0\]: got \[-2, 2\)"),
    (own(question(gold(text="texts"))), r"got \[2, 6\) and a text of 5 characters"),
    (squad(), r"no questions in it"),
    (squad(("T", [("a", [qa("q1", ("", 0))])])), r"question 'q1': '' is not at"),
    (
        squad(("T", [("ab", [qa("q1", ("b", -1))])])),
        r"question 'q1': 'b' is not at answer_start -1",
    ),
    (
        squad(("T", [("a", [qa("q1", is_impossible="no")])])),
        r"qas\[0\]\.is_impossible: got 'no', wanted true or false",
    ),
    (squad(("T", [("a", [qa("q1", answer="a")])])), r"qas\[0\]: unknown field 'answer'"),
    ({"data": [{"paragraphs": []}]}, r"data\[0\]: the field 'title' is missing"),
]


@pytest.mark.parametrize(("value", "message"), WRONG, ids=[message for _, message in WRONG])
def test_an_invalid_set_is_rejected_with_the_place(
    tmp_path: Path, value: object, message: str
) -> None:
    with pytest.raises(PinciteError, match=rf"set\.json: .*{message}"):
        load(write(tmp_path, value))


BROKEN: list[tuple[bytes, str]] = [
    (b'{"data": [\n  1,,\n]}', r"broken JSON: .*line 2 column 5"),
    (b"", r"broken JSON: .*line 1 column 1"),
    (b"\x00\xff\x80junk", r"broken JSON: .*can't decode byte 0xff in position 1"),
    (b"[" * 200_000, r"broken JSON: .*recursion"),
    (gzip.compress(b"{}" * 500)[:-9], r"cannot be read"),
    (b"\x1f\x8bnot gzip", r"cannot be read"),
]


@pytest.mark.parametrize(("raw", "message"), BROKEN, ids=[message for _, message in BROKEN])
def test_a_broken_file_is_rejected(tmp_path: Path, raw: bytes, message: str) -> None:
    path = tmp_path / "set.json"
    path.write_bytes(raw)
    with pytest.raises(PinciteError, match=rf"set\.json: {message}"):
        load(path)


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    path.write_text(json.dumps(own(question())), encoding="utf-8-sig")
    assert len(load(path).questions) == 1


def test_a_missing_file_and_a_folder_are_rejected(tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match=r"none\.json: does not exist"):
        load(tmp_path / "none.json")
    with pytest.raises(
        PinciteError, match=r"which relevance judgements are meant\? Got no \.tsv file"
    ):
        load(tmp_path)
