"""An answer, its sources and the document it is quoted from, as HTML: one function for each thing the page shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from index.errors import PinciteError
from index.spans import Span
from index.storage.filters import NO_FILTER, Filter
from qa.calibration import OperatingPoint
from qa.citations import Citation, cite, to_annotation, to_bibtex, to_markdown, to_text
from qa.types import Answer
from ui.api.pdf_pages import page_requests
from ui.views.excerpt import window
from ui.views.history import record
from ui.views.sources import Source, sources
from ui.views.templating import percent, render

HIGH, MEDIUM = 0.75, 0.5
"""Calibrated probabilities from which an answer is called one of high or medium confidence."""

FEATURE_NAMES = {
    "log_odds": ("log-odds", "of this reading against all others and against no answer"),
    "margin_to_second": ("margin to second", "over the next best reading, as a logarithm"),
    "margin": ("margin", "the reader's score for these words over that for no answer"),
    "rank": ("1 / rank", "of the passage among those retrieved"),
    "cosine": ("similarity", "cosine of the question and the nearest sentence of the passage"),
    "occurrences": ("occurrences", "logarithm of how many passages say the same"),
}
"""What a confidence is computed from (`qa.scoring`): a short name and what it is, for the panel that explains an answer."""


@dataclass(frozen=True, slots=True)
class AskOptions:
    """How a question was asked: of which documents, in which library ("" for the first), with which share of wrong answers accepted
    (None for the usual one)."""

    filters: Filter = NO_FILTER
    library: str = ""
    risk: float | None = None

    @property
    def link(self) -> str:
        """What follows `?q=…` in an address."""
        titles = [("title", self.filters.title)] if self.filters.title else []
        tags = [("tag", tag) for tag in self.filters.tags]
        filters = [
            *(("source", each) for each in self.filters.sources),
            *titles,
            *tags,
            *self.filters.dates,
        ]
        library = [("library", self.library)] if self.library else []
        return urlencode(
            [
                *filters,
                *library,
                *([("risk", f"{100 * self.risk:g}")] if self.risk is not None else []),
            ]
        )


DEFAULT_OPTIONS = AskOptions()


def welcome(
    documents: int, examples: Sequence[str], suffixes: Sequence[str], library: str = ""
) -> str:
    return render(
        "welcome.html", documents=documents, examples=examples, suffixes=suffixes, library=library
    )


def answer(result: Answer, asked: AskOptions = DEFAULT_OPTIONS) -> str:
    """The answer card, or the state in which nothing was found."""
    listed = sources(result)
    cited = [source for source in listed if source.answer is not None]
    kept = json.dumps(record(result, asked.link), ensure_ascii=False)
    shown = {
        "cited": cited,
        "near": listed[len(cited) :],
        "copies": copies(result),
        "words": confidence_words(result),
        "record": kept,
    }
    return render(
        "answer.html",
        r=result,
        asked=asked,
        evidence=features(result),
        numbers=_numbers(listed),
        **shown,
    )


def sources_of(result: Answer) -> str:
    """The passages that are quoted, and those that were read and are not."""
    listed = sources(result)
    cited = [source for source in listed if source.answer is not None]
    return render(
        "sources.html", r=result, cited=cited, near=listed[len(cited) :], copies=copies(result)
    )


def copies(result: Answer) -> dict[int, list[tuple[str, str]]]:
    """(format, text) for the clipboard, by the number of the citation; the first is plain text."""
    return {citation.number: _copies(citation, result.question) for citation in cite(result)}


def _copies(citation: Citation, question: str) -> list[tuple[str, str]]:
    annotation = json.dumps(to_annotation(citation, question), ensure_ascii=False, indent=1)
    texts = to_text(citation), to_markdown(citation), to_bibtex(citation), annotation
    return list(zip(("Text", "Markdown", "BibTeX", "Web Annotation"), texts, strict=True))


def features(result: Answer) -> list[tuple[str, str, str]]:
    """(key, name, what it is) of the numbers behind the readings, in the order in which they are known."""
    found = dict.fromkeys(key for reading in result.candidates for key in reading.features)
    known = {key: FEATURE_NAMES[key] for key in FEATURE_NAMES if key in found}
    return [
        (key, *known.get(key, (key, "")))
        for key in [*known, *(key for key in found if key not in known)]
    ]


def _numbers(listed: Sequence[Source]) -> dict[Span, int]:
    """The number of the first source in each passage."""
    return {source.passage.span: source.number for source in reversed(listed)}


def feedback(result: Answer) -> str:
    """The question whether the answer is right, and what could be right instead."""
    return render(
        "verdict.html", r=result, others=result.candidates[0 if result.abstained else 1 :]
    )


def feedback_saved(file: str, questions: int, labelled: bool) -> str:
    """What a verdict came to: the name of the set it stands in, and how many questions that holds."""
    return render("judged.html", file=file, questions=questions, labelled=labelled)


def risk(risks: Sequence[OperatingPoint], threshold: float, chosen: float | None) -> str:
    """The slider: a stop for every share of wrong answers that is known; "" where none is. `threshold` is the usual one."""
    if not risks:
        return ""
    stops = sorted(risks, key=lambda each: each.max_error_rate)
    usual = min(range(len(stops)), key=lambda at: abs(stops[at].threshold - threshold))
    at = next((at for at, each in enumerate(stops) if each.max_error_rate == chosen), usual)
    words = [
        (f"{100 * each.max_error_rate:g} %", percent(each.threshold), percent(each.answered))
        for each in stops
    ]
    return render(
        "risk.html", words=words, at=at, shares=[each.max_error_rate for each in stops], usual=usual
    )


def confidence_words(result: Answer) -> tuple[str, str]:
    """The tone of the meter, and the words beside it."""
    if result.abstained:
        return "low", "Too uncertain to answer"
    tone = (
        "high" if result.confidence >= HIGH else "medium" if result.confidence >= MEDIUM else "low"
    )
    return tone, f"{tone.capitalize()} confidence"


def viewer(source: Source | None, library: str = "", gone: bool = False) -> str:
    """The document round a source, of the library of that name ("" for the first), or an invitation to choose one, or to ask again where
    the answer is `gone`."""
    shown, pages = (window(source.sentence), page_requests(source)) if source else (None, ())
    return render("viewer.html", src=source, window=shown, sheets=pages, library=library, gone=gone)


def failure(error: PinciteError) -> str:
    """An error as a card: its first sentence large, the remedy below it."""
    what, dot, remedy = str(error).partition(". ")
    return render("failure.html", what=what + dot.strip(), remedy=remedy)
