"""The handlers of the three pages and the gate, on a real library, without a browser."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from eval.datasets.dataset import QuestionSet
from eval.runs.run import check_against_library, load_set, read_run
from index.errors import PinciteError
from index.library import Library
from index.spans import Document
from index.storage.filters import NO_FILTER, Filter
from qa.types import Answer
from tests.support.ui_engine import AQUEDUCTS, HIGH, MIX, NOBODY, StandIn, WordEncoder, library
from ui.engine.admission import ServerBusy
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries
from ui.handlers import ask, evaluation, verdict
from ui.handlers import library as shelf
from ui.handlers.evaluation import PastRun
from ui.views.answer import AskOptions


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with library(tmp_path / "small.pincite") as made:
        yield Engine(StandIn(made))


# ask


def test_ask_shows_answer_and_document(engine: Engine) -> None:
    shown = ask.ask(engine, HIGH)
    assert '<strong class="span">48.8 metres</strong>' in shown.answer
    assert '<strong class="span">48.8 metres</strong>' in shown.viewer
    assert shown.result is not None
    assert shown.result.span is not None


@pytest.mark.parametrize(
    ("question", "said"),
    [("  ", "The question is empty."), ("x" * 2001, "The question has 2,001 characters")],
)
def test_ask_says_what_is_wrong_with_a_question(engine: Engine, question: str, said: str) -> None:
    shown = ask.ask(engine, question)
    assert 'role="alert"' in shown.answer
    assert said in shown.answer
    assert shown.result is None


def test_ask_of_some_documents_says_of_which_and_links_to_them(engine: Engine) -> None:
    shown = ask.ask(engine, HIGH, "*.txt, *.odt", " guide ", ["travel"], "2021 ", "2022-01")
    assert shown.result is not None
    assert {passage.span.document.source for passage in shown.result.passages} == {"gard-guide.txt"}
    assert (
        "Only with <bdi>source *.txt, source *.odt, title guide, tag travel, date since 2021 until 2022-01</bdi>"
        in shown.answer
    )
    assert (
        'data-where="source=%2A.txt&amp;source=%2A.odt&amp;title=guide&amp;tag=travel&amp;since=2021&amp;until=2022-01"'
        in shown.answer
    )
    plain = ask.ask(engine, HIGH, " , ", "", [])
    assert "Only with" not in plain.answer
    assert 'data-where=""' in plain.answer


@pytest.mark.parametrize("nonsense", [None, 3, {"a": 1}, [["x"]], [None]])
def test_ask_takes_anything_for_a_filter(engine: Engine, nonsense: object) -> None:
    shown = ask.ask(engine, HIGH, nonsense, nonsense, nonsense, nonsense, nonsense)
    assert shown.result is not None
    assert len(shown.result.passages) > 2
    assert "is empty" in ask.ask(engine, nonsense).answer


def test_ask_says_what_is_wrong_with_a_filter(engine: Engine) -> None:
    assert "301 characters" in ask.ask(engine, HIGH, "x" * 301).answer
    assert "is &#34;&lt;b&gt;&#34;, which is no date" in ask.ask(engine, HIGH, until="<b>").answer
    assert ask.tags(engine) == ["travel"]


def test_ask_survives_a_broken_engine(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    shown = ask.ask(engine, "Will you explode?")
    assert "Something went wrong inside Pincite." in shown.answer
    assert "the engine broke" not in shown.answer
    assert "the engine broke" in caplog.text


def test_open_source_by_number(engine: Engine) -> None:
    result = engine.ask(HIGH)
    assert "Visitor guide: Pont du Gard" in ask.open_source(result, 2)
    assert "page 2 · Figures" in ask.open_source(result, 2)
    for nonsense in (0, 99, "1", None, {"a": 1}, -1):
        assert "Choose a source" in ask.open_source(result, nonsense)
    assert "Ask again" in ask.open_source(None, 1)


def test_open_another_reading(engine: Engine) -> None:
    result = engine.ask(HIGH)
    assert '<strong class="span">275 metres</strong>' in ask.open_reading(result, 1)
    for nonsense in (0, 2, "1", None):
        assert "Choose a source" in ask.open_reading(result, nonsense)


def test_welcome_knows_an_empty_library(tmp_path: Path) -> None:
    with library(tmp_path / "none.pincite", ()) as made:
        assert "There is nothing to read yet." in ask.welcome(Engine(StandIn(made)), [HIGH])
    with library(tmp_path / "one.pincite", [AQUEDUCTS]) as made:
        assert "your 1 document can answer" in ask.welcome(Engine(StandIn(made)), [HIGH])


# library


def upload(path: Path, name: str, content: bytes) -> dict[str, object]:
    path.write_bytes(content)
    return {"path": str(path), "orig_name": name}


def test_add_names_files_as_their_owner_does(engine: Engine, tmp_path: Path) -> None:
    uploads = [
        upload(tmp_path / "1", "note one.txt", b"A bridge is a road over water."),
        upload(tmp_path / "2", "../../etc/two.md", b"# Two\n\nIt has two sentences. This is one."),
    ]
    *progress, report = shelf.add(engine, uploads)
    assert "note one.txt" in report
    assert {entry.source for entry in engine.library.list_documents()} >= {"note one.txt", "two.md"}
    assert progress
    assert all("<progress" in step for step in progress)


def test_add_files_under_tags(engine: Engine, tmp_path: Path) -> None:
    *_, report = shelf.add(
        engine, [upload(tmp_path / "1", "one.txt", b"Good text has words.")], " b, a ,, b"
    )
    assert next(
        entry.tags for entry in engine.library.list_documents() if entry.source == "one.txt"
    ) == ("a", "b")
    *_, report = shelf.add(
        engine, [upload(tmp_path / "1", "two.txt", b"Good text has words.")], "x" * 301
    )
    assert "301 characters" in report
    assert "two.txt" not in {entry.source for entry in engine.library.list_documents()}
    *_, report = shelf.add(
        engine, [upload(tmp_path / "1", "two.txt", b"Good text has words.")], None
    )
    assert "added, 1 sentence" in report


def test_add_reads_scans_where_it_is_asked_to_and_can(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    one = upload(tmp_path / "1", "one.txt", b"Good text has words.")
    *_, report = shelf.add(engine, [one], "", True)
    assert "OCR needs the program tesseract" in report
    *_, report = shelf.add(engine, [one], "", "yes")
    assert "added, 1 sentence" in report


def test_add_goes_on_after_a_bad_file(engine: Engine, tmp_path: Path) -> None:
    uploads = [
        upload(tmp_path / "1", "empty.txt", b""),
        upload(tmp_path / "2", "picture.png", b"\x89PNG"),
        upload(tmp_path / "3", "good.txt", b"Good text has words."),
        upload(tmp_path / "4", "good.txt", b"Good text has words."),
    ]
    *_, report = shelf.add(engine, uploads)
    assert report.count('class="bad"') == 2
    assert "the file is empty" in report
    assert "cannot read .png" in report
    assert "unchanged, already in the library" in report
    assert "good.txt" in {entry.source for entry in engine.library.list_documents()}


def test_add_says_when_the_library_cannot_be_written(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise PinciteError("The disk is full. Make room.")

    monkeypatch.setattr(engine.library, "refresh_index", full)
    *_, report = shelf.add(engine, [upload(tmp_path / "1", "a.txt", b"Some words.")])
    assert "a.txt" in report
    assert "The disk is full." in report


def test_add_shows_every_file_and_can_be_cancelled(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was stored stays, the rest is named as not read. Only who is shown it can cancel it."""
    monkeypatch.setattr(WordEncoder, "pause", 0.5)
    uploads = [
        upload(tmp_path / f"{n}", f"file {n}.txt", b"Good text has words.") for n in range(4)
    ]
    shown = []
    for progress in shelf.add(engine, uploads, visit="mine"):
        shelf.cancel(engine, "another")
        if "added" in progress:
            shelf.cancel(engine, "mine")
        shown.append(progress)
    assert any("file 3.txt</bdi> — waiting" in each for each in shown)
    assert "Stopped." in shown[-1]
    stored = {
        entry.source for entry in engine.library.list_documents() if entry.source.startswith("file")
    }
    assert "file 0.txt" in stored
    assert "file 3.txt" not in stored
    for number in range(4):
        named = "added" if f"file {number}.txt" in stored else "not read"
        assert re.search(rf"file {number}\.txt</bdi>(</b>)? — {named}", shown[-1])


