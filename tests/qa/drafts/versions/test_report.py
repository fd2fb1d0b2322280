"""The choice of changes and documents, and the command `pincite compare`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.library import Library
from index.spans import Document
from index.storage.documents import DocumentInfo
from pincite.cli import main
from qa.drafts.versions.compare import compare
from qa.drafts.versions.pairs import likely_pairs, likely_versions
from qa.drafts.versions.report import to_lines
from qa.drafts.versions.selection import chosen, find_document
from tests.conftest import WordEncoder

OLD = "The rent is £500 a month. The tenant may sublet the attic."
NEW = "The rent is £520 a month. The tenant may not sublet the Attic. Ann signed it."


def entry(id: int, source: str, title: str = "", date: str = "") -> DocumentInfo:
    return DocumentInfo(id, source, title or source, str(id), "", 1, 1, date=date)


def test_changes_are_chosen_by_kind_and_words() -> None:
    found = compare(Document(1, "a", "a", OLD), Document(2, "b", "b", NEW))

    def kinds(wanted: str, text: str = "") -> list[str]:
        return [each.kind for each in chosen(found, wanted, text)]

    assert kinds("words") == ["altered", "altered", "added"]
    assert kinds("figures") == kinds("negations") == ["altered"]
    assert kinds("added") == kinds("words", "ann  SIGNED") == ["added"]
    assert [*to_lines(found, chosen(found, "added"))] == [
        "2 altered, 1 added.",
        "",
        "ADDED + Ann signed it.",
    ]
    with pytest.raises(PinciteError, match=r"no changes of the kind .* Choose one of words"):
        chosen(found, "all")


def test_likely_versions_differ_in_words_of_versions_alone() -> None:
    entries = [
        entry(1, "/x/lease-tollgate-version-B.pdf", date="2021-03-03"),
        entry(2, "/x/lease-tollgate-version-A.pdf", date="2021-01-11"),
        entry(3, "/x/Maintenance Agreement (signed 2022-03-14).docx", "Maintenance Agreement"),
        entry(4, "/x/maintenance-agreement-draft-1.docx", "Maintenance Agreement – Draft 1"),
        entry(5, "/x/report.txt", "Report of the Town Auditor"),
        entry(6, "/x/draft.txt", "2021"),
        entry(7, "/x/amendment.docx", "Amendment No. 2 to the Maintenance Agreement"),
    ]
    pairs = [(one.id, other.id) for one, other in likely_pairs(entries)]
    assert pairs == [(2, 1), (4, 3)]
    assert [each.id for each in likely_versions(entries[3], entries)] == [3]
    same = [
        entry(1, "/x/Survey v1.docx", "Survey", "2024-03-12"),
        entry(2, "/x/2024 signed copy.pdf", "Survey", "2024-06-03"),
        entry(3, "/x/Survey v2.docx", "Survey", "2024-06-04"),
    ]
    assert [(one.id, other.id) for one, other in likely_pairs(same)] == [(1, 3), (1, 2), (2, 3)]
    assert likely_versions(entries[4], entries) == []


def test_a_document_is_found_by_its_name() -> None:
    entries = [entry(1, "/x/a.txt", "Lease"), entry(2, "/y/a.txt", "Deed"), entry(3, "b.txt", "B")]
    assert [find_document(entries, name).id for name in ("/x/a.txt", "deed", "b.txt", "3")] == [
        *(1, 2, 3, 3)
    ]
    with pytest.raises(PinciteError, match=r"may be 2 documents: /x/a.txt, /y/a.txt"):
        find_document(entries, "a.txt")
    with pytest.raises(PinciteError, match=r'no document "c\.txt"'):
        find_document(entries, "c.txt")


def test_the_command_prints_what_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pincite"
    with Library.open(path, create=True, encoder=WordEncoder()) as library:
        library.add(Document(0, "old.txt", "Old lease", OLD))
        library.add(Document(0, "new.txt", "New lease", NEW))
    arguments = ["compare", str(path), "old.txt", "New lease"]
    assert main(arguments) == 1
    printed = capsys.readouterr().out
    assert printed.startswith("2 altered, 1 added.")
    assert "without: 500" in printed
    assert main([*arguments, "--json", "--only", "negations"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [each["edits"][0]["new"] for each in found["changes"]] == ["not"]
    assert found["counts"]["altered"] == 2
    change = found["changes"][0]["new"]
    assert NEW[change["start"] : change["end"]] == change["text"]
    assert main([*arguments, "--markdown"]) == 1
    assert "> The rent is £**520** a month." in capsys.readouterr().out
    assert main(["compare", str(path), "old.txt", "old.txt"]) == 0
    assert capsys.readouterr().out == "No word differs.\n"
    assert main(["compare", str(path), "old.txt", "lost.txt"]) == 2
    assert 'There is no document "lost.txt".' in capsys.readouterr().err
