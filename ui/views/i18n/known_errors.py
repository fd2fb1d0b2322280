"""Errors whose words are fit for the page as they are, so that the page can translate them.

They are raised where no language is known (`index`, `ui.engine`), or before it matters (`ui.auth`).
"""

from __future__ import annotations

import re

from ui.views.i18n.language import N_

_WORDS = (
    # documents and what a person sets of them
    (N_("That document is not in the library any more."), N_("Open the list again.")),
    (N_("The title is empty."), N_("Write one, or take that of the file again.")),
    (
        N_('The date is "{date}".'),
        N_("Write it as 2024, 2024-03 or 2024-03-31, or leave it out."),
    ),
    (N_("A document may have {most} tags, not {number}."), N_("Leave some of them.")),
    (
        N_("The {field} has {length} characters; at most {most} are allowed."),
        N_("Shorten it."),
    ),
    (N_("The {field} has characters that are no text."), N_("Type it again.")),
    # the history
    (N_("The history is switched off on this server."), N_("Nothing is stored.")),
    (N_("The history is in use by another program."), N_("Try again in a moment.")),
    (
        N_("The history of this library is damaged."),
        N_(
            "Questions are answered all the same. Move the file {file} away, and a new one is made."
        ),
    ),
    (
        N_("{file} is not a history that this version of Pincite can read."),
        N_("Questions are answered all the same. Move the file away, and a new one is made."),
    ),
    (
        N_("The history cannot be changed: its file or folder is read-only."),
        N_("Questions are answered all the same."),
    ),
    (
        N_("There is no question {number} in the history."),
        N_("It may have been deleted: open the page again."),
    ),
    (N_("This question cannot be brought back any more."), N_("Ask it again.")),
    (
        N_("{most} questions are saved, and there can be no more."),
        N_("Unsave one first."),
    ),
    (N_("The note has {length} characters; at most {most} are stored."), N_("Shorten it.")),
    # folders of the server
    (N_("That folder may not be read here."), N_("Choose one of the list.")),
    (N_("{most} folders are watched."), N_("Stop one of them first.")),
    (N_("That folder is not watched any more."), N_("Open the settings again.")),
    (
        N_("There is no such folder in the one that may be read."),
        N_("Type it again."),
    ),
    (N_("That is a link or leads over one, which is not followed."), ""),
    # libraries
    (N_('There is no library "{name}".'), N_("You have a role for none.")),
    (
        N_("There is still the history of a library {name} that is gone."),
        N_("Choose another name."),
    ),
    # rights
    (
        N_("Only people who may change this library can do that."),
        N_("Ask its owner."),
    ),
    (N_("Only an owner of this library can do that."), N_("Ask its owner.")),
    (N_("Only people with a role for all libraries can see that."), ""),
    (N_("You may not do that."), ""),
    (N_("Sign in first."), ""),
    (N_("There is nothing at {address}."), ""),
    (N_("This page is somebody else's."), N_("Open it again.")),
    (N_("That file is not here any more."), N_("Send it again.")),
    (N_("That is nothing that can be done here."), N_("Open the page again.")),
    (
        N_("The address of this page names no library."),
        N_("Open the page again."),
    ),
    (N_("There is no user {name} here."), N_("Ask who keeps this server.")),
)
"""(what is wrong, what can be done) as they are in the message."""

_VALUE = re.compile(r"\\\{(\w+)\\\}")


def _pattern(words: str) -> str:
    return _VALUE.sub(r"(?P<\1>.*?)", re.escape(words))


KNOWN_ERRORS = tuple(
    (re.compile(_pattern(" ".join(filter(None, words))), re.DOTALL), words) for words in _WORDS
)
"""The messages → their two parts."""

FIELDS = (N_("title"), N_("author"), N_("date"), N_("tag"))
"""What `{field}` may be, which is translated, too."""
