"""Checks a draft against a library."""

from __future__ import annotations

import time

from index.storage.document_reader import DocumentReader
from index.search.shared_runs import SharedRuns
from index.spans import Document
from index.storage.filters import NO_FILTER, Filter
from qa.drafts.corpus import Corpus
from qa.drafts.quotations import Quotation, find_quotations
from qa.drafts.types import Claim, DraftCheck, Finding
from qa.drafts.verdicts import judge

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
    findings = []
    for quotation in quotations:
        count = len(quotation.segments)
        of_segments, found = found[:count], found[count:]
        judged = judge(quotation, of_segments, corpus)
        findings.append(_finding(quotation, judged))
    milliseconds = 1000 * (time.perf_counter() - began)
    return DraftCheck(draft, tuple(findings), len(corpus), milliseconds)


def _finding(quotation: Quotation, judged) -> Finding:
    claim = Claim("quotation", quotation.span)
    return Finding(claim, judged.verdict, judged.places, judged.differences)
