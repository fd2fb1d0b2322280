"""Values of the template: the draft in pieces, and what was found of each claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from index.spans import Span
from qa.citations import Citation
from qa.drafts.report import LABELS, citations, title_of, to_markdown
from qa.drafts.types import VERDICTS, DraftCheck, Finding, Verdict
from ui.views.addresses import Mark, document_address
from ui.views.citations import citation_place
from ui.views.engine_words import on_page
from ui.views.highlight import visible, with_marks
from ui.views.i18n.language import N_, gettext
from ui.views.layout import layout
from ui.views.templating import render

_WORDS = (
    *(N_("verbatim"), N_("altered"), N_("stitched"), N_("from another source than named")),
    *(N_("not found"), N_("quotation"), N_("figure"), N_("date"), N_("reference")),
    N_("Check of {draft}"),
    N_("{number} checked: {counts}"),
    N_("Nothing to check: no quotation, figure, date or reference was found in the draft"),
    N_("“{draft}” for “{source}”"),
    N_("added: “{draft}”"),
    N_("left out: “{source}”"),
)
"""Verdicts, kinds of claims and the words of a report in `qa.drafts`."""

MAX_PLACES = 3
"""Places of one claim that are shown."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the draft; `number` is that of the finding about them, 0 for words between."""

    text: Markup
    number: int = 0
    verdict: Verdict = "verbatim"


@dataclass(frozen=True, slots=True)
class Place:
    """A citation, the title it is shown with, its words with the differences marked, and the
    address to read it at."""

    citation: Citation
    title: str
    words: Markup
    address: str


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as it is shown beside the draft."""

    number: int
    finding: Finding
    label: str
    words: Markup
    places: tuple[Place, ...]
    left: int
    """Places that are not shown."""


def form_page(library: str, text: str = "", error: tuple[str, ...] | None = None) -> str:
    """The empty form, or the form with an error: what is wrong, and what can be done."""
    return _render(library, text=text, error=error, check=None)


def check_page(check: DraftCheck, text: str, library: str) -> str:
    """The form with the result below it. `text` is what was pasted."""
    cards = tuple(_card(number, each, check) for number, each in enumerate(check.findings, 1))
    counts = [(verdict, LABELS[verdict], check.counts[verdict]) for verdict in VERDICTS]
    report = f"data:text/markdown;charset=utf-8,{quote(to_markdown(check, _say, citation_place))}"
    return _render(
        library,
        text=text,
        error=None,
        check=check,
        pieces=tuple(_pieces(check)),
        cards=cards,
        counts=[each for each in counts if each[2]],
        report=report,
    )


def _say(words: str) -> str:
    return gettext(words) if words in _WORDS else on_page(words)


def _render(library: str, **values: object) -> str:
    frame = layout("", library, "check", ("check/check.css",))
    return render("check/check.html", **frame, **values)


def _pieces(check: DraftCheck) -> Iterator[Piece]:
    text, at = check.draft.text, 0
    for number, finding in enumerate(check.findings, 1):
        span = finding.claim.span
        if span.start < at:
            continue
        yield Piece(visible(text[at : span.start]))
        yield Piece(visible(span.text), number, finding.verdict)
        at = span.end
    yield Piece(visible(text[at:]))


def _card(number: int, finding: Finding, check: DraftCheck) -> Card:
    changed = [each.draft for each in finding.differences if each.draft]
    there = [each.source for each in finding.differences if each.source]
    shown = list(zip(finding.places, citations(finding), strict=True))[:MAX_PLACES]
    places = tuple(
        Place(
            citation,
            title_of(citation, check),
            _words(finding, span, citation, there if number == 1 else ()),
            document_address(span.document, [Mark.of_citation(citation)]),
        )
        for number, (span, citation) in enumerate(shown, 1)
    )
    return Card(
        number,
        finding,
        LABELS[finding.verdict],
        with_marks(finding.claim.span, changed),
        places,
        len(finding.places) - len(places),
    )


def _words(finding: Finding, span: Span, citation: Citation, there: Sequence[Span]) -> Markup:
    """Of a quotation the words of the source, of a value its sentence."""
    if finding.claim.kind not in ("figure", "date"):
        return with_marks(span, there)
    sentence = Span(span.document, citation.sentence_start, citation.sentence_end)
    return with_marks(sentence, [span])
