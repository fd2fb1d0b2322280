"""Sentences that stand elsewhere in the new version."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from qa.drafts.versions.matching import Block
from qa.drafts.versions.sentences import Version

MIN_WORDS = 5
"""Of a sentence that is recognised; a shorter one may stand in many places."""

MIN_SHARED = 0.5
"""Share of the runs of three words of the shorter sentence that are in both."""

_RUN = 3
_MOST_PLACES = 20  # of a run; one in more is in every sentence

Shingle = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moves:
    """Old and new numbers of the sentences that moved, and the equal words of each new one."""

    origins: dict[int, int]
    matches: dict[int, tuple[Block, ...]]

    @classmethod
    def among(
        cls, old: Version, new: Version, removed: Sequence[int], added: Sequence[int]
    ) -> Moves:
        """The likeliest pairs of removed and added sentences, each in one pair at most."""
        places = defaultdict[Shingle, list[int]](list)
        counts = dict[int, int]()
        for i in removed:
            shingles = _shingles(old, i)
            counts[i] = len(shingles)
            for shingle in shingles:
                places[shingle].append(i)
        scored = list[tuple[float, int, int]]()
        for j in added:
            shingles = _shingles(new, j)
            shared = Counter(
                i
                for shingle in shingles
                if len(places.get(shingle, ())) <= _MOST_PLACES
                for i in places.get(shingle, ())
            )
            scored += [(n / min(counts[i], len(shingles)), i, j) for i, n in shared.items()]
        origins = dict[int, int]()
        used = set[int]()
        for share, i, j in sorted(scored, key=lambda each: (-each[0], each[2], each[1])):
            if share >= MIN_SHARED and i not in used and j not in origins:
                origins[j] = i
                used.add(i)
        left, free = set(removed) - used, set(added) - origins.keys()
        for j, i in [*origins.items()]:
            _take(origins, left, free, _beside(old, new, (i, j), (left, free)))
        for i, j in _once(old, new, left, free):
            run = _beside(old, new, (i, j), (left, free))
            if run and i in left and j in free:
                _take(origins, left, free, [(i, j), *run])
        return cls(origins, {j: tuple(_equal(old, new, i, j)) for j, i in origins.items()})


def twins_of(old: Version, new: Version) -> dict[int, int]:
    """The sentences that stand once in each version, word for word, and are not short."""

    def is_long(version: Version) -> list[int]:
        return [i for i in range(len(version)) if version.count(i) >= MIN_WORDS]

    return dict(_once(old, new, is_long(old), is_long(new)))


def _once(
    old: Version, new: Version, some: Iterable[int], others: Iterable[int]
) -> list[tuple[int, int]]:
    """The sentences among `some` and `others` that are equal and no other one is."""
    ours, theirs = _places(old, some), _places(new, others)
    return [
        (places[0], theirs[forms][0])
        for forms, places in ours.items()
        if len(places) == len(theirs.get(forms, ())) == 1
    ]


def _places(version: Version, sentences: Iterable[int]) -> dict[Shingle, list[int]]:
    places = defaultdict[Shingle, list[int]](list)
    for i in sentences:
        places[tuple(version.forms(i))].append(i)
    return places


def _beside(
    old: Version, new: Version, pair: tuple[int, int], within: tuple[set[int], set[int]]
) -> list[tuple[int, int]]:
    """Equal sentences directly before and behind a pair of sentences, such as its heading."""
    left, free = within
    found = list[tuple[int, int]]()
    for step in (1, -1):
        i, j = pair[0] + step, pair[1] + step
        while i in left and j in free and old.forms(i) == new.forms(j):
            found.append((i, j))
            i, j = i + step, j + step
    return found


def _take(
    origins: dict[int, int], left: set[int], free: set[int], run: Sequence[tuple[int, int]]
) -> None:
    for i, j in run:
        origins[j] = i
        left.discard(i)
        free.discard(j)


def _shingles(version: Version, sentence: int) -> set[Shingle]:
    forms = version.forms(sentence)
    if len(forms) < MIN_WORDS:
        return set()
    return {tuple(forms[at : at + _RUN]) for at in range(len(forms) - _RUN + 1)}


def _equal(old: Version, new: Version, i: int, j: int) -> Iterator[Block]:
    a, c = old.edges[i], new.edges[j]
    matcher = SequenceMatcher(None, old.forms(i), new.forms(j), autojunk=False)
    for first, second, size in matcher.get_matching_blocks():
        if size:
            yield a + first, c + second, size
