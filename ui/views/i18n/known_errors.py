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
    # addresses of the web
    (N_("Nothing is fetched from the web by this server."), ""),
    (
        N_('"{address}" is no address of the web.'),
        N_("Write it whole, as https://example.org/page."),
    ),
    (N_("An address has {length} characters; at most {most} are allowed."), ""),
    (
        N_("An address has a user name or a password in it."),
        N_("Leave them out: what needs them is not fetched."),
    ),
    (N_('The address "{address}" has steps such as ".." in it.'), N_("Write it without them.")),
    (
        N_('It leads to another address: "{address}" is not among those that may be fetched here.'),
        N_("Ask the person who runs Pincite here to allow it."),
    ),
    (
        N_('"{address}" is not among the addresses that may be fetched here.'),
        N_("Ask the person who runs Pincite here to allow it."),
    ),
    (
        N_("The list would have {number} addresses; at most {most} are allowed."),
        N_("Take some off."),
    ),
    (N_("That address is not on the list any more."), N_("Open it again.")),
    (N_("There is no server {host}."), N_("Check the address.")),
    (
        N_("The server {host} is in a private network, from which nothing is fetched."),
        N_("Ask the person who runs Pincite here to allow it."),
    ),
    (N_("The server {host} took more than {seconds} seconds."), N_("Try again later.")),
    (N_("The server {host} does not answer."), N_("Try again later.")),
    (N_("The server {host} cannot be reached."), N_("Try again later.")),
    (N_("What the server {host} sent is not complete."), N_("Try again later.")),
    (
        N_("The server {host} has no valid certificate."),
        N_("Ask who keeps that server to mend it."),
    ),
    (
        N_("It leads from one address to the next more than {most} times."),
        N_("Open it in a browser, and take the address at which it ends."),
    ),
    (N_("It leads to what is no address."), N_("Ask who keeps that page.")),
    (
        N_("There is nothing at this address."),
        N_("Check it, or take it off the list."),
    ),
    (
        N_("The server does not give this page to everybody."),
        N_("Save it in your browser, and add the file."),
    ),
    (
        N_("The server replied with the error {status}."),
        N_("Open the address in a browser, or try again later."),
    ),
    (
        N_("The server packs its pages in a way that is not read."),
        N_("Save the page in your browser, and add the file."),
    ),
    (
        N_("It has more than {most} MB, which is the most that is read."),
        N_("Split it, and add the parts as files."),
    ),
    (N_("It cannot be read."), N_("Save it in your browser, and add the file.")),
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
