from __future__ import annotations

from qa.train.augment.titles import find_contracts, titled, written_before
from qa.train.data import Row
from qa.train.data_settings import DataSettings

LAW = "Which law governs this agreement?"
TITLE = "What is the title of this agreement?"


def contract(name: str, question: str, context: str, answer: str = "") -> Row:
    start = context.find(answer)
    answers = ((start, start + len(answer)),) if answer else ()
    return Row("cuad-rebuilt", question, context, answers, contract=name)


ACME = [
    contract(
        "acmetoolsinc2019ex10", TITLE, "SUPPLY AGREEMENT of Acme Tools, Inc.", "SUPPLY AGREEMENT"
    ),
    contract("acmetoolsinc2019ex10", LAW, "The law of Ohio governs.", "The law of Ohio governs."),
]
BOLT = [
    contract("boltco2001ex4", LAW, "Bolt Co. obeys the law of Utah.", "the law of Utah"),
    contract("boltco2001ex4", TITLE, "LICENSE AGREEMENT", "LICENSE AGREEMENT"),
]
ALL = DataSettings(titled=1.0, named=1.0, of_others=1.0)


def test_company_and_title_are_found_in_the_contexts() -> None:
    found = find_contracts(ACME + BOLT)
    acme = found["acmetoolsinc2019ex10"]
    assert (acme.company, acme.title) == ("Acme Tools, Inc", "SUPPLY AGREEMENT")
    assert (acme.kind, acme.file_word) == ("supply agreement", "acmetoolsinc")
    assert found["boltco2001ex4"].company == "Bolt Co"


def test_a_contract_without_its_name_in_the_text_has_no_company() -> None:
    (found,) = find_contracts([contract("zed2001", LAW, "Zed obeys.", "Zed")]).values()
    assert found.company == "", "three letters may be any word"
    assert found.before == "zed. "


def test_titles_are_written_as_the_product_writes_them() -> None:
    assert written_before("Fares 2026", "notes/summer_fares.pdf") == "Fares 2026 summer. "
    assert ACME[0].before == ""
    assert titled(ACME, ALL)[1].before == "SUPPLY AGREEMENT acmetoolsinc. "


def test_a_named_contract_is_asked_of_another_ones_clause_too() -> None:
    rows = titled(ACME + BOLT, ALL)
    assert [row.question for row in rows[:4]] == [
        "What is the title of the agreement of Acme Tools, Inc?",  # its kind would be the answer
        "Which law governs the supply agreement of Acme Tools, Inc?",
        "Which law governs the license agreement of Bolt Co?",
        "What is the title of the agreement of Bolt Co?",
    ]
    assert [row.answers for row in rows[:4]] == [row.answers for row in ACME + BOLT]
    others = {(row.question, row.context, row.before) for row in rows[4:]}
    assert (rows[1].question, BOLT[0].context, rows[2].before) in others
    assert (rows[2].question, ACME[1].context, rows[1].before) in others
    assert len(others) == 4
    assert not any(row.answers for row in rows[4:])


def test_no_title_without_the_share_and_none_for_unknown_documents() -> None:
    plain = Row("s", "Who?", "Ada.", ((0, 3),))
    known = Row("s", "Who?", "Ada.", ((0, 3),), title="People")
    assert [row.before for row in titled([plain, known], ALL)] == ["", "People. "]
    assert titled([plain, known, *ACME], DataSettings(titled=0.0)) == [plain, known, *ACME]


def test_contexts_of_one_company_are_no_negatives_for_each_other() -> None:
    again = [
        contract("acmetoolsinc2020ex11", LAW, "Acme Tools, Inc. obeys Ohio.", "Ohio"),
        contract("acmetoolsinc2019ex10", LAW, "Acme Tools, Inc. obeys Iowa.", "Iowa"),
    ]
    assert len(titled(again, ALL)) == 2
