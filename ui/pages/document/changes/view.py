"""The page of a comparison as HTML: the choice of two documents, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from index.spans import Document, Span
from index.storage.documents import DocumentInfo
from qa.drafts.versions.pairs import likely_pairs, likely_versions, older_first
from qa.drafts.versions.report import LABELS, WORDS, sides
from qa.drafts.versions.selection import chosen
from qa.drafts.versions.types import Change, Comparison, Edit
from ui.http.static import address
from ui.pages.document.changes.files import FORMATS
from ui.views.addresses import HASH_CHARS, Mark, document_address
from ui.views.engine_words import place_words
from ui.views.file_names import readable_sources
from ui.views.highlight import visible
from ui.views.i18n.language import N_
from ui.views.layout import layout
from ui.views.templating import render

LISTED = 300
"""Changes on one page; the next ones are on another."""

MAX_DOCUMENTS = 50
"""Documents offered to compare; the others are found by searching."""

MAX_PAIRS = 20
"""Likely pairs that are offered."""

_FILTERS = {
    "words": N_("All changes of words"),
    "figures": N_("Figures and dates"),
    "negations": N_("Negations"),
    "altered": N_("Altered"),
    "added": N_("Added"),
    "removed": N_("Removed"),
    "moved": N_("Moved"),
    "form": N_("Only numbering, punctuation or capitals"),
}
_NAMES = (
    *(N_("altered"), N_("added"), N_("removed"), N_("moved"), N_("Old"), N_("New")),
    *(N_("only numbering, punctuation or capitals"), N_("No word differs")),
    N_("What changed from {old} to {new}"),
)
"""Words of `qa.drafts.versions.report`."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Which changes are shown: of a kind, with some words."""

    kind: str
    words: str

    @property
    def is_all(self) -> bool:
        return self.kind == "words" and not self.words.strip()


@dataclass(frozen=True, slots=True)
class Side:
    """One passage of a change: its words with those that differ marked, its place, its address."""

    name: str
    span: Span
    html: Markup
    place: str
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """A change as it is shown. `same` is the text of the new version before it that is unchanged;
    `beside` the address of where an added or removed passage would stand in the other version."""

    number: int
    kind: str
    label: str
    senses: tuple[str, ...]
    sides: tuple[Side, ...]
    beside: str
    same: Span | None


def choose_page(
    entries: Sequence[DocumentInfo], document: Document | None, words: str, library: str = ""
) -> str:
    """Likely pairs and documents to choose, or those to compare a document with."""
    asked = words.casefold().split()
    found = [each for each in entries if _has(each, asked)]
    chosen_one = next((each for each in entries if document and each.id == document.id), None)
    likely = likely_versions(chosen_one, found) if chosen_one else []
    first = {each.id for each in [*likely, *([chosen_one] if chosen_one else [])]}
    others = [each for each in found if each.id not in first]
    pairs = [] if chosen_one or asked else likely_pairs(entries)
    listed = [*likely, *others][:MAX_DOCUMENTS]
    return render(
        "changes/choose.html",
        **layout("./", library, styles=("document/document.css", "document/changes.css")),
        document=chosen_one,
        wanted=words.strip(),
        pairs=[(one, other, _pair_address(one, other)) for one, other in pairs[:MAX_PAIRS]],
        listed=[(each, each.id in first, _address(chosen_one, each)) for each in listed],
        count=len(likely) + len(others),
        names=readable_sources([each.source for each in entries]),
    )


def _has(entry: DocumentInfo, words: Sequence[str]) -> bool:
    text = f"{entry.title} {entry.source}".casefold()
    return all(word in text for word in words)


def _address(one: DocumentInfo | None, other: DocumentInfo) -> str:
    return f"changes?old={other.id}" if one is None else _pair_address(*older_first(one, other))


def _pair_address(old: DocumentInfo, new: DocumentInfo) -> str:
    return f"changes?old={old.id}&new={new.id}"


