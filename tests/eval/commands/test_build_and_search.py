"""pincite eval build and search: libraries of sets, and scores of the search alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.__main__ import main
from index.encoders.registry import float_encoder
from index.library import Library
from tests.eval.commands.running import SEA, error_line


def test_search_of_a_beir_folder_ranks_documents(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "beir").mkdir()
    corpus = [
        {"_id": f"d{n}", "title": "", "text": text}
        for n, text in enumerate(("red sea", "blue sky", "red sky. blue sky. red red."))
    ]
    (tmp_path / "beir" / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)))
    (tmp_path / "beir" / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "red sea"}\n{"_id": "q2", "text": "blue sky"}\n'
    )
    (tmp_path / "beir" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td0\t1\nq2\td9\t1\n"
    )
    library = tmp_path / "beir.pincite"
    assert main(["build", str(tmp_path / "beir"), str(library)]) == 0
    assert capsys.readouterr().out == f"3 added in {library}\n"
    assert main(["search", str(library), str(tmp_path / "beir")]) == 0
    out, err = capsys.readouterr()
    assert "q2: none of its gold is in the library (such as 'beir:d9')" in err
    lexical = next(line for line in out.splitlines() if line.startswith("lexical"))
    assert lexical.split()[-1] == "2"  # the missing one stays in the denominator
    assert lexical.count("50.0 %") == 5
    assert "| depth=600 | " in out
    assert main(["search", str(library), str(tmp_path / "beir"), "--depth", "0"]) == 2


def test_build_takes_the_paragraphs_of_a_squad_file_and_search_finds_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    qas = [
        {
            "id": "q1",
            "question": "How deep is the sea?",
            "answers": [{"text": "eleven", "answer_start": 11}],
        }
    ]
    paragraphs = [
        {"context": "The sea is eleven kilometres deep.", "qas": qas},
        {"context": "The sky is blue.", "qas": []},
    ]
    file, library = tmp_path / "squad.json", tmp_path / "squad.pincite"
    file.write_text(
        json.dumps({"version": "1.1", "data": [{"title": "The_Sea", "paragraphs": paragraphs}]})
    )
    assert main(["build", str(file), str(library)]) == 0
    assert capsys.readouterr().out == f"1 added in {library}\n"
    assert main(["build", str(file), str(library)]) == 0
    assert capsys.readouterr().out == f"1 unchanged in {library}\n"
    assert main(["search", str(library), str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["search", "dense", "lexical", "hybrid"]
    assert all(
        line.split()[1:] == [*["100.0", "%"] * 3, "1.000", "100.0", "%", "–", "1.000", "1.000", "1"]
        for line in lines[1:4]
    )
    assert lines[-1].startswith("set=squad | digest=")


def test_build_reads_the_documents_beside_a_set(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "documents" / "deep").mkdir(parents=True)
    (tmp_path / "documents" / "deep" / "sea.txt").write_text(SEA)
    (tmp_path / "documents" / "empty.txt").write_text("")
    library = tmp_path / "sea.pincite"
    assert main(["build", str(questions), str(library)]) == 0
    out, err = capsys.readouterr()
    assert sorted(out.removesuffix(f" in {library}\n").split(", ")) == ["1 added", "1 not read"]
    assert err.startswith("not read empty.txt: ")
    with Library.open(library) as opened:
        assert [entry.source for entry in opened.list_documents()] == ["deep/sea.txt"]


def test_build_without_documents_creates_no_library(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = error_line(capsys, "build", questions, tmp_path / "new.pincite")
    assert line.startswith(
        f"{questions} contains no documents, and there is no folder {tmp_path / 'documents'}."
    )
    assert not (tmp_path / "new.pincite").exists()


@pytest.mark.model
def test_a_set_is_built_and_searched_with_another_encoder(
    tmp_path: Path,
    questions: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A library made with a model in a folder can only be opened with that folder."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "sea.txt").write_text(SEA)
    library, folder = str(tmp_path / "sea.pincite"), str(float_encoder().folder)
    assert main(["build", str(questions), library, "--encoder", folder]) == 0
    assert main(["search", library, str(questions), "--encoder", folder]) == 0
    assert "library=model@53aa5117" in capsys.readouterr().out
    assert "--encoder" in error_line(capsys, "search", library, questions)
