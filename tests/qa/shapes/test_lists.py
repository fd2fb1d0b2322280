from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from index.spans import Hit
from qa.questions.shape import Shape
from qa.shapes import lists
from qa.types import AnswerCandidate, Occurrence
from tests.qa.shapes.places import answer, candidate, document, span, whole


def with_list(
    candidates: Sequence[AnswerCandidate], question: str, shape: Shape
) -> tuple[tuple[AnswerCandidate, ...], tuple[Occurrence, ...]]:
    return lists.with_list(answer(question, *candidates), shape)


KIT = document(
    "# Kit\n\n- rope\n- axe\n- lamp\n\nThe kit weighs 9 kg, 4 kg of it rope and 2 kg lamp."
)


def test_the_best_candidate_becomes_the_whole_list() -> None:
    candidates, items = with_list([candidate(KIT, "axe", 0.4)], "Which tools are there?", "list")
    assert candidates[0].span == span(KIT, "rope\n- axe\n- lamp")
    assert [item.span.text for item in items] == ["rope", "axe", "lamp"]
    assert candidates[0].sentence.contains(candidates[0].span)
    assert candidates[0].confidence == 0.4


def test_candidates_in_one_list_count_together() -> None:
    crew = document("The captain was Al Ross.\nPresent: Ida Fox, Uwe Kant and Bo Stern.")
    found, items = with_list(
        [
            candidate(crew, "Al Ross", 0.5),
            candidate(crew, "Ida Fox", 0.3),
            candidate(crew, "Bo Stern", 0.3),
        ],
        "Who was present?",
        "list",
    )
    assert [each.span.text for each in found] == ["Ida Fox, Uwe Kant and Bo Stern", "Al Ross"]
    assert found[0].confidence == 0.3
    assert len(items) == 3


@pytest.mark.parametrize(("words", "shape"), [("9 kg", "list"), ("axe", "open"), ("9 kg", "steps")])
def test_without_a_list_nothing_changes(words: str, shape: Shape) -> None:
    lines = document("The kit weighs 9 kg.\n\nThe axe and the rope are new.")
    before = [candidate(lines, words)]
    assert with_list(before, "What is it?", shape) == (tuple(before), ())


def test_no_candidates_make_no_list() -> None:
    assert with_list([], "Which tools are there?", "list") == ((), ())


ROWS = document(
    "# Fleet\n"
    "| Boat: Heron; Built: 1990; Home: Elm Quay.\n"
    "| Boat: Teal; Built: 2003; Home: Mill Pond.\n"
    "| Boat: Coot; Built: 2003; Home: Elm Quay."
)


def test_a_list_of_a_table_is_a_column() -> None:
    _, items = with_list([candidate(ROWS, "Teal")], "Which boats are there?", "list")
    assert [item.span.text for item in items] == ["Heron", "Teal", "Coot"]


def test_only_of_the_rows_that_the_question_singles_out() -> None:
    _, items = with_list([candidate(ROWS, "Teal")], "Which boats were built in 2003?", "list")
    assert [item.span.text for item in items] == ["Teal", "Coot"]
    one, none = with_list([candidate(ROWS, "Heron")], "Which boats are of 1990?", "list")
    assert (one[0].span.text, none) == ("Heron", ())


def test_a_cell_may_hold_the_list() -> None:
    minutes = document(
        "| Role: Chair; Name: Al Ross.\n| Role: Present; Name: Ida Fox, Uwe Kant, Bo Stern."
    )
    found, _ = with_list([candidate(minutes, "Uwe Kant")], "Who was present?", "list")
    assert found[0].span.text == "Ida Fox, Uwe Kant, Bo Stern"


def test_an_open_question_takes_a_list_only_from_its_first_item_and_of_three() -> None:
    text = document("My son and I came by car and paid £61.80, a fee, and a tip.")
    before = [candidate(text, "£61.80")]
    assert with_list(before, "What was paid?", "open")[0][0].span.text.startswith("£61.80")
    two = document("It is made of rye and oats.")
    assert with_list([candidate(two, "rye")], "What is it made of?", "open")[1] == ()


