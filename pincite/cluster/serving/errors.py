"""Why a question that is asked on a cluster has no answer now."""

from __future__ import annotations

from index.errors import TryAgainError

RETRY_SECONDS = 10
"""After which to ask again: what has failed is started elsewhere by then."""


class UnavailableError(TryAgainError):
    """Part of the documents, or all readers, cannot be asked now. There are no partial answers."""

    retry_seconds = RETRY_SECONDS
    attempts = 1_000_000
    """How often all copies are asked; those that died are asked until there is no time left."""


class BusyError(UnavailableError):
    """More questions are asked than the readers can read."""

    attempts = 40  # with pauses of 50 ms, two seconds


class CopyError(UnavailableError):
    """What a copy tells of itself, such as that its file is damaged."""

    attempts = 1


def lost(what: str) -> UnavailableError:
    return UnavailableError(
        f"{what} cannot be asked now, so there is no answer from all documents. It is being "
        f"started again: ask again in {RETRY_SECONDS} seconds. See: pincite cluster status"
    )
