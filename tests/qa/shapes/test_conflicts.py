from __future__ import annotations

import pytest

from index.spans import Document
from qa.shapes.conflicts import with_conflicts
from qa.types import AnswerCandidate
from tests.qa.shapes.places import candidate, document, whole

OLD = document("Staff of Birch Ltd have 20 days of leave a year.", id=1, source="rules-2019.txt")
NEW = document("Staff of Birch Ltd have 24 days of leave a year.", id=2, source="rules-2023.txt")
ASKED = "How many days of leave do staff of Birch Ltd have?"


def said(*places: tuple[Document, str, float]) -> list[AnswerCandidate]:
    return [candidate(*place) for place in places]


def test_the_newest_of_two_answers_comes_first() -> None:
    found, conflicting = with_conflicts(said((OLD, "20 days", 0.6), (NEW, "24 days", 0.5)), ASKED)
    assert [each.span.text for each in found] == ["24 days", "20 days"]
    assert [each.span.text for each in conflicting] == ["20 days"]
    assert found[0].confidence == 0.6, "that of the most certain one"


def test_without_dates_the_most_confident_one_comes_first() -> None:
    one, other = document(OLD.text, id=1), document(NEW.text, id=2)
    found, conflicting = with_conflicts(said((one, "20 days", 0.6), (other, "24 days", 0.5)), ASKED)
    assert [each.span.text for each in found] == ["20 days", "24 days"]
    assert len(conflicting) == 1


def test_names_conflict_too() -> None:
    one = document("At the date of this deed the warden is Hugo Trent.", id=1, date="2018-01-02")
    two = document("Hugo Trent has left; the warden is now Iris Wood.", id=2, date="2021-05-06")
    found, conflicting = with_conflicts(
        said((one, "Hugo Trent", 0.5), (two, "Iris Wood", 0.5)), "Who is the warden?"
    )
    assert (found[0].span.text, conflicting[0].span.text) == ("Iris Wood", "Hugo Trent")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Cllr Hugo Trent", "Cllr Iris Wood", ["Cllr Iris Wood", "Cllr Hugo Trent"]),
        ("Mr Hugo Trent", "Mr. Ole Wood", ["Mr. Ole Wood", "Mr Hugo Trent"]),
        ("Cllr Hugo Trent", "Cllr Trent", ["Cllr Hugo Trent"]),
        ("Dr. Hugo Trent", "Hugo Trent", ["Dr. Hugo Trent"]),
    ],
)
def test_a_title_does_not_make_two_persons_one(old: str, new: str, expected: list[str]) -> None:
    one = document(f"Present: {old} (Chair), Cllr Ana Ley", id=1, date="2018-01-02")
    two = document(f"Present: {new} (Chair), Cllr Ana Ley", id=2, date="2021-05-06")
    places = ((one, old, 0.9), (two, new, 0.5))
    assert first_and_others("Who is the chair?", *places) == expected


def test_an_answer_that_a_newer_document_denies_is_not_newest() -> None:
    two = document(
        "Staff of Birch Ltd have 24 days of leave, not 20 days.", id=2, date="2023-01-01"
    )
    old, denied, new = said((OLD, "20 days", 0.6), (two, "20 days", 0.6), (two, "24 days", 0.4))
    both = AnswerCandidate(old.occurrences + denied.occurrences, 0.6, {})
    assert with_conflicts([both, new], ASKED)[0][0].span.text == "24 days"


@pytest.mark.parametrize(
    ("text", "words", "confidence"),
    [
        ("Staff of Birch Ltd have 24 days of leave a year.", "24 days", 0.1),
        ("Staff of Birch Ltd have 20 days of leave a year.", "20", 0.5),
        ("Staff of Cedar Ltd have 24 days of leave a year.", "24 days", 0.5),
        ("Birch Ltd was founded 24 years ago by its staff.", "24 years", 0.5),
        ("The leave of staff of Birch Ltd is kept by Ms. Oda Hill.", "Oda Hill", 0.5),
        ("Birch Ltd opens at 7:30 on all days.", "7:30", 0.5),
    ],
    ids=["unlikely", "the same", "another company", "another unit", "a name", "another matter"],
)
def test_other_things_do_not_conflict(text: str, words: str, confidence: float) -> None:
    other = document(text, id=2, date="2023-01-01")
    before = said((OLD, "20 days", 0.6), (other, words, confidence))
    assert with_conflicts(before, ASKED) == (tuple(before), ())


