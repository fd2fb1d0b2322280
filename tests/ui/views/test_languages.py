"""The catalogues of the interface: complete, with the same places for values, and how they read."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from qa.drafts.report import LABELS
from qa.drafts.types import ClaimKind
from tests.support.words import OTHERS, catalog, entry, missing, words
from tests.ui.views.parse_html import tree
from ui.http.static import ASSETS
from ui.pages.places.collect import ROLES
from ui.views import library as library_view
from ui.views.dates import date_text
from ui.views.engine_words import on_page
from ui.views.i18n.catalogs import compiled, read_po
from ui.views.i18n.language import LANGUAGES, gettext, ngettext, speaking
from ui.views.i18n.script_words import SCRIPT_WORDS
from ui.views.layout import inline_layout
from ui.views.library import DiskUsage
from ui.views.templating import TEMPLATES, count, file_size, moment, percent, render

_PLACES = re.compile(r"\{\w*\}|%\(\w+\)s|%%")


@pytest.mark.parametrize("code", OTHERS)
def test_every_word_is_translated(code: str) -> None:
    """What is missing is printed as entries for the catalogue."""
    lacking = missing(code)
    assert not lacking, f"{code} lacks {len(lacking)}:\n" + "\n".join(map(entry, lacking))


@pytest.mark.parametrize("code", OTHERS)
def test_translations_have_the_same_places_for_values(code: str) -> None:
    for (one, many), forms in catalog(code).items():
        if not one:
            continue
        assert len(forms) == (2 if many else 1), one
        wanted = set(_PLACES.findall(many or one)) | set(_PLACES.findall(one))
        for form in forms:
            assert set(_PLACES.findall(form)) <= wanted, form
            assert len(set(_PLACES.findall(form)) - {"{n}"}) == len(wanted - {"{n}"}), form


def test_words_of_the_engine_are_in_the_catalogues() -> None:
    """Those that the pages translate by value."""
    named = {*LABELS.values(), *get_args(ClaimKind), *ROLES.values()}
    assert named <= {one for one, _ in words()}


def test_a_catalogue_is_read_as_gettext_does() -> None:
    po = """# a comment
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Two "
"lines"
msgstr "Zwei \\"Zeilen\\""

msgid "{n} page"
msgid_plural "{n} pages"
msgstr[0] "{n} Seite"
msgstr[1] "{n} Seiten"

msgid "Later"
msgstr ""
"""
    entries = read_po(po)
    assert entries["Two lines", ""] == ('Zwei "Zeilen"',)
    assert entries["{n} page", "{n} pages"] == ("{n} Seite", "{n} Seiten")
    assert ("Later", "") not in entries
    assert compiled(entries)[:4] == b"\xde\x12\x04\x95"


def test_numbers_dates_and_plurals_are_those_of_the_language() -> None:
    told = {}
    for code in LANGUAGES:
        with speaking(code):
            size, share = file_size(2_500_000), percent(0.3496, 1)
            when = moment("2026-11-23T09:42:10+00:00")
            told[code] = (count(1200, "document"), size, share, when, date_text((2025, 3, 11)))
    assert told["en"] == (
        *("1,200 documents", "2.5 MB", "35.0 %"),
        *("2026-11-23 09:42 UTC", "2025-03-11"),
    )
    assert told["de"] == (
        *("1.200 Dokumente", "2,5 MB", "35,0 %"),
        *("23.11.2026 09:42 UTC", "11.03.2025"),
    )
    assert told["fr"] == (
        *("1\u202f200 documents", "2,5 Mo", "35,0 %"),
        *("23/11/2026 09:42 UTC", "11/03/2025"),
    )
    with speaking("fr"):
        assert ngettext("{n} document", "{n} documents", 0) == "0 document"


def test_words_without_a_translation_stay_english() -> None:
    with speaking("de"):
        assert gettext("No such words {x}.", x=1) == "No such words 1."
        assert gettext("") == ""


def test_templates_speak_the_language_and_leave_names_alone() -> None:
    with speaking("de"):
        form = {"target": "/", "problem": "", "users": False, "inside": False}
        login = render("login.html", **inline_layout(), **form)
        empty = library_view.documents("Search", DiskUsage(1, 1, 1), [])
        notice = on_page("This asks for an opinion; answers here are only what the documents say.")
    assert tree(login).xpath("//label")[0].text == "Passwort"
    assert '<html lang="de">' in login
    assert "Search" in empty
    assert "Meinung" in notice


_SAID = re.compile(r'\bsay\((?:[^"()]*\?\s*)?"([^"]+)"(?:\s*:\s*"([^"]+)")?')


def test_words_of_the_scripts_are_among_those_that_are_sent() -> None:
    said = set[str]()
    for path in sorted(ASSETS.rglob("*.js")):
        found = _SAID.findall(path.read_text(encoding="utf-8"))
        said |= {text for pair in found for text in pair if text}
    assert len(said) > 15
    assert said - set(SCRIPT_WORDS) == set()


_ENGLISH = {"reference.html"}
"""Templates that are for programmers, in English only."""

_NAMES = {"Pincite", "– Pincite", "API", "Esc", "ms", "BibTeX", "Markdown", "Web Annotation", "p"}
_TRANSLATED = re.compile(
    r"\{%-?\s*(?:trans\b.*?endtrans|block kind.*?endblock|macro at\(.*?endmacro)\s*-?%\}"
    r"|\{[#%].*?[#%]\}|\{\{.*?\}\}",
    re.DOTALL,
)
_IN_TAG = re.compile(r'(?:aria-label|title|placeholder|alt)="([^"]*)"')
_TAG = re.compile(r"<style>.*?</style>|<[^>]*>|&\w+;", re.DOTALL)


def test_no_template_has_words_that_are_not_translated() -> None:
    raw = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        if path.name in _ENGLISH:
            continue
        source = _TRANSLATED.sub("", path.read_text(encoding="utf-8"))
        for text in (*_IN_TAG.findall(source), *_TAG.split(source)):
            told = " ".join(text.split())
            if re.search(r"[A-Za-z]{2}", told) and told not in _NAMES:
                raw.append(f"{path.name}: {told}")
    assert not raw, "wrap these in _(…) or {% trans %}:\n" + "\n".join(raw)
