"""The progress of adding files, and what came of it, as HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.ingest.pipeline import IngestProgress
from index.library import IngestResult
from index.storage.documents import DocumentInfo
from ui.views.templating import render

MAX_FILES = 50
"""Files of an upload that are listed as waiting, and as done, while it runs."""

MAX_RESULTS = 300
"""Files of each kind that are listed at the end; the others are counted."""


@dataclass(frozen=True, slots=True)
class Actions:
    """What can be done about an upload that is over."""

    scans: int = 0
    """Files that OCR may read."""
    locked: frozenset[str] = frozenset()
    """The sources of those that a password opens."""
    added: int = 0
    """Documents that can be removed again."""
    earlier: tuple[DocumentInfo, ...] = ()
    """Documents that were here before under the name of a file that was added."""
    has_ocr: bool = True


NO_ACTIONS = Actions()


def progress(
    step: IngestProgress, done: Sequence[IngestResult] = (), waiting: Sequence[str] = ()
) -> str:
    """The progress of adding files: of all, of this one, the results so far, the files waiting."""
    return render(
        "ingest_progress.html", step=step, results=done, waiting=waiting, max_listed=MAX_FILES
    )


def queued(sources: Sequence[str]) -> str:
    """Files that wait for another upload to finish."""
    return render("ingest_queued.html", sources=sources)


def results(
    done: Sequence[IngestResult], unread: Sequence[str] = (), actions: Actions = NO_ACTIONS
) -> str:
    """The sum, then the files that were not read or not wholly, then the others.

    `unread` were not finished when the upload was cancelled.
    """
    counts = Counter(result.status for result in done)
    failed = [result for result in done if result.status == "refused"]
    noted = [result for result in done if result.status != "refused" and result.message]
    return render(
        "ingest_results.html",
        counts=counts,
        not_read=len(failed) + len(unread),
        failed=failed,
        noted=noted,
        others=[result for result in done if not result.message],
        unread=unread,
        actions=actions,
        max_listed=MAX_RESULTS,
    )


def undone(count: int) -> str:
    """The documents of an upload were removed again."""
    return render("upload_undone.html", count=count)
