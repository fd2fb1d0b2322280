"""The shares of sentences that begin and end as sentences do."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.bench.corpus import Options
from eval.bench.sentences import begins_rightly, measure, table
from index.errors import PinciteError


@pytest.mark.parametrize(
    "sentence",
    [
        *("The end", "“The end”", "(The end)", "12 men", "€5 is due", "§ 5", "Élan", "本です。"),
        *("(a) the fee", "b) the fee", "iv. the fee", "• the fee", "– the fee", "o the fee"),
    ],
)
def test_right_beginnings(sentence: str) -> None:
    assert begins_rightly(sentence)


@pytest.mark.parametrize(
    "sentence", ["the end", "(the end)", "“the end”", "/s/ Moe", "_ a", "or: B"]
)
def test_wrong_beginnings(sentence: str) -> None:
    assert not begins_rightly(sentence)


TEXT = """# The rules of the harbour and of all its quays

The boats of the members lie at the northern quay.

of the quay and its lamps no more is known.

The members have to pay all of these fees:

- the fee for the berth, which is due in the spring; and

The boats of the guests lie at the southern quay

-----------

Short
"""


def test_counts_of_a_document(tmp_path: Path) -> None:
    (tmp_path / "rules.md").write_text(TEXT)
    (tmp_path / "numbers.csv").write_text("a,b\n1,2\n")
    (tmp_path / "broken.pdf").write_text("no PDF")
    figures = measure(Options((tmp_path,)))
    assert figures["counts"] == {
        "documents": 1,
        "files not read": 1,
        "sentences": 7,
        "text: sentences": 6,
        "begin rightly": 5,
        "text: begin rightly": 4,
        "long": 6,
        "text: long": 5,
        "no end mark": 4,
        "text: no end mark": 3,
        "no end mark in the wider sense": 2,
        "text: no end mark in the wider sense": 1,
        "heading": 1,
    }
    printed = table(figures)
    assert printed.startswith("1 documents, 1 files not read; 1 headings, 0 table rows, 0 contents")
    assert "| these without `.` `!` `?` `…` | 66.7 % | 60.0 % |" in printed
    assert "| begin with a capital, digit, quote or list mark | 71.4 % | 66.7 % |" in printed


def test_a_folder_without_readable_documents_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match="None of 0 files can be read"):
        measure(Options((tmp_path,)))
