"""The page with all places of an answer, as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.types import Answer
from ui.http.static import address
from ui.pages.document.view import layout
from ui.pages.places.collect import CHOSEN, ROLES, Place, PlacesOfDocument, by_document, places
from ui.pages.places.files import FORMATS
from ui.pages.places.records import choice
from ui.views.addresses import Mark, document_address
from ui.views.dates import conflict_note, date_text, newer_note
from ui.views.engine_words import on_page
from ui.views.i18n.language import gettext, ngettext
from ui.views.templating import count, render


@dataclass(frozen=True, slots=True)
class Row:
    """A place as it is listed."""

    place: Place
    role: str
    choice: str
    chosen: bool
    address: str
    """Of the document, opened at this place, with the others marked too."""


def places_page(answer: Answer, link: str, library: str = "") -> str:
    """`link` are the parameters of the question's address, `library` the name in it."""
    found = places(answer)
    groups = by_document(found)
    return render(
        "places/places.html",
        **layout("./", library),
        script=address("places/places.js"),
        r=answer,
        link=link,
        summary=list(summary(answer, found)),
        groups=[(group, date_text(group.date), _rows(group)) for group in groups],
        formats=FORMATS,
    )


def _rows(group: PlacesOfDocument) -> list[Row]:
    marks = [Mark.of(place.span, place.sentence) for place in group.places]
    return [
        Row(
            place,
            ROLES[place.role],
            choice(place),
            place.role in CHOSEN,
            document_address(group.document, [mark, *marks]),
        )
        for place, mark in zip(group.places, marks, strict=True)
    ]


def summary(answer: Answer, found: Sequence[Place]) -> Iterator[str]:
    """What the places are together, in sentences."""
    documents = len({place.span.document for place in found})
    quoted = [place for place in found if place.role in ("answer", "possible", "item")]
    if answer.outcome == "nothing":
        nothing = gettext("No answer was found; these places are near the question.")
        yield on_page(answer.notice) if answer.notice else nothing
    elif answer.is_list:
        items = sum(place.role == "item" for place in quoted)
        yield ngettext(
            "The answer is a list of {n} item: take them together. There may be more in the other "
            "places.",
            "The answer is a list of {n} items: take them together. There may be more in the other "
            "places.",
            items,
        )
    elif answer.items:
        yield ngettext(
            "The answer was found by comparing {n} value.",
            "The answer was found by comparing {n} values.",
            len(answer.items),
        )
    elif len(quoted) > 1:
        yield ngettext(
            "The same words stand in {n} place.",
            "The same words stand in {n} places.",
            len(quoted),
        )
    if answer.outcome == "possible":
        yield gettext("The answer is only possible: check it in its source.")
    if answer.conflicting and answer.outcome != "nothing":
        yield f"{gettext('Documents disagree.')} {conflict_note(answer)}"
    elif note := newer_note(answer):
        yield note
    number = count(len(found), "place")
    yield ngettext(
        "{places} in {n} document.", "{places} in {n} documents.", documents, places=number
    )
