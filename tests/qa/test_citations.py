from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, replace

import pytest
from markdown_it import MarkdownIt

from index.library import Library
from index.spans import Marker, Passage, Span
from qa.citations import (
    Citation,
    citation_of,
    cite,
    to_annotation,
    to_bibtex,
    to_json,
    to_markdown,
    to_text,
    verify,
)
from qa.pipeline import QAPipeline
from qa.shapes.conflicts import conflict_heading
from qa.types import Answer, Occurrence
from tests.conftest import document
from tests.qa.shapes.places import answer as shaped
from tests.qa.shapes.places import candidate
from tests.qa.shapes.places import document as shape_document
from tests.support.readers import HALF, FirstWords

TEXT = "Zoo\n\nGrüße 🦉 to all. Owls see at night."


@pytest.fixture
def answer(library: Library) -> Answer:
    library.add(
        document(
            TEXT,
            "zoo.txt",
            "Zoo",
            marks=(Marker("heading", 0, 3, "Zoo"), Marker("page", 0, 0, "7")),
        )
    )
    return QAPipeline(library, FirstWords(), HALF).ask("owls at night")


def test_a_citation_names_the_place_to_the_character(answer: Answer) -> None:
    (citation,) = cite(answer)
    assert (citation.quote, citation.sentence) == ("Owls", "Owls see at night.")
    assert TEXT[citation.start : citation.end] == "Owls"
    assert TEXT[citation.sentence_start : citation.sentence_end] == "Owls see at night."
    assert (citation.number, citation.title, citation.source, citation.page, citation.section) == (
        1,
        "Zoo",
        "zoo.txt",
        "7",
        "Zoo",
    )


def test_the_json_is_complete_and_serialisable(answer: Answer) -> None:
    value = json.loads(json.dumps(to_json(answer)))
    assert set(value) == {
        *("question", "outcome", "answer", "possible_answer", "items", "answer_type"),
        *(
            "confidence",
            "threshold",
            "calibration",
            "citations",
            "conflicting",
            "candidates",
            "passages",
        ),
        *("named", "corrections", "notice", "written", "follow_up", "documents", "reader"),
        "milliseconds",
    }
    assert (value["outcome"], value["possible_answer"], value["items"]) == ("answer", None, [])
    assert value["answer"] == value["citations"][0]["quote"] == "Owls"
    assert value["candidates"][0]["occurrences"] == value["citations"]
    assert (
        value["passages"][0]["text"]
        == TEXT[value["passages"][0]["start"] : value["passages"][0]["end"]]
    )


def test_an_abstention_has_no_citation_but_candidates(library: Library) -> None:
    library.add(document("Cats sleep."))
    value = to_json(
        QAPipeline(
            library, FirstWords(), replace(HALF, weights={}, bias=-9.0, possible_threshold=0.5)
        ).ask("cats")
    )
    assert (value["answer"], value["citations"]) == (None, [])
    assert isinstance(value["candidates"], list)
    assert value["candidates"][0]["text"] == "Cats"


def test_a_possible_answer_is_cited_and_is_no_answer(answer: Answer) -> None:
    value = to_json(replace(answer, threshold=1.1, possible_threshold=0.1))
    assert (value["outcome"], value["answer"], value["possible_answer"]) == (
        "possible",
        None,
        "Owls",
    )
    assert value["citations"] == to_json(answer)["citations"]
    nothing = to_json(replace(answer, threshold=1.1, possible_threshold=1.1))
    assert (nothing["outcome"], nothing["citations"]) == ("nothing", [])


def test_the_places_of_a_comparison_are_cited_before_what_was_compared(answer: Answer) -> None:
    place = answer.candidates[0].occurrences[0]
    other = replace(place, span=Span(place.span.document, 26, 29))
    compared = replace(answer, items=(other,))
    assert not compared.is_list
    assert [citation.quote for citation in cite(compared)] == ["Owls", "see"]
    listed = replace(answer, items=(place, other))
    assert listed.is_list
    assert [citation.quote for citation in cite(listed)] == ["Owls", "see"]


def test_a_true_citation_is_verified(library: Library, answer: Answer) -> None:
    assert verify(library, asdict(cite(answer)[0])) is None
    assert (
        verify(library, {"hash": document(TEXT).hash, "start": 5, "end": 12, "quote": "Grüße 🦉"})
        is None
    )


@pytest.fixture
def citation(answer: Answer) -> Citation:
    return cite(answer)[0]


def test_a_citation_as_text(citation: Citation) -> None:
    assert to_text(citation) == "“Owls” — Zoo, page 7, Zoo, characters 21–25 of zoo.txt"
    assert (
        to_text(replace(citation, page=None, section=None))
        == "“Owls” — Zoo, characters 21–25 of zoo.txt"
    )


