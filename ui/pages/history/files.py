"""The history as a file: a table, Markdown, JSON."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import groupby

from qa.citations import plain, plain_markdown, to_markdown
from ui.engine.history.entries import Entry, Result
from ui.engine.history.report import change_of, to_json
from ui.views.citations import citation_place
from ui.views.file_formats import FileFormat, to_table
from ui.views.file_names import file_name
from ui.views.i18n.language import N_, gettext, written_date
from ui.views.templating import percent

_COLUMNS = (
    *(N_("asked"), N_("question"), N_("settings"), N_("outcome"), N_("answer")),
    *(N_("probability"), N_("document"), N_("page"), N_("section"), N_("sentence"), N_("file")),
    *(N_("saved"), N_("note"), N_("asked again"), N_("change"), N_("outcome now")),
    *(N_("answer now"), N_("document now"), N_("since")),
)
_CHANGES = {
    "unchanged": N_("unchanged"),
    "moved": N_("moved"),
    "changed": N_("changed"),
    "gone": N_("gone"),
    "new": N_("new"),
}

_OUTCOMES = {
    "answer": N_("Answer"),
    "possible": N_("Possible answer"),
    "nothing": N_("No answer found"),
}


def to_csv(entries: Sequence[Entry], hashes: Container[str]) -> bytes:
    """One row an entry, with the first place of its answer."""
    return to_table(_COLUMNS, (map(plain, _row(entry, hashes)) for entry in entries))


def _row(entry: Entry, hashes: Container[str]) -> tuple[str, ...]:
    return (*_asked(entry), *_place(entry.result), *_kept(entry), *_again(entry, hashes))


def _asked(entry: Entry) -> tuple[str, ...]:
    result = entry.result
    answer = "; ".join(result.words)
    return (
        *(entry.asked, entry.question, entry.link, gettext(_OUTCOMES[result.outcome]), answer),
        f"{result.confidence:.3f}",
    )


def _place(result: Result) -> tuple[str, ...]:
    if not result.places:
        return ("",) * 5
    cited = result.places[0].citation
    where = (cited.title, cited.page_range("–"), cited.section or "", cited.sentence)
    return (*where, file_name(cited.source))


def _kept(entry: Entry) -> tuple[str, str]:
    return (gettext("yes") if entry.pinned else "", entry.note)


def _again(entry: Entry, hashes: Container[str]) -> tuple[str, ...]:
    again, change = entry.again, change_of(entry, hashes)
    if again is None:
        return ("",) * 6
    if again.result is None or change is None:
        return (again.asked, gettext("failed"), again.error, "", "", "")
    now, since = again.result, change.since
    added = "" if since is None else f"{file_name(since.citation.source)} ({since.added})"
    words, document = "; ".join(now.words), _place(now)[0]
    kind, outcome = gettext(_CHANGES[change.kind]), gettext(_OUTCOMES[now.outcome])
    return (again.asked, kind, outcome, words, document, added)


def to_markdown_file(entries: Sequence[Entry], hashes: Container[str]) -> bytes:
    """Each day as a heading, and below it each question with its quotations."""
    parts = [f"# {gettext('History')}"]
    for day, members in groupby(entries, lambda entry: entry.day):
        parts.append(f"## {written_date(day)}")
        for entry in members:
            parts += [f"### {plain_markdown(plain(entry.question))}", *_quotations(entry.result)]
            parts += [plain_markdown(plain(entry.note))] if entry.note else []
            change = change_of(entry, hashes)
            if entry.again and entry.again.result and change and change.is_change:
                asked_again = gettext(
                    "Asked again on {day}:", day=written_date(entry.again.asked[:10])
                )
                parts += [asked_again, *_quotations(entry.again.result)]
    return ("\n\n".join(parts) + "\n").encode()


def _quotations(result: Result) -> list[str]:
    """The outcome with the probability, then each place."""
    head = f"{gettext(_OUTCOMES[result.outcome])} ({percent(result.confidence)})"
    named = (
        replace(place.citation, source=file_name(place.citation.source)) for place in result.places
    )
    return [head, *(to_markdown(each, citation_place(each)) for each in named)]


def to_json_file(entries: Sequence[Entry], hashes: Container[str]) -> bytes:
    """The objects of `GET /api/history`."""
    listed = [to_json(each, hashes) for each in entries]
    return json.dumps(listed, ensure_ascii=False, indent=1).encode()


FORMATS = {
    "csv": FileFormat(N_("Table (CSV)"), ".csv", "text/csv; charset=utf-8", to_csv),
    "markdown": FileFormat("Markdown", ".md", "text/markdown; charset=utf-8", to_markdown_file),
    "json": FileFormat("JSON", ".json", "application/json", to_json_file),
}
"""Key in a form → kind of file, in the order of the menu.

Made of the entries and the hashes of the texts in the library.
"""
