"""ui.views.answer, ui.views.sources and ui.views.templating: what the page says, and that it says only what is so."""

from __future__ import annotations

import doctest
import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser

from eval.datasets.dataset import GoldSpan
from eval.runs.run import FAILURES, EvalRecord, Run, compare, summarise
from index.errors import PinciteError
from index.ingest.pipeline import IngestProgress
from index.library import IngestResult
from index.spans import Document, Hit, Passage, Span
from index.storage.filters import parse_filters
from index.storage.store import DocumentInfo
from qa.citations import cite
from qa.types import Answer, AnswerCandidate, Occurrence
from tests.support.ui_engine import StandIn
from ui.views import (
    answer as answer_view,
)
from ui.views import (
    evaluation as evaluation_view,
)
from ui.views import (
    library as library_view,
)
from ui.views import (
    templating,
)
from ui.views.answer import AskOptions
from ui.views.library import Disk
from ui.views.sources import Source, sources

HOSTILE = """<img src=x onerror=alert(1)>${alert(1)}{{7*7}}"'><script>alert(1)</script>"""

DOC = Document(
    1,
    "bridge.txt",
    "The bridge",
    "It was built in 1905. The arch is 31 metres wide.\n\nIt was closed in 1950.",
)
FIRST = Passage(
    Span(DOC, 0, 49), 0.1, 1, 2, (Hit(Span(DOC, 0, 21), 0.3), Hit(Span(DOC, 22, 49), 0.8))
)
SECOND = Passage(Span(DOC, 51, 73), 0.05, None, 1, (Hit(Span(DOC, 51, 73), 0.2),))
WIDTH = AnswerCandidate(
    (Occurrence(Span(DOC, 34, 43), Span(DOC, 22, 49), FIRST),), 0.9, {"score": 2.0}
)
CLOSED = AnswerCandidate(
    (Occurrence(Span(DOC, 51, 73), Span(DOC, 51, 73), SECOND),), 0.2, {"score": 0.1}
)


def answer(*readings: AnswerCandidate, threshold: float = 0.5) -> Answer:
    return Answer("How wide is it?", readings, (FIRST, SECOND), threshold, 3, 12.4, "a test")


def text(markup: str, where: str) -> list[str]:
    """The words of every element at `where`, with single spaces; `where` is a CSS selector of names, #ids, .classes and descendants."""
    path = "".join(f"//{_step(step)}" for step in where.split())
    return [" ".join(element.text_content().split()) for element in tree(markup).xpath(f".{path}")]


def tree(markup: str) -> Any:  # noqa: ANN401 - an element of lxml.html, which has no types of its own
    return parser.fromstring(f"<div>{markup}</div>")


def _step(step: str) -> str:
    parts = re.findall(r"[#.]?[\w-]+", step)
    tests = [
        f"[@id='{p[1:]}']" if p[0] == "#" else f"[contains(concat(' ', @class, ' '), ' {p[1:]} ')]"
        for p in parts
        if p[0] in "#."
    ]
    return next((part for part in parts if part[0] not in "#."), "*") + "".join(tests)


def test_doctests() -> None:
    assert doctest.testmod(templating).failed == 0


def test_a_span_answer_stands_large_and_marked_in_its_sentence() -> None:
    shown = answer_view.answer(answer(WIDTH, CLOSED))
    assert text(shown, ".lead") == ["31 metres"]
    assert text(shown, "blockquote.in-sentence strong.span")[0] == "31 metres"
    assert text(shown, "blockquote.in-sentence bdi")[0] == "The arch is 31 metres wide."
    assert text(shown, ".facts b") == ["High confidence"]
    assert text(shown, ".others summary") + text(shown, ".others .num") == [
        "Other readings (1)",
        "20 % · The bridge",
    ]
    below = answer_view.sources_of(answer(WIDTH, CLOSED))
    assert text(below, ".unquoted summary") == ["1 more passage read, not quoted"]


