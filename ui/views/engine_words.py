"""What the engine says, in the words of the page: no command line, no path of the server.

Errors and remarks of `index`, `qa` and `eval` are written for the command line, too. The usual ones
have words of their own (`ui.views.engine_sentences`), which are translated; all others stay as they
are, but without paths, and with a remedy for a user of the page where theirs is a command.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from index.errors import OutdatedLibraryError, PinciteError
from ui.views.engine_sentences import ERRORS, SENTENCES
from ui.views.i18n.file_messages import file_message
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
    for pattern, words in (*ERRORS, *KNOWN_ERRORS):
        if match := pattern.fullmatch(message):
            values = {name: _name(value) for name, value in match.groupdict().items()}
            summary, remedy = (gettext(each, **values) for each in words)
            return summary, remedy
    summary, dot, remedy = without_commands(message).partition(". ")
    return summary + dot.strip(), remedy


def on_page(text: str) -> str:
    """A sentence of the engine, as the page tells it."""
    for pattern, words in SENTENCES:
        if match := pattern.fullmatch(text):
            return gettext(words, **match.groupdict())
    return file_message(without_commands(without_paths(text)))


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