def test_a_citation_as_markdown_is_one_quotation_and_markup_in_it_is_text(
    citation: Citation,
) -> None:
    formatted = to_markdown(citation)
    assert (
        formatted
        == "> **Owls** see at night.\n>\n> — *Zoo*, page 7, Zoo, characters 21–25 of zoo.txt"
    )
    hostile = replace(
        citation, sentence="Owls\n\n# <img src=x> [a](javascript:b) `c`", title="*x*\n> y"
    )
    lines = to_markdown(hostile).splitlines()
    assert [line[0] for line in lines] == [">", ">", ">"]
    assert MarkdownIt("commonmark").render("\n".join(lines)).replace("\n", "") == (
        "<blockquote><p><strong>Owls</strong> # &lt;img src=x&gt; [a](javascript:b) `c`</p>"
        "<p>— <em>*x* &gt; y</em>, page 7, Zoo, characters 21–25 of zoo.txt</p></blockquote>"
    )
    whole = replace(citation, quote=citation.sentence, end=citation.sentence_end)
    assert "**" not in to_markdown(whole)


def test_a_citation_as_bibtex(citation: Citation) -> None:
    formatted = to_bibtex(
        replace(citation, title="Cats & {dogs}_1", author="A. Nna", date="2026-01-02")
    )
    assert formatted.splitlines() == [
        f"@misc{{{citation.hash[:12]}-21-25,",
        r"  title = {{Cats \& \{dogs\}\_1}},",
        "  author = {A. Nna},",
        "  date = {2026-01-02},",
        "  pages = {7},",
        "  howpublished = {zoo.txt},",
        f"  note = {{Characters 21--25 of the text whose SHA-256 is {citation.hash}}},",
        "  annote = {Owls},",
        "}",
    ]
    assert "author" not in to_bibtex(citation)
    saved = replace(citation, date="2026-01-02T08:40:36Z")
    assert "  date = {2026-01-02}," in to_bibtex(saved).splitlines()


def test_a_citation_as_web_annotation(citation: Citation) -> None:
    """Its selectors find the words again in the text that it names by hash."""
    formatted = json.loads(json.dumps(to_annotation(citation, "owls at night")))
    assert (formatted["@context"], formatted["type"], formatted["body"]["value"]) == (
        "http://www.w3.org/ns/anno.jsonld",
        "Annotation",
        "owls at night",
    )
    digest = base64.urlsafe_b64encode(hashlib.sha256(TEXT.encode()).digest()).decode().rstrip("=")
    assert formatted["target"]["source"]["id"] == f"ni:///sha-256;{digest}"
    quote, position = formatted["target"]["selector"]
    assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
    assert TEXT[position["start"] : position["end"]] == quote["exact"] == "Owls"
    assert TEXT[: position["start"]].endswith(quote.get("prefix", ""))
    assert TEXT[position["end"] :].startswith(quote["suffix"])
    inner = replace(citation, start=26, end=29, quote="see")
    assert to_annotation(inner, "")["target"]["selector"][0] == {  # type: ignore[index]  # a JSON value
        "type": "TextQuoteSelector", "exact": "see", "prefix": "Owls ", "suffix": " at night."
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "Bats"}, "read 'Owls', not 'Bats'"),
        ({"start": 20}, "read '"),
        ({"end": 10_000}, "are not a range of a text of 39 characters"),
        ({"start": "24"}, "are not a range"),
        ({"hash": "0" * 64}, "no document in the library has the text 000000000000"),
        ({"sentence": "Owls see by day."}, "not 'Owls see by day.'"),
    ],
)
def test_a_false_citation_is_not_verified(
    library: Library, answer: Answer, change: dict[str, object], reason: str
) -> None:
    problem = verify(library, {**asdict(cite(answer)[0]), **change})
    assert problem is not None
    assert reason in problem


def test_a_citation_without_its_range_cannot_be_verified(library: Library) -> None:
    assert verify(library, {"quote": "x"}) == "the citation has no hash, start, end"


def test_words_over_a_page_end_are_cited_with_both_pages(library: Library) -> None:
    text = "The fee is due within thirty days."
    marks = (Marker("page", 0, 0, "3"), Marker("page", 19, 19, "4"))
    stored = document(text, "lease.txt", "Lease", marks=marks)
    library.add(stored)
    span = Span(library.document(library.list_documents()[0].id), 11, 33)
    both = citation_of(Occurrence(span, span, Passage(span, 1.0, 1, 1, ())))
    assert (both.page, both.last_page, both.pages) == ("3", "4", "pages 3–4")
    assert "pages 3–4, characters 11–33 of lease.txt" in to_text(both)
    assert "pages = {3--4}" in to_bibtex(both)
    assert verify(library, asdict(both)) is None


@pytest.mark.parametrize(
    ("dates", "heading"),
    [
        (("2024-05-01", "2020-05-01"), "Older documents say something else"),
        (("2020-05-01", "2024-05-01"), "Other documents say something else"),
        (("2024-05-01", ""), "Other documents say something else"),
        (("", "2020-05-01"), "Other documents say something else"),
    ],
)
def test_the_newest_of_conflicting_answers_is_told(dates: tuple[str, str], heading: str) -> None:
    given, other = (
        candidate(shape_document("It costs £2.", id=id, date=date), "£2")
        for id, date in enumerate(dates, 1)
    )
    assert (
        conflict_heading(replace(shaped("What does it cost?", given), conflicting=(other,)))
        == heading
    )