def test_a_sentence_answer_stands_once() -> None:
    shown = answer_view.answer(answer(replace(CLOSED, confidence=0.6)))
    assert text(shown, ".kicker") == ["The sentence that answers"]
    assert text(shown, ".lead") == []
    assert text(shown, ".in-sentence.whole mark.sentence")[:1] == ["It was closed in 1950."]
    assert text(shown, "strong.span") == []


def test_an_abstention_quotes_nothing_and_shows_the_nearest_passage() -> None:
    shown = answer_view.answer(answer(CLOSED))
    assert text(shown, ".abstained .lead") == ["No answer found in these documents."]
    assert "reaches 20 %, and an answer is given from 50 % upwards" in text(shown, ".why")[0]
    assert text(shown, ".facts b") == ["Too uncertain to answer"]
    assert text(answer_view.sources_of(answer(CLOSED)), "#source-1 mark.sentence") == [
        "It was closed in 1950."
    ]
    assert [text(shown, where) for where in (".chip", ".copy", ".others", "strong.span")] == [
        [],
        [],
        [],
        [],
    ]


def test_an_abstention_just_below_the_threshold_does_not_contradict_itself() -> None:
    shown = answer_view.answer(answer(replace(CLOSED, confidence=0.4996)))
    assert (
        "reaches just under 50 %, and an answer is given from 50 % upwards"
        in text(shown, ".why")[0]
    )


def test_nothing_read_at_all() -> None:
    shown = answer_view.answer(replace(answer(), passages=()))
    assert "No passage has anything to do with the question." in text(shown, ".why")[0]
    assert text(answer_view.sources_of(replace(answer(), passages=())), ".sources") == []


def test_sources_are_numbered_as_citations_are() -> None:
    asked = answer(WIDTH, CLOSED)
    listed = sources(asked)
    assert [(source.number, source.pinned.text) for source in listed] == [
        (1, "31 metres"),
        (2, "It was closed in 1950."),
    ]
    assert [(c.number, c.quote) for c in cite(asked)] == [
        (source.number, source.pinned.text) for source in listed if source.answer
    ]


def test_a_passage_not_quoted_is_marked_at_its_most_relevant_sentence() -> None:
    reading = AnswerCandidate((Occurrence(Span(DOC, 68, 72), Span(DOC, 51, 73), SECOND),), 0.8, {})
    assert [source.sentence.text for source in sources(answer(reading))] == [
        "It was closed in 1950.",
        "The arch is 31 metres wide.",
    ]


def test_citation_for_the_clipboard() -> None:
    shown = answer_view.answer(answer(WIDTH))
    copied = unescape(re.findall(r'data-copy="([^"]*)"', shown)[0])
    assert copied == "“31 metres” — The bridge, characters 34–43 of bridge.txt"
    assert DOC.text[34:43] == "31 metres"


def test_a_citation_in_other_formats() -> None:
    shown = answer_view.copies(answer(WIDTH))
    assert [name for name, _ in shown[1]] == ["Text", "Markdown", "BibTeX", "Web Annotation"]
    copied = {
        unescape(words)
        for words in re.findall(r'data-copy="([^"]*)"', answer_view.sources_of(answer(WIDTH)))
    }
    assert copied == {words for _, words in shown[1]}
    annotation = json.loads(shown[1][3][1])
    assert [(each["type"]) for each in annotation["target"]["selector"]] == [
        "TextQuoteSelector",
        "TextPositionSelector",
    ]
    assert annotation["body"]["value"] == "How wide is it?"


