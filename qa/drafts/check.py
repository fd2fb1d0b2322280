"""Checks a draft against a library: every quotation, figure, date and reference is looked up."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from index.search.shared_runs import Run, SharedRuns
from index.spans import Document, Span
from index.storage.document_reader import DocumentReader
from index.storage.filters import NO_FILTER, Filter
from qa.drafts.corpus import Corpus
from qa.drafts.fact_lookup import FactLookup
from qa.drafts.facts import find_facts
from qa.drafts.quotations import Quotation, Segment, find_quotations
from qa.drafts.sources import NamedSource, SourceNames, find_references, named_source, shared_titles
from qa.drafts.types import Claim, DraftCheck, Finding
from qa.drafts.verdicts import Judged, judge

_SHORT = 8
"""Words of a segment below which it is found by runs of two words: a changed word leaves no more.
Longer ones by runs of three, which are a tenth as many."""


def check(library: DocumentReader, draft: Document, filters: Filter = NO_FILTER) -> DraftCheck:
    """Looks up every claim of a draft in the documents that pass the filter.

    The library is read through once.
    """
    began = time.perf_counter()
    corpus = Corpus(library, filters)
    quotations = find_quotations(draft)
    references = find_references(draft)
    excluded = [each.outer for each in quotations if each.is_marked]
    excluded += [(each.start, each.end) for each in references]
    facts = FactLookup(find_facts(draft, excluded))
    runs = _read(corpus, [segment for each in quotations for segment in each.segments], facts)
    names = SourceNames(corpus.names)
    findings = [
        *_of_quotations(quotations, runs, corpus, names),
        *facts.findings(corpus),
        *(_of_reference(span, corpus, names) for span in references),
    ]
    findings.sort(key=lambda each: each.claim.span.start)
    milliseconds = 1000 * (time.perf_counter() - began)
    shared = shared_titles(corpus.names)
    return DraftCheck(draft, tuple(findings), len(corpus), milliseconds, shared)


def _read(corpus: Corpus, segments: Sequence[Segment], facts: FactLookup) -> Iterator[list[Run]]:
    """The runs of each segment, in order; `facts` collects its places in the same pass."""
    words = [list(segment.words.forms) for segment in segments]
    short = SharedRuns([each if len(each) < _SHORT else [] for each in words], 2)
    long = SharedRuns([each if len(each) >= _SHORT else [] for each in words], 3)
    for place, document, written in corpus.read():
        facts.read(place, document)
        short.read(place, written)
        long.read(place, written)
    return (few or many for few, many in zip(short.runs(), long.runs(), strict=True))


def _of_quotations(
    quotations: list[Quotation], runs: Iterator[list[Run]], corpus: Corpus, names: SourceNames
) -> Iterator[Finding]:
    for quotation in quotations:
        of_segments = [next(runs) for _ in quotation.segments]
        source = named_source(quotation, quotations, names)
        judged = judge(quotation, of_segments, corpus, source.documents)
        if quotation.is_marked or judged.verdict != "not found":
            yield _finding(quotation, judged, source, corpus, names)


def _finding(
    quotation: Quotation,
    judged: Judged,
    source: NamedSource,
    corpus: Corpus,
    names: SourceNames,
) -> Finding:
    claim = Claim("quotation", quotation.span)
    verdict, note = judged.verdict, ""
    if judged.places and not names.may_name(source, judged.documents):
        titles = dict.fromkeys(f"“{names.title(place)}”" for place in source.documents)
        note = f"The draft names {' or '.join(titles)}; the words stand in another document."
    elif source.page and verdict == "verbatim":
        pages = {label for place in judged.places for label in (place.page, place.last_page)}
        if pages - {None} and source.page not in pages:
            note = f"The draft names page {source.page}; the words stand on another page."
    if note and verdict == "verbatim":
        verdict = "other source"
    elif judged.note:
        note = judged.note
    return Finding(claim, verdict, judged.places, judged.differences, note)


def _of_reference(span: Span, corpus: Corpus, names: SourceNames) -> Finding:
    """A reference is verbatim if it names documents of the library; their first lines are cited."""
    documents = [corpus.document(place) for place in names.find(span.text)]
    places = tuple(Span(each, 0, len(each.text.split("\n", 1)[0])) for each in documents)
    return Finding(Claim("reference", span), "verbatim" if places else "not found", places)
