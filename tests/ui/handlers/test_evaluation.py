"""The handlers of the evaluation page, on a real library, without a browser."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from eval.runs.run_file import read_run
from index.ingest.readers import read_document
from index.library import Library
from index.spans import Document
from tests.support.ui_engine import HIGH, MIX, NOBODY, StandIn, library
from tests.ui.views.parse_html import tree
from ui.engine import sample_library
from ui.engine.engine import Engine
from ui.handlers import ask, evaluation, feedback
from ui.handlers.evaluation import PastRun


def write_questions(path: Path, library: Library) -> Path:
    """Two questions with the right gold, one without an answer, one of a text that is missing."""
    documents = {entry.source: library.document(entry.id) for entry in library.list_documents()}

    def gold(source: str, words: str) -> dict[str, object]:
        document: Document = documents[source]
        start = document.text.index(words)
        return {
            "source": source,
            "hash": document.hash,
            "start": start,
            "end": start + len(words),
            "text": words,
        }

    missing = {"source": "gone.txt", "hash": "0" * 64, "start": 0, "end": 4, "text": "Gone"}
    questions = [
        {"id": "high", "question": HIGH, "gold": [gold("aqueducts.md", "48.8 metres")]},
        {"id": "mix", "question": MIX, "gold": [gold("concrete.txt", "volcanic ash")]},
        {"id": "nobody", "question": NOBODY, "gold": []},
        {"id": "gone", "question": "What is gone?", "gold": [missing]},
    ]
    head = {
        "format": "pincite-questions",
        "version": 1,
        "name": "small",
        "description": "",
        "licence": "Apache-2.0",
    }
    path.write_text(json.dumps({**head, "questions": questions}), encoding="utf-8")
    return path


def run(engine: Engine, *files: Path, limit: int | None = None, number: int = 1) -> PastRun:
    """The finished run of these files; fails if there is none."""
    *_, last = evaluation.run(engine, files, limit, lambda: False, number)
    assert last.past is not None, last.html
    return last.past


def test_from_questions_to_scores(engine: Engine, tmp_path: Path) -> None:
    path = write_questions(tmp_path / "small.json", engine.library)
    *progress, last = evaluation.run(engine, [path], None, lambda: False)
    assert all("<progress" in step.html and step.past is None for step in progress)
    assert "<dt>right</dt> <dd>75.0 %</dd>" in last.html
    assert "<dt>exact match</dt> <dd>75.0 %</dd>" in last.html
    assert "1 question cannot be answered here" in last.html
    assert "gone: none of its gold is in the library (such as &#39;gone.txt&#39;)" in last.html
    assert "not indexed" in last.html
    assert last.html.count("<svg") == 3
    assert last.past is not None
    assert last.past.name == "run 1: small, 4 questions"
    config = last.past.run.config
    assert (config["set"], config["generation"], config["threshold"]) == (
        "small",
        engine.library.generation,
        StandIn.threshold,
    )


def test_a_stopped_run_has_the_scores_so_far(engine: Engine, tmp_path: Path) -> None:
    path = write_questions(tmp_path / "small.json", engine.library)
    *_, last = evaluation.run(engine, [path], None, lambda: True)
    assert "Stopped after 1 of 4 questions." in last.html
    assert last.past is not None
    assert last.past.name == "run 1: small, 1 question"


def test_runs_are_compared_with_earlier_and_with_saved_ones(engine: Engine, tmp_path: Path) -> None:
    path = write_questions(tmp_path / "small.json", engine.library)
    first = run(engine, path)
    rows = tuple(replace(row, right=False, f1=0.0) for row in first.run.rows)
    second = replace(first, name="run 2: small, 4 questions", run=replace(first.run, rows=rows))
    shown = evaluation.compare_with((first, second), first.name, None)
    assert "Compared with <bdi>run 1: small, 4 questions</bdi>" in shown
    assert "3 questions lost" in shown
    (tmp_path / "saved").mkdir()
    saved, report = evaluation.save(first, tmp_path / "saved")
    assert read_run(saved).rows == first.run.rows
    assert "</html>" in report.read_text(encoding="utf-8")
    shown = evaluation.compare_with((second,), "a run I saved", saved)
    assert "Compared with <bdi>run.json</bdi>" in shown
    assert evaluation.compare_with((first, second), "nothing", None) == ""
    assert evaluation.compare_with((), "x", saved) == ""


def test_only_runs_of_the_same_questions_can_be_compared(engine: Engine, tmp_path: Path) -> None:
    path = write_questions(tmp_path / "small.json", engine.library)
    first, second = run(engine, path), run(engine, path, limit=2, number=2)
    third = run(engine, path, number=3)
    shown = evaluation.compare_with((first, second), first.name, None)
    assert "only runs over the same questions can be compared" in shown
    assert evaluation.latest_comparable((first, second, third)) == first.name
    assert evaluation.latest_comparable((first, second)) is None
    assert evaluation.latest_comparable((first,)) is None


def test_a_file_that_is_not_a_run_is_refused(engine: Engine, tmp_path: Path) -> None:
    path = write_questions(tmp_path / "small.json", engine.library)
    shown = evaluation.compare_with((run(engine, path),), "a run I saved", path)
    assert 'role="alert"' in shown
    assert "small.json is not a run" in shown
    assert str(tmp_path) not in shown


def test_only_sets_with_documents_of_the_library_are_offered(
    engine: Engine, tmp_path: Path
) -> None:
    assert evaluation.question_sets(engine) == {}
    shown = evaluation.about(engine, "small")
    assert "<bdi>small</bdi></b>, which has 3 documents. No set" in shown
    assert "No set of questions fits" in shown
    path = sorted((sample_library.SETS / "belarus" / "documents").iterdir())[0]
    document = read_document(path.name, path.read_bytes())
    with library(tmp_path / "other.pincite", [document]) as other:
        sets = evaluation.question_sets(engine.for_library(other))
        assert list(sets) == ["belarus"]
        assert "No set" not in evaluation.about(engine.for_library(other), "other")
    feedback.save(engine, engine.ask(HIGH), "right")
    assert list(evaluation.question_sets(engine)) == [evaluation.FEEDBACK_SET]


def test_a_threshold_is_used_in_its_library_only(engine: Engine, tmp_path: Path) -> None:
    path = write_questions(tmp_path / "small.json", engine.library)
    *_, last = evaluation.run(engine, [path], None, lambda: False)
    offered = [float(value) for value in tree(last.html).xpath("//@data-apply")]
    assert offered
    with library(tmp_path / "other.pincite") as opened:
        other = engine.for_library(opened)
        assert "from a confidence of 96 % on" in evaluation.apply_threshold(other, 0.955, "other")
        assert other.ask(HIGH).abstained
        assert not other.ask(MIX).abstained
        assert not engine.ask(HIGH).abstained
        assert run(other, path).run.config["threshold"] == 0.955
        shown = ask.risk_slider(other, None)
        assert "answers from 96 % (default)" in " ".join(tree(shown).text_content().split())
        assert ask.chosen_risk(other, 0.02) is None
        assert ask.threshold(other, 0.02) == 0.955
        assert ask.threshold(other, 0.1) == 0.35
        for nonsense in ("0.5", None, 2, -1, float("nan")):
            assert 'role="alert"' in evaluation.apply_threshold(other, nonsense, "other")
        assert opened.settings == {"threshold": 0.955}
