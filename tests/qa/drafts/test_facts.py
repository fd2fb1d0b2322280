"""Figures with their noun, and names with a date."""

from __future__ import annotations

import pytest

from index.library import Library
from index.spans import Document
from qa.drafts.fact_lookup import MIN_SHARE
from qa.drafts.facts import figures_in, find_facts
from tests.qa.drafts.support import checked


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("It took 25 days", [(25.0, "")]),
        ("a fee of EUR 4,000.50 now", [(4000.5, "eur")]),
        ("cost $3 million", [(3e6, "usd")]),
        ("twelve boats, twenty-five days", [(12.0, ""), (25.0, "")]),
        ("80 per cent, 80%", [(80.0, "%"), (80.0, "%")]),
        ("Section 4, page 12 and § 7.2", []),
        ("1. First\n2. Second", []),
        ("part no. 17 of OS-77412 [3]", []),
    ],
)
def test_figures(text: str, figures: list[tuple[float, str]]) -> None:
    assert [(each.value, each.unit) for each in figures_in(text)] == figures


def test_facts_are_not_taken_from_excluded_ranges() -> None:
    text = "It has “25 days” and 30 boats."
    draft = Document(0, "draft", "draft", text)
    assert [fact.span.text for fact in find_facts(draft, [(7, 16)])] == ["30 boats"]
    assert [fact.span.text for fact in find_facts(draft, [])] == ["25 days", "30 boats"]
    words = Document(0, "draft", "draft", "Two things are clear: eleven boats sank.")
    assert [fact.span.text for fact in find_facts(words, [])] == ["eleven boats sank"]
    first = Document(0, "draft", "draft", "Meetings were rare in 2021. The Ansgar sank in 2022.")
    assert [fact.span.text for fact in find_facts(first, [])] == ["2022"]


@pytest.mark.parametrize(
    ("draft", "kind", "verdict"),
    [
        ("The lease has a notice period of 28 days.", "figure", "verbatim"),
        ("The lease has a notice period of 25 days.", "figure", "altered"),
        ("The rent is €4,000 a month.", "figure", "verbatim"),
        ("The rent is EUR 4,500 a month.", "figure", "altered"),
        ("Vessels pass the breakwater at 6 knots at most.", "figure", "verbatim"),
        ("Vessels pass the breakwater at 8 knots at most.", "figure", "altered"),
        ("The harbour master may close the fairway for 25 days.", "figure", "verbatim"),
        ("The hotel has 28 rooms for guests.", "figure", "not found"),
        ("A bakery in Lyon was closed for 28 days of holiday.", "figure", "not found"),
        ("Ada Lorne was appointed harbour master on May 3, 2019.", "date", "verbatim"),
        ("Ada Lorne was appointed harbour master in 2019.", "date", "verbatim"),
        ("Ada Lorne was appointed harbour master in 2018.", "date", "altered"),
        ("Ada Lorne was appointed harbour master on 4 May 2019.", "date", "altered"),
        ("Bert Maddox was born on 3 May 2019.", "date", "not found"),
    ],
)
def test_facts_are_looked_up(made: Library, draft: str, kind: str, verdict: str) -> None:
    (finding,) = checked(made, draft).findings
    assert (finding.claim.kind, finding.verdict) == (kind, verdict)
    assert bool(finding.differences) == (verdict == "altered")
    assert 0 < MIN_SHARE < 1


def test_an_altered_figure_cites_the_other_one(made: Library) -> None:
    (finding,) = checked(made, "The lease has a notice period of 25 days.").findings
    (difference,) = finding.differences
    assert difference.draft is not None
    assert difference.source is not None
    assert (difference.draft.text, difference.source.text) == ("25", "28")
    assert finding.places == (difference.source,)