def test_why_an_answer_was_given() -> None:
    """Every reading with its evidence, every passage with its ranks, and the threshold."""
    shown = answer_view.answer(answer(WIDTH, CLOSED))
    assert text(shown, ".evidence summary") == ["Why this answer"]
    assert (
        "an answer is given from 50.0 % upwards. Reader: a test." in text(shown, ".evidence p")[0]
    )
    readings, passages = tree(shown).xpath("//details[@class='evidence']//table")
    assert [row.text_content().split() for row in readings.xpath(".//tbody/tr")] == [
        ["31", "metres", "90.0", "%", "2.00"],
        ["It", "was", "closed", "in", "1950.", "20.0", "%", "0.10"],
    ]
    assert [
        [cell for part in row.xpath(".//text()") for cell in part.split()]
        for row in passages.xpath(".//tbody/tr")
    ] == [
        ["1", "The", "bridge", "1", "2", "0.100", "1"],
        ["2", "The", "bridge", "–", "1", "0.050", "2"],
    ]
    assert text(answer_view.answer(answer(CLOSED)), ".evidence summary") == ["Why no answer"]
    assert "The reader offered nothing." in text(answer_view.answer(answer()), ".evidence p")[0]


def test_evidence_is_named_in_its_order_and_what_is_not_known_by_its_key() -> None:
    reading = replace(WIDTH, features={"new": 1.0, "cosine": 0.5, "log_odds": 2.0})
    assert [name for _, name, _ in answer_view.features(answer(reading))] == [
        "log-odds",
        "similarity",
        "new",
    ]


def test_an_answer_is_kept_for_the_history_as_data_and_as_markdown() -> None:
    shown = answer_view.answer(answer(WIDTH), AskOptions(risk=0.05))
    (kept,) = tree(shown).xpath("//@data-record")
    told = json.loads(kept)
    assert (told["question"], told["answer"], told["link"]) == (
        "How wide is it?",
        "31 metres",
        "risk=5",
    )
    assert told["citations"][0]["start"] == 34
    assert "passages" not in told
    assert told["markdown"].startswith("## How wide is it?\n\n> The arch is **31 metres** wide.")
    withheld = json.loads(tree(answer_view.answer(answer(CLOSED))).xpath("//@data-record")[0])
    assert (withheld["answer"], withheld["citations"]) == (None, [])
    assert "No answer found in these documents." in withheld["markdown"]


def test_a_verdict_offers_what_could_be_right_instead() -> None:
    shown = answer_view.feedback(answer(WIDTH, CLOSED))
    assert [(b.get("data-verdict"), b.get("data-number")) for b in tree(shown).xpath("//button[@data-verdict]")] == [
        ("right", None), ("reading", "2"), ("words", None), ("none", None), ("wrong", None)
    ]  # fmt: skip
    shown = answer_view.feedback(answer(CLOSED))
    assert [(b.get("data-verdict"), b.get("data-number")) for b in tree(shown).xpath("//button[@data-verdict]")] == [
        ("none", None), ("reading", "1"), ("words", None)
    ]  # fmt: skip


def test_the_slider_stands_where_the_threshold_is() -> None:
    shown = answer_view.risk(StandIn.operating_points, StandIn.threshold, None)
    assert tree(shown).xpath("//input/@value") == ["2"]
    assert json.loads(tree(shown).xpath("//input/@data-shares")[0]) == [0.02, 0.05, 0.1, 0.3]
    assert [
        " ".join(o.text_content().split()) for o in tree(shown).xpath("//output[not(@hidden)]")
    ] == ["at most 10 % · answers from 35 % (as usual)"]
    assert tree(answer_view.risk(StandIn.operating_points, StandIn.threshold, 0.3)).xpath(
        "//input/@value"
    ) == ["3"]
    assert answer_view.risk((), 0.5, None) == ""


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.75, "High confidence"), (0.5, "Medium confidence"), (0.499, "Low confidence")],
)
def test_words_of_confidence(confidence: float, words: str) -> None:
    assert (
        answer_view.confidence_words(answer(replace(WIDTH, confidence=confidence), threshold=0.1))[
            1
        ]
        == words
    )


def test_viewer_shows_the_document_with_both_marks() -> None:
    place = WIDTH.occurrences[0]
    shown = answer_view.viewer(Source(1, place.passage, place.sentence, place.span))
    assert text(shown, ".pages p") == [
        "It was built in 1905. The arch is 31 metres wide.",
        "It was closed in 1950.",
    ]
    assert text(shown, "mark.sentence strong.span") == ["31 metres"]
    assert text(shown, ".cut") == []


