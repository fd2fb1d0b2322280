"""What has changed between two answers to a question: in their words and their documents."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from index.storage.folding import fold
from qa.citations import one_line
from qa.shapes.values import parse_value
from ui.engine.history.entries import CitedPlace, Result

Kind = Literal["unchanged", "moved", "changed", "gone", "new"]
"""The same words of the same document, the same of another one, other words, nothing is found any
more, or something is found for the first time."""

_QUOTES = str.maketrans("“”„«»‘’‚–—−", '"""""\'\'\'---')
_ENDS = " \"'.,;:!?"
_ARTICLE = re.compile(r"(?:a|an|the) ")


@dataclass(frozen=True, slots=True)
class Change:
    """`since` is the place of a document that was added after the first answer; `missing` are
    places of the first answer whose text the library does not have any more, one of each text."""

    kind: Kind
    since: CitedPlace | None = None
    missing: tuple[CitedPlace, ...] = ()

    @property
    def is_change(self) -> bool:
        return self.kind != "unchanged"


def compare(
    was: Result, now: Result, asked: str = "", hashes: Container[str] | None = None
) -> Change:
    """`asked` is the time of the first answer; `hashes` are those of the library's texts, None if
    they do not matter.

    How certain an answer is does not count, nor how its words are spaced, capitalised or cut: two
    quotations are the same if their words or their values are, or if they overlap in one text.
    """
    kind = _kind(was, now)
    if kind == "unchanged":
        return Change(kind)
    known = {place.citation.hash for place in was.places}
    added = (
        place for place in now.places if place.added >= asked and place.citation.hash not in known
    )
    texts = {place.citation.hash: place for place in reversed(was.places)}
    missing = [] if hashes is None else [texts[each] for each in texts if each not in hashes]
    return Change(kind, next(added, None), tuple(reversed(missing)))


def _kind(was: Result, now: Result) -> Kind:
    if not was.places or not now.places:
        return "gone" if was.places else "new" if now.places else "unchanged"
    if not (_covers(was, now) and _covers(now, was)):
        return "changed"
    stays = any(_is_one_document(one, other) for one in was.places for other in now.places)
    return "unchanged" if stays else "moved"


def _covers(one: Result, other: Result) -> bool:
    """Does each quotation of the one stand in the other?"""
    return all(any(_is_same(ours, theirs) for theirs in other.places) for ours in one.places)


def _is_same(one: CitedPlace, other: CitedPlace) -> bool:
    ours, theirs = one.citation, other.citation
    if ours.hash == theirs.hash and ours.start < theirs.end and theirs.start < ours.end:
        return True
    words = bare(ours.quote), bare(theirs.quote)
    if words[0] == words[1]:
        return True
    value = parse_value(words[0])
    return value is not None and value == parse_value(words[1])


def _is_one_document(one: CitedPlace, other: CitedPlace) -> bool:
    """A document that was renamed, or changed under its name, is still the same."""
    ours, theirs = one.citation, other.citation
    return ours.hash == theirs.hash or ours.source == theirs.source


def bare(words: str) -> str:
    """The words as they are compared: one line of small letters with plain signs, without an
    article before them and without marks at their ends.

    >>> bare("The  25\\u00a0Days,"), bare("“Ørsted – Lund”")
    ('25 days', 'orsted - lund')
    """
    line = one_line(fold(words)).translate(_QUOTES).casefold().strip(_ENDS)
    return _ARTICLE.sub("", line, count=1) if _ARTICLE.match(line) else line
