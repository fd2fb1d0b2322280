"""Which documents of a library are likely versions of each other, by their names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from index.search.name_words import MONTHS, PART, WORD, compared
from index.search.named_documents import file_stem
from index.storage.documents import DocumentInfo
from index.storage.query_variants import STOP_WORDS

_VERSION_WORDS = frozenset(
    {
        *("draft", "final", "version", "rev", "revision", "revised", "copy", "clean", "redline"),
        *("signed", "executed", "old", "new", "current", "latest", "amended", "restated", "v"),
        *("original", "updated", "edited", "corrected", "approved", "edition", "entwurf", "neu"),
    }
)
_AMENDS = frozenset({"amendment", "addendum", "amending", "supplement", "variation", "nachtrag"})
"""Of a document that alters another one and is no version of it."""

_VERSION_LETTER = re.compile(r"[a-z]\d*|v\d+|r\d+|\d+")


def likely_pairs(entries: Sequence[DocumentInfo]) -> list[tuple[DocumentInfo, DocumentInfo]]:
    """Documents whose names differ in words of versions, numbers and dates alone, the older first.

    Each with the one before it in the order of their dates: among those of the same file name, and
    among those whose file name or title is the same.
    """
    groups = defaultdict[object, list[DocumentInfo]](list)
    for each in entries:
        if stem := _key(file_stem(each.source)):
            groups["file", stem].append(each)
    for each in entries:
        keys = {_key(file_stem(each.source)), _key(each.title)}
        for key in keys - {frozenset[str]()}:
            groups[key].append(each)
    pairs = dict[tuple[int, int], tuple[DocumentInfo, DocumentInfo]]()
    for members in groups.values():
        ordered = sorted(members, key=_age)
        for one, other in pairwise(ordered):
            if one.hash != other.hash:
                pairs.setdefault((one.id, other.id), (one, other))
    return list(pairs.values())


def likely_versions(entry: DocumentInfo, entries: Sequence[DocumentInfo]) -> list[DocumentInfo]:
    """The other documents that may be versions of one, by their names, the likeliest first."""
    keys = {_key(file_stem(entry.source)), _key(entry.title)} - {frozenset[str]()}
    words = frozenset().union(*keys)

    def score(other: DocumentInfo) -> tuple[float, ...]:
        theirs = {_key(file_stem(other.source)), _key(other.title)} - {frozenset[str]()}
        every = frozenset().union(*theirs)
        shared = len(words & every) / max(1, min(len(words), len(every)))
        is_likely = len(words & every) > 1 and words & _AMENDS == every & _AMENDS
        return bool(keys & theirs), shared if is_likely else 0.0

    scored = [(score(other), other) for other in entries if other.id != entry.id]
    likely = [(value, other) for value, other in scored if value[0] or value[1] > 0.5]
    likely.sort(key=lambda each: each[0], reverse=True)
    return [other for _, other in likely]


def older_first(one: DocumentInfo, other: DocumentInfo) -> tuple[DocumentInfo, DocumentInfo]:
    return (one, other) if _age(one) <= _age(other) else (other, one)


def _age(entry: DocumentInfo) -> tuple[str, bool, bool, str, str]:
    """Orders by date; without dates a draft is before others and an amendment behind them."""
    words = _words(f"{file_stem(entry.source)} {entry.title}")
    is_draft = bool(words & {"draft", "entwurf", "old"})
    return entry.date[:10], not is_draft, bool(words & _AMENDS), entry.source, entry.added


def _key(name: str) -> frozenset[str]:
    """The words of a name without those that tell versions apart; empty if none is left."""
    left = _words(name) - _VERSION_WORDS - STOP_WORDS - frozenset(MONTHS)
    return frozenset(word for word in left if not _VERSION_LETTER.fullmatch(word))


def _words(name: str) -> set[str]:
    return {compared(piece) for word in WORD.findall(name) for piece in PART.findall(word)}
