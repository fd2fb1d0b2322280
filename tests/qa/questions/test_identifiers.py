"""Which passages are read for a question with an identifier."""

from __future__ import annotations

from index.spans import Document, Hit, Marker, Passage, Span
from qa.questions.identifiers import of_other_identifiers, with_identifiers


def passage(document: Document, start: int, end: int) -> Passage:
    span = Span(document, start, end)
    return Passage(span, 1.0, None, None, (Hit(span, 0.5),))


BILL = Document(1, "bill.txt", "Bill", "Bill QK-5512 of May. The sum is 80.")
OTHER = Document(2, "other.txt", "Bill", "Bill QK-5513 of June. The sum is 90.")
ROWS = "Bill: QK5512; Sum: 80\nBill: QK5514; Sum: 70"
TABLE = Document(3, "t.csv", "T", ROWS, (Marker("row", 0, 21, ""), Marker("row", 22, 43, "")))
FIRST, REST = passage(BILL, 0, 20), passage(BILL, 21, 35)
ELSEWHERE = passage(OTHER, 0, 36)
ROW, OTHER_ROW = passage(TABLE, 0, 21), passage(TABLE, 22, 43)


def test_only_documents_with_the_identifier_are_read() -> None:
    found = with_identifiers("What is the sum of QK5512?", [ELSEWHERE, REST, FIRST])
    assert found == [REST, FIRST]


def test_of_a_table_only_its_row_is_read() -> None:
    found = with_identifiers("What is the sum of QK-5512?", [OTHER_ROW, ROW, ELSEWHERE])
    assert found == [ROW]


def test_all_are_read_without_an_identifier_or_if_none_has_it() -> None:
    every = [ELSEWHERE, REST, FIRST, ROW, OTHER_ROW]
    assert with_identifiers("What is the sum of May?", every) == every
    assert with_identifiers("What is the sum of QK-9999?", every) == every


KEYS = ("Key AB/21/007-C is Ada's.", "Key AB/21/008-C is Bo's.", "It has 2 teeth, 21 in all.")


def test_sentences_of_another_identifier_are_told_from_those_of_the_asked_one() -> None:
    assert of_other_identifiers("Whose is key AB/21/007-C?", KEYS) == {KEYS[1]}
    assert of_other_identifiers("Whose is key AB/21/009-C?", KEYS) == set(), "none has it"
    assert of_other_identifiers("Whose is the key of 2021?", KEYS) == set()
