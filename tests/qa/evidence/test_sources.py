"""What a passage says and what it only names or asks."""

from __future__ import annotations

import pytest

from index.chunking import sentences
from index.spans import BlockKind, Hit, Marker, Passage, Span
from qa.evidence.sources import not_evidence
from tests.conftest import document


def left(text: str, question: str = "Who pays?", kind: BlockKind | None = None) -> str:
    """What is left of a text for an answer; `kind` marks its first line."""
    end = (text + "\n").index("\n")
    marks = (Marker(kind, 0, end, text[:end]),) if kind else ()
    doc = document(text, marks=marks)
    hits = tuple(Hit(Span(doc, a, b), 0.0) for a, b in sentences(text, marks))
    passage = Passage(Span(doc, 0, len(text)), 1.0, 1, 1, hits)
    kept = list(text)
    for start, stop in not_evidence(question, passage):
        kept[start:stop] = " " * (stop - start)
    return " ".join("".join(kept).split())


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Cook in charge\n\nSee the list.", "heading", "See the list."),
        ("Section 4 Price\n\nTen marks.", "heading", "Ten marks."),
        ("Weight: 86 kg\n\nIt is heavy.", "heading", "86 kg It is heavy."),
        ("Ghent, 4 May 1931\n\nDear Ann,", "heading", "Ghent, 4 May 1931 Dear Ann,"),
        ("Section 4 Price 31", "contents", ""),
        ("Name: Berg; Rank: mate; 2024: 12.", "row", "Berg; mate; 2024: 12."),
        ("Is it free? Teachers pay.", None, "Teachers pay."),
        ("Q: Do you teach Danish?\nA: No, only Dutch.", None, "A: No, only Dutch."),
        ("These belong to it:\n- a jug", None, "- a jug"),
        ("These belong to it:\n\nA jug\n\nA cup", None, "A jug A cup"),
    ],
)
def test_what_only_names_or_asks_is_no_evidence(
    text: str, kind: BlockKind | None, expected: str
) -> None:
    assert left(text, kind=kind) == expected


@pytest.mark.parametrize(
    ("text", "kind", "question"),
    [
        (
            "The rent of the hall is due on the first day of every month.",
            "heading",
            "When is it due?",
        ),
        ("She explained it in the Holm Papers:\n" + 9 * "It is so. ", None, "Where?"),
        ("Rules of the rowing club", "heading", "What is the title of the paper?"),
        ("Section 4 Price 31", "contents", "On which page is the price?"),
        ("Is it free?", None, "What did the visitors ask?"),
        ('She explained it in the Holm Papers: "It is so."', None, "Where did she explain it?"),
        ("She said 'why?' and left.", None, "Who left?"),
        ("Three members voted against:", None, "How many members voted against?"),
        ("Name: Berg; Rank: mate.", "row", "Which columns are there?"),
    ],
)
def test_what_says_something_or_is_asked_for_is_evidence(
    text: str, kind: BlockKind | None, question: str
) -> None:
    assert left(text, question, kind) == " ".join(text.split())
