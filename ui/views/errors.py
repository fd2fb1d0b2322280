"""An error as HTML, shown where the result would stand."""

from __future__ import annotations

import logging

from index.errors import PinciteError
from ui.views.engine_words import page_words
from ui.views.templating import render

_LOG = logging.getLogger(__name__)


def error_card(error: Exception) -> str:
    """What is wrong large, the remedy below it.

    The details of an error that is not a PinciteError, a bug of Pincite, go to the log.
    """
    if not isinstance(error, PinciteError):
        _LOG.error("Unexpected error", exc_info=error)
    summary, remedy = page_words(error)
    return render("error.html", summary=summary, remedy=remedy)
