"""The language of a request: which one it is, its words, and how it writes numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from index.spans import day_of
from ui.views.i18n.catalogs import translations

LANGUAGES = {"en": "English", "de": "Deutsch", "fr": "Français"}
"""Code → the language's own name, in the order of the menu."""

ENGLISH = "en"

_LANGUAGE: ContextVar[str] = ContextVar("language", default=ENGLISH)

_SEPARATORS = {"en": (",", "."), "de": (".", ","), "fr": ("\u202f", ",")}
"""Between groups of three digits, and before decimals."""

_DATES = {"en": ("-", False), "de": (".", True), "fr": ("/", True)}
"""What is between the parts of a date, and whether the day comes first."""

_ISO_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")


def language() -> str:
    """The code of the language of the request that is answered; "en" outside of requests."""
    return _LANGUAGE.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Sets the language of what is done inside."""
    token = _LANGUAGE.set(code)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def choose_language(chosen: str, accepted: str) -> str:
    """The language that was `chosen`, else the first one of an Accept-Language header.

    >>> choose_language("", "it, fr-CH;q=0.9, de;q=0.95"), choose_language("fr", "de")
    ('de', 'fr')
    >>> choose_language("xx", "es, *;q=0.1"), choose_language("", "en-GB;q=0.2, de;q=0")
    ('en', 'en')
    """
    if chosen in LANGUAGES:
        return chosen
    best, most = ENGLISH, 0.0
    for part in accepted[:1000].split(","):
        name, _, quality = part.partition(";q=")
        code = name.strip().lower().partition("-")[0]
        weight = float(quality) if re.fullmatch(r"[01](\.\d{0,3})?", quality.strip()) else 1.0
        if code in LANGUAGES and weight > most:
            best, most = code, weight
    return best


def N_(words: str) -> str:
    """Marks words for translation where they are defined; `gettext` translates them later."""
    return words


def gettext(words: str, **values: object) -> str:
    """The words in the language of the request, with the values in their places `{name}`."""
    told = translations(language()).gettext(words) if words else ""
    return told.format(**values) if values else told


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The words for this number; `{n}` in them is the number as it is written."""
    told = translations(language()).ngettext(one, many, number)
    return told.format(n=written(number), **values)


def is_translated(words: str) -> bool:
    """Are the words in the language of the request?"""
    return language() == ENGLISH or translations(language()).gettext(words) != words


def written(number: float, digits: int = 0) -> str:
    """A number as the language writes it.

    >>> with speaking("de"):
    ...     written(1234567), written(0.5, 1)
    ('1.234.567', '0,5')
    """
    group, point = _SEPARATORS[language()]
    return f"{number:,.{digits}f}".translate({ord(","): group, ord("."): point})


def written_date(iso: str) -> str:
    """A date, "2024-03-31", "2024-03" or "2024", as the language writes it; other words unchanged.

    Of a date with a time, "2024-03-31T09:00:00Z", the date.

    >>> with speaking("de"):
    ...     written_date("2024-03-31"), written_date("2024-03"), written_date("spring")
    ('31.03.2024', '03.2024', 'spring')
    >>> written_date("2024-03-31T09:00:00Z")
    '2024-03-31'
    """
    iso = day_of(iso)
    if not _ISO_DATE.fullmatch(iso):
        return iso
    between, day_first = _DATES[language()]
    parts = iso.split("-")
    return between.join(reversed(parts) if day_first else parts)