def changes_page(comparison: Comparison, shown: Shown, first: int = 0, library: str = "") -> str:
    """What changed, from the change number `first` on, counted from 0."""
    changes = chosen(comparison, shown.kind, shown.words)
    link = {"old": comparison.old.id, "new": comparison.new.id}
    query = {**link, "show": shown.kind, **({"q": shown.words} if shown.words else {})}
    counts = [
        (kind, name, len(chosen(comparison, kind, shown.words))) for kind, name in _FILTERS.items()
    ]
    rows = [*_rows(comparison, changes, first, shown.is_all)]
    end = first + LISTED
    return render(
        "changes/changes.html",
        **layout("./", library, styles=("document/document.css", "document/changes.css")),
        script=address("document/changes.js"),
        c=comparison,
        shown=shown,
        link=urlencode(link),
        filters=[
            (kind, name, number, urlencode({**query, "show": kind}))
            for kind, name, number in counts
            if number or kind in ("words", shown.kind)
        ],
        rows=rows,
        count=len(changes),
        more=urlencode({**query, "from": end}) if end < len(changes) else "",
        before=urlencode({**query, "from": max(first - LISTED, 0)}) if first else "",
        swapped=urlencode({**query, "old": link["new"], "new": link["old"]}),
        rest=_rest(comparison) if shown.is_all and end >= len(changes) else None,
        names=readable_sources([comparison.old.source, comparison.new.source]),
        formats=FORMATS,
        query=query,
        hash=comparison.new.hash[:HASH_CHARS],
    )


def _rows(
    comparison: Comparison, changes: Sequence[Change], first: int, with_same: bool
) -> Iterator[Row]:
    at = 0
    for number, change in enumerate(changes):
        start, end = change.new_at, change.new.end if change.new else change.new_at
        if first <= number < first + LISTED:
            same = _same(comparison.new, at, start) if with_same else None
            yield _row(comparison, number + 1, change, same)
        at = max(at, end)


def _rest(comparison: Comparison) -> Span | None:
    """The unchanged text behind the last change."""
    words = chosen(comparison)
    at = max((each.new.end if each.new else each.new_at for each in words), default=0)
    return _same(comparison.new, at, len(comparison.new.text))


def _same(document: Document, start: int, end: int) -> Span | None:
    words = document.text[start:end]
    return Span(document, start, end) if words.strip() else None


def _row(comparison: Comparison, number: int, change: Change, same: Span | None) -> Row:
    found = tuple(
        Side(
            name,
            span,
            _marked(span, change.edits, is_old=name == WORDS[2]),
            place_words(span.place),
            document_address(span.document, _marks(span, parts)),
        )
        for name, span, parts, _ in sides(change)
    )
    beside = ""
    if change.kind == "added":
        beside = f"{document_address(comparison.old.id)}?at={change.old_at}"
    elif change.kind == "removed":
        beside = f"{document_address(comparison.new.id)}?at={change.new_at}"
    senses = tuple(
        words
        for is_such, words in (
            (change.has_figures, N_("figure or date")),
            (change.has_negations, N_("negation")),
        )
        if is_such
    )
    return Row(number, change.kind, LABELS[change.kind], senses, found, beside, same)


def _marks(span: Span, parts: Sequence[Span]) -> list[Mark]:
    """The words that differ in their passage, or the passage."""
    return [Mark.of(part, span) for part in parts] or [Mark.of(span)]


def _marked(span: Span, edits: Sequence[Edit], *, is_old: bool) -> Markup:
    """The words of a passage, with those that differ, figures and negations marked."""
    tag = Markup('<del class="{}">{}</del>' if is_old else '<ins class="{}">{}</ins>')
    senses = {part: each.sense for each in edits if (part := each.old if is_old else each.new)}
    return Markup().join(
        tag.format(senses[part], visible(text)) if part else visible(text)
        for text, part in span.pieces(senses)
    )
