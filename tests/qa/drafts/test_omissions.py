"""What an ellipsis may leave out, and the documents that a draft tells apart by file name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.library import Library
from index.spans import Document
from qa.drafts.facts import find_facts
from qa.drafts.omissions import omissions
from qa.drafts.report import to_markdown
from tests.qa.drafts.support import checked
from tests.support.ui_engine import document, library

BYLAWS = document(
    "bylaws.html",
    "Club Bylaws",
    (
        "Members",
        "A member does not own the boats, but pays for their upkeep. Guests may row a skiff unless "
        "the warden objects in writing and must wear a vest. Juniors may only row by day. The "
        "treasurer, who has not drawn a wage since May, keeps two sets of keys. The club sells "
        "oars at a price of EUR 410 per pair to its members. The steward shall, without undue "
        "delay, return all keys. The secretary shall: (a) keep the roll; (b) not lend it; (c) read "
        "it out. The club admits visitors. It does not sell tickets. The bar opens at noon.",
    ),
)
LEASES = tuple(
    document(f"Jetty Lease v{number}.odt", "Jetty Lease", ("Term", text))
    for number, text in enumerate(
        ("Either side may leave on ninety days' notice.", "Either side may leave on sixty days'."),
        1,
    )
)
NINETY = "“Either side may leave on ninety days' notice”"


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    path = tmp_path_factory.mktemp("club") / "club.pincite"
    with library(path, (BYLAWS, *LEASES)) as made:
        yield made


@pytest.mark.parametrize(
    ("quoted", "left_out"),
    [
        ("A member does [...] own the boats", "not"),
        ("A member does not … pays for their upkeep", "but"),
        ("Guests may row a skiff [...] and must wear a vest", "unless the warden objects"),
        ("Juniors may ... row by day", "only"),
        ("The club admits visitors. It does [...] sell tickets", "not"),
        ("Juniors may [always] row by day", "only"),
    ],
)
def test_an_ellipsis_that_turns_the_sense_is_an_alteration(
    club: Library, quoted: str, left_out: str
) -> None:
    (finding,) = checked(club, f"It says “{quoted}”.").findings
    assert finding.verdict == "altered"
    (difference,) = finding.differences
    assert difference.source is not None
    assert difference.source.text.startswith(left_out)
    assert finding.note == "" or f"“{difference.source.text}”" in finding.note


@pytest.mark.parametrize(
    ("quoted", "note"),
    [
        ("The treasurer [...] keeps two sets of keys", "not"),
        ("The club sells oars [...] to its members", "EUR 410"),
        ("The steward shall [...] return all keys", ""),
        ("The secretary shall: (a) keep the roll; [...] (c) read it out", ""),
        ("The club admits visitors. [...] The bar opens at noon.", ""),
        ("Guests may row a skiff unless the warden objects [...] and must wear a vest", ""),
    ],
)
def test_other_omissions_stay_verbatim(club: Library, quoted: str, note: str) -> None:
    (finding,) = checked(club, f"It says “{quoted}”.").findings
    assert finding.verdict == "verbatim"
    assert finding.note == (f"The ellipsis leaves out “{note}” of the sentence." if note else "")


@pytest.mark.parametrize(
    ("draft", "verdict"),
    [
        (f"It says {NINETY} (Jetty Lease v2.odt).", "other source"),
        (f"Version 2 of the Jetty Lease says {NINETY}.", "other source"),
        (f"It says {NINETY} (bylaws.html).", "other source"),
        (f"It says {NINETY} (Jetty Lease v1.odt).", "verbatim"),
        (f"The Jetty Lease, version 1, says {NINETY}.", "verbatim"),
        (f"Clause 2 of the Jetty Lease says {NINETY}.", "verbatim"),
    ],
)
def test_documents_of_one_title_are_told_apart(club: Library, draft: str, verdict: str) -> None:
    result = checked(club, draft)
    assert [each.verdict for each in result.findings] == [verdict]
    assert "*Jetty Lease (Jetty Lease v1.odt)*" in to_markdown(result)


@pytest.mark.parametrize(
    ("draft", "facts"),
    [
        ("Amendment No. 1 says: the owner pays.", []),
        ("Amendment 2 says the rent falls due.", []),
        ("Art. 5 of the rules allows 40 wagons.", ["40 wagons"]),
        ("The rent rose. 14 berths were let.", ["14 berths"]),
        ("Amendment No. 3 adds 12 berths.", ["12 berths"]),
    ],
)
def test_the_number_of_a_document_is_no_figure(draft: str, facts: list[str]) -> None:
    found = find_facts(Document(0, "draft", "draft", draft), [])
    assert [fact.span.text for fact in found] == facts


def test_an_omission_is_the_word_with_its_place() -> None:
    text = "They do not sue. They wait."
    (found,) = omissions(text, len("They do"), len("They do not "))
    assert (text[found.start : found.end], found.is_grave) == ("not", True)
    assert list(omissions(text, len("They do not sue"), len("They do not sue. "))) == []
