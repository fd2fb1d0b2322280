from __future__ import annotations

import pytest

from qa.questions.comparison import parse_comparison
from qa.shapes.comparison import Compared, compare, row_names
from tests.qa.shapes.places import candidate, document, whole

KILNS = document(
    "# Kilns of the pottery\n"
    "| Kiln: Old Bess; Fuel: wood; Greatest heat: 980 °C; Bought: 3 May 1971; Price (£): 4,200.\n"
    "| Kiln: Gasper; Fuel: gas; Greatest heat: 1,240 °C; Bought: 12 June 1999; Price (£): 950.50.\n"
    "| Kiln: Sparky; Fuel: gas; Greatest heat: 1,180 °C; Bought: 1 March 2012; Price (£): 1,300."
)
STAFF = document(
    "# Staff\n"
    "| No.: P-2; Name: Al Ross; Post: potter; Joined: 01/02/2003; Hours: 40.\n"
    "| No.: P-5; Name: Ida Fox; Post: clerk; Joined: 15/09/1998; Hours: 20.\n"
    "| No.: P-9; Name: Uwe Kant; Post: potter; Joined: 07/11/2011; Hours: 30."
)
DEBTS_TEXT = (
    "# Dues of the tenants\n"
    "| Tenant: Al Ross; Due date: 3 May 2023; Amount: 900; Paid: 800; Outstanding: 100.\n"
    "| Tenant: Bea Dahl; Due date: 4 May 2023; Amount: 400; Paid: 50; Outstanding: 350.\n"
    "| Tenant: Total; Amount: 1300; Paid: 850; Outstanding: 450."
)
RATES = document(
    "| Hall: Elm; Guest: Child; Evening: 3.50.\n| Hall: Elm; Guest: Adult; Evening: 6.00.\n"
    "| Hall: Oak; Guest: Child; Evening: 4.50.\n| Hall: Oak; Guest: Adult; Evening: 5.50."
)


def result(question: str, *texts: str) -> Compared | None:
    asked = parse_comparison(question)
    sources = [document(text) for text in texts]
    pages = [whole(each) for each in sources or (KILNS, STAFF, RATES)]
    return compare(asked, pages) if asked else None


@pytest.mark.parametrize(
    ("question", "name", "values"),
    [
        ("Which kiln has the greatest heat?", "Gasper", 3),
        ("Which kiln is the cheapest?", "Gasper", 3),
        ("Which kiln is the most expensive?", "Old Bess", 3),
        ("Which kiln is the oldest?", "Old Bess", 3),
        ("Which kiln was bought last?", "Sparky", 3),
        ("Which gas kiln is more expensive?", "Sparky", 2),
        ("Which kiln costs less, Sparky or Old Bess?", "Sparky", 2),
        ("Is Sparky or the Gasper hotter?", None, 0),
        ("Who joined first?", "Ida Fox", 3),
        ("Which potter joined last?", "Uwe Kant", 2),
        ("Who has worked here longer, Al Ross or Uwe Kant?", "Al Ross", 2),
        ("Who works the most hours?", "Al Ross", 3),
        ("Is an adult evening at Elm or at Oak cheaper?", "Oak", 2),
        ("Is an evening in the Elm or in the Oak cheaper?", None, 0),
        ("Which kiln is the tallest?", None, 0),
        ("Which bridge has the greatest heat?", None, 0),
    ],
)
def test_the_row_with_the_greatest_or_least_value_is_named(
    question: str, name: str | None, values: int
) -> None:
    compared = result(question)
    found = (compared.winner.span.text, len(compared.values)) if compared else (None, 0)
    assert found == (name, values)


def test_the_row_is_the_sentence_of_each_cell() -> None:
    compared = result("Which kiln has the greatest heat?")
    assert compared is not None
    assert compared.winner.sentence.text.startswith("Kiln: Gasper; Fuel: gas")
    assert [each.span.text for each in compared.values] == ["980 °C", "1,240 °C", "1,180 °C"]
    assert all(each.sentence.contains(each.span) for each in compared.values)


@pytest.mark.parametrize(
    "rows",
    [
        "| Boat: Heron; Length: 12 m.\n| Boat: Teal; Length: 900 cm.",
        "| Boat: Heron; Length: 12 m.\n| Boat: Teal; Length: 12 m.",
        "| Boat: Heron; Length: 12 m.\n| Boat: Teal; Length: unknown.",
        "| Boat: Heron; Length: 12 m.",
    ],
    ids=["units differ", "a tie", "no value", "one row"],
)
def test_what_cannot_be_compared_is_not(rows: str) -> None:
    assert result("Which boat is the longest?", rows) is None


def test_the_whole_table_is_compared_also_beyond_the_passage() -> None:
    rows = document("\n".join(f"| Boat: B{n}; Length: {n} m." for n in range(1, 50)))
    asked = parse_comparison("Which boat is the longest?")
    first = whole(document("\n".join(f"| Boat: B{n}; Length: {n} m." for n in range(1, 3))))
    assert asked is not None
    compared = compare(asked, [whole(rows)])
    assert compared is not None
    assert (compared.winner.span.text, len(compared.values)) == ("B49", 49)
    assert compare(asked, [first]) is not None


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Which tenant owes the most?", "Bea Dahl"),
        ("Who owes the least?", "Al Ross"),
        ("Which tenant has paid the most?", "Al Ross"),
        ("Which tenant has the highest amount outstanding?", "Bea Dahl"),
        ("Which tenant earns the most?", None),
    ],
)
def test_a_verb_names_its_column_and_a_total_is_no_row(question: str, name: str | None) -> None:
    compared = result(question, DEBTS_TEXT)
    assert (compared.winner.span.text if compared else None) == name


def test_what_one_name_has_in_several_rows_is_not_compared_row_by_row() -> None:
    twice = DEBTS_TEXT.replace("Total", "Bea Dahl")
    assert result("Which tenant owes the most?", twice) is None
    assert result("Which tenant has the highest amount outstanding?", twice) is not None


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which kiln has the greatest heat?", ["Old Bess", "Gasper", "Sparky"]),
        ("Who joined first?", ["Al Ross", "Ida Fox", "Uwe Kant"]),
        ("Is an adult evening at Elm or at Oak cheaper?", ["Elm", "Oak"]),
    ],
)
def test_each_value_has_the_name_of_its_row(question: str, names: list[str]) -> None:
    compared = result(question)
    assert compared
    assert row_names(*compared) == names


def test_a_row_without_that_cell_has_no_name() -> None:
    compared = result("Which kiln has the greatest heat?")
    assert compared
    assert row_names(compared.winner, [candidate(document("Heat: 9."), "9").occurrences[0]]) == [""]
    plain = candidate(document("Gasper is hot."), "hot").occurrences[0]
    assert row_names(plain, [plain]) == [""]
