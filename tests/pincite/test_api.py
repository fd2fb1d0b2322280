"""The public API, as `help(pincite)` describes it, with the bundled models."""

from __future__ import annotations

import json
import pydoc
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import pincite
from tests.support.paths import ROOT

QUESTION = "When did the mill burn down?"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents") / "reports"
    folder.mkdir()
    (folder / "mill.txt").write_text("The mill on the river Ilm burned down in 1871.")
    (folder / "bees.md").write_text("# Bees\n\nA bee colony heats its hive to about 35 degrees.")
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture(scope="module")
def path(reports: Path) -> Path:
    """A library of the reports."""
    path = reports.parent / "my.pincite"
    result = pincite.add(path, reports, tags=["old"])
    assert (result.added, [Path(file.source).name for file in result.refused]) == (2, ["empty.txt"])
    assert "the file is empty" in result.refused[0].message
    return path


def test_import_is_light() -> None:
    """No numpy before it is needed, and every public name can be imported."""
    code = (
        "import sys, pincite; print('numpy' in sys.modules);"
        "[getattr(pincite, name) for name in pincite.__all__]; print('numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="module 'pincite' has no attribute 'colour'"):
        pincite.colour  # noqa: B018  # the access is what raises


def test_help_reads_like_a_manual() -> None:
    """Every public name is there and has a docstring."""
    manual = pydoc.plain(pydoc.render_doc(pincite))
    for name in pincite.__all__:
        if not name.startswith("__"):
            assert name in manual
            assert getattr(pincite, name).__doc__, name
    assert "Answers a question with words of a document" in manual


@pytest.mark.model
def test_add_counts_and_reports_progress(reports: Path, tmp_path: Path) -> None:
    steps: list[pincite.IngestProgress] = []
    with pincite.open_library(tmp_path / "my.pincite", create=True) as library:
        result = library.add([reports], include=["*.txt"], on_progress=steps.append)
        assert (result.added, result.unchanged, len(result.refused)) == (1, 0, 1)
        assert steps[-1].fraction == 1
        assert library.add(str(reports / "mill.txt")).unchanged == 1
        (source,) = (entry.source for entry in library.documents())
        library.remove(source)
        assert library.documents() == []
        with pytest.raises(pincite.PinciteError, match="has no document"):
            library.remove(source)
        with pytest.raises(pincite.PinciteError, match="No files to read in"):
            library.add(reports, include=["*.odt"])
        with pytest.raises(pincite.PinciteError, match="There is no file or folder"):
            library.add("nowhere")


@pytest.mark.model
def test_answers_are_quoted_and_cited(path: Path) -> None:
    with pincite.open_library(path) as library:
        answer = library.ask(QUESTION)
        assert answer.text is not None
        assert "1871" in answer.text
        assert not answer.abstained
        assert answer.confidence >= answer.threshold
        (citation,) = answer.citations
        assert citation.quote == answer.text
        assert Path(citation.source).name == "mill.txt"
        assert answer.to_dict()["answer"] == answer.text

        assert library.verify(citation)
        forged = library.verify(replace(citation, quote="1872"))
        assert not forged
        assert "not '1872'" in forged.problem
        exported = json.loads(json.dumps(answer.to_dict()["citations"][0]))
        assert library.verify(exported)

        with ThreadPoolExecutor(2) as pool:
            assert {other.text for other in pool.map(library.ask, [QUESTION] * 4)} == {answer.text}
    assert pincite.verify(path, citation)
    assert pincite.ask(str(path), QUESTION).text == answer.text


@pytest.mark.model
def test_a_draft_is_checked(path: Path, tmp_path: Path) -> None:
    draft = "It “burned down in 1871”, not “burned down in 1872”."
    checked = pincite.check(path, draft)
    assert not checked.is_fine
    assert (checked.counts["verbatim"], checked.counts["altered"]) == (1, 1)
    assert "“1872” for “1871”" in checked.to_markdown()
    assert json.loads(json.dumps(checked.to_dict()))["findings"][0]["verdict"] == "verbatim"
    (tmp_path / "draft.html").write_text("<p>It “burned down in 1871”.</p>")
    with pincite.open_library(path) as library:
        assert library.check(tmp_path / "draft.html").is_fine
        with pytest.raises(pincite.PinciteError, match="The draft is empty"):
            library.check(" ")


@pytest.mark.model
def test_several_libraries_are_asked_as_one(path: Path, reports: Path) -> None:
    other = reports.parent / "other.pincite"
    pincite.add(other, reports / "bees.md")
    with pincite.open_library([path, other]) as both:
        assert len(both.documents()) == 3, "bees.md twice: only one of them has a tag"
        answer = both.ask(QUESTION)
        assert both.verify(answer.citations[0])
        with pytest.raises(pincite.PinciteError, match="cannot be changed"):
            both.remove(answer.citations[0].source)
    assert answer.text == pincite.ask(path, QUESTION).text
    with pytest.raises(pincite.PinciteError, match="2 libraries cannot be created as one"):
        pincite.open_library([path, other], create=True)


@pytest.mark.model
def test_no_answer_is_none(path: Path) -> None:
    answer = pincite.ask(path, "Who wrote the opera about the lighthouse keeper?")
    assert (answer.text, answer.citations, answer.abstained) == (None, (), True)
    assert answer.confidence < answer.threshold
    assert len(answer.nearest) >= 1


@pytest.mark.model
def test_filters_search_and_risk(path: Path) -> None:
    with pincite.open_library(path) as library:
        bees = pincite.Filter(sources=("bees.md",))
        assert [entry.title for entry in library.documents(bees)] == ["Bees"]
        (passage,) = library.search("How warm is a hive?", filters=bees)
        assert "35 degrees" in passage.span.text
        with pytest.raises(pincite.PinciteError, match="No document in"):
            library.ask(QUESTION, filters=pincite.Filter(tags=("new",)))
        with pytest.raises(pincite.PinciteError, match="summer"):
            library.ask(QUESTION, filters=pincite.Filter(since="summer"))
        strict, default = library.ask(QUESTION, risk=0.05), library.ask(QUESTION)
        assert strict.threshold > default.threshold
        with pytest.raises(pincite.PinciteError, match=r"12\.3 %"):
            library.ask(QUESTION, risk=0.123)
        with pytest.raises(pincite.PinciteError, match="The question is empty"):
            library.ask(" ")


def test_a_missing_library_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(pincite.PinciteError, match="There is no library at"):
        pincite.open_library(tmp_path / "my.pincite")
    assert list(tmp_path.iterdir()) == []
