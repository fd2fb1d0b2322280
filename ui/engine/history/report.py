"""An entry of the history as JSON, for programs and files, with what has changed since."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import asdict

from ui.engine.history.comparison import Change, compare
from ui.engine.history.entries import CitedPlace, Entry, Result


def change_of(entry: Entry, hashes: Container[str]) -> Change | None:
    """What asking again has shown; None if it was not done, or failed.

    `hashes` are those of the texts in the library.
    """
    if entry.again is None or entry.again.result is None:
        return None
    return compare(entry.result, entry.again.result, entry.asked, hashes)


def to_json(entry: Entry, hashes: Container[str]) -> dict[str, object]:
    """Described in docs/api.md."""
    return {
        "id": entry.id,
        "asked": entry.asked,
        "question": entry.question,
        "settings": entry.link,
        **_result(entry.result),
        "saved": entry.pinned,
        "note": entry.note,
        "again": _again(entry, hashes),
    }


def _result(result: Result) -> dict[str, object]:
    return {
        "outcome": result.outcome,
        "answer": list(result.words),
        "confidence": result.confidence,
        "citations": [asdict(place.citation) for place in result.places],
    }


def _again(entry: Entry, hashes: Container[str]) -> dict[str, object] | None:
    again, change = entry.again, change_of(entry, hashes)
    if again is None:
        return None
    if again.result is None or change is None:
        return {
            "asked": again.asked,
            "error": again.error,
            "result": None,
            "change": "failed",
            "since": None,
            "missing": [],
        }
    return {
        "asked": again.asked,
        "error": "",
        "result": _result(again.result),
        "change": change.kind,
        "since": None if change.since is None else _document(change.since),
        "missing": [_document(place) for place in change.missing],
    }


def _document(place: CitedPlace) -> dict[str, object]:
    cited = place.citation
    return {"title": cited.title, "source": cited.source, "added": place.added}
