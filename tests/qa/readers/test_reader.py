"""Reading with logits that are set by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pytest

from index.spans import Document, Hit, Passage, Span
from qa.readers.reader import Logits, SpanPrediction, SpanReader
from qa.readers.windows import PassageWindower, Window
from tests.conftest import document
from tests.qa.readers.test_windows import tokenizer


class Named:
    """Logits by the word: `starts` and `ends` of words, 0 for all others; "no answer" has `nulls`,
    one a window, in their order.
    """

    fingerprint = "named@0"

    def __init__(
        self,
        text: str,
        starts: Mapping[str, float],
        ends: Mapping[str, float],
        nulls: Sequence[float],
    ) -> None:
        self.windower = PassageWindower(tokenizer())
        self._text, self._starts, self._ends, self._nulls = text, starts, ends, nulls

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        return [self._of(window, null) for window, null in zip(windows, self._nulls, strict=True)]

    def _of(self, window: Window, null: float) -> Logits:
        words = [
            self._text[a:b] if inside else ""
            for (a, b), inside in zip(window.offsets, window.inside, strict=True)
        ]
        found = [
            np.array([values.get(word, 0.0) for word in words], np.float32)
            for values in (self._starts, self._ends)
        ]
        found[0][0] = null
        return found[0], found[1]


def passage(doc: Document, *middles: int) -> Passage:
    ends = [0, *middles, len(doc.text)]
    hits = [Hit(Span(doc, a, len(doc.text[:b].rstrip())), 0.0) for a, b in pairwise(ends)]
    return Passage(Span(doc, 0, len(doc.text)), 1.0, 1, 1, tuple(hits))


def spans(found: Sequence[SpanPrediction]) -> list[tuple[str, float]]:
    return [(candidate.occurrence.span.text, candidate.margin) for candidate in found]


def test_a_candidate_is_a_span_with_its_margin_over_no_answer() -> None:
    text = "Cats sleep all day. Dogs bark."
    doc = document(text)
    model = Named(text, {"all": 3.0}, {"day": 2.5}, [1.5])
    best, *others = SpanReader(model).read("who", [passage(doc, 20)])
    assert (best.occurrence.span.text, best.score, best.no_answer_score, best.margin) == (
        "all day",
        5.5,
        1.5,
        4.0,
    )
    assert best.occurrence.sentence.text == "Cats sleep all day."
    assert [other.margin for other in others] == sorted(
        (other.margin for other in others), reverse=True
    )


def test_a_span_stays_in_one_sentence() -> None:
    text = "Cats sleep all day. Dogs bark."
    model = Named(text, {"day": 9.0}, {"Dogs": 9.0}, [0.0])
    found = SpanReader(model).read("who", [passage(document(text), 20)])
    assert (found[0].occurrence.span.text, found[0].margin) == ("day", 9.0)
    assert all(one.occurrence.sentence.contains(one.occurrence.span) for one in found)
    whole = SpanReader(model).read("who", [passage(document(text))])
    assert (whole[0].occurrence.span.text, whole[0].margin) == ("day. Dogs", 18.0)


def test_a_question_of_the_text_is_read_but_not_quoted() -> None:
    text = "Who sleeps all day? Cats do."
    model = Named(text, {"day": 9.0, "Cats": 5.0}, {"day": 9.0, "Cats": 5.0}, [0.0])
    found = SpanReader(model).read("who sleeps", [passage(document(text), 20)])
    assert (found[0].occurrence.span.text, found[0].margin) == ("Cats", 10.0)
    asked = SpanReader(model).read("what was the question", [passage(document(text), 20)])
    assert asked[0].occurrence.span.text == "day"


def test_the_null_of_a_passage_is_the_least_of_its_windows() -> None:
    """One of them holds the answer, the others rightly say that they do not."""
    text = " ".join(["word"] * 600 + ["Cats"])
    model = Named(text, {"Cats": 2.0}, {"Cats": 2.0}, [9.0, 1.0])
    best, *_ = SpanReader(model).read("who", [passage(document(text))])
    assert (best.occurrence.span.text, best.margin) == ("Cats", 3.0)


def test_margins_compare_across_passages() -> None:
    text = "Cats sleep."
    one, two = passage(document(text, "1.txt")), passage(document(text, "2.txt"))
    found = SpanReader(Named(text, {"Cats": 5.0}, {"Cats": 5.0}, [2.0, -2.0])).read(
        "who", [one, two]
    )
    assert [(c.occurrence.span.document.source, c.margin) for c in found[:2]] == [
        ("2.txt", 12.0),
        ("1.txt", 8.0),
    ]


@pytest.mark.parametrize("passages", [0, 1])
def test_nothing_to_quote_is_nothing_read(passages: int) -> None:
    text = "…"  # no word of the tokenizer's
    reader = SpanReader(Named(text, {}, {}, [0.0] * passages))
    found = reader.read("who", [passage(document(text))] * passages)
    assert spans(found) == ([("…", 0.0)] if passages else [])


def test_no_answer_runs_from_one_paragraph_into_the_next() -> None:
    text = "The fire\n\nIt burned in May."
    found = SpanReader(Named(text, {"fire": 9.0}, {"It": 9.0, "fire": 1.0}, [0.0])).read(
        "what", [passage(document(text))]
    )
    assert found[0].occurrence.span.text == "fire"
    assert not [candidate for candidate in found if "\n\n" in candidate.occurrence.span.text]