@pytest.mark.parametrize("year", ["2019", "2025"])
def test_what_a_document_about_another_thing_says_does_not_conflict(year: str) -> None:
    asked = "For how much is a stall let?"
    rules = [
        document(f"It is let for £{n}.", id=n, title="Stalls", source="r.txt", date=f"20{n}-04-01")
        for n in (21, 24)
    ]
    lease = document("It is let for £480.", id=1, title="Boathouse", date=f"{year}-05-02")
    read = said((lease, "£480", 0.8), (rules[0], "£21", 0.6), (rules[1], "£24", 0.5))
    found, conflicting = with_conflicts(read, asked)
    assert [each.span.text for each in (found[0], *conflicting)] == ["£24", "£21"]
    assert found[0].confidence == 0.8
    one, others = with_conflicts(read[:2], asked)
    assert ([each.span.text for each in one], others) == (["£21", "£480"], ())


def test_one_document_does_not_contradict_itself() -> None:
    text = document(
        "Staff of Birch Ltd had 20 days of leave. Staff of Birch Ltd have 24 days of leave."
    )
    before = said((text, "20 days", 0.6), (text, "24 days", 0.5))
    assert with_conflicts(before, ASKED) == (tuple(before), ())


def test_messages_of_one_mailbox_may() -> None:
    box = document(
        "# Offer\n| Date: 3 March 2020\n\nThe boat costs £500.\n"
        "# Re: Offer\n| Date: 9 April 2020\n\nThe boat costs £450."
    )
    found, conflicting = with_conflicts(
        said((box, "£500", 0.6), (box, "£450", 0.5)), "What does the boat cost?"
    )
    assert [each.span.text for each in (*found[:1], *conflicting)] == ["£450", "£500"]


def test_without_candidates_there_is_nothing() -> None:
    assert with_conflicts([], ASKED) == ((), ())


def test_a_sentence_that_tells_of_a_change_needs_less() -> None:
    box = document(
        "# Offer for the mast\n| Date: 3 March 2020\n\nThe mast costs £500 without tax.\n"
        "# Re: Offer for the mast\n| Date: 9 April 2020\n\nThanks for the new price of £450."
    )
    before = said((box, "£500", 0.8), (box, "£450", 0.2))
    assert with_conflicts(before, "What does the mast cost?")[0][0].span.text == "£450"
    plain = document(box.text.replace("new price", "nice note"), id=3)
    assert with_conflicts(said((plain, "£500", 0.8), (plain, "£450", 0.2)), "What?")[1] == ()


def first_and_others(question: str, *places: tuple[Document, str, float]) -> list[str]:
    found, conflicting = with_conflicts(said(*places), question)
    return [each.span.text for each in (found[0], *conflicting)]


NOTICE = document(
    "The Heron will sail from 4 May 2022. It costs £2 to board.", id=1, date="2022-01-02"
)


@pytest.mark.parametrize(
    ("question", "text", "old", "new"),
    [
        (
            "When will the Heron sail?",
            "The Heron sails from 9 July 2022.",
            "4 May 2022",
            "9 July 2022",
        ),
        (
            "When will the Heron sail?",
            "The Heron will not sail in May. It now sails from 9 July 2022.",
            "4 May 2022",
            "9 July 2022",
        ),
        ("What does it cost to board the Heron?", "The Heron is free to board.", "£2", "free"),
    ],
    ids=["dates", "the sentence before", "free"],
)
def test_answers_of_one_kind_conflict(question: str, text: str, old: str, new: str) -> None:
    later = document(text, id=2, date="2022-03-04")
    assert first_and_others(question, (NOTICE, old, 0.6), (later, new, 0.5)) == [new, old]


def test_what_an_undated_text_says_is_older_than_what_denies_it() -> None:
    one = document("The hall is open from 10:00 to 16:00.", id=1)
    two = document("The hall is open from 9:00 instead of 10:00 to 16:00.", id=2, date="2022-01-02")
    asked = "When is the hall open?"
    places = ((one, "10:00 to 16:00", 0.9), (two, "9:00", 0.5))
    assert first_and_others(asked, *places) == ["9:00", "10:00 to 16:00"]
    plain = document("The hall is open from 9:00 on all days.", id=2, date="2022-01-02")
    assert first_and_others(asked, places[0], (plain, "9:00", 0.5)) == ["10:00 to 16:00", "9:00"]


