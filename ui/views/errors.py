"""An error as HTML, shown where the result would stand."""

from __future__ import annotations

import logging

from index.errors import OutdatedLibraryError, PinciteError
from ui.views.templating import render

_LOG = logging.getLogger(__name__)

_UNEXPECTED = (
    "Something went wrong inside Pincite. "
    "The terminal that it was started from shows the details; your documents are unharmed."
)

_OUTDATED = (
    "{} was made by an earlier version of Pincite: it can be searched, but nothing can be added "
    "to it. Create a new library on this page and add the files there, or ask the person who runs "
    "Pincite here to upgrade this one."
)


def error_card(error: Exception) -> str:
    """The first sentence of the error large, the remedy below it.

    An error that is not a PinciteError is a bug of Pincite: its details go to the log, not to the
    page.
    """
    message = str(error)
    if not isinstance(error, PinciteError):
        _LOG.error("Unexpected error", exc_info=error)
        message = _UNEXPECTED
    elif isinstance(error, OutdatedLibraryError):  # its remedy is a command
        message = _OUTDATED.format(error.path.stem)
    summary, dot, remedy = message.partition(". ")
    return render("error.html", summary=summary + dot.strip(), remedy=remedy)
