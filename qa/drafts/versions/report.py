"""A comparison as JSON, as Markdown and in lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from index.spans import Document, Span
from qa.citations import plain, plain_markdown
from qa.drafts.versions.types import Change, ChangeKind, Comparison, Edit

LABELS: dict[ChangeKind, str] = {
    "altered": "altered",
    "added": "added",
    "removed": "removed",
    "moved": "moved",
    "form": "only numbering, punctuation or capitals",
}
"""Kinds as people read them."""

WORDS = (
    "What changed from {old} to {new}",
    "No word differs",
    "Old",
    "New",
)
"""What else a report says."""

Say = Callable[[str], str]
"""The words in another language: those of LABELS and WORDS."""

Place = Callable[[Span], str]
"""Where a passage stands, in words."""


def to_json(comparison: Comparison, changes: Sequence[Change]) -> dict[str, object]:
    """The JSON of `pincite compare --json` and `POST /api/compare`, described in docs/api.md."""
    return {
        "same": comparison.is_same,
        "counts": dict(comparison.counts),
        "old": _document(comparison.old, comparison.words[0]),
        "new": _document(comparison.new, comparison.words[1]),
        "unchanged_words": comparison.unchanged,
        "changes": [_change(each) for each in changes],
        "milliseconds": round(comparison.milliseconds, 1),
    }


def _document(document: Document, words: int) -> dict[str, object]:
    return {
        "title": document.title,
        "source": document.source,
        "hash": document.hash,
        "words": words,
    }


def _change(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "old": _passage(change.old),
        "new": _passage(change.new),
        "edits": [_edit(each) for each in change.edits],
    }


def _passage(span: Span | None) -> dict[str, object] | None:
    if span is None:
        return None
    return {
        "text": span.text,
        "start": span.start,
        "end": span.end,
        "page": span.page,
        "section": span.section,
    }


def _edit(edit: Edit) -> dict[str, object]:
    old, new = edit.old, edit.new
    return {
        "sense": edit.sense,
        "old": old.text if old else "",
        "old_start": old.start if old else None,
        "old_end": old.end if old else None,
        "new": new.text if new else "",
        "new_start": new.start if new else None,
        "new_end": new.end if new else None,
    }


def summary(comparison: Comparison, say: Say = str) -> str:
    """In one line, such as "3 altered, 1 added"."""
    counts = [(number, say(LABELS[kind])) for kind, number in comparison.counts.items() if number]
    told = ", ".join(f"{number} {label}" for number, label in counts)
    return say(WORDS[1]) + (f" ({told})" if told else "") if comparison.is_same else told


def to_markdown(
    comparison: Comparison, changes: Sequence[Change], say: Say = str, place: Place | None = None
) -> str:
    """A heading, the sum, and each change with both passages: ~~removed~~ and **new** words."""
    where = place if place else _place
    old, new = comparison.old.title, comparison.new.title
    title = say(WORDS[0]).format(old=plain_markdown(old), new=plain_markdown(new))
    lines = [f"# {title}", "", f"{summary(comparison, say)}."]
    for number, change in enumerate(changes, 1):
        lines += ["", f"## {number}. {say(LABELS[change.kind])}"]
        for name, span, parts, mark in sides(change):
            label = f"{say(name)}, {plain_markdown(where(span))}" if where(span) else say(name)
            lines += ["", f"{label}:", "", f"> {_marked(span, parts, mark)}"]
    return "\n".join(lines) + "\n"


def sides(change: Change) -> Iterator[tuple[str, Span, list[Span], str]]:
    """The old and the new passage of a change: name, span, words that differ, Markdown for them."""
    is_replaced = change.kind in ("altered", "moved")
    if change.old:
        yield WORDS[2], change.old, [e.old for e in change.edits if e.old and is_replaced], "~~"
    if change.new:
        yield WORDS[3], change.new, [e.new for e in change.edits if e.new and is_replaced], "**"


def _marked(span: Span, parts: Sequence[Span], mark: str) -> str:
    marks = ((_line(text), mark if part else "") for text, part in span.pieces(parts))
    words = "".join(f"{around}{text}{around}" for text, around in marks)
    return " ".join(words.split())


def _line(text: str) -> str:
    """In Markdown, with the spaces at its ends."""
    left = " " if text[:1].isspace() else ""
    right = " " if text[-1:].isspace() and text.strip() else ""
    return f"{left}{plain_markdown(text)}{right}"


def _place(span: Span) -> str:
    return span.place


def to_lines(comparison: Comparison, changes: Sequence[Change]) -> Iterator[str]:
    """For a terminal."""
    yield f"{summary(comparison)}."
    for change in changes:
        yield ""
        for number, (name, span, parts, _) in enumerate(sides(change)):
            label = LABELS[change.kind].upper() if number == 0 else " " * len(LABELS[change.kind])
            place = f" ({span.place})" if span.place else ""
            yield f"{label} {'-' if name == WORDS[2] else '+'} {plain(span.text)}{place}"
            if parts:
                yield f"    {'without' if name == WORDS[2] else 'with'}: " + " | ".join(
                    plain(part.text) for part in parts
                )