def test_one_who_has_left_is_not_newest() -> None:
    one = document("The warden of the mill is Hugo Trent.", id=1, date="2020-01-02")
    two = document("Hugo Trent leaves the mill. The warden is Iris Wood.", id=2, date="2021-01-02")
    old, gone, new = said(
        (one, "Hugo Trent", 0.9), (two, "Hugo Trent", 0.9), (two, "Iris Wood", 0.2)
    )
    both = AnswerCandidate(old.occurrences + gone.occurrences, 0.9, {})
    found, _ = with_conflicts([both, new], "Who is the warden of the mill?")
    assert found[0].span.text == "Iris Wood"


def test_two_things_that_one_passage_says_do_not_conflict() -> None:
    one = document("The Heron has a bar.", id=1, date="2020-01-02")
    two = document("The Heron has a bar. The Teal has no bar.", id=2, date="2021-01-02")
    first, also, other = said((one, "Heron", 0.9), (two, "Heron", 0.9), (two, "Teal", 0.8))
    both = AnswerCandidate(first.occurrences + also.occurrences, 0.9, {})
    assert with_conflicts([both, other], "Which boat has a bar?")[1] == ()


def test_an_unlikely_number_that_the_reader_prefers_to_none_is_comparable() -> None:
    old, new = said((OLD, "20 days", 0.9), (NEW, "24 days", 0.05))
    for margin, expected in ((0.5, "24 days"), (-0.5, "20 days")):
        scored = AnswerCandidate(new.occurrences, 0.05, {"margin": margin})
        assert with_conflicts([old, scored], ASKED)[0][0].span.text == expected


DRAFT = document(
    "Either side may end the licence by giving six weeks’ written notice to the other.",
    id=1,
    title="Licence – Draft",
    source="licence-draft.docx",
    date="2021-05-01",
)
SIGNED = document(
    DRAFT.text.replace("six weeks", "three months"),
    id=2,
    title="Licence",
    source="licence-signed.docx",
    date="2021-04-01",
)


def answers(question: str, *read: AnswerCandidate) -> list[str]:
    pages = [whole(DRAFT), whole(SIGNED)]
    found, conflicting = with_conflicts(read, question, pages)
    return [each.span.text for each in (found[0], *conflicting)]


def test_the_same_clause_with_another_value_conflicts_though_it_was_not_read() -> None:
    asked = "What notice ends the licence?"
    read = candidate(DRAFT, "six weeks’ written notice", 0.9)
    assert answers(asked, read) == ["three months’ written notice", "six weeks’ written notice"]
    assert with_conflicts([read], asked, [whole(SIGNED)])[0][0].confidence == 0.9


def test_the_version_that_is_asked_for_is_given_alone() -> None:
    read = candidate(SIGNED, "three months", 0.9)
    assert answers("What notice ends the licence in the draft?", read) == ["six weeks"]


def test_numbers_in_words_conflict_but_not_two_that_one_sentence_says() -> None:
    one = document("A leak is mended in two days, or four days in winter.", id=1, date="2020-01-01")
    two = document("A leak in winter is mended in four days.", id=2, date="2021-01-01")
    three = document("A leak is mended in five days.", id=3, date="2022-01-01")
    asked = "How soon is a leak mended?"
    assert first_and_others(asked, (one, "two days", 0.9), (two, "four days", 0.8)) == ["two days"]
    both = first_and_others(asked, (one, "two days", 0.9), (three, "five days", 0.8))
    assert both == ["five days", "two days"]


def test_the_same_number_with_another_unit_conflicts() -> None:
    one = document("The north wall of the dam has moved 14 mm.", id=1, date="2020-01-01")
    two = document("The north wall of the dam moved 14 centimetres.", id=2, date="2021-01-01")
    three = document("The north wall of the dam moved 1.4 cm.", id=3, date="2022-01-01")
    asked = "How far did the north wall of the dam move?"
    both = first_and_others(asked, (one, "14 mm", 0.9), (two, "14 centimetres", 0.8))
    assert both == ["14 centimetres", "14 mm"]
    assert first_and_others(asked, (one, "14 mm", 0.9), (three, "1.4 cm", 0.8)) == ["14 mm"]
