"""Days on which something ends, is due or happened are not the date of a document."""

from __future__ import annotations

import subprocess
import sys

import pytest

from index.formats.other_day import is_other_day
from tests.support.paths import ROOT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It ends on 31 March 2025.", True),
        ("Payable by 31 March 2025.", True),
        ("The mill was built in March 1872, and 31 March 2025", False),
        ("Gültig bis 31 March 2025", True),
        ("Leeds, 31 March 2025", False),
    ],
)
def test_the_words_before_it_tell(text: str, expected: bool) -> None:
    assert is_other_day(text, text.index("31 March")) == expected


def test_a_question_does_not_compile_the_patterns_of_written_dates() -> None:
    code = "import sys, qa.pipeline; print('index.formats.written_date' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
