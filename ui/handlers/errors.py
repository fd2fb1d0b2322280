"""What went wrong, for people: shown where the result would stand."""

from __future__ import annotations

import logging

from index.errors import PinciteError
from ui.views import answer as answer_view

_LOG = logging.getLogger(__name__)


def shown(error: Exception) -> str:
    """The card of an error. What is not a PinciteError is a fault of ours: its details go to the terminal, not to the page."""
    if isinstance(error, PinciteError):
        return answer_view.failure(error)
    _LOG.error("Unexpected error", exc_info=error)
    return answer_view.failure(
        PinciteError(
            "Something went wrong inside Pincite. The terminal it was started from says what; the documents are unharmed."
        )
    )
