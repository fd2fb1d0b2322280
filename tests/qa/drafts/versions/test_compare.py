"""Two versions of a document, compared: hand-made pairs with what a reader would say of them."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from index.spans import Document, Marker
from qa.drafts.versions.compare import compare
from qa.drafts.versions.matching import matching_blocks
from qa.drafts.versions.types import Change, Comparison

OLD = """1. Term

The agreement runs for two years from 3 May 2022. It ends without notice.

2. Fees

The customer shall pay £12,500 a year within 30 days of the invoice. Late sums bear interest.

3. Access

The contractor may enter the cold store on business days. Keys are kept at the gate by the porter.

4. Law

The law of England applies to this agreement and to all disputes about it.
"""


def versions(old: str, new: str) -> Comparison:
    return compare(Document(1, "old.txt", "Old", old), Document(2, "new.txt", "New", new))


def told(change: Change) -> tuple[object, ...]:
    edits = [
        (edit.old.text if edit.old else "", edit.new.text if edit.new else "", edit.sense)
        for edit in change.edits
    ]
    return change.kind, change.old and change.old.text, change.new and change.new.text, edits


def test_equal_documents_have_no_change() -> None:
    found = versions(OLD, OLD)
    assert found.changes == ()
    assert found.is_same
    assert found.unchanged == found.words[0] == found.words[1]


@pytest.mark.parametrize(
    ("before", "after", "edit"),
    [
        ("two years", "five years", ("two", "five", "figure")),
        ("3 May 2022", "3 June 2022", ("May", "June", "figure")),
        ("£12,500", "£12,800", ("12,500", "12,800", "figure")),
        ("£12,500", "$12,500", ("£", "$", "figure")),
        ("two years", "2 years", ("two", "2", "")),
        ("shall pay", "shall not pay", ("", "not", "negation")),
        ("ends without notice", "ends with notice", ("without", "with", "negation")),
        ("cold store", "warm store", ("cold", "warm", "")),
        ("business days", "non-business days", ("business", "non-business", "negation")),
    ],
)
def test_altered_words_are_named_with_their_sense(
    before: str, after: str, edit: tuple[str, str, str]
) -> None:
    assert OLD.count(before) == 1
    (change,) = versions(OLD, OLD.replace(before, after)).changes
    assert told(change)[0] == "altered"
    assert told(change)[3] == [edit]
    assert change.has_figures == (edit[2] == "figure")


def test_the_passage_of_a_change_is_its_sentence_in_both() -> None:
    (change,) = versions(OLD, OLD.replace("gate", "door")).changes
    assert told(change)[1:3] == (
        "Keys are kept at the gate by the porter.",
        "Keys are kept at the door by the porter.",
    )


def test_a_sentence_is_added_or_removed_alone() -> None:
    more = OLD.replace("by the porter.", "by the porter. The porter wears a badge with 2 stars.")
    (added,) = versions(OLD, more).changes
    added_text = "The porter wears a badge with 2 stars."
    assert told(added) == ("added", None, added_text, [("", "2", "figure")])
    assert OLD[added.old_at :].startswith("4. Law")
    (removed,) = versions(more, OLD).changes
    assert told(removed) == ("removed", added_text, None, [("2", "", "figure")])
    assert OLD[removed.new_at :].startswith("4. Law")


def test_an_insertion_that_begins_like_what_follows_is_the_inserted_sentence() -> None:
    old = "The tenant pays the rent. The tenant keeps the garden."
    new = "The tenant pays the rent. The tenant sweeps the stairs. The tenant keeps the garden."
    (change,) = versions(old, new).changes
    assert told(change)[:3] == ("added", None, "The tenant sweeps the stairs.")


def test_a_moved_paragraph_is_moved_and_its_altered_figure_is_said() -> None:
    clause = "3. Access\n\nThe contractor may enter the cold store on business days."
    moved = "The contractor may enter the cold store on business days for 8 hours."
    new = OLD.replace(clause, "").rstrip() + f"\n\n5. Access\n\n{moved}\n"
    found = versions(OLD, new).changes
    (change,) = [each for each in found if each.kind == "moved"]
    assert change.new is not None
    assert moved in change.new.text
    assert change.old is not None
    assert "The contractor may enter" in change.old.text
    assert [told(change)[3]] == [[("", "for 8 hours", "figure")]]
    assert {each.kind for each in found} <= {"moved", "form", "removed", "added"}
    assert not [each for each in found if each.kind in ("added", "removed") and each.has_negations]


def test_numbering_and_line_breaks_are_no_change_of_words() -> None:
    renumbered = OLD.replace("4. Law", "5. Law").replace("within 30 days ", "within\n30 days ")
    found = versions(OLD, renumbered)
    assert found.is_same
    assert [told(each)[:3] for each in found.changes] == [("form", "4. Law", "5. Law")]
    wrapped = OLD.replace(" of the invoice", "\nof the invoice").replace(
        "agreement", "agree-\nment"
    )
    assert versions(OLD, wrapped).changes == ()


def test_a_number_that_is_no_numbering_is_a_change() -> None:
    markers = (Marker("row", 0, 12, ""),)
    old = Document(1, "a", "a", "2.5 Million\n\nElsewhere nothing changed at all.", markers)
    new = Document(2, "b", "b", "3.5 Million\n\nElsewhere nothing changed at all.", markers)
    (change,) = compare(old, new).changes
    assert told(change)[3] == [("2.5", "3.5", "figure")]


def test_punctuation_and_capitals_alone_are_of_another_kind() -> None:
    found = versions(OLD, OLD.replace("Late sums bear", "Late Sums, bear"))
    assert found.is_same
    assert [each.kind for each in found.changes] == ["form"]
    assert versions(OLD, OLD.replace("£12,500 a", "£12,500  a")).changes == ()


def test_a_replaced_heading_is_altered_and_a_replaced_sentence_removed_and_added() -> None:
    (heading,) = versions(OLD, OLD.replace("3. Access", "3. Keys")).changes
    assert told(heading)[3] == [("Access", "Keys", "")]
    other = "Nobody but the fireman on his own ladder may come in through any window at night."
    new = OLD.replace("The contractor may enter the cold store on business days.", other)
    assert [told(each)[:3] for each in versions(OLD, new).changes] == [
        ("removed", "The contractor may enter the cold store on business days.", None),
        ("added", None, other),
    ]


def test_documents_without_words_can_be_compared() -> None:
    assert versions(" ", "—").changes == ()
    (change,) = versions(" ", "A fee of £5 is due at once.").changes
    assert change.kind == "added"
    assert change.old_at == 1


def lcs(one: list[str], other: list[str]) -> int:
    """The length of the longest common subsequence, by the textbook's table."""
    row = [0] * (len(other) + 1)
    for word in one:
        before = row[:]
        for j, each in enumerate(other):
            row[j + 1] = before[j] + 1 if word == each else max(before[j + 1], row[j])
    return row[-1]


@pytest.mark.parametrize("vocabulary", [3, 40, 4_000])
def test_blocks_are_equal_words_that_go_forwards_in_both(vocabulary: int) -> None:
    random_ = random.Random(vocabulary)
    pick: Callable[[], str] = lambda: f"w{random_.randrange(vocabulary)}"  # noqa: E731
    old = [pick() for _ in range(600)]
    new = [word for word in old if random_.random() > 0.1]
    for _ in range(40):
        new.insert(random_.randrange(len(new)), pick())
    blocks = matching_blocks(old, new, {0, 300, 600}, {0, 280})
    i = j = matched = 0
    for a, c, size in blocks:
        assert size > 0
        assert a >= i
        assert c >= j
        assert old[a : a + size] == new[c : c + size]
        i, j, matched = a + size, c + size, matched + size
    assert i <= len(old)
    assert j <= len(new)
    assert matched >= 0.85 * lcs(old, new)


def test_one_row_again_and_again_takes_no_longer() -> None:
    found = versions("The fee is due. " * 4_000, "The fee is not due. " * 4_000)
    assert found.milliseconds < 10_000
    assert found.unchanged > 15_000
