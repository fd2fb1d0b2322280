"""Checks a draft against a library."""

from __future__ import annotations

import time

from index.storage.document_reader import DocumentReader
from index.search.named_documents import DocumentNames
from index.search.shared_runs import SharedRuns
from index.spans import Document
from index.storage.filters import NO_FILTER, Filter
from qa.drafts.corpus import Corpus
from qa.drafts.quotations import Quotation, find_quotations
from qa.drafts.sources import NamedSource, named_source
from qa.drafts.types import Claim, DraftCheck, Finding
from qa.drafts.verdicts import Judged, judge

_SHORT = 8  # words of a segment below which its runs may be of two words


def check(library: DocumentReader, draft: Document, filters: Filter = NO_FILTER) -> DraftCheck:
    """Looks up every claim of a draft in the documents that pass the filter."""
    began = time.perf_counter()
    corpus = Corpus(library, filters)
    quotations = find_quotations(draft)
    segments = [segment for quotation in quotations for segment in quotation.segments]
    shared = {
        size: SharedRuns([list(each.words.forms) if (len(each.words) < _SHORT) == (size == 2)
                          else [] for each in segments], size)
        for size in (2, 3)
    }
    for place, _, words in corpus.read():
        for runs in shared.values():
            runs.read(place, words)
    found = [short or long for short, long in zip(shared[2].runs(), shared[3].runs(), strict=True)]
    names = corpus.names()
    findings = []
    for quotation in quotations:
        count = len(quotation.segments)
        of_segments, found = found[:count], found[count:]
        source = named_source(draft, quotation, quotations, names)
        judged = judge(quotation, of_segments, corpus, source.documents)
        findings.append(_finding(quotation, judged, source, corpus, names))
    milliseconds = 1000 * (time.perf_counter() - began)
    return DraftCheck(draft, tuple(findings), len(corpus), milliseconds)


def _finding(
    quotation: Quotation,
    judged: Judged,
    source: NamedSource,
    corpus: Corpus,
    names: DocumentNames,
) -> Finding:
    claim = Claim("quotation", quotation.span)
    verdict, note = judged.verdict, ""
    if judged.places and not source.may_be(judged.documents, names):
        titles = [f"“{corpus.document(place).title}”" for place in source.documents]
        note = f"The draft names {' or '.join(titles)}; the words stand in another document."
    elif source.page and verdict == "verbatim":
        pages = {label for place in judged.places for label in (place.page, place.last_page)}
        if pages - {None} and source.page not in pages:
            note = f"The draft names page {source.page}; the words stand on another page."
    if note and verdict == "verbatim":
        verdict = "other source"
    return Finding(claim, verdict, judged.places, judged.differences, note)
