"""The report of a check: by the command, as JSON and as Markdown; and what is read as a draft."""

from __future__ import annotations

import io
import json
from pathlib import Path
from random import Random

import pytest

from index.errors import PinciteError
from index.library import Library
from pincite.cli import main
from qa.drafts.read import draft_of, read_draft
from qa.drafts.report import sentence_around, summary, to_markdown
from tests.qa.drafts.support import checked

FINE = "It says “The tenant shall not store fuel on the northern quay after sunset.”"
ALTERED = "It says “The tenant shall not store *ropes* on the northern quay after sunset.”"


def test_exit_codes_and_output(
    made: Library,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fine, altered = tmp_path / "fine.md", tmp_path / "altered.md"
    fine.write_text(FINE)
    altered.write_text(ALTERED)
    assert main(["check-quotes", str(fine), str(made.path)]) == 0
    assert "VERBATIM: quotation “The tenant shall" in capsys.readouterr().out
    assert main(["check-quotes", str(altered), str(made.path)]) == 1
    printed = capsys.readouterr().out
    assert "1 checked: 1 altered." in printed
    assert "“ropes” for “fuel”" in printed
    assert "Quay Lease, page 1, Rent, characters 6–71 of quay-lease.pdf" in printed
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(FINE.encode()), "utf-8"))
    assert main(["check-quotes", "-", str(made.path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["verbatim"] == 1
    assert main(["check-quotes", str(tmp_path / "none.md"), str(made.path)]) == 2
    assert capsys.readouterr().err == (
        "none.md cannot be read (No such file or directory). Check the path.\n"
    )


def test_standard_input_that_is_not_text_is_refused(
    made: Library, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = io.BytesIO(Random(0).randbytes(2_000))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(noise, "utf-8", "surrogateescape"))
    assert main(["check-quotes", "-", str(made.path)]) == 2
    assert capsys.readouterr() == (
        "",
        "Standard input is not text. Give the name of the file with the draft instead.\n",
    )


def test_html_is_read_by_the_readers(made: Library, tmp_path: Path) -> None:
    path = tmp_path / "draft.html"
    path.write_text(f"<body><p>{FINE}</p></body>")
    assert checked(made, read_draft(path).text).is_fine
    assert read_draft(path).title == "draft"
    (tmp_path / "broken.docx").write_bytes(b"PK")
    with pytest.raises(PinciteError, match=r"broken\.docx"):
        read_draft(tmp_path / "broken.docx")
    with pytest.raises(PinciteError, match="The draft is empty"):
        draft_of("\n ")


def test_markdown_is_escaped(made: Library) -> None:
    report = to_markdown(checked(made, ALTERED + " “<b>*not* one of [these](x) words</b>”"))
    assert "## Altered" in report
    assert r"\<b\>\*not\*" in report
    assert "<b>" not in report


def test_the_sentence_of_a_place(made: Library) -> None:
    (finding,) = checked(made, "It has “store fuel on the northern quay”.").findings
    assert sentence_around(finding.places[0]).text == (
        "The tenant shall not store fuel on the northern quay after sunset."
    )
    assert summary(checked(made, "Nothing.")).startswith("Nothing to check")
