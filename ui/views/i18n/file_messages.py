"""What the readers say of files that are not read, or not wholly, for the page to translate.

They are written where no language is known (`index.formats`, `index.ingest`). What is not here
stays in English.
"""

from __future__ import annotations

import re

from ui.views.i18n.language import ENGLISH, N_, gettext, language, written

_WORDS = (
    # limits
    N_("the file is empty."),
    N_("there are no words in it."),
    N_("there are no words in it: {remarks}."),
    N_("it contains no words."),
    N_("it has {number} characters; at most {most} are read. Split it."),
    N_("it has {number} pages; at most {most} are read. Split it."),
    N_("it has {number} pages; between 1 and {most} are read."),
    N_("it has {number} bytes; a file may have at most {most}. Split it."),
    N_("it has {number} entries, at most {most} are read. Split it."),
    N_("it has more than {most} characters. Split it."),
    N_("it has more than {most} lines or rows. Split it."),
    N_("it has more than {most} lines. Split it."),
    N_("it has more than {most} rows. Split it."),
    N_("it has more than {most} sentence ends. Split it."),
    N_("it has more than {most} sentences; split it."),
    N_("its tables have more than {most} cells. Split it."),
    N_("a table has more than {most} cells. Split it."),
    N_("one page has more than {most} characters."),
    N_("it unpacks to more than {most} bytes."),
    N_("its part {part} unpacks to more than {most} times its size: a zip bomb."),
    N_("it took more than {most} seconds to read."),
    N_("it took more than {most} seconds of processor time to read."),
    N_("it needs more memory than a file may take."),
    N_("its parts are nested too deeply."),
    # formats
    N_("cannot read {suffix} files; these can be read: {suffixes}."),
    N_("its content is {kind}."),
    N_("it is {kind}."),
    N_("its content is {kind}, which is read only with the suffix {suffix}. Rename it."),
    N_("it has no suffix, and its content is of no known format."),
    N_("this is not text ({reason}). Give the file the suffix of its format."),
    N_("{suffix} files cannot be read"),
    # protection and damage
    N_("it is encrypted and needs a password. Save it without one."),
    N_("it is encrypted, and this is not its password. Type it again."),
    N_("it is protected with a password. Save it without one."),
    N_("it is protected (DRM): its text is encrypted."),
    N_("its part {part} is encrypted."),
    N_("its part {part} cannot be read ({reason})."),
    N_("its part {part} is not valid XML ({reason})."),
    N_("this is not a PDF, or it is damaged. Save or copy it again."),
    N_("the file is damaged or incomplete. Save or copy it again."),
    N_("this is not an Outlook message, or it is damaged ({reason})."),
    N_("this is not a readable email message ({reason})."),
    N_("this is not an email message: it has no subject, sender or date."),
    N_("this is not a saved web page: it has no HTML."),
    N_("none of its messages can be read."),
    N_("this is broken JSON ({reason})."),
    N_("no line of it is JSON."),
    N_("it cannot be read as a table ({reason})."),
    N_("it cannot be read ({reason})."),
    N_("cannot be read ({reason})."),
    N_(
        "its parser crashed (exit code {code}), most likely because it ran out of memory: a file "
        "may take {most} bytes."
    ),
    # archives
    N_("it contains no file that can be read."),
    N_("an archive in an archive is not opened; unpack it first."),
    N_("there are two files of this name in the archive."),
    N_("its name leads out of the archive."),
    N_("it is no longer in the archive"),
    N_("the file is gone"),
    N_("{number} not read: {files}"),
    N_("and {number} more: {kinds}"),
    N_("passed over: {kinds}"),
    # remarks on what was read
    N_("page {pages} has no text; scanned?"),
    N_("pages {pages} have no text; scanned?"),
    N_("page {pages} has text that cannot be read"),
    N_("pages {pages} have text that cannot be read"),
    N_("page {pages} was read by OCR, which makes mistakes"),
    N_("pages {pages} were read by OCR, which makes mistakes"),
    N_("{number} embedded file is not read: {files}"),
    N_("{number} embedded files are not read: {files}"),
    N_("it holds an XFA form, of which only the plain fields are read"),
    N_("not UTF-8: read as Windows-1252"),
    N_("no byte order mark: read as {encoding}"),
    N_("named {suffix}, but its content is {kind}: read as that"),
    N_("its content is {kind}: read as that"),
    N_("converted by LibreOffice"),
    N_("read from the PDF of its pages in it"),
    N_("a quotation mark is not closed: all are read as text"),
    N_("{number} of {all} lines are broken JSON and left out"),
    N_("left out as {reason}: {quoted}"),
)
"""The messages, in which `{…}` are values."""

_KINDS = (
    *(N_("a PNG picture"), N_("a JPEG picture"), N_("a GIF picture"), N_("a TIFF picture")),
    *(N_("a gzip archive"), N_("a 7z archive"), N_("a RAR archive"), N_("a zip archive")),
    *(N_("a program"), N_("a database"), N_("protected by a password"), N_("plain text")),
    *(N_("a mail"), N_("a mailbox"), N_("JSON lines")),
    N_("an unknown file of an old office program"),
    *(N_("navigation"), N_("cookie notice"), N_("hidden text"), N_("page header")),
    *(N_("page footer"), N_("deleted text"), N_("button"), N_("repeated link list")),
    N_("text for browsers without scripts"),
)
"""Values that are words of Pincite."""

_BETWEEN = re.compile(r"; (?!scanned\?)")
_VALUE = re.compile(r"\\\{(\w+)\\\}")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_MESSAGES = tuple(
    (re.compile(_VALUE.sub(r"(?P<\1>.+?)", re.escape(words)), re.DOTALL), words)
    for words in sorted(_WORDS, key=len, reverse=True)  # "it is {kind}." fits others, too
)


def file_message(text: str) -> str:
    """The message, or messages with "; " between them, in the language of the request."""
    if language() == ENGLISH:
        return text
    if (told := _told(text)) is not None:
        return told
    parts = [(part, _told(part)) for part in _BETWEEN.split(text)]
    return "; ".join(part if told is None else told for part, told in parts)


def _told(text: str) -> str | None:
    """None for an unknown message."""
    for pattern, words in _MESSAGES:
        if match := pattern.fullmatch(text):
            values = {name: _value(name, value) for name, value in match.groupdict().items()}
            return gettext(words, **values)
    return None


def _value(name: str, value: str) -> str:
    if name == "remarks":
        return file_message(value)
    if name in ("number", "most", "all") and _NUMBER.fullmatch(value):
        return written(int(value.replace(",", "")))
    return gettext(value) if value in _KINDS else value
