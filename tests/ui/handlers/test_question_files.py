"""The question files that the evaluation page accepts, and what it says of the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.ui_engine import HIGH, MIX, NOBODY, WHY
from tests.ui.handlers.test_evaluation import run
from ui.engine.engine import Engine
from ui.handlers import evaluation


def error(engine: Engine, *files: Path) -> str:
    """The HTML of the error that these files give."""
    (update,) = evaluation.run(engine, files, None, lambda: False)
    assert 'role="alert"' in update.html
    return update.html


def test_broken_json(engine: Engine, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    shown = error(engine, broken)
    assert "broken.json: broken JSON" in shown
    assert str(tmp_path) not in shown


def test_no_file(engine: Engine) -> None:
    assert "Choose one first." in error(engine)


def test_a_zip_archive_is_not_called_broken_json(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "set.json").write_bytes(b"PK\x03\x04\x14\x00")
    assert "set.json is a zip archive" in error(engine, tmp_path / "set.json")


def test_a_table_with_an_answer_that_no_document_has(engine: Engine, tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text(
        f"question,answer,source\n{HIGH},48.8 metres,aqueducts.md\n{MIX},pink paint,\n{NOBODY},,\n",
        encoding="utf-8",
    )
    *_, last = evaluation.run(engine, [table], None, lambda: False)
    assert last.past is not None
    assert [row.right for row in last.past.run.rows] == [True, False, True]
    assert "&#39;pink paint&#39; does not occur in the library" in last.html


@pytest.fixture
def beir(engine: Engine, tmp_path: Path) -> tuple[Path, Path, Path]:
    """corpus.jsonl, queries.jsonl and test.tsv, each in a folder of its own, as uploads are."""
    entries = engine.library.list_documents()
    corpus, queries, grades = (
        tmp_path / name / name for name in ("corpus.jsonl", "queries.jsonl", "test.tsv")
    )
    for path in (corpus, queries, grades):
        path.parent.mkdir()
    lines = [
        json.dumps(
            {"_id": entry.source, "title": "", "text": engine.library.document(entry.id).text}
        )
        for entry in entries
    ]
    corpus.write_text("\n".join(lines), encoding="utf-8")
    queries.write_text(json.dumps({"_id": "1", "text": WHY}), encoding="utf-8")
    grades.write_text("query-id\tcorpus-id\tscore\n1\taqueducts.md\t2\n", encoding="utf-8")
    return corpus, queries, grades


def test_the_files_of_a_beir_folder(engine: Engine, beir: tuple[Path, Path, Path]) -> None:
    past = run(engine, *beir)
    assert [(row.question, row.right, row.rank) for row in past.run.rows] == [(WHY, True, 1)]
    assert past.run.config["set"] == "files chosen/test"


def test_an_incomplete_beir_folder(
    engine: Engine, beir: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    corpus, queries, grades = beir
    cases: list[tuple[list[Path], str]] = [
        ([corpus], "corpus.jsonl is one file of a BEIR set."),
        ([grades], "corpus.jsonl or collection.tsv"),
        ([corpus, queries], "relevance judgements"),
        ([corpus, corpus], "Two of the files chosen have the same name."),
    ]
    for files, message in cases:
        shown = error(engine, *files)
        assert message in shown
        assert str(tmp_path) not in shown


def test_the_files_of_an_ms_marco_folder(engine: Engine, tmp_path: Path) -> None:
    """The text of the library has line ends and this one has none, so it is another text."""
    text = engine.library.document(engine.library.list_documents()[0].id).text
    line = "7\t" + " ".join(text.split()) + "\n"
    (tmp_path / "collection.tsv").write_text(line, encoding="utf-8")
    (tmp_path / "queries.dev.tsv").write_text(f"1\t{HIGH}\n", encoding="utf-8")
    (tmp_path / "qrels.dev.tsv").write_text("1\t0\t7\t1\n", encoding="utf-8")
    names = ("collection.tsv", "queries.dev.tsv", "qrels.dev.tsv")
    past = run(engine, *(tmp_path / name for name in names))
    assert past.run.rows[0].failure == "not indexed"


def test_a_squad_file(engine: Engine, tmp_path: Path) -> None:
    qas = [{"id": "q1", "question": HIGH, "answers": [{"text": "tall", "answer_start": 10}]}]
    paragraph = {"context": "It is not tall.", "qas": qas}
    squad = {"version": "1.1", "data": [{"title": "Bridge", "paragraphs": [paragraph]}]}
    (tmp_path / "squad.json").write_text(json.dumps(squad), encoding="utf-8")
    assert run(engine, tmp_path / "squad.json").run.rows[0].accepted == ("tall",)
