"""Judges a quotation by the runs of words that it shares with the documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.search.shared_runs import Run
from index.spans import Span
from qa.drafts.alignment import Alignment, align
from qa.drafts.corpus import Corpus
from qa.drafts.omissions import Omission, omissions
from qa.drafts.quotations import Quotation, Segment
from qa.drafts.types import Difference, Verdict

MIN_SHARE = 0.6
"""Share of a quotation's words, in order, that make a place its source: with fewer it is not
found."""

MIN_PIECE = 5
"""Words of a piece from another place, and words left out, from which a quotation is stitched."""

MAX_GAP = 1_000
"""Words that an ellipsis may stand for: some three pages."""

MIN_PIECE_SHARE = 0.75
"""Share of the words between two pieces that have to stand at another place."""

_ALIGNED = 6  # groups of runs that are aligned, those with the most words first
_MARGIN = 20  # words about a group in which the rest is looked for, or half of the quotation


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment's words at a place of a document."""

    document: int
    segment: Segment
    alignment: Alignment

    @property
    def is_exact(self) -> bool:
        return not self.alignment.edits

    @property
    def share(self) -> float:
        return self.alignment.matched / len(self.segment.words)


@dataclass(frozen=True, slots=True)
class Judged:
    verdict: Verdict
    places: tuple[Span, ...] = ()
    differences: tuple[Difference, ...] = ()
    documents: frozenset[int] = frozenset()
    """The places in the corpus of the documents of `places`."""
    note: str = ""


def judge(
    quotation: Quotation,
    runs: Sequence[Sequence[Run]],
    corpus: Corpus,
    named: Collection[int] = (),
) -> Judged:
    """The verdict on a quotation; `runs` are those of each segment. Of equal places those in the
    documents `named` come first."""
    judge = _Judge(quotation, corpus, named)
    if len(quotation.segments) == 1:
        judged = judge.one(quotation.segments[0], runs[0])
    else:
        judged = judge.several(runs)
    ids = {place.document.id for place in judged.places}
    return replace(judged, documents=frozenset(map(corpus.place_of, ids)))