def test_viewer_says_how_much_of_a_novel_it_leaves_out() -> None:
    novel = Document(
        2, "novel.txt", "A novel", "\n\n".join(f"Line {n:06d} of the novel." for n in range(50_000))
    )
    start = novel.text.index("Line 025000")
    span = Span(novel, start, start + 25)
    shown = answer_view.viewer(Source(1, Passage(span, 0.1, 1, 1, (Hit(span, 0.5),)), span, span))
    left_out = [
        int(number.replace(",", ""))
        for number in re.findall(r"not shown \(([\d,]+) characters\)", shown)
    ]
    assert len(novel.text) == 1_349_998
    assert len(shown) < 120_000
    assert sum(left_out) == pytest.approx(len(novel.text) - 40_000, abs=4_000)


def test_errors_say_the_remedy_apart() -> None:
    shown = answer_view.failure(PinciteError("The question is empty. Ask something. Anything."))
    assert (text(shown, ".lead"), text(shown, ".why")) == (
        ["The question is empty."],
        ["Ask something. Anything."],
    )
    assert text(answer_view.failure(PinciteError("a.pincite is damaged")), ".lead") == [
        "a.pincite is damaged"
    ]


def test_library_list_adds_up() -> None:
    entries = [
        DocumentInfo(1, "a.txt", "A", "0" * 64, "2026-11-22T08:00:00+00:00", 1_000, 10),
        DocumentInfo(
            2,
            "b.txt",
            "B",
            "1" * 64,
            "2026-11-23T09:42:10+00:00",
            500,
            4,
            ("not UTF-8: read as Windows-1252",),
            tags=("x", HOSTILE),
        ),
        DocumentInfo(
            3,
            "c.pdf",
            "C",
            "2" * 64,
            "2026-11-23T09:42:10+00:00",
            0,
            0,
            losses={"pages without text": 1200, "tables flattened": 1},
        ),
    ]
    shown = library_view.shelf("my.pincite", Disk(2_500_000, 1_000, 3_000_000_000), entries)
    assert text(shown, "header .num") == [
        "my.pincite · 3 documents · 1,500 characters · 14 sentences · 2.5 MB on the disk, 1.0 kB of search cache, 3.0 GB free"
        " · last change 2026-11-23 09:42 UTC"
    ]
    assert text(shown, "tbody th .place") == [
        "a.txt",
        "b.txt · not UTF-8: read as Windows-1252",
        "c.pdf",
    ]
    assert text(shown, "tbody th .tag") == ["x", HOSTILE]
    whole = "Nothing was lost on the way from the file"
    lost = "Lost on the way from the file: 1,200 pages without text, 1 tables flattened"
    assert text(shown, "tbody th .ledger") == [whole, whole, lost]
    found = library_view.shelf("my.pincite", Disk(1, 1, 1), entries, " X b.TXT")
    assert text(found, "tbody th .place") == ["b.txt · not UTF-8: read as Windows-1252"]
    assert text(found, ".num")[1] == "1 of them has “X b.TXT” in title, file name, author or tags."
    assert text(library_view.shelf("my.pincite", Disk(1, 1, 1), entries, "none"), "tbody tr") == []
    assert (
        len(text(library_view.shelf("my.pincite", Disk(1, 1, 1), entries * 200), "tbody tr")) == 300
    )
    assert (
        "There is nothing to read yet."
        in text(library_view.shelf("my.pincite", Disk(0, 0, 0), []), ".lead")[0]
    )