def test_files_are_read_on_when_nobody_looks_and_shown_to_who_comes_back(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WordEncoder, "pause", 0.3)
    assert list(shelf.resumed(engine)) == []
    watching = shelf.add(
        engine,
        [upload(tmp_path / f"{n}", f"file {n}.txt", b"Good text has words.") for n in range(3)],
    )
    next(watching)
    watching.close()  # as Gradio does when the page is left
    *progress, report = shelf.resumed(engine)
    assert progress
    assert report.count("— added, 1 sentence") == 3
    assert {f"file {n}.txt" for n in range(3)} < {
        entry.source for entry in engine.library.list_documents()
    }
    assert list(shelf.resumed(engine)) == []


def test_one_lot_of_files_waits_for_another_of_any_library(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WordEncoder, "pause", 0.3)
    with library(tmp_path / "other.pincite", ()) as made:
        other = engine.for_library(made)
        first = shelf.add(engine, [upload(tmp_path / "1", "one.txt", b"Good text has words.")])
        next(first)
        second = shelf.add(
            other, [upload(tmp_path / "2", "two.txt", b"Good text has words.")], visit="mine"
        )
        assert "1 file waiting to be read" in next(second)
        shelf.cancel(other, "mine")
        assert "1 file was not read" in list(second)[-1]
        assert "— added" in list(first)[-1]
        assert made.count() == 0


