from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import PinciteError
from qa.train.data import Row, read_examples
from qa.train.data_settings import GENERIC_SOURCES, DataSettings
from qa.train.lengthen import lengthen
from qa.train.prepare import PreparedData, make_examples, prepare
from tests.qa.train.test_negatives import rows

ALL = DataSettings(shares={})


def silent(text: str) -> None:
    pass


@settings(max_examples=15, deadline=None)
@given(st.lists(rows(), min_size=4, max_size=12), st.integers(0, 3))
def test_one_answered_example_for_each_row_and_half_as_many_unanswerable(
    many: list[Row], seed: int
) -> None:
    chosen = DataSettings(seed=seed, lengthened=0.0)
    examples = make_examples(many, chosen)
    answered = [example for example in examples if example.kind == "answered"]
    assert [example.question for example in answered] == [row.question for row in many]
    assert all(example.answer in row.answers for example, row in zip(answered, many, strict=True))
    assert len(examples) - len(answered) <= round(len(many) / 2)
    assert make_examples(many, chosen) == examples


@settings(max_examples=30, deadline=None)
@given(st.lists(rows(), min_size=2, max_size=8))
def test_a_lengthened_context_has_its_answers_in_the_same_place(many: list[Row]) -> None:
    for before, after in zip(many, lengthen(many, DataSettings(lengthened=1.0)), strict=True):
        assert after.texts == before.texts
        start = after.answers[0][0] - before.answers[0][0]
        assert after.context[start : start + len(before.context)] == before.context


def short(number: int, source: str = "s") -> Row:
    """Eighty characters about one thing."""
    context = f"Thing {number} stands in house {number} and weighs {number} stone{'.' * 80}"[:80]
    return Row(source, f"What weighs {number} stone?", context, ((0, len(f"Thing {number}")),))


def test_short_contexts_are_lengthened_with_their_neighbours() -> None:
    many = [short(number) for number in range(100, 120)]
    longer = lengthen(many, DataSettings(lengthened=1.0))
    assert {len(row.context) for row in longer} == {80 * 5 + 4}, "four neighbours were tried"
    half = sum(row not in many for row in lengthen(many, ALL))
    assert 4 <= half <= 16
    assert lengthen(many, DataSettings(lengthened=0.0)) == many


@pytest.mark.parametrize("source", [f"{name}-dev" for name in GENERIC_SOURCES])
def test_rows_of_generic_sources_are_neither_lengthened_nor_made_unanswerable(source: str) -> None:
    many = [short(number, source) for number in range(100, 120)]
    assert lengthen(many, DataSettings(lengthened=1.0)) == many
    assert {example.kind for example in make_examples(many, ALL)} == {"answered"}


def test_the_other_sources_provide_the_unanswerable_examples() -> None:
    many = [short(number, GENERIC_SOURCES[0]) for number in range(100, 110)] + [
        short(number) for number in range(200, 220)
    ]
    examples = make_examples(many, DataSettings(lengthened=0.0))
    assert sum(example.kind != "answered" for example in examples) == 15


def test_kinds_are_tried_in_the_order_of_their_shares() -> None:
    many = [short(number) for number in range(100, 140)]
    only = make_examples(many, DataSettings(lengthened=0.0, negative_mix={"swapped": 1.0}))
    assert {example.kind for example in only} == {"answered", "swapped"}
    mixed = make_examples(
        many,
        DataSettings(lengthened=0.0, unanswerable=1.0, negative_mix={"found": 0.5, "swapped": 0.5}),
    )
    counts = [
        sum(example.kind == kind for example in mixed) for kind in ("answered", "found", "swapped")
    ]
    assert counts[0] == 40
    assert all(5 <= count <= 35 for count in counts[1:])


def data(path: Path, many: list[Row]) -> Path:
    lines = [
        {
            "source": row.source,
            "question": row.question,
            "context": row.context,
            "answers": [
                {"text": row.context[start:end], "answer_start": start}
                for start, end in row.answers
            ],
        }
        for row in many
    ]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    return path