class _Judge:
    def __init__(self, quotation: Quotation, corpus: Corpus, named: Collection[int]) -> None:
        self._quotation = quotation
        self._corpus = corpus
        self._named = named

    def one(self, segment: Segment, runs: Sequence[Run]) -> Judged:
        """The verdict on a segment."""
        placed = self._placed(segment, runs)
        if not placed:
            return Judged("not found")
        best = placed[0]
        if best.is_exact:
            spans = (self._span(each) for each in placed if each.is_exact)
            return Judged("verbatim", tuple(dict.fromkeys(spans)))
        pieces = self._pieces(best, runs)
        if pieces:
            return Judged("stitched", tuple(self._span(each) for each in pieces))
        if best.share < MIN_SHARE:
            return Judged("not found")
        return self._altered([best])

    def several(self, runs: Sequence[Sequence[Run]]) -> Judged:
        """The verdict on segments between ellipses, which stand in order, near each other."""
        segments = self._quotation.segments
        anchor = max(range(len(segments)), key=lambda i: len(segments[i].words))
        placed = self._placed(segments[anchor], runs[anchor])
        rows = [row for each in placed if (row := self._around(anchor, each))]
        whole = [row for row in rows if all(each.is_exact for each in row)]
        fair = [row for row in whole if not any(each.is_grave for each in self._omissions(row))]
        if fair:
            places = tuple(self._joined(row) for row in fair)
            return Judged("verbatim", places, note=self._note(fair[0]))
        if whole:
            return self._altered(whole[0])
        apart = [self.one(segment, found) for segment, found in zip(segments, runs, strict=True)]
        if len([each for each in apart if each.verdict == "verbatim"]) == len(apart):
            return Judged("stitched", tuple(each.places[0] for each in apart))
        if rows:
            best = max(rows, key=lambda row: sum(each.alignment.matched for each in row))
            return self._altered(best)
        found = [each for each in apart if each.verdict != "not found"]
        if not found:
            return Judged("not found")
        differences = tuple(change for each in found for change in each.differences)
        missing = tuple(
            Difference(self._quoted(segment, 0, len(segment.words)), None)
            for segment, each in zip(segments, apart, strict=True)
            if each.verdict == "not found"
        )
        return Judged("altered", tuple(each.places[0] for each in found), differences + missing)

    # places

    def _placed(self, segment: Segment, runs: Sequence[Run]) -> list[Placed]:
        """Where the segment's words stand, or most of them, best first."""
        count = len(segment.words)
        exact = [run for run in runs if run.length == count]
        if exact:
            exact.sort(key=lambda run: (run.document not in self._named, run.document, run.place))
            return [self._exact(segment, run) for run in exact]
        found = list[Placed]()
        margin = max(_MARGIN, count // 2)
        for group in _groups(runs, count)[:_ALIGNED]:
            first = min(run.place - run.text for run in group) - margin
            last = max(run.place - run.text for run in group) + count + margin
            if placed := self._aligned(segment, group[0].document, first, last):
                found.append(placed)
        return sorted(
            found,
            key=lambda each: (
                -each.alignment.matched,
                len(each.alignment.edits),
                each.document not in self._named,
            ),
        )

    def _exact(self, segment: Segment, run: Run) -> Placed:
        words = self._corpus.words(run.document)
        end = run.place + run.length
        return Placed(run.document, segment, Alignment(words, run.place, end, (), run.length))

    def _aligned(self, segment: Segment, document: int, first: int, last: int) -> Placed | None:
        words = self._corpus.words(document)
        alignment = align(segment.words, segment.marked, words, first, last)
        return Placed(document, segment, alignment) if alignment else None

    def _pieces(self, best: Placed, runs: Sequence[Run]) -> list[Placed]:
        """The places of a stitched quotation, in the order of the draft; [] if it is not one."""
        edits, count = best.alignment.edits, len(best.segment.words)
        blocks = [each for each in best.alignment.blocks(count) if each[2] >= MIN_PIECE]
        own = [Run(best.document, text, place, length) for place, text, length in blocks]
        if all(a == b for a, b, _, _ in edits) and any(d - c >= MIN_PIECE for *_, c, d in edits):
            every = best.alignment.blocks(count)
            own = [Run(best.document, text, place, length) for place, text, length in every]
            return [self._exact(best.segment, run) for run in own]
        found = list[Run]()
        for first, last in _uncovered(count, own):
            run = max(runs, key=lambda run: _fit(run, first, last, best), default=None)
            least = max(MIN_PIECE, MIN_PIECE_SHARE * (last - first))
            if run and _fit(run, first, last, best)[0] >= least:
                found.append(run)
        if not own or not found:
            return []
        pieces = sorted([*own, *found], key=lambda run: run.text)
        return [self._exact(best.segment, run) for run in pieces]

    def _around(self, anchor: int, placed: Placed) -> list[Placed] | None:
        """The segments about the place of one of them; None if one is not there."""
        segments = self._quotation.segments
        row, place = [placed], placed.alignment.start
        for segment in reversed(segments[:anchor]):
            other = self._near(segment, placed.document, place - MAX_GAP, place, last_one=True)
            if other is None:
                return None
            row.insert(0, other)
            place = other.alignment.start
        place = placed.alignment.end
        for segment in segments[anchor + 1 :]:
            other = self._near(segment, placed.document, place, place + MAX_GAP)
            if other is None:
                return None
            row.append(other)
            place = other.alignment.end
        return row

    def _near(
        self, segment: Segment, document: int, first: int, last: int, *, last_one: bool = False
    ) -> Placed | None:
        words = self._corpus.words(document)
        first, last = max(first, 0), min(last, len(words))
        forms, count = list(segment.words.forms), len(segment.words)
        starts = range(first, last - count + 1)
        for at in reversed(starts) if last_one else starts:
            if words.forms[at] == forms[0] and list(words.forms[at : at + count]) == forms:
                return Placed(document, segment, Alignment(words, at, at + count, (), count))
        placed = self._aligned(segment, document, first, last)
        return placed if placed and placed.share >= MIN_SHARE else None

    # results

    def _altered(self, row: Sequence[Placed]) -> Judged:
        grave = [
            Difference(None, Span(self._corpus.document(row[0].document), each.start, each.end))
            for each in self._omissions(row)
            if each.is_grave
        ]
        changes = (change for each in row for change in self._differences(each))
        differences = (*changes, *grave)
        return Judged("altered", (self._joined(row),), differences, note=self._note(row))

    def _omissions(self, row: Sequence[Placed]) -> list[Omission]:
        """What matters of the words that the ellipses leave out; the grave ones first."""
        text = self._corpus.document(row[0].document).text
        ranges = [each.alignment.characters for each in row]
        found = [each for (_, a), (b, _) in pairwise(ranges) for each in omissions(text, a, b)]
        return sorted(found, key=lambda each: not each.is_grave)

    def _note(self, row: Sequence[Placed]) -> str:
        """A sentence on the gravest omission; "" without."""
        left_out = self._omissions(row)
        if not left_out:
            return ""
        first, text = left_out[0], self._corpus.document(row[0].document).text
        words = " ".join(text[first.start : first.end].split())
        effect = ", which changes what it says" if first.is_grave else ""
        return f"The ellipsis leaves out “{words}” of the sentence{effect}."

    def _differences(self, placed: Placed) -> Iterator[Difference]:
        document, source = self._corpus.document(placed.document), placed.alignment.source
        for a, b, c, d in placed.alignment.edits:
            there = Span(document, source.starts[c], source.ends[d - 1]) if c < d else None
            yield Difference(self._quoted(placed.segment, a, b) if a < b else None, there)

    def _quoted(self, segment: Segment, first: int, last: int) -> Span:
        words = segment.words
        return Span(self._quotation.span.document, words.starts[first], words.ends[last - 1])

    def _span(self, placed: Placed) -> Span:
        return Span(self._corpus.document(placed.document), *placed.alignment.characters)

    def _joined(self, row: Sequence[Placed]) -> Span:
        first, last = row[0].alignment.characters, row[-1].alignment.characters
        return Span(self._corpus.document(row[0].document), first[0], last[1])


def _groups(runs: Sequence[Run], count: int) -> list[list[Run]]:
    """Runs that may be of one place, as their distance is about that in the text; those with the
    most words first."""
    ordered = sorted(runs, key=lambda run: (run.document, run.place - run.text))
    groups = list[list[Run]]()
    band = max(_MARGIN, count // 2)
    for run in ordered:
        before = groups[-1][-1] if groups else None
        if (
            before
            and before.document == run.document
            and (run.place - run.text) - (before.place - before.text) <= band
        ):
            groups[-1].append(run)
        else:
            groups.append([run])
    return sorted(groups, key=lambda group: (-_count_words(group), group[0].document))


def _count_words(group: Sequence[Run]) -> int:
    """The words of the text that any of the runs covers."""
    return len({word for run in group for word in range(run.text, run.text + run.length)})


def _uncovered(count: int, runs: Sequence[Run]) -> list[tuple[int, int]]:
    """Ranges of at least MIN_PIECE words that none of the runs, which are in order, covers."""
    edges = [0, *(at for run in runs for at in (run.text, run.text + run.length)), count]
    ranges = zip(edges[::2], edges[1::2], strict=True)
    return [(first, last) for first, last in ranges if last - first >= MIN_PIECE]


def _fit(run: Run, first: int, last: int, best: Placed) -> tuple[int, bool, int]:
    """How well a run explains the words [first, last): their number, and how near it is."""
    overlap = min(run.text + run.length, last) - max(run.text, first)
    distance = abs(run.place - best.alignment.start)
    return overlap, run.document == best.document, -distance
