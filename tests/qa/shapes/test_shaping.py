from __future__ import annotations

from collections.abc import Sequence

from index.spans import Document, Hit, Passage, Span
from qa.shapes.shaping import (
    COMPARED_CONFIDENCE,
    DEFINED_CONFIDENCE,
    LOOKED_UP_CONFIDENCE,
    UNDECIDED,
    shape_answer,
)
from tests.qa.shapes.places import answer, candidate, document, whole

FLEET = document(
    "# Fleet\n| Boat: Heron; Length: 12 m.\n| Boat: Teal; Length: 19 m.\n\nWe sail to Elm Quay."
)


def nothing(words: str) -> Sequence[Passage]:
    return []


def test_a_list_has_items() -> None:
    shaped = shape_answer(answer("Which boats are there?", candidate(FLEET, "Heron")), nothing)
    assert [item.span.text for item in shaped.items] == ["Heron", "Teal"]
    assert shaped.candidates[0].span.text == "Heron; Length: 12 m.\nBoat: Teal"


def test_a_comparison_names_the_winner_and_shows_all_values() -> None:
    shaped = shape_answer(answer("Which boat is longer?", candidate(FLEET, "Heron")), nothing)
    assert [each.span.text for each in shaped.candidates] == ["Teal", "Heron"]
    assert shaped.confidence == COMPARED_CONFIDENCE
    assert [item.span.text for item in shaped.items] == ["12 m", "19 m"]


def test_a_comparison_needs_no_candidate_of_the_reader() -> None:
    shaped = shape_answer(answer("Which boat is longer?", passages=(whole(FLEET),)), nothing)
    assert shaped.candidates[0].span.text == "Teal"


def test_what_no_table_decides_is_less_certain() -> None:
    asked = "Is the Heron or the Teal older?"
    shaped = shape_answer(answer(asked, candidate(FLEET, "Heron", 0.8)), nothing)
    assert (shaped.confidence, shaped.items) == (0.8 * UNDECIDED, ())


def test_a_notice_leaves_the_candidates_as_they_are() -> None:
    before = answer("Summarise the fleet.", candidate(FLEET, "Heron", 0.9))
    shaped = shape_answer(before, nothing)
    assert (shaped.outcome, shaped.candidates) == ("nothing", before.candidates)
    assert "asks for a summary" in shaped.notice


def test_documents_that_disagree_are_both_shown() -> None:
    old = document("The pier is 40 m long.", id=1, source="pier-1990.txt")
    new = document("The pier is 55 m long.", id=2, source="pier-2010.txt")
    asked = "How long is the pier?"
    shaped = shape_answer(
        answer(asked, candidate(old, "40 m", 0.6), candidate(new, "55 m", 0.5)), nothing
    )
    assert shaped.candidates[0].span.text == "55 m"
    assert [each.span.text for each in shaped.conflicting] == ["40 m"]


def test_other_answers_are_unchanged() -> None:
    before = answer("Where do we sail to?", candidate(FLEET, "Elm Quay"))
    assert shape_answer(before, nothing) == before


def test_the_cell_that_the_question_names_comes_first() -> None:
    crew = document("| Name: Ada Fink; Post: mate; Cabin: 4.\n| Name: Bo Ek; Post: cook; Cabin: 7.")
    asked = "What is Bo Ek's cabin?"
    shaped = shape_answer(answer(asked, candidate(crew, "cook", 0.6)), nothing)
    assert [each.span.text for each in shaped.candidates] == ["7", "cook"]
    same = shape_answer(answer(asked, candidate(crew, "7", 0.3)), nothing)
    assert [each.span.text for each in same.candidates] == ["7"]
    assert shaped.confidence == same.confidence == LOOKED_UP_CONFIDENCE


def test_what_the_text_defines_comes_first() -> None:
    deed = document('"Yard" means the paved place.')
    asked = "What is meant by the Yard?"
    shaped = shape_answer(answer(asked, candidate(deed, "Yard", 0.6)), nothing)
    assert [each.span.text for each in shaped.candidates] == ["the paved place", "Yard"]
    assert shaped.confidence == DEFINED_CONFIDENCE


def test_a_cell_is_cited_from_each_document_with_its_row_and_other_values_conflict() -> None:
    rows = "| Winch: W1; Load: 4 t\n| Winch: W2; Load: {} t"
    one = document(rows.format(7), id=1, source="winches-2019.csv")
    same = document(rows.format(7), id=2, source="winches-2020.csv")
    newer = document(rows.format(9), id=3, source="winches-2021.csv")
    asked = "What is the load of winch W2?"

    def shown(*texts: Document) -> list[tuple[str, list[int]]]:
        passages = tuple(Passage(p.span, 1.0, 1, 1, lines(p.span)) for p in map(whole, texts))
        shaped = shape_answer(answer(asked, passages=passages), nothing)
        return [
            (each.span.text, [place.span.document.id for place in each.occurrences])
            for each in (*shaped.candidates[:1], *shaped.conflicting)
        ]

    assert shown(one, same) == [("7 t", [1, 2])]
    assert shown(one, newer) == [("9 t", [3]), ("7 t", [1])]


def lines(text: Span) -> tuple[Hit, ...]:
    """The lines of a text as its sentences."""
    ends = [at for at, character in enumerate(f"{text.text}\n") if character == "\n"]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return tuple(
        Hit(Span(text.document, start, end), 1.0) for start, end in zip(starts, ends, strict=True)
    )
