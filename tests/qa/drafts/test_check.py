"""Verdicts on quotations: what is verbatim, and each way in which it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.library import Library
from index.storage.filters import Filter
from qa.drafts.check import check
from qa.drafts.corpus import Corpus
from qa.drafts.verdicts import MIN_PIECE
from tests.qa.drafts.support import RULES, checked, harbour, verdicts
from tests.support.ui_engine import document

RENT = "shall not store fuel on the northern quay after sunset"


@pytest.mark.parametrize(
    "quoted",
    [
        "The tenant shall not store fuel on the northern quay",
        "[t]he tenant shall not store fuel",
        "the tenant shall not\nstore fuel on the north-\nern quay",
        "The tenant shall not … on the northern quay",
        "The tenant shall not [...] falls due on the first working day",
        "[The lessee] shall not store fuel on the northern quay",
        "The tenant shall not store fuel [sic] on the northern quay",
        "The rent is EUR 4000 a month,",
        "first working day. A deposit",
        "may close the fairway for twenty five days",
    ],
)
def test_verbatim(made: Library, quoted: str) -> None:
    assert verdicts(made, f"It says “{quoted}”.") == ["verbatim"]


@pytest.mark.parametrize(
    ("quoted", "verdict", "changes"),
    [
        (f"tenant {RENT.replace('fuel', 'ropes')}", "altered", ["ropes/fuel"]),
        (f"tenant {RENT.replace('not ', '')}", "altered", ["/not"]),
        (f"tenant {RENT.replace('northern', 'northern stone')}", "altered", ["stone/"]),
        ("a notice period of 25 days", "altered", ["25/28"]),
        ("The rent is USD 4,000 a month", "altered", ["USD/EUR"]),
        ("store fuel on the northern quay after dark", "altered", ["dark/sunset"]),
        ("The notice must name the berth, the vessel and the day", "stitched", None),
        ("not store fuel on the northern quay at more than six knots", "stitched", None),
        ("the day on which the tenant leaves. No vessel may pass the breakwater", "stitched", None),
        ("An otter may sleep in the boat house on Sundays", "not found", []),
        ("The rent is … a vessel may pass", "altered", None),
    ],
)  # fmt: skip
def test_alterations_are_named(
    made: Library, quoted: str, verdict: str, changes: list[str] | None
) -> None:
    (finding,) = checked(made, f"It says “{quoted}”.").findings
    assert finding.verdict == verdict
    if changes is not None:
        shown = [
            f"{each.draft.text if each.draft else ''}/{each.source.text if each.source else ''}"
            for each in finding.differences
        ]
        assert shown == changes


def test_stitched_pieces_are_places_in_the_order_of_the_draft(made: Library) -> None:
    text = "“may pass the breakwater at more than six knots store fuel on the northern quay”"
    (finding,) = checked(made, text).findings
    assert [place.text for place in finding.places] == [
        "may pass the breakwater at more than six knots",
        "store fuel on the northern quay",
    ]
    assert min(len(place.text.split()) for place in finding.places) >= MIN_PIECE


def test_an_ellipsis_stands_for_a_few_pages_of_one_document_in_order(made: Library) -> None:
    assert verdicts(made, "“The tenant shall not … name the berth, the vessel”") == ["verbatim"]
    assert verdicts(made, "“name the berth, the vessel … The tenant shall not”") == ["stitched"]
    assert verdicts(made, "“name the berth, the vessel … at more than six knots”") == ["stitched"]


@pytest.mark.parametrize(
    ("draft", "verdict"),
    [
        (f"As the Quay Lease says, the tenant “{RENT}”.", "verbatim"),
        (f"As the Harbour Rules say, the tenant “{RENT}”.", "other source"),
        (f"The tenant “{RENT}” (Harbour Rules, p. 1).", "other source"),
        (f"The tenant “{RENT}” (Quay Lease, p. 1).", "verbatim"),
        (f"The tenant “{RENT}” (Quay Lease, p. 2).", "other source"),
        (f"Read the Harbour Rules. The tenant “{RENT}”.", "verbatim"),
        (f"The tenant “{RENT}”.[1]\n\n[1] Harbour Rules, section 1", "other source"),
        (f"The tenant “{RENT}”.¹ And more.\n\n[1] Quay Lease, section 1", "verbatim"),
    ],
)
def test_the_source_that_is_named(made: Library, draft: str, verdict: str) -> None:
    finding = checked(made, draft).findings[0]
    assert finding.verdict == verdict
    assert bool(finding.note) == (verdict == "other source")


def test_every_place_of_the_words_counts(tmp_path: Path) -> None:
    with harbour(tmp_path) as made:
        copy = document("old-rules.md", "Old Rules", ("Speed", RULES.text.split("\n\n")[1]))
        made.add(copy)
        draft = "“No vessel may pass the breakwater at more than six knots”, say the Old Rules."
        (finding,) = checked(made, draft).findings
        assert finding.verdict == "verbatim"
        assert [place.document.source for place in finding.places] == [
            "old-rules.md", "harbour-rules.md",
        ]  # fmt: skip
        only = check(made, finding.claim.span.document, Filter(sources=("harbour*",)))
        assert (only.documents, only.findings[0].verdict) == (1, "verbatim")


def test_a_paragraph_behind_a_colon_is_a_quotation_only_if_it_is_found(made: Library) -> None:
    own = "We shall write a letter to the office about it on Monday"
    text = f"Two points:\n\n{own}.\n\nThe rule:\n\nThe tenant {RENT}."
    assert verdicts(made, text) == ["verbatim"]


def test_footnotes_are_references(made: Library) -> None:
    text = "A.[1] B.[2]\n\n[1] See the Harbour Rules, at Speed\n[2] Oxford Book of Sailing, 1999"
    found = [(each.claim.kind, each.verdict) for each in checked(made, text).findings]
    assert found == [("reference", "verbatim"), ("reference", "not found")]


def test_an_empty_check_is_fine(made: Library) -> None:
    result = checked(made, "Nothing is quoted here.")
    assert (result.findings, result.is_fine, result.documents) == ((), True, 2)


def test_the_corpus_keeps_documents_by_their_place(made: Library) -> None:
    corpus = Corpus(made)
    sources = [document.source for _, document, _ in corpus.read()]
    assert [corpus.document(place).source for place in range(len(corpus))] == sources
    assert corpus.words(0).text == corpus.document(0).text
    assert corpus.place_of(corpus.document(1).id) == 1