def test_progress_and_outcomes_of_files() -> None:
    shown = library_view.reading(IngestProgress("b.txt", 2, 3, 1_200, 0.5, 4.0))
    assert text(shown, "span") == ["1,200 sentences · 300 sentences/s · about 4 s left"]
    done = [
        IngestResult("a.txt", "added", sentences=3),
        IngestResult("b.zip", "refused", "cannot read .zip"),
    ]
    assert text(library_view.outcomes(done), "li") == [
        "a.txt — added, 3 sentences",
        "b.zip — not added: cannot read .zip",
    ]
    assert text(library_view.outcomes(done), "li.bad b") == ["b.zip"]
    shown = library_view.reading(
        IngestProgress("c.txt", 3, 5, 9, 0.5, 4.0, file_fraction=0.25), done, ["d.txt", "e.txt"]
    )
    assert text(shown, "li")[2:] == ["c.txt", "d.txt — waiting", "e.txt — waiting"]
    assert tree(shown).xpath("//li//progress/@value") == ["0.25"]
    many = [IngestResult(f"{n}.txt", "added", sentences=1) for n in range(60)]
    shown = library_view.reading(
        IngestProgress("x.txt", 61, 200, 9, 0.5, 4.0), many, [f"{n}.txt" for n in range(139)]
    )
    assert [text(shown, "li")[at] for at in (0, 1, -1)] == [
        "10 done before",
        "10.txt — added, 1 sentence",
        "89 more waiting",
    ]
    shown = library_view.outcomes(done, ["c.txt", "d.txt"])
    assert text(shown, ".cancelled") == [
        "Stopped. 2 files were not read; what is listed as added stays."
    ]
    assert text(shown, "li")[2:] == ["c.txt — not read", "d.txt — not read"]


def test_scores_as_tiles_and_rows() -> None:
    rows = [
        EvalRecord("1", "Right?", (), right=True, confidence=0.2, candidate="x", milliseconds=10.0),
        EvalRecord(
            "2",
            "Wrong?",
            (),
            answer="x",
            confidence=0.9,
            candidate="x",
            failure="should have abstained",
            why="confidence 90%, threshold 50%",
        ),
    ]
    shown = evaluation_view.report(
        evaluation_view.Evaluated(
            rows, summarise(rows), 5, 0, [("A plot", "<svg></svg>")], "set=test"
        )
    )
    assert text(shown, ".tile")[0] == "right 50.0 %"
    assert "hit@1 –" in text(shown, ".tile")
    assert text(shown, "td.wrong") == ["should have abstained confidence 90%, threshold 50%"]
    assert text(shown, "td.right") == ["rightly none"]
    assert text(shown, "tbody th .place")[0] == FAILURES["should have abstained"]
    assert text(shown, "table.risks tbody tr")[0].startswith("2 % none will do 0.0 %")
    assert "Stopped after 2 of 5 questions." in text(shown, ".remarks")[0]
    assert re.findall(r'href="([^"]*)"', shown) == ["./?q=Wrong%3F", "./?q=Right%3F"]


def test_remarks_on_a_set_are_listed_up_to_ten() -> None:
    told = [f"q{number}: none of its gold is in the library" for number in range(12)]
    shown = evaluation_view.report(
        evaluation_view.Evaluated([], summarise([]), 0, 0, [], "set=test", told)
    )
    assert text(shown, ".remarks summary") == ["12 remarks on the set"]
    assert text(shown, ".remarks li") == [*told[:10], "… and 2 more"]


GOLD = (GoldSpan("0" * 64, 0, 4, "1994", "a.md"),)
BEFORE = Run(
    Path("old.json"),
    {"set": "mine", "k": 10},
    (EvalRecord("1", "Won?", GOLD), EvalRecord("2", "Lost?", GOLD, right=True)),
)
AFTER = Run(
    Path("new.json"),
    {"set": "mine", "k": 60},
    (EvalRecord("1", "Won?", GOLD, right=True, f1=1.0), EvalRecord("2", "Lost?", GOLD)),
)


