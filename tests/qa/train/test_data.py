from __future__ import annotations

import gzip
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from index.errors import PinciteError
from qa.train.data import Example, Row, digest, read_examples, read_rows, write_lines

ROW = {
    "source": "s",
    "question": "Who?",
    "context": "It was Ada. ",
    "answers": [{"text": " Ada", "answer_start": 6}],
}


def write_rows(path: Path, *rows: object) -> Path:
    path.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))
    return path


def test_answers_are_read_without_surrounding_white_space(tmp_path: Path) -> None:
    rows = read_rows(write_rows(tmp_path / "rows.jsonl.gz", ROW))
    assert rows == [Row("s", "Who?", "It was Ada. ", ((7, 10),))]
    assert rows[0].texts == ("Ada",)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {"answers": [{"text": "Ada", "answer_start": 6}]},
            "the answer 'Ada' is not at character 6",
        ),
        (
            {"answers": [{"text": "Ada", "answer_start": -5}]},
            "the answer 'Ada' is not at character -5",
        ),
        ({"answers": [{"text": " ", "answer_start": 2}]}, "the answer ' ' is not at character 2"),
        ({"answers": []}, "0 answers, wanted at least one, or answerable false"),
        ({"answerable": False}, "1 answers, wanted at least one, or answerable false"),
        ({"meta": {"title": 3}}, "got 3, wanted text"),
        ({"answers": None}, "wanted a list"),
        ({"context": 3}, "got 3, wanted text"),
    ],
)
def test_a_wrong_row_is_an_error_with_its_line(
    tmp_path: Path, change: dict[str, object], problem: str
) -> None:
    with pytest.raises(PinciteError, match=r"rows.jsonl.gz, line 2: ") as caught:
        read_rows(write_rows(tmp_path / "rows.jsonl.gz", ROW, ROW | change))
    assert problem in str(caught.value)


def test_unreadable_files_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"{}" * 99)[:-9])
    (tmp_path / "empty").write_bytes(b"")
    for name, problem in [
        ("none", "cannot be read"),
        ("cut.gz", "cannot be read"),
        ("empty", "contains no rows"),
    ]:
        with pytest.raises(PinciteError, match=problem):
            read_rows(tmp_path / name)


def test_examples_are_read_as_written_and_equal_ones_make_equal_bytes(
    tmp_path: Path,
) -> None:
    examples = [
        Example("s", "answered", "Who?", "Ada – “Ada”", (0, 3)),
        Example("s", "cut", "Who?", "Nobody.", None),
    ]
    for name in ("one.gz", "two.gz"):
        write_lines(map(asdict, examples), tmp_path / name)
    assert read_examples(tmp_path / "one.gz") == examples
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.gz", "two.gz"]


def test_a_file_of_rows_is_not_one_of_examples(tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match=r"contains no examples .*pincite train prepare"):
        read_examples(write_rows(tmp_path / "rows.jsonl.gz", ROW))


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("answered", None), ("found", (0, 1)), ("answered", (2, 2)), ("answered", (0, 4))],
)
def test_an_example_cannot_be_inconsistent(kind: str, answer: tuple[int, int] | None) -> None:
    with pytest.raises(ValueError, match=r"an example of kind|answer \("):
        Example("s", kind, "Who?", "Ada", answer)  # type: ignore[arg-type]  # a text, for the test


def test_a_digest_is_of_the_decompressed_content(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"abc")
    (tmp_path / "zipped").write_bytes(gzip.compress(b"abc", mtime=7))
    assert digest(tmp_path / "plain") == digest(tmp_path / "zipped")
    assert digest(tmp_path / "plain").startswith("ba7816bf")  # SHA-256 of "abc", FIPS 180-2