def test_the_end_of_the_server_stops_the_reading_between_two_documents(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WordEncoder, "pause", 0.3)
    watching = shelf.add(
        engine,
        [upload(tmp_path / f"{n}", f"file {n}.txt", b"Good text has words.") for n in range(30)],
    )
    next(watching)
    assert engine.busy
    engine.refuse()
    assert "Stopped." in list(watching)[-1]
    assert not engine.busy
    assert "file 29.txt" not in {entry.source for entry in engine.library.list_documents()}


def test_remove_and_restore(engine: Engine) -> None:
    before = [(entry.source, entry.hash, entry.added) for entry in engine.library.list_documents()]
    message, removals = shelf.remove(engine, "concrete.txt")
    assert "removed from the library" in message
    assert 'data-undo="concrete.txt"' in message
    assert "concrete.txt" not in shelf.listed(engine)
    message, removals = shelf.remove(engine, "aqueducts.md", removals)
    assert [each.document.source for each in removals] == ["aqueducts.md", "concrete.txt"]
    message, removals = shelf.restore(engine, "concrete.txt", removals)
    assert "back in the library" in message
    assert 'data-undo="aqueducts.md"' in message
    message, removals = shelf.restore(engine, "aqueducts.md", removals)
    assert removals == ()
    assert [
        (entry.source, entry.hash, entry.added) for entry in engine.library.list_documents()
    ] == before
    assert not engine.ask(MIX).abstained


def test_what_cannot_be_removed_or_restored_is_said(engine: Engine) -> None:
    message, removals = shelf.remove(engine, "none.txt")
    assert 'role="alert"' in message
    assert removals == ()
    for nonsense in ("none.txt", None, 3):
        message, _ = shelf.restore(engine, nonsense, ())
        assert "cannot be put back any more" in message
    _, removals = shelf.remove(engine, "concrete.txt")
    engine.library.add(replace(removals[0].document, id=0))
    message, left = shelf.restore(engine, "concrete.txt", removals)
    assert "There is another document" in message
    assert left == removals


def test_as_many_removals_as_are_kept(engine: Engine) -> None:
    removals: shelf.Removals = ()
    for number in range(shelf.UNDONE + 2):
        engine.library.add(Document(0, f"{number}.txt", "Some", f"Some words {number}."))
        _, removals = shelf.remove(engine, f"{number}.txt", removals)
    assert [each.document.source for each in removals] == [
        f"{n}.txt" for n in range(shelf.UNDONE + 1, 1, -1)
    ]


