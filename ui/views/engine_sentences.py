"""Sentences of the engine that the page tells in words of its own, which are translated."""

from __future__ import annotations

import re

from ui.views.i18n.language import N_

_LIBRARY = r"(?P<library>\S.*?\.pincite)"
_AGAIN = N_("Try again when it is done.")
ERRORS = tuple(
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
            r"\S.*?\.collection cannot be changed here: .*",
            N_("This is a collection: it cannot be changed on the page."),
            N_("Ask the person who runs Pincite here to add or remove documents."),
        ),
        (
            r"\S.* cannot be asked now, so there is no answer .*",
            N_("Some of the documents cannot be read just now."),
            N_("Ask again in ten seconds."),
        ),
        (
            rf"{_LIBRARY} cannot be changed: .*",
            N_("{library} cannot be changed: its file or folder is read-only."),
            N_("Questions can still be asked."),
        ),
        (
            r"There is no word to search for\. .*",
            N_("There is no word to search for."),
            N_("Type at least one."),
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
        (
            r"There is no library \"(?P<name>.*)\"\. Choose one of .*",
            N_("There is no library “{name}”."),
            N_("It may have been renamed, closed or deleted."),
        ),
        (
            r"'(?P<name>.*)' cannot be the name of a library\. .*",
            N_("“{name}” cannot be the name of a library."),
            N_("Use letters, digits, spaces and . , & ' ( ) + -, at most 80 of them."),
        ),
        (
            r"There is already a library '(?P<name>.*)'\. .*",
            N_("There is already a library “{name}”."),
            N_("Choose another name, or open that library."),
        ),
        (
            r"'(?P<name>.*)' cannot be (?:renamed|closed|deleted): .*",
            N_("“{name}” cannot be changed here."),
            N_("The server was started with it. Ask the person who runs Pincite here."),
        ),
        (
            r"'(?P<name>.*)' cannot be \w+ while documents are being added to it\. .*",
            N_("Documents are being added to “{name}”."),
            N_("Wait until they are read, or cancel them."),
        ),
        (
            r"The request has [\d,]+ bytes; at most .*|These files have .*",
            N_("What you sent is too large."),
            N_("Send it in parts."),
        ),
        (
            r"The disk of the server is nearly full\..*",
            N_("The disk of the server is nearly full."),
            N_("Ask the person who runs Pincite here to free some space, then send it again."),
        ),
        (
            r"More than .* in an hour\. .*",
            N_("You have sent as much as is allowed in an hour."),
            N_("Send the other files later."),
        ),
        (
            r"This request came from another web site\.",
            N_("This request came from another web site."),
            N_("Open the page here and send it again."),
        ),
        (
            r"Too many pages are being rendered\. .*",
            N_("The server is busy with other pages."),
            N_("Please try again in a moment."),
        ),
    )
)
"""The messages of errors → the same on the page: what is wrong, and what can be done there."""

SENTENCES = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (
            r"(?P<suffix>\.\w+) files are read with LibreOffice, which is not installed .*",
            N_(
                "{suffix} files are read with LibreOffice, which is not installed on this server. "
                "Ask the person who runs Pincite here."
            ),
        ),
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
            r"The ellipsis leaves out “(?P<words>.*)” of the sentence, which changes what it "
            r"says\.",
            N_("The ellipsis leaves out “{words}” of the sentence, which changes what it says."),
        ),
        (
            r"The ellipsis leaves out “(?P<words>.*)” of the sentence\.",
            N_("The ellipsis leaves out “{words}” of the sentence."),
        ),
        (
            r"It is stated of something else: the place has few words of the sentence\.",
            N_("It is stated of something else: the place has few words of the sentence."),
        ),
    )
)
"""Single sentences of the engine → the same on the page."""
