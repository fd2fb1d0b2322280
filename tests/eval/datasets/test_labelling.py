"""Adding questions to a set: gold from quotes, ambiguous quotes, feedback on answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.datasets.dataset import GoldSpan, Question
from eval.datasets.find_quotes import Quote
from eval.datasets.labelling import append_question, gold_span, gold_spans, record_feedback
from eval.datasets.load import load
from index.errors import PinciteError
from index.library import Library
from index.spans import content_hash
from tests.conftest import WordEncoder, document

HARBOUR = "The harbour opened in 1994. It closed in 1999."
MILL = "The mill burned in 1994."


@pytest.fixture
def harbour(library: Library, monkeypatch: pytest.MonkeyPatch, encoder: WordEncoder) -> Library:
    monkeypatch.setattr("index.library.default_encoder", lambda: encoder)
    library.add(document(HARBOUR, "harbour.txt", "The harbour"))
    library.add(document(MILL, "mill.txt", "The mill"))
    return library


def test_a_quote_that_occurs_once_is_gold(harbour: Library) -> None:
    assert gold_span(harbour, Quote("in 1999")) == GoldSpan(
        content_hash(HARBOUR), 38, 45, "in 1999", "harbour.txt"
    )
    assert gold_span(harbour, Quote("1994", "mill.txt")).source == "mill.txt"


def test_the_places_of_an_ambiguous_quote_are_listed_and_one_can_be_picked(
    harbour: Library,
) -> None:
    with pytest.raises(PinciteError) as raised:
        gold_span(harbour, Quote("1994"))
    head, first, second = str(raised.value).splitlines()
    assert head == "'1994' occurs in 2 places; choose one with --pick N:"
    assert first == "  1  harbour.txt: …The harbour opened in 1994. It closed in 1999.…"
    assert second == "  2  mill.txt: …The mill burned in 1994.…"
    assert gold_span(harbour, Quote("1994"), pick=2).source == "mill.txt"
    with pytest.raises(PinciteError, match=r"--pick 3: .* occurs 2 times"):
        gold_span(harbour, Quote("1994"), pick=3)


@pytest.mark.parametrize(
    ("quote", "message"),
    [(Quote("1812"), "does not occur in any of the texts"), (Quote(" "), "The quote is empty")],
)
def test_a_quote_that_does_not_occur_is_rejected(
    harbour: Library, quote: Quote, message: str
) -> None:
    with pytest.raises(PinciteError, match=message):
        gold_span(harbour, quote)


def test_a_set_grows_and_its_other_fields_are_preserved(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    gold = GoldSpan("0" * 64, 0, 4, "1994", "a.md")
    assert append_question(path, Question("q1", "When?", (gold,))) == 1
    value = json.loads(path.read_text())
    path.write_text(json.dumps(value | {"licence": "CC0"}))
    assert append_question(path, Question("q2", "Where?", ())) == 2
    assert load(path).questions == (
        Question("q1", "When?", (gold,), "a.md"),
        Question("q2", "Where?", ()),
    )
    assert json.loads(path.read_text())["licence"] == "CC0"
    before = path.read_bytes()
    with pytest.raises(PinciteError, match="already has a question with the id 'q2'"):
        append_question(path, Question("q2", "Which?", ()))
    assert path.read_bytes() == before


def test_feedback_replaces_earlier_feedback(tmp_path: Path) -> None:
    path = tmp_path / "mine.questions.json"
    right, wrong = (
        GoldSpan("0" * 64, 0, 4, "1994", "a.md"),
        GoldSpan("0" * 64, 9, 13, "1812", "a.md"),
    )
    append_question(path, Question("q0", "Where?", ()))
    assert record_feedback(path, Question("q1", "When?", (right,))) == 2
    assert load(path).questions[1].gold == (right,)
    assert record_feedback(path, Question("q1", "When?", ()), [wrong], labelled=False) == 1
    assert [question.id for question in load(path).questions] == ["q0"]
    assert load(path).notes == ("questions with only answers marked wrong, which are not asked: 1",)
    assert record_feedback(path, Question("q1", "When?", (right,)), [wrong]) == 2
    fields = json.loads(path.read_text())
    assert "unlabelled" not in fields
    assert fields["questions"][1]["wrong"] == [
        {"source": "a.md", "hash": "0" * 64, "start": 9, "end": 13, "text": "1812"}
    ]
    assert load(path).questions[1] == Question("q1", "When?", (right,), "a.md")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"unlabelled": [{"id": "a", "question": "b"}]}, "wrong"),
        ({"unlabelled": 3}, "wanted a list"),
        (
            {"unlabelled": [{"id": "a", "question": "b", "wrong": [{"source": "a"}]}]},
            r"unlabelled\[0\].wrong\[0\]",
        ),
        (
            {"questions": [{"id": "a", "question": "b", "gold": [], "wrong": [3]}]},
            r"questions\[0\].wrong\[0\]",
        ),
    ],
)
def test_invalid_feedback_is_rejected_with_the_place(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    path = tmp_path / "mine.json"
    append_question(path, Question("q0", "Where?", ()))
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(PinciteError, match=message):
        record_feedback(path, Question("q1", "When?", ()))


def test_all_places_of_a_quote(harbour: Library) -> None:
    assert [gold.source for gold in gold_spans(harbour, Quote("1994"))] == [
        "harbour.txt",
        "mill.txt",
    ]
    with pytest.raises(PinciteError, match="does not occur in any of the texts"):
        gold_spans(harbour, Quote("1812"))


def test_the_command_writes_what_the_evaluation_reads(
    harbour: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, words = tmp_path / "mine.json", ["label", str(harbour.path), "--question"]
    assert (
        main([*words, "When did it close?", "--quote", "1999", "--id", "q1", "--out", str(out)])
        == 0
    )
    assert main([*words, "How deep is it?", "--no-answer", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out} now has 1 question\n{out} now has 2 questions\n"
    assert [(question.id, question.accepted) for question in load(out).questions] == [
        ("q1", ("1999",)),
        ("How deep is it?", ()),
    ]
    assert main([*words, "When?", "--quote", "1994", "--pick", "2"]) == 0
    assert json.loads(capsys.readouterr().out)["gold"][0]["source"] == "mill.txt"
    assert main([*words, "When?", "--quote", "1994", "--out", str(out)]) == 2
    assert "choose one with --pick N" in capsys.readouterr().err
    assert len(load(out).questions) == 2