def test_the_list_is_searched(engine: Engine) -> None:
    assert "aqueducts.md" not in shelf.listed(engine, "roman CONCRETE")
    assert "concrete.txt" in shelf.listed(engine, "roman CONCRETE")
    assert "gard-guide.txt" in shelf.listed(engine, "travel")
    assert shelf.listed(engine, None).count("data-remove") == 3


def test_what_a_library_takes_on_the_disk(engine: Engine) -> None:
    engine.library.refresh_index()
    path = engine.library.path
    found = shelf.disk(path)
    assert found.file == path.stat().st_size
    assert found.cache == sum(each.stat().st_size for each in path.parent.glob("*.faiss")) > 0
    assert found.free > 0


def test_libraries_are_listed_and_made(engine: Engine) -> None:
    made = Libraries(engine)
    assert 'library=small" aria-current=page' in shelf.libraries(made, "")
    assert "will not do as a name" in shelf.make(made, "", "../x")
    assert 'library=my%20notes" data-go' in shelf.make(made, "", "my notes")
    assert 'library=my%20notes" aria-current=page' in shelf.libraries(made, "my notes")
    (engine.library.path.parent / "broken.pincite").write_text("no library")
    shown = shelf.libraries(made, "broken")
    assert "not a Pincite library" in shown or "cannot be opened" in shown
    assert 'library=small" aria-current=page' in shown
    made.close()


# a verdict


def kept(engine: Engine) -> QuestionSet:
    return load_set([verdict.file_of(engine.library)], engine.library)


def test_a_right_answer_is_kept_with_all_its_places(engine: Engine) -> None:
    result = engine.ask(HIGH)
    assert "small.questions.json</bdi>, which\n    holds 1 question." in verdict.save(
        engine, result, "right"
    )
    (question,) = kept(engine).questions
    assert question.question == HIGH
    assert [(gold.source, gold.text) for gold in question.gold] == [
        ("aqueducts.md", "48.8 metres"),
        ("gard-guide.txt", "48.8 metres"),
    ]
    assert not list(check_against_library(engine.library, kept(engine)))
    past = ran(engine, verdict.file_of(engine.library))
    assert [row.right for row in past.run.rows] == [True]
    assert evaluation.question_sets(engine)[evaluation.VERDICTS] == verdict.file_of(engine.library)


def test_a_verdict_can_be_changed(engine: Engine) -> None:
    result = engine.ask(HIGH)
    verdict.save(engine, result, "right")
    verdict.save(engine, result, "reading", 2)
    (question,) = kept(engine).questions
    assert question.accepted == ("275 metres",)
    assert [
        each["text"]
        for each in json.loads(verdict.file_of(engine.library).read_text())["questions"][0]["wrong"]
    ] == ["48.8 metres"] * 2
    assert "holds 1 question" in verdict.save(
        engine, result, "words", None, " 40,000 cubic metres "
    )
    assert kept(engine).questions[0].accepted == ("40,000 cubic metres",)
    verdict.save(engine, result, "none")
    assert kept(engine).questions[0].answerable is False
    assert "Noted as wrong" in verdict.save(engine, result, "wrong")
    assert json.loads(verdict.file_of(engine.library).read_text())["questions"] == []


def test_an_abstention_is_judged(engine: Engine) -> None:
    result = engine.ask(NOBODY)
    verdict.save(engine, result, "none")
    assert kept(engine).questions[0].gold == ()
    verdict.save(engine, result, "reading", 1)
    assert kept(engine).questions[0].accepted[0].startswith("Visitors may walk")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (("words", None, "no such words"), "stands nowhere"),
        (("words", None, "  "), "The quote is empty"),
        (("words", None, None), "no verdict"),
        (("words", None, "the"), "These words stand in 51 places."),
        (("reading", 9, None), "no verdict"),
        (("reading", "1", None), "no verdict"),
        ((None, None, None), "no verdict"),
        (({"a": 1}, None, None), "no verdict"),
    ],
)
def test_what_is_no_verdict(engine: Engine, told: tuple[object, object, object], said: str) -> None:
    engine.library.add(Document(0, "the.txt", "The", "And the " * 30))
    assert said in verdict.save(engine, engine.ask(HIGH), *told)
    assert not verdict.file_of(engine.library).exists()


