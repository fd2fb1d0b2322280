from __future__ import annotations

from collections import Counter

import pytest

from qa.train.data import Row
from qa.train.data_settings import DataSettings
from qa.train.selection import MAX_TRAINING_ANSWER_CHARS, best_answer, select_rows


def test_the_most_frequent_answer_is_used() -> None:
    context = "x" * 400
    assert best_answer(Row("s", "q", context, ((0, 3), (4, 6), (4, 6)))) == (4, 6)
    assert best_answer(Row("s", "q", context, ((7, 8), (4, 6)))) == (7, 8)
    assert best_answer(Row("s", "q", context, ((0, 300), (0, 300), (4, 6)))) == (4, 6)
    assert best_answer(Row("s", "q", context, ((0, 300),))) is None
    assert best_answer(Row("s", "q", context, ())) is None


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("a" * 99 + ", " + "b " * 60, "a" * 99),
        ("a" * 20 + ", " + "b " * 90, ("a" * 20 + ", " + "b " * 90)[:159]),
        ("Short.", "Short."),
    ],
)
def test_of_a_long_clause_of_a_contract_the_beginning_is_used(clause: str, expected: str) -> None:
    row = Row("cuad", "q", f"x {clause}", ((2, 2 + len(clause)),), contract="acme")
    answer = best_answer(row)
    assert answer is not None
    assert row.context[slice(*answer)].strip() == expected.strip()
    assert answer[1] - answer[0] <= MAX_TRAINING_ANSWER_CHARS


@pytest.mark.parametrize(
    ("question", "contract", "used"),
    [
        ("Why did the mill burn?", "", True),
        ("How is the fee paid?", "", True),
        ("May dogs come?", "", True),
        ("How many mills burned?", "", False),
        ("Who burned the mill?", "", False),
        ("Who may assign the contract?", "acme", True),
    ],
)
def test_whole_sentences_answer_only_what_they_are_asked_for(
    question: str, contract: str, used: bool
) -> None:
    row = Row("s", question, "The mill burned.", ((0, 16),), is_sentence=True, contract=contract)
    short = Row("s", question, "The mill burned.", ((0, 8),))
    counts: Counter[str] = Counter()
    rows = list(select_rows([row, short], DataSettings(shares={}), frozenset(), counts))
    assert rows == ([row, short] if used else [short])
    assert counts["left out: a sentence for a short answer"] == (not used)


def test_rows_without_an_answer_are_used_as_they_are() -> None:
    row = Row("s", "Who?", "Nobody.", ())
    assert list(select_rows([row], DataSettings(shares={}), frozenset(), Counter())) == [row]


def test_the_first_share_that_fits_is_used() -> None:
    settings = DataSettings(shares={"squad-other": 0.0, "squad": 1.0})
    assert [settings.share(name) for name in ("squad-other-dev", "squad-dev", "mlqa")] == [0, 1, 1]
