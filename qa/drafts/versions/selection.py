"""Which changes of a comparison are wanted, and of which documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Literal, get_args

from index.errors import PinciteError
from index.storage.documents import DocumentInfo
from qa.drafts.versions.types import KINDS, Change, ChangeKind, Comparison

Wanted = Literal["words", "figures", "negations", "altered", "added", "removed", "moved", "form"]
"""Changes of words; those with other figures or dates; with other negations; of one kind."""


def chosen(comparison: Comparison, wanted: str = "words", text: str = "") -> list[Change]:
    """The changes that are wanted and have `text` in one of their versions.

    Raises PinciteError if there is no such kind.
    """
    if wanted not in get_args(Wanted):
        raise PinciteError(
            f'There are no changes of the kind "{wanted[:40]}". '
            f"Choose one of {', '.join(get_args(Wanted))}."
        )
    words = _plain(text)
    return [
        each
        for each in comparison.changes
        if _is_wanted(each, wanted)
        and any(words in _plain(span.text) for span in (each.old, each.new) if span)
    ]


def _is_wanted(change: Change, wanted: str) -> bool:
    kinds: Collection[ChangeKind] = [kind for kind in KINDS if kind == wanted]
    if kinds:
        return change.kind in kinds
    of_sense = {"figures": change.has_figures, "negations": change.has_negations}
    return change.kind != "form" and of_sense.get(wanted, True)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def find_document(entries: Sequence[DocumentInfo], name: str) -> DocumentInfo:
    """The document whose source, file name, title or number (`12` of its address) is `name`.

    Raises PinciteError if there is none, or several.
    """
    wanted = name.strip().casefold()
    tests: tuple[Callable[[DocumentInfo], bool], ...] = (
        lambda each: each.source == name,
        lambda each: wanted in (each.source.casefold(), each.title.casefold()),
        lambda each: each.source.casefold().replace("\\", "/").endswith(f"/{wanted}"),
        lambda each: wanted == str(each.id),
    )
    for test in tests:
        found = [each for each in entries if test(each)]
        if len(found) == 1:
            return found[0]
        if found:
            raise PinciteError(
                f'"{name}" may be {len(found)} documents: '
                f"{', '.join(each.source for each in found[:3])}. Give the whole source of one."
            )
    raise PinciteError(f'There is no document "{name}". Give its file name, title or source.')