def test_a_verdict_on_nothing(engine: Engine) -> None:
    assert "There is no answer to judge." in verdict.save(engine, None, "right")
    assert verdict.ask(None) == ""
    assert "no verdict" in verdict.save(engine, engine.ask(NOBODY), "right")


# the risk


def test_a_risk_decides_anew_and_reads_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = ask.ask(engine, HIGH)
    assert shown.result is not None
    monkeypatch.setattr(engine, "ask", None)
    strict = ask.decided(engine, shown.result, AskOptions(risk=0.02))
    assert "No answer found" in strict.answer
    assert 'data-where="risk=2"' in strict.answer
    assert strict.result is not None
    assert (strict.result.candidates, strict.result.threshold) == (shown.result.candidates, 0.95)
    assert ask.decided(engine, strict.result, AskOptions())[0] == shown.answer


def test_an_answer_is_given_at_the_risk_that_was_chosen(engine: Engine) -> None:
    assert "No answer found" in ask.ask(engine, NOBODY).answer
    lax = ask.ask(engine, NOBODY, risk=0.3)
    assert "Visitors may walk across" in lax.answer
    assert lax.asked.link == "risk=30"


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        (0.02, 0.02),
        ("2", 0.02),
        ("30", 0.3),
        (0.1, None),
        ("3", None),
        ("", None),
        (None, None),
        ({}, None),
        (1, None),
    ],
)
def test_risks_that_are_chosen(engine: Engine, said: object, chosen: float | None) -> None:
    assert ask.chosen_risk(engine, said) == chosen


# evaluation


def questions(path: Path, made: Library) -> Path:
    """Two questions with the right gold place, one without an answer, and one of a text that is not in the library."""
    documents = {entry.source: made.document(entry.id) for entry in made.list_documents()}

    def gold(source: str, words: str) -> dict[str, object]:
        doc: Document = documents[source]
        start = doc.text.index(words)
        return {
            "source": source,
            "hash": doc.hash,
            "start": start,
            "end": start + len(words),
            "text": words,
        }

    elsewhere = {"source": "gone.txt", "hash": "0" * 64, "start": 0, "end": 4, "text": "Gone"}
    asked = [
        {"id": "high", "question": HIGH, "gold": [gold("aqueducts.md", "48.8 metres")]},
        {"id": "mix", "question": MIX, "gold": [gold("concrete.txt", "volcanic ash")]},
        {"id": "nobody", "question": NOBODY, "gold": []},
        {"id": "gone", "question": "What is gone?", "gold": [elsewhere]},
    ]
    head = {
        "format": "pincite-questions",
        "version": 1,
        "name": "small",
        "description": "",
        "licence": "Apache-2.0",
    }
    path.write_text(json.dumps({**head, "questions": asked}), encoding="utf-8")
    return path


def ran(engine: Engine, *files: Path, limit: int | None = None, number: int = 1) -> PastRun:
    """The run of these files, which must not fail."""
    *_, last = evaluation.run(engine, files, limit, lambda: False, number)
    assert last.past is not None, last.html
    return last.past


def test_evaluation_from_questions_to_scores(engine: Engine, tmp_path: Path) -> None:
    path = questions(tmp_path / "small.json", engine.library)
    *progress, last = evaluation.run(engine, [path], None, lambda: False)
    assert all("<progress" in step.html and step.past is None for step in progress)
    assert "<dt>right</dt> <dd>75.0 %</dd>" in last.html
    assert "<dt>exact match</dt> <dd>75.0 %</dd>" in last.html
    assert "1 question cannot be answered here" in last.html
    assert "gone: none of its gold is in the library (such as &#39;gone.txt&#39;)" in last.html
    assert "not indexed" in last.html
    assert "such as &#39;gone.txt&#39;" in last.html
    assert last.html.count("<svg") == 3
    assert last.past is not None
    assert last.past.name == "run 1: small, 4 questions"
    recipe = last.past.run.config
    assert (recipe["set"], recipe["generation"], recipe["threshold"]) == (
        "small",
        engine.library.generation,
        StandIn.threshold,
    )