def test_the_steps_are_the_marked_items() -> None:
    guide = document("# Restart\n\n1. Hold the bar.\n2. Wait, count to ten, and let go.\n3. Sign.")
    found, items = with_list([candidate(guide, "Wait")], "How do I restart it?", "steps")
    assert [item.span.text for item in items][1] == "Wait, count to ten, and let go."
    assert found[0].span.text.endswith("3. Sign.")


def test_a_table_of_persons_answers_who() -> None:
    club = document("| Office: Chair; Name: Ada Fink.\n| Office: Clerk; Name: Bo Ek.")
    _, items = with_list([candidate(club, "Chair")], "Who are the officers?", "list")
    assert [item.span.text for item in items] == ["Ada Fink", "Bo Ek"]


def test_a_list_is_found_by_its_heading_if_the_reader_takes_nothing_from_it() -> None:
    rules = document("# Forbidden on board\n\nopen fires\n\nloud radios\n\nAsk the crew.")
    lines = [span(rules, words) for words in ("Forbidden on board", "open fires", "loud radios")]
    page = replace(whole(rules), sentences=tuple(Hit(line, 1.0) for line in lines))
    before = answer("What is forbidden on board?", passages=(page,))
    found, items = lists.with_list(before, "list")
    assert found[0].span.text == "open fires\n\nloud radios"
    assert (found[0].confidence, len(items)) == (lists.HEADED_CONFIDENCE, 2)
    assert lists.with_list(replace(before, question="What is allowed on board?"), "list") == (
        (),
        (),
    )


GUIDE = document("# What visitors bring\n\n- a lamp\n- a rope", id=1, title="Guide")


@pytest.mark.parametrize(
    ("text", "title", "merged"),
    [
        ("# Visitors also bring\n\n- a map\n- A rope", "Rules", ["a lamp", "a rope", "a map"]),
        ("# What guides bring\n\n- a map\n- a rope", "Rules", ["a lamp", "a rope"]),
        ("# Visitors never bring\n\n- a dog\n- a cat", "Rules", ["a lamp", "a rope"]),
        (
            "# What visitors bring\n\n- a map\n- a saw",
            "Guide",
            ["a lamp", "a rope", "a map", "a saw"],
        ),
    ],
    ids=["another document", "of others", "denied", "undated"],
)
def test_the_lists_of_two_documents_are_merged(text: str, title: str, merged: list[str]) -> None:
    other = document(text, id=2, title=title)
    places = [candidate(GUIDE, "a lamp", 0.9), candidate(other, "a ", 0.5)]
    sure = [replace(each, features={"margin": 1.0}) for each in places]
    asked = "Which things do visitors bring?"
    _, items = with_list(sure, asked, "list")
    assert [item.span.text for item in items] == merged
    assert all(item.passage.span.document == item.span.document for item in items)
    unsure = [sure[0], replace(places[1], features={"margin": -1.0})]
    assert [item.span.text for item in with_list(unsure, asked, "list")[1]] == ["a lamp", "a rope"]


def test_the_lists_of_two_meetings_are_not_merged() -> None:
    text = "# Minutes\n\nPresent at the meeting: Ida Fox, Uwe Kant and Bo Stern."
    one = document(text, id=1, title="Minutes 3 May 2021")
    two = document(text.replace("Ida Fox", "Al Ross"), id=2, title="Minutes 9 June 2021")
    places = [candidate(one, "Ida Fox", 0.9), candidate(two, "Al Ross", 0.5)]
    sure = [replace(each, features={"margin": 1.0}) for each in places]
    _, items = with_list(sure, "Who was present at the meeting?", "list")
    assert [item.span.text for item in items] == ["Ida Fox", "Uwe Kant", "Bo Stern"]


def test_a_sentence_that_announces_steps_gives_them() -> None:
    text = document("The lock is opened as follows.\n\n1. Shut the gate.\n2. Lift the beam.")
    place = [candidate(text, "The lock is opened as follows.")]
    _, items = with_list(place, "How is the lock opened?", "steps")
    assert [item.span.text for item in items] == ["Shut the gate.", "Lift the beam."]
    plain = document(text.text.replace("as follows", "by hand"))
    place = [candidate(plain, "The lock is opened by hand.")]
    assert with_list(place, "How is the lock opened?", "steps")[1] == ()
