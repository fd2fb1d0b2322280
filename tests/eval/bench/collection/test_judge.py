"""Judging by the rules, on values worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.bench.collection.judge import LONGER, LONGEST_QUOTE, Judged, is_right, judge, sentences_of
from eval.bench.collection.questions import CLAUSE, TextQuestion
from eval.bench.systems.reply import Place, Reply

LAW = "This lease is governed by the laws of Norway."
ASKED = TextQuestion("q", "Which law?", CLAUSE, frozenset({"lease.pdf"}), (LAW,))


def place(text: str, sentence: str = "", source: str = "lease.pdf") -> Place:
    around = sentence if sentence else text
    return Place(source, text, around, around.index(text), is_sentence=True)


def reply(*passages: tuple[str, str], places: tuple[Place, ...] = ()) -> Reply:
    return Reply(passages, places, given=bool(places), score=0.5)


def test_only_what_is_in_a_right_file_counts() -> None:
    other, right = ("rent.pdf", LAW), ("set/lease.pdf", LAW)
    beside = ("lease.pdf", "Rent is due in March.")
    nothing = Judged(
        *(True, False, False, False),
        right=False,
        given=False,
        score=0.5,
    )
    assert judge(ASKED, reply()) == nothing
    assert judge(ASKED, reply(other, right)) == replace(nothing, evidence_read=True)
    assert judge(ASKED, reply(beside, right)) == replace(
        nothing, document_first=True, evidence_read=True
    )
    assert judge(ASKED, reply(*[other] * 10, right)) == nothing, "the eleventh is not looked at"
    assert judge(ASKED, reply(right)) == replace(
        nothing, document_first=True, evidence_first=True, evidence_read=True
    )
    elsewhere, here = place("Norway", LAW, "rent.pdf"), place("Norway", LAW)
    assert not judge(ASKED, reply(places=(elsewhere,))).right
    assert judge(ASKED, reply(places=(elsewhere, here))).right, "every place of the best answer"


def test_a_clause_is_met_by_the_words_or_their_sentence() -> None:
    assert is_right(ASKED, place("Norway", LAW))
    assert is_right(ASKED, place("Norway", "Norway is cold in winter, says the law of it."))
    assert not is_right(ASKED, place("Sweden", "It is governed by laws of Sweden."))


def test_nothing_is_right_where_there_is_no_answer() -> None:
    asked = TextQuestion("q", "Who?", "who", frozenset({"lease.pdf"}), ())
    judged = judge(asked, reply(("lease.pdf", LAW), places=(place("Norway", LAW),)))
    assert (judged.answerable, judged.right, judged.given) == (False, False, True)
    assert not judged.evidence_read


def question(kind: str, answers: tuple[str, ...] = (), **more: tuple[str, ...]) -> TextQuestion:
    evidence = more.get("evidence", ("The boat sails at nine from Kettlewick pier.",))
    items = more.get("items", ())
    return TextQuestion("q", "?", kind, frozenset({"lease.pdf"}), evidence, answers, items)


LONG = "x" * (LONGER + 1)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("at nine", True),
        ("Nine!", True),
        ("ninety", False),
        (f"nine {LONG[:-2]}", True),  # LONGER characters more, the space counted
        (f"nine {LONG[:-1]}", False),
    ],
)
def test_words_hold_an_accepted_answer_and_little_else(text: str, right: bool) -> None:
    assert is_right(question("when", ("nine", "9")), place(text)) is right


def test_a_sentence_quotes_the_evidence_or_holds_an_answer() -> None:
    why = question("why", ("low tide",))
    assert is_right(why, place("nine", "So the boat sails at nine, from Kettlewick pier, daily."))
    assert is_right(why, place("tide", "It waits for low tide."))
    assert not is_right(
        why, place("low tide", "It waits for the lowest of tides, the low tide" * 9)
    )
    short = question("why", ("tide",), evidence=("Tide.",))
    assert is_right(short, place("tide", "tide" + "." * (LONGEST_QUOTE + 1)))
    assert not is_right(short, place("tide", "tide" + "." * (LONGEST_QUOTE + 2)))


def test_of_steps_the_first_is_quoted() -> None:
    steps = ("Open the valve slowly.", "Start the pump.")
    how = question("how", evidence=steps, items=("valve", "pump"))
    assert is_right(how, place("valve", "Open the valve slowly."))
    assert not is_right(how, place("pump", "Start the pump."))
    assert is_right(replace(how, items=()), place("pump", "Start the pump."))


def test_a_list_has_every_item() -> None:
    who = question("list", items=("Ada", "Bob"))
    assert is_right(who, place("Bob, Cid and Ada"))
    assert not is_right(who, place("Ada", "Ada and Bob")), "in the answer, not in its sentence"


def test_a_cell_stands_in_its_row_and_has_its_numbers() -> None:
    fare = question("table", ("12.50",), evidence=("Car, single: 12.50 | 1.5 m",))
    row = "Car, single: 12.50 | 1.5 m"
    assert is_right(fare, place("12.50", row))
    assert is_right(fare, place("12.5", "Car single 12.5")), "a part of the row"
    assert not is_right(fare, place("12.50", "Bicycle, return: 12.50 in winter of last year"))
    assert not is_right(fare, place("12.50 | 1.5 m", row)), "another number"


def test_evidence_is_read_if_one_piece_is_and_of_lists_every_piece() -> None:
    pieces = ("Ada came by boat.", "Bob came by train.")
    first, second = (("lease.pdf", f"Minutes. {piece} The end.") for piece in pieces)
    one, several = question("who", ("Ada",), evidence=pieces), question("list", evidence=pieces)
    assert judge(one, reply(first)).evidence_read
    assert not judge(several, reply(first)).evidence_read
    assert judge(several, reply(first, second)).evidence_read


def test_the_sentence_of_an_answer_in_a_passage() -> None:
    """A line end may end it, or not."""
    passage = "It is late. The boat sails at\nnine. It rains! Nobody comes."
    start = passage.index("nine")
    nine = Place("a", "nine", passage, start)
    assert sentences_of(nine) == ("nine.", "The boat sails at nine.")
    assert sentences_of(Place("a", "nine. It", passage, start))[1] == (
        "The boat sails at nine. It rains!"
    )
    given = place("nine", "At nine, it says. And so on.")
    assert sentences_of(given) == ("At nine, it says. And so on.",)
    asked = question("why", evidence=("The boat sails at nine.",))
    assert is_right(asked, replace(nine, source="lease.pdf"))