def test_evaluation_stops_and_keeps_what_it_has(engine: Engine, tmp_path: Path) -> None:
    path = questions(tmp_path / "small.json", engine.library)
    *_, last = evaluation.run(engine, [path], None, lambda: True)
    assert "Stopped after 1 of 4 questions." in last.html
    assert last.past is not None
    assert last.past.name == "run 1: small, 1 questions"


def test_evaluation_of_a_bad_file(engine: Engine, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    (shown,) = evaluation.run(engine, [broken], None, lambda: False)
    assert 'role="alert"' in shown.html
    assert "broken.json: broken JSON" in shown.html
    assert str(tmp_path) not in shown.html
    (shown,) = evaluation.run(engine, [], None, lambda: False)
    assert "Choose one first." in shown.html


def test_evaluation_takes_a_table_and_says_what_it_does_not_find(
    engine: Engine, tmp_path: Path
) -> None:
    table = tmp_path / "mine.csv"
    table.write_text(
        f"question,answer,source\n{HIGH},48.8 metres,aqueducts.md\n{MIX},pink paint,\n{NOBODY},,\n",
        encoding="utf-8",
    )
    *_, last = evaluation.run(engine, [table], None, lambda: False)
    assert last.past is not None
    assert [row.right for row in last.past.run.rows] == [True, False, True]
    assert "&#39;pink paint&#39; stands nowhere in the library" in last.html


def test_evaluation_takes_the_files_of_a_beir_folder_together(
    engine: Engine, tmp_path: Path
) -> None:
    texts = {
        entry.source: engine.library.document(entry.id).text
        for entry in engine.library.list_documents()
    }
    lines = [
        json.dumps({"_id": source, "title": "", "text": text}) for source, text in texts.items()
    ]
    corpus, queries, grades = (
        tmp_path / name / name for name in ("corpus.jsonl", "queries.jsonl", "test.tsv")
    )
    for path in (corpus, queries, grades):
        path.parent.mkdir()  # uploads lie in a folder each
    corpus.write_text("\n".join(lines), encoding="utf-8")
    queries.write_text(json.dumps({"_id": "1", "text": HIGH}), encoding="utf-8")
    grades.write_text("query-id\tcorpus-id\tscore\n1\taqueducts.md\t2\n", encoding="utf-8")
    past = ran(engine, corpus, queries, grades)
    assert [(row.question, row.right, row.rank) for row in past.run.rows] == [(HIGH, True, 1)]
    assert past.run.config["set"] == "files chosen/test"
    for files, said in (
        ([corpus], "corpus.jsonl is one file of a BEIR set."),
        (
            [grades],
            "The files chosen: its texts are missing, wanted corpus.jsonl or collection.tsv.",
        ),
        ([corpus, queries], "The files chosen: which relevance judgements are meant?"),
        ([corpus, corpus], "Two of the files chosen have the same name."),
    ):
        (shown,) = evaluation.run(engine, files, None, lambda: False)
        assert said in shown.html
        assert str(tmp_path) not in shown.html


def test_evaluation_takes_msmarco_and_squad_files(engine: Engine, tmp_path: Path) -> None:
    text = engine.library.document(engine.library.list_documents()[0].id).text
    (tmp_path / "collection.tsv").write_text(
        "7\t" + " ".join(text.split()) + "\n", encoding="utf-8"
    )
    (tmp_path / "queries.dev.tsv").write_text(f"1\t{HIGH}\n", encoding="utf-8")
    (tmp_path / "qrels.dev.tsv").write_text("1\t0\t7\t1\n", encoding="utf-8")
    files = [tmp_path / name for name in ("collection.tsv", "queries.dev.tsv", "qrels.dev.tsv")]
    assert (
        ran(engine, *files).run.rows[0].failure == "not indexed"
    )  # the text of the library has line ends, this one has none
    qas = [{"id": "q1", "question": HIGH, "answers": [{"text": "tall", "answer_start": 10}]}]
    squad = {
        "version": "1.1",
        "data": [{"title": "Bridge", "paragraphs": [{"context": "It is not tall.", "qas": qas}]}],
    }
    (tmp_path / "squad.json").write_text(json.dumps(squad), encoding="utf-8")
    assert ran(engine, tmp_path / "squad.json").run.rows[0].accepted == ("tall",)


def test_a_zip_archive_is_told_apart_from_broken_json(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "set.json").write_bytes(b"PK\x03\x04\x14\x00")
    (shown,) = evaluation.run(engine, [tmp_path / "set.json"], None, lambda: False)
    assert "set.json is a zip archive" in shown.html


def test_a_run_is_held_against_an_earlier_one_and_against_a_saved_one(
    engine: Engine, tmp_path: Path
) -> None:
    path = questions(tmp_path / "small.json", engine.library)
    first = ran(engine, path)
    rows = tuple(replace(row, right=False, f1=0.0) for row in first.run.rows)
    second = replace(first, name="run 2: small, 4 questions", run=replace(first.run, rows=rows))
    shown = evaluation.compare_with((first, second), first.name, None)
    assert "Compared with <bdi>run 1: small, 4 questions</bdi>" in shown
    assert "3 questions lost" in shown
    (tmp_path / "saved").mkdir()
    saved, report = evaluation.save(first, tmp_path / "saved")
    assert read_run(saved).rows == first.run.rows
    assert "</html>" in report.read_text(encoding="utf-8")
    assert "Compared with <bdi>run.json</bdi>" in evaluation.compare_with(
        (second,), "a run I saved", saved
    )
    assert (
        evaluation.compare_with((first, second), "nothing", None)
        == evaluation.compare_with((), "x", saved)
        == ""
    )


def test_runs_of_other_questions_and_files_that_are_no_runs_are_refused(
    engine: Engine, tmp_path: Path
) -> None:
    path = questions(tmp_path / "small.json", engine.library)
    first, second, third = (
        ran(engine, path),
        ran(engine, path, limit=2, number=2),
        ran(engine, path, number=3),
    )
    assert "only runs over the same questions can be compared" in evaluation.compare_with(
        (first, second), first.name, None
    )
    shown = evaluation.compare_with((first,), "a run I saved", path)
    assert 'role="alert"' in shown
    assert "small.json is not a run of version 2." in shown
    assert str(tmp_path) not in shown
    assert evaluation.latest_comparable((first, second, third)) == first.name
    assert (
        evaluation.latest_comparable((first, second))
        is evaluation.latest_comparable((first,))
        is None
    )


# the gate


class Slow(StandIn):
    """Answers when told to; counts how many questions it has at a time."""

    def __init__(self, made: Library) -> None:
        super().__init__(made)
        self.go = threading.Event()
        self.inside = self.most = 0
        self._lock = threading.Lock()

    def ask(self, question: str, filters: Filter = NO_FILTER) -> Answer:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.go.wait(5)
        with self._lock:
            self.inside -= 1
        return super().ask(question, filters)


def test_gate_bounds_questions_and_line(engine: Engine) -> None:
    slow = Slow(engine.library)
    gate = Engine(slow, at_once=2, waiting=3)
    askers = [threading.Thread(target=gate.ask, args=[HIGH]) for _ in range(5)]
    for asker in askers:
        asker.start()
    deadline = time.monotonic() + 5
    while slow.inside < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.1)
    with pytest.raises(ServerBusy, match="ask again"):
        gate.ask(HIGH)
    slow.go.set()
    for asker in askers:
        asker.join(5)
    assert slow.most == 2
    assert not gate.ask(MIX).abstained


def test_gate_does_not_wait_for_ever(engine: Engine) -> None:
    slow = Slow(engine.library)
    gate = Engine(slow, at_once=1, waiting=1, patience=0.05)
    asker = threading.Thread(target=gate.ask, args=[HIGH])
    asker.start()
    while not slow.inside:
        time.sleep(0.01)
    with pytest.raises(ServerBusy, match="busy"):
        gate.ask(HIGH)
    slow.go.set()
    asker.join(5)


def test_gate_reopens_after_errors(engine: Engine) -> None:
    gate = Engine(StandIn(engine.library), at_once=1, waiting=0)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            gate.ask("explode")
    assert not gate.ask(MIX).abstained
