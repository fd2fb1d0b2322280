"""Which documents a question names, and what is left of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.library import Library
from index.search.hybrid import DEFAULT_FUSION, Fusion
from index.search.named_documents import DocumentNames
from tests.conftest import document

NAMES = [
    (1, "/c/UsioInc_2019-EX-10.PDF", "Affiliate Agreement"),
    (2, "/c/DeltathreeInc_1999.pdf", "Co-Branding Agreement"),
    (3, "/c/ACMEBRIDGEWORKS_2001-SUPPLY AGREEMENT.pdf", "ACMEBRIDGEWORKS 2001"),
    (4, "/m/minutes may 2024.docx", "Minutes"),
    (5, "/m/minutes june 2024.docx", "Minutes"),
    (30, "/p/sluice-plan-A.pdf", "Plan of the sluice"),
    (31, "/p/sluice-plan-B.pdf", "Plan of the sluice"),
    *((number, f"/n/note {number}.txt", f"Note {number}") for number in range(6, 30)),
]


@pytest.mark.parametrize(
    ("question", "id", "rest"),
    [
        ("Which law governs the affiliate agreement of Usio?", 1, "Which law governs the of ?"),
        ("Who signed Usio's Affiliate Agreement?", 1, "Who signed 's ?"),
        ("When was the Deltathree co-branding agreement made?", 2, "When was the - made?"),
        ("What does Acme Bridgeworks supply?", 3, "What does supply?"),
        ("Who was absent in the May minutes?", 4, "Who was absent in the ?"),
        ("How wide is plan B of the sluice?", 31, "How wide is of the ?"),
        ("How wide is the sluice in plan A?", 30, "How wide is the in ?"),
    ],
)
def test_the_document_is_found_and_its_name_is_left_out(question: str, id: int, rest: str) -> None:
    best = DocumentNames(NAMES).find(question)[0]
    assert best.id == id
    if id != 3:  # "supply" is in the name too
        assert best.question == rest
    assert 0 < best.certainty <= 1


@pytest.mark.parametrize(
    ("question", "neutral"),
    [
        ("Which law governs the affiliate agreement of Usio?", "Which law governs this agreement?"),
        ("Who was absent in the May minutes?", "Who was absent in these minutes?"),
        ("The Usio affiliate agreement is governed by?", "This agreement is governed by?"),
        ("Usio's Affiliate Agreement: who signed it?", "This document: who signed it?"),
        ("Does the affiliate agreement that Usio signed end?", None),
    ],
)
def test_the_neutral_question_has_no_name(question: str, neutral: str | None) -> None:
    assert DocumentNames(NAMES).find(question)[0].neutral == neutral


@pytest.mark.parametrize(
    "question",
    [
        "How high is the bridge?",
        "Which agreement is the longest?",  # one word that names nothing rare
        "What happened in May?",  # one word
        "Where is it?",
        "",
    ],
)
def test_a_question_that_names_no_document(question: str) -> None:
    assert DocumentNames(NAMES).find(question) == []


BOARD = [
    *((month, f"/m/minutes-2024-{month:02}-14.docx", "Minutes") for month in range(1, 13)),
    *((20 + number, f"/c/charter-amendment-{number}.docx", "Amendment") for number in (1, 2, 3)),
    *((30 + number, f"/i/invoice-TD-{20400 + number}.pdf", "Invoice") for number in range(9)),
    (50, "/c/northwind.pdf", "Master Services Agreement"),
    (51, "/c/VosburgInc_EX-10.pdf", "Supply Agreement"),
]
"""Near-identical documents, told apart by a date, a number, or a name."""


@pytest.mark.parametrize(
    ("question", "id"),
    [
        ("Who was absent according to the minutes of 14 September 2024?", 9),
        ("What does the second charter amendment change?", 22),
        ("What does charter amendment no. 3 change?", 23),
        ("What is the total of invoice TD20407?", 37),
        ("What is the liability cap in the MSA?", 50),
    ],
)
def test_near_identical_documents_are_told_apart(question: str, id: int) -> None:
    assert DocumentNames(BOARD).find(question)[0].id == id


@pytest.mark.parametrize(
    "question", ["When did the first ship sail in 2024?", "What does a msa cost?", "Is II the 2nd?"]
)
def test_numbers_alone_and_small_initials_name_nothing(question: str) -> None:
    assert DocumentNames(BOARD).find(question) == []


def test_a_misspelt_name_is_near_to_the_right_one() -> None:
    names = DocumentNames(BOARD)
    assert (names.similar("vosberg"), names.similar("kolvik")) == (["vosburg"], [])


def test_only_allowed_documents_are_named() -> None:
    names = DocumentNames(NAMES)
    assert names.find("Who signed the Usio affiliate agreement?", {2, 3, 4}) == []


def test_words_of_two_documents_share_the_certainty() -> None:
    both = DocumentNames([*NAMES, (99, "a.txt", "Usio Affiliate Agreement")])
    found = both.find("Which law governs the Usio affiliate agreement?")
    assert {each.id for each in found} == {1, 99}
    assert found[0].certainty == found[1].certainty <= 0.5


def test_a_question_of_names_alone_is_searched_whole() -> None:
    best = DocumentNames(NAMES).find("Usio affiliate agreement")[0]
    assert best.question == "Usio affiliate agreement"


def test_passages_of_the_named_document_are_lifted(library: Library) -> None:
    for name in ("Harbour Lease", "Bridge Charter", "Mill Deed", "Ferry Rules"):
        for part in range(3):
            library.add(document(f"The law of part {part} is said.", f"{name} {part}.txt", name))
    library.add(document("The law of the north is said. It rains.", "Quay Statute.txt", "Quay"))
    question = "Which law does the Quay Statute name?"
    assert [each.question for each in library.named_documents(question)] == [
        "Which law does the name?"
    ]
    plain = library.search(question, 1, fusion=Fusion(named=0))
    named = library.search(question, 1, fusion=DEFAULT_FUSION)
    assert named[0].span.document.source == "Quay Statute.txt"
    assert named[0].score > plain[0].score


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["a b.txt", "b-c.txt"])), max_size=8))
def test_names_made_from_earlier_ones_are_those_made_anew(documents: list[tuple[int, str]]) -> None:
    titles = ("Usio Affiliate Agreement", "Müller GmbH 2024-05-14", "")
    names = DocumentNames()
    current: dict[int, tuple[int, str, str]] = {}
    for step, (id, source) in enumerate(documents):
        if current.pop(id, None) is None or step % 2:
            current[id] = (id, source, titles[step % 3])
        names = DocumentNames(current.values(), names)
        assert vars(names) == vars(DocumentNames(current.values()))


TWINS = [(number, f"/z/{9 - number}.txt", "Varnholt Harbour Lease") for number in range(1, 7)]


@pytest.mark.parametrize(("count", "expected"), [(3, [3, 2, 1]), (5, [5, 4, 3, 2, 1]), (6, [])])
def test_of_documents_with_one_name_all_are_named_or_none(count: int, expected: list[int]) -> None:
    """In the order of their sources, not of their ids."""
    found = DocumentNames([*TWINS[:count], *NAMES[6:]]).find("Who signed Varnholt Harbour Lease?")
    assert [each.id for each in found] == expected


def test_one_named_better_than_its_likes_is_named() -> None:
    names = DocumentNames([*TWINS, (50, "/z/annex.txt", "Varnholt Harbour Lease annex"), *NAMES])
    assert [each.id for each in names.find("Who signed the Varnholt Harbour Lease annex?")] == [50]
