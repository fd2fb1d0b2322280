"""What the engine says, in the words of the page: no command line, no path of the server.

Errors and remarks of `index`, `qa` and `eval` are written for the command line, too. The usual ones
have words of their own here, which are translated; all others stay as they are, but without paths,
and with a remedy for a user of the page where theirs is a command.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from index.errors import OutdatedLibraryError, PinciteError
from ui.views.i18n.known_errors import FIELDS, KNOWN_ERRORS
from ui.views.i18n.language import N_, gettext

UNEXPECTED = (
    N_("Something went wrong inside Pincite."),
    N_(
        "Your documents are unharmed. Try again; if it happens again, tell the person who runs "
        "Pincite here."
    ),
)

_OUTDATED = (
    N_(
        "{library} was made by an earlier version of Pincite: it can be searched, but nothing can "
        "be added to it."
    ),
    N_(
        "Create a new library on this page and add the files there, or ask the person who runs "
        "Pincite here to upgrade this one."
    ),
)

_REMEDY = N_("Ask the person who runs Pincite here.")
"""In place of a command."""

_LIBRARY = r"(?P<library>\S.*?\.pincite)"
_AGAIN = N_("Try again when it is done.")
_ERRORS = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, *words in (
        (
            rf"{_LIBRARY} is damaged: .*",
            N_("{library} is damaged."),
            N_("Ask the person who runs Pincite here to repair it, or to bring back a backup."),
        ),
        (
            rf"{_LIBRARY} has format \d.*",
            N_("{library} was made by another version of Pincite."),
            N_("Ask the person who runs Pincite here to bring Pincite up to date."),
        ),
        (
            rf"{_LIBRARY} is (?:being|in use|open|locked).*Try again when it is done\.",
            N_("{library} is being changed by another program."),
            _AGAIN,
        ),
        (
            r"There is no library at .*",
            N_("This library is not there any more."),
            N_("It may have been renamed, closed or deleted."),
        ),
        (
            rf"{_LIBRARY} (?:is not a Pincite library|cannot be opened as a library).*",
            N_("{library} cannot be opened as a library."),
            N_("Ask the person who runs Pincite here to bring back a backup."),
        ),
        (
            rf"{_LIBRARY} has no document .*",
            N_("This document is not in the library any more."),
            N_("Open the list of documents again."),
        ),
        (
            rf"No document in {_LIBRARY} has (?P<filters>.*)\. See: .*",
            N_("No document of this library matches: {filters}."),
            N_("Change or clear the filters."),
        ),
        (
            rf"{_LIBRARY} cannot be changed: .*",
            N_("{library} cannot be changed: its file or folder is read-only."),
            N_("Questions can still be asked."),
        ),
        (
            r"The question is empty\. .*",
            N_("The question is empty."),
            N_("Ask something, such as “When was it founded?”"),
        ),
        (
            r"The question has (?P<length>[\d,]+) characters; at most (?P<most>[\d,]+) .*",
            N_("The question has {length} characters; at most {most} can be asked."),
            N_("Shorten it."),
        ),
        (
            r"\"(?:since|until)\" is \"(?P<day>.*)\", which is not a date\..*",
            N_("“{day}” is not a date."),
            N_("Write it as 2024, 2024-03 or 2024-03-31."),
        ),
        (
            r"Too many questions at once\. .*|The server is busy with other questions\. .*",
            N_("The server is busy with other questions."),
            N_("Please ask again in a moment."),
        ),
        (
            r"The server is shutting down\. .*",
            N_("The server is shutting down."),
            N_("Please ask again when it is back."),
        ),
        (
            r"The draft is empty\. .*",
            N_("The draft is empty."),
            N_("Paste a text or choose a file."),
        ),
    )
)
"""The messages of errors → the same on the page: what is wrong, and what can be done there."""

_SENTENCES = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (
            r"This asks for a summary; .*",
            N_(
                "This asks for a summary; answers here are exact quotations, so ask for single "
                "facts."
            ),
        ),
        (
            r"This asks for an opinion; .*",
            N_(
                "This asks for an opinion; answers here are only what the documents say themselves."
            ),
        ),
        (
            r"The question seems to be in .*, but the documents are in .*",
            N_(
                "The question seems to be in another language than the documents. Ask in the "
                "language of the documents; answers are found in English text only."
            ),
        ),
        (r"Older documents say something else", N_("Older documents say something else")),
        (r"Other documents say something else", N_("Other documents say something else")),
        (
            r"The draft names page (?P<page>.*); the words stand on another page\.",
            N_("The draft names page {page}; the words stand on another page."),
        ),
        (
            r"The draft names (?P<titles>.*); the words stand in another document\.",
            N_("The draft names {titles}; the words stand in another document."),
        ),
        (
            r"It is stated of something else: the place has few words of the sentence\.",
            N_("It is stated of something else: the place has few words of the sentence."),
        ),
    )
)
"""Single sentences of the engine → the same on the page."""

_LIBRARY_PATH = re.compile(
    r"(?:(?<![\w.:/])/|\b[A-Z]:[\\/])[^\n]*?\.pincite(?:[/\\][^\n]*?\.pincite)*"
)
_PATH = re.compile(r"(?<![\w.:/<])(?:/|[A-Z]:\\)(?:[^\s/\\:;,\"'“”()]+[/\\])+")
_COMMAND = re.compile(r"(?<![\w.])(?:pincite [a-z]|pip3? install)|(?<![\w-])--[a-z]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_CLAUSE = re.compile(r"\s*[:;(,–—][^:;(,–—]*$")


def page_words(error: Exception) -> tuple[str, str]:
    """What is wrong, and what can be done on the page; the second is "" if nothing can be.

    An error that is not a PinciteError is a bug of Pincite, of which nothing is told.
    """
    if not isinstance(error, PinciteError):
        return gettext(UNEXPECTED[0]), gettext(UNEXPECTED[1])
    if isinstance(error, OutdatedLibraryError):
        return gettext(_OUTDATED[0], library=error.path.stem), gettext(_OUTDATED[1])
    message = without_paths(str(error))
    for pattern, words in (*_ERRORS, *KNOWN_ERRORS):
        if match := pattern.fullmatch(message):
            values = {name: _name(value) for name, value in match.groupdict().items()}
            summary, remedy = (gettext(each, **values) for each in words)
            return summary, remedy
    summary, dot, remedy = without_commands(message).partition(". ")
    return summary + dot.strip(), remedy


def on_page(text: str) -> str:
    """A sentence of the engine, as the page tells it."""
    for pattern, words in _SENTENCES:
        if match := pattern.fullmatch(text):
            return gettext(words, **match.groupdict())
    return without_commands(without_paths(text))


def place_words(place: str) -> str:
    """A place, "page 3 · Figures" (`index.spans.Span.place`), as the page tells it."""
    match = re.match(r"(pages?) (\S+)(?= · |$)", place)
    if match is None:
        return place
    told = gettext("page {page}") if match[1] == "page" else gettext("pages {page}")
    return told.format(page=match[2]) + place[match.end() :]


def without_paths(text: str) -> str:
    """Paths become the names of their files.

    >>> without_paths("There is no library at /srv/my docs/a.pincite. See /tmp/x/b c.csv.")
    'There is no library at a.pincite. See b c.csv.'
    """
    named = _LIBRARY_PATH.sub(lambda match: _last_part(match[0]), text)
    return _PATH.sub("", named)


def _last_part(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def without_commands(text: str) -> str:
    """Sentences with a command line become the advice to ask the person who runs the server.

    >>> without_commands("It has no table: make one with `pincite eval calibrate`. Ask again.")
    'It has no table. Ask again. Ask the person who runs Pincite here.'
    """
    if not _COMMAND.search(text):
        return text
    kept = [_without_command(sentence) for sentence in _SENTENCE.split(text)]
    return " ".join([*filter(None, kept), gettext(_REMEDY)])


def _without_command(sentence: str) -> str:
    """The sentence up to the clause that has a command; "" if that is the only one."""
    if (match := _COMMAND.search(sentence)) is None:
        return sentence
    head = sentence[: match.start()].rstrip(' `"“').removesuffix(":")  # "Make one with:"
    clause = _CLAUSE.search(head)
    return f"{head[: clause.start()]}." if clause else ""


def _name(value: str) -> str:
    if value in FIELDS:
        return gettext(value)
    return PurePath(value).stem if value.endswith(".pincite") else value