def squad(path: Path, paragraph: str) -> Path:
    path.write_text(
        json.dumps(
            {
                "data": [
                    {
                        "title": "t",
                        "paragraphs": [
                            {
                                "context": paragraph,
                                "qas": [{"id": "1", "question": "q", "answers": []}],
                            }
                        ],
                    }
                ]
            }
        )
    )
    return path


def test_a_set_is_made_once_for_the_same_settings(tmp_path: Path) -> None:
    source = data(tmp_path / "rows.gz", [short(number) for number in range(100, 120)])
    first = prepare([source], tmp_path / "made", ALL, note=silent)
    assert first.counts["answered"] == 20
    assert prepare([source], tmp_path / "made", ALL, note=silent) == PreparedData(first.path, {})
    other = prepare([source], tmp_path / "made", DataSettings(seed=1, shares={}), note=silent)
    assert other.path != first.path
    assert {path.name for path in (tmp_path / "made").iterdir()} == {
        first.path.name,
        other.path.name,
    }


HELD_OUT = (
    "Seven old men sat on the wall by the gate and told of the war "
    "in which all of them had run away."
)
EDITED = f"It is said: seven old men sat on the wall by the gate and told, {HELD_OUT[70:]}"
SIMILAR = (
    "Seven old men sat on the wall and told of the war in which all of them had fought bravely."
)


@pytest.mark.parametrize(("context", "used"), [(HELD_OUT, False), (EDITED, False), (SIMILAR, True)])
def test_held_out_paragraphs_and_their_edits_are_left_out(
    tmp_path: Path, context: str, used: bool
) -> None:
    source = data(tmp_path / "rows.gz", [short(100), Row("s", "Who sat?", context, ((0, 3),))])
    prepared = prepare([source], tmp_path, ALL, [squad(tmp_path / "dev.json", HELD_OUT)], silent)
    assert any(example.question == "Who sat?" for example in read_examples(prepared.path)) == used
    assert prepared.counts.get("left out: held out", 0) == (not used)


def test_a_held_out_file_makes_another_set(tmp_path: Path) -> None:
    source = data(tmp_path / "rows.gz", [short(100), short(101)])
    assert (
        prepare([source], tmp_path, ALL, [], silent).path
        != prepare([source], tmp_path, ALL, [squad(tmp_path / "d", HELD_OUT)], silent).path
    )


def test_rows_of_several_files_and_rows_without_an_answer_are_used(tmp_path: Path) -> None:
    first = data(tmp_path / "one.gz", [short(number) for number in range(100, 110)])
    row = {"source": "s2", "question": "Who?", "answers": [], "answerable": False, "meta": None}
    lines = [{**row, "shape": "span", "context": f"Nobody {number}."} for number in range(6)]
    second = tmp_path / "two.gz"
    second.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    settings = DataSettings(shares={}, unanswerable=0.0, lengthened=0.0, tables=3)
    examples = read_examples(prepare([first, second], tmp_path, settings, note=silent).path)
    assert [example.source for example in examples] == ["s"] * 10 + ["s2"] * 6 + ["tables-made"] * 3
    assert {example.kind for example in examples[10:16]} == {"written"}
    assert {example.answer for example in examples[10:16]} == {None}


def test_shares_and_lengths_leave_rows_out(tmp_path: Path) -> None:
    many = [short(number, "qamr-dev") for number in range(100, 300)] + [
        Row("s", "Why?" * 200, "because", ((0, 7),))
    ]
    prepared = prepare(
        [data(tmp_path / "rows.gz", many)],
        tmp_path,
        DataSettings(shares={"qamr": 0.35}),
        note=silent,
    )
    assert 45 <= prepared.counts["answered"] <= 95, (
        "0.35 of 200, give or take four standard deviations"
    )
    assert prepared.counts["answered"] + prepared.counts["left out: not drawn"] == 200
    assert prepared.counts["left out: too long"] == 1


def test_a_share_is_between_0_and_1() -> None:
    with pytest.raises(PinciteError, match=r"cut is -1, wanted a number from 0 to 1"):
        DataSettings(negative_mix={"cut": -1})
    with pytest.raises(PinciteError, match=r"qamr is 1.5, wanted a number from 0 to 1"):
        DataSettings(shares={"qamr": 1.5})
