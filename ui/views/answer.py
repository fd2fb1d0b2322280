"""An answer, its sources and the document it is quoted from, as HTML: one function per element."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from index.spans import Span
from index.storage.filters import NO_FILTER, Filter
from qa.citations import (
    Citation,
    to_annotation,
    to_bibtex,
    to_markdown,
    to_text,
)
from qa.decision.calibration import OperatingPoint
from qa.shapes.conflicts import conflict_heading
from qa.types import Answer, Occurrence
from ui.api.pdf_pages import page_requests
from ui.http.library_address import page_address
from ui.views.addresses import mentions_address, places_address
from ui.views.citations import citation_place, shown_citation
from ui.views.dates import conflict_note
from ui.views.excerpt import window
from ui.views.follow_up import page_link
from ui.views.i18n.language import N_, gettext
from ui.views.sources import Source, sources
from ui.views.templating import percent, render

HIGH, MEDIUM = 0.75, 0.5
"""Calibrated probabilities from which the confidence is called high or medium."""

FEATURE_NAMES = {
    "log_odds": (N_("likelihood"), N_("against all other words, and against no answer")),
    "margin_to_second": (N_("lead"), N_("over the next best words")),
    "margin": (N_("answers"), N_("how much more these words answer than none would")),
    "rank": (N_("found early"), N_("1 for the first passage found, 1/2 for the second")),
    "cosine": (N_("similarity"), N_("of the question and the nearest sentence, at most 1")),
    "occurrences": (N_("repeated"), N_("grows with the passages that say the same")),
    "words_found": (N_("words found"), N_("share of the question's words in the passage")),
    "names_missing": (N_("names missing"), N_("names and numbers of the question in no passage")),
    "years_missing": (N_("years missing"), N_("years of the question, not of the passage")),
    "answer_length": (N_("length"), N_("grows with the number of characters")),
}
"""The features of a confidence (`qa.decision.scoring`): short name and explanation."""


@dataclass(frozen=True, slots=True)
class AskOptions:
    """How a question was asked: of which documents, in which library, at which accepted risk.

    `library` is its name, part of the address; `risk` is a share of wrong answers, None for the
    default; `everywhere`: documents that the question names did not rank higher; `without`: what
    the next question does not take over from this one (`ui.views.follow_up`).
    """

    filters: Filter = NO_FILTER
    library: str = ""
    risk: float | None = None
    everywhere: bool = False
    without: tuple[str, ...] = ()

    @property
    def link(self) -> str:
        """The parameters that follow `?q=…` in the address of the page, which names the library."""
        parameters = [("source", source) for source in self.filters.sources]
        if self.filters.title:
            parameters.append(("title", self.filters.title))
        parameters += [("tag", tag) for tag in self.filters.tags]
        parameters += self.filters.dates
        if self.risk is not None:
            parameters.append(("risk", f"{100 * self.risk:g}"))
        if self.everywhere:
            parameters.append(("everywhere", "1"))
        return urlencode(parameters)

    def ask_link(self, question: str, written: str = "") -> str:
        """The address, relative to the page, of a question asked likewise; see `Answer.written`."""
        read = [("q", question), *([("written", written)] if written else [])]
        return "&".join(filter(None, (f"ask?{urlencode(read)}", self.link)))

    def everywhere_link(self, question: str) -> str:
        """The address, relative to the page, of the question asked of all documents alike."""
        parameters = replace(self, everywhere=True).link
        return f"ask?{urlencode({'q': question})}&{parameters}"


DEFAULT_OPTIONS = AskOptions()


def awaited() -> str:
    """What stands in the place of an answer that is awaited."""
    return render("asking.html")


def welcome(
    documents: int, examples: Sequence[str], suffixes: Sequence[str], library: str = ""
) -> str:
    """What is shown before the first question. `documents` is their number, `library` its name."""
    return render(
        "welcome.html", documents=documents, examples=examples, suffixes=suffixes, library=library
    )


def answer(result: Answer, options: AskOptions = DEFAULT_OPTIONS) -> str:
    """The answer, or the statement that no answer was found, as a card."""
    listed = sources(result)
    cited = [source for source in listed if source.answer is not None]
    tone, confidence = confidence_label(result)
    quoted = len(result.quoted)
    return render(
        "answer.html",
        r=result,
        options=options,
        quoted=cited[:quoted],
        conflict_heading=conflict_heading(result) if result.conflicting else "",
        conflicting=list(zip(result.conflicting, cited[quoted:], strict=True)),
        near=listed[len(cited) :],
        copies=copies(cited, result.question),
        tone=tone,
        confidence=confidence,
        link=page_link(result, options.link, options.without),
        features=features(result),
        numbers=_source_numbers(listed),
        places=places_address(result.question, options.link),
        mentions=mentions_address(result.question),
        conflict_note=conflict_note(result),
    )


def sources_of(result: Answer) -> str:
    """The passages that are quoted, then those that were read and not quoted."""
    listed = sources(result)
    cited = [source for source in listed if source.answer is not None]
    return render(
        "sources.html",
        r=result,
        cited=cited,
        near=listed[len(cited) :],
        copies=copies(cited, result.question),
    )


def copies(cited: Sequence[Source], question: str) -> dict[int, list[tuple[str, str]]]:
    """Number of a source that is quoted → (format, text for the clipboard), plain text first."""
    return {
        source.number: _copies(
            shown_citation(
                Occurrence(source.pinned, source.sentence, source.passage), source.number
            ),
            question,
        )
        for source in cited
    }


def _copies(citation: Citation, question: str) -> list[tuple[str, str]]:
    annotation = to_annotation(citation, question)
    return [
        (N_("Text"), to_text(citation, citation_place(citation))),
        ("Markdown", to_markdown(citation, citation_place(citation))),
        ("BibTeX", to_bibtex(citation)),
        (N_("Web Annotation"), json.dumps(annotation, ensure_ascii=False, indent=1)),
    ]


def features(result: Answer) -> list[tuple[str, str, str]]:
    """(key, name, explanation) of the candidates' features: those of FEATURE_NAMES in its order,
    then the others, named by their keys."""
    present = dict.fromkeys(key for candidate in result.candidates for key in candidate.features)
    known = [key for key in FEATURE_NAMES if key in present]
    unknown = [key for key in present if key not in FEATURE_NAMES]
    return [(key, *_feature(key)) for key in (*known, *unknown)]


def _feature(key: str) -> tuple[str, str]:
    """The name and the explanation of a feature."""
    name, meaning = FEATURE_NAMES.get(key, (key.replace("_", " "), ""))
    return gettext(name), gettext(meaning)


def _source_numbers(listed: Sequence[Source]) -> dict[Span, int]:
    """Range of a passage → the number of its first source."""
    return {source.passage.span: source.number for source in reversed(listed)}


def feedback(result: Answer) -> str:
    """Asks whether the answer is right, and offers what could be right instead."""
    others = result.candidates if result.outcome == "nothing" else result.candidates[1:]
    return render("feedback.html", r=result, others=others)


def feedback_saved(file: str, questions: int, labelled: bool) -> str:
    """Confirms that feedback was saved: in which file, and how many questions it now holds.

    `labelled` is False if it is only known that the answer was wrong.
    """
    return render("feedback_saved.html", file=file, questions=questions, labelled=labelled)


def default_stop(operating_points: Sequence[OperatingPoint], threshold: float) -> OperatingPoint:
    """The operating point whose threshold is the nearest; there must be one."""
    return min(operating_points, key=lambda stop: abs(stop.threshold - threshold))


def risk_slider(
    operating_points: Sequence[OperatingPoint],
    threshold: float,
    chosen: float | None,
    *,
    measured: bool = True,
) -> str:
    """The slider with one stop per operating point; "" if there are none.

    `threshold` is the default one; `chosen` is a `max_error_rate`, None for the default.
    `measured`: does the risk of the stop hold for it, or is it one of an evaluation?
    """
    if not operating_points:
        return ""
    stops = sorted(operating_points, key=lambda stop: stop.max_error_rate)
    default = stops.index(default_stop(stops, threshold))
    stops[default] = replace(stops[default], threshold=threshold)
    shares = [stop.max_error_rate for stop in stops]
    labels = [
        (
            f"{100 * stop.max_error_rate:g} %" if measured or number != default else "",
            percent(stop.threshold),
            percent(stop.answered),
        )
        for number, stop in enumerate(stops)
    ]
    position = shares.index(chosen) if chosen in shares else default
    return render("risk_slider.html", labels=labels, at=position, shares=shares, default=default)


def confidence_label(result: Answer) -> tuple[str, str]:
    """("high" | "medium" | "low", text): the colour of the meter and the words beside it."""
    if result.outcome != "answer":
        possible = result.outcome == "possible"
        return "low", gettext("Possible") if possible else gettext("Too uncertain to answer")
    if result.confidence >= HIGH:
        return "high", gettext("High confidence")
    if result.confidence >= MEDIUM:
        return "medium", gettext("Medium confidence")
    return "low", gettext("Low confidence")


def viewer(source: Source | None, library: str = "", *, unavailable: bool = False) -> str:
    """The document around a source, from the library of that name.

    Without a source: an invitation to choose one, or to ask again if the answer is `unavailable`.
    """
    excerpt = window(source.sentence) if source is not None else None
    pages = page_requests(source) if source is not None else ()
    return render(
        "viewer.html",
        source=source,
        window=excerpt,
        pages=pages,
        root=page_address(library, "").rstrip("/") if library else "",
        unavailable=unavailable,
    )
