from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from index.errors import PinciteError
from qa.readers.squad import SquadQuestion, read_squad

ANSWERS = [
    {"text": "Ada", "answer_start": 0},
    {"text": "Ada", "answer_start": 9},
    {"text": "Ada L", "answer_start": 0},
]
FILE = {
    "version": "v2.0",
    "data": [
        {
            "title": "T",
            "paragraphs": [
                {
                    "context": "Ada L saw Ada.",
                    "qas": [
                        {"id": "1", "question": "Who?", "answers": ANSWERS, "is_impossible": False},
                        {"id": "2", "question": "Why?", "answers": ANSWERS, "is_impossible": True},
                    ],
                }
            ],
        }
    ],
}


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_questions_with_their_paragraph_and_accepted_texts(
    tmp_path: Path, pack: type[bytes]
) -> None:
    (tmp_path / "dev.json").write_bytes(pack(json.dumps(FILE).encode()))
    assert read_squad(tmp_path / "dev.json") == [
        SquadQuestion("1", "Who?", "Ada L saw Ada.", ("Ada", "Ada L")),
        SquadQuestion("2", "Why?", "Ada L saw Ada.", ()),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", "is not SQuAD"),
        ("{", "is not SQuAD"),
        ('{"data": [{}]}', "is not SQuAD"),
        ('{"data": []}', "no questions"),
    ],
)
def test_other_files_are_an_error(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "dev.json").write_text(text)
    with pytest.raises(PinciteError, match=problem):
        read_squad(tmp_path / "dev.json")