def test_a_comparison_names_what_changed() -> None:
    shown = evaluation_view.comparison("old.json", "run 2", compare(BEFORE, AFTER))
    right, f1 = text(shown, "tbody tr")
    assert right.startswith("right 50.0 % 50.0 % +0.0 points, ")
    assert right.endswith("the same")
    assert f1.startswith("f1 0.0 % 50.0 % +50.0 points, +0.0 to +100.0 ")
    assert f1.endswith("better, may be chance")
    assert text(shown, "summary") == ["1 question won", "1 question lost"]
    assert re.findall(r'href="([^"]*)"', shown) == ["./?q=Won%3F", "./?q=Lost%3F"]
    assert text(shown, "ul.num li") == ["k: 10 → 60"]
    same = evaluation_view.comparison("old.json", "run 2", compare(BEFORE, BEFORE))
    assert text(same, "p") == [
        "No question won.",
        "No question lost.",
        "All settings are the same.",
    ]


def test_markup_is_shown_as_text_everywhere() -> None:
    doc = Document(1, HOSTILE, HOSTILE, f"{HOSTILE} {HOSTILE}")
    half = Span(doc, 0, len(HOSTILE))
    passage = Passage(Span(doc, 0, len(doc.text)), 0.1, 1, 1, (Hit(half, 0.5),))
    asked = Answer(
        HOSTILE,
        (AnswerCandidate((Occurrence(Span(doc, 3, 30), half, passage),), 0.9, {}),),
        (passage,),
        0.5,
        1,
        1.0,
        HOSTILE,
    )
    row = EvalRecord("1", HOSTILE, (), answer=HOSTILE, confidence=0.5, error=HOSTILE)
    shown = [
        answer_view.answer(asked),
        answer_view.answer(replace(asked, threshold=0.95)),
        answer_view.answer(asked, AskOptions(parse_filters([HOSTILE[:40]]), HOSTILE)),
        answer_view.sources_of(asked),
        answer_view.feedback(replace(asked, candidates=(*asked.candidates, *asked.candidates))),
        answer_view.feedback_saved(HOSTILE, 1, True),
        answer_view.viewer(sources(asked)[0]),
        answer_view.welcome(1, [HOSTILE], [".txt"]),
        answer_view.failure(PinciteError(HOSTILE)),
        library_view.shelf(
            HOSTILE,
            Disk(1, 1, 1),
            [DocumentInfo(1, HOSTILE, HOSTILE, "0", HOSTILE, 1, 1, (HOSTILE,))],
        ),
        library_view.reading(IngestProgress(HOSTILE, 1, 1, 1, 0.5, 1.0)),
        library_view.reading(
            IngestProgress("b.txt", 1, 1, 1, 0.5, 1.0),
            [IngestResult(HOSTILE, "refused", HOSTILE)],
            [HOSTILE],
        ),
        library_view.outcomes([IngestResult(HOSTILE, "refused", HOSTILE)], [HOSTILE]),
        library_view.removed([HOSTILE]),
        library_view.restored(HOSTILE),
        library_view.libraries([HOSTILE], HOSTILE),
        library_view.shelf("a", Disk(1, 1, 1), [DocumentInfo(1, "a", "A", "0", "", 1, 1)], HOSTILE),
        evaluation_view.asking(1, 2, HOSTILE, 1.0),
        evaluation_view.report(
            evaluation_view.Evaluated([row], summarise([row]), 1, 1, [], HOSTILE, [HOSTILE])
        ),
        evaluation_view.report(
            evaluation_view.Evaluated(
                [replace(row, error="", why=HOSTILE)], summarise([row]), 1, 1, [], ""
            )
        ),
        evaluation_view.comparison(
            HOSTILE,
            HOSTILE,
            compare(replace(BEFORE, config={**BEFORE.config, HOSTILE: HOSTILE}), AFTER),
        ),
    ]
    for markup in shown:
        root = tree(markup)
        assert not root.xpath("//img | //script")
        assert not [
            name for element in root.iter() for name in element.attrib if name.startswith("on")
        ]
        assert HOSTILE in root.text_content()
