"""Sentences that belong to an answer: the one before or behind it that goes on with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.spans import Hit, Span
from qa.questions.words import content_words, overlap
from qa.types import AnswerCandidate, Occurrence

MOST_SENTENCES = 3
"""Of an answer, together with the sentence that the reader found."""

_LONGEST = 280
"""Characters that are added to that sentence."""

_WHY = re.compile(
    r"\W*(?:why|how come|(?:for|on) what (?:reason|ground)s?|what .*\breason)\b", re.I
)
_HOW = re.compile(r"\W*how (?!(?:many|much|long|old|far|often|high|big|large|late)\b)", re.I)
_MANNER = re.compile(r"\b(?:by|with|using|through|via|as follows)\b", re.I)
_REFERS = re.compile(r"(?:\w+ ){0,6}(?:it|them|they|each|both|these)\b", re.I)
_REASON = re.compile(
    r"(?:(?:this|that|it) (?:is|was) (?:because|due to|so that|to )|because\b|the (?:main )?"
    r"(?:reason|cause|purpose)s?\b|(?:one|another) reason\b|"
    r"this (?:allows|avoids|ensures|prevents))",
    re.I,
)
_RESULT = re.compile(
    r"(?:therefore|thus|hence|consequently|accordingly|as a (?:result|consequence)|"
    r"(?:for|because of) (?:this|that|these|those)|(?:this|that) is why|so)\b,?",
    re.I,
)
_NEXT = re.compile(
    r"(?:first(?:ly)?|to do (?:this|so)|then|next|after (?:this|that)|afterwards|finally|lastly|"
    r"secondly|subsequently|"
    r"in (?:this|that|such a|either) case|otherwise|if (?:not|so)|until then)\b|"
    r"(?:\w+ ){1,4}(?:is|are|must|should|will) then\b",
    re.I,
)
_LIMIT = re.compile(
    r"(?:however|but|except|unless|only|nevertheless|(?:this|that|it|the rule) does not apply|"
    r"an exception|exceptions?\b|the same (?:applies|goes)|this (?:also )?applies)\b",
    re.I,
)
_RUNS_ON = re.compile(
    r"(?:it|they|this|these|the (?:term|word|expression)) (?:(?:also|do|does|shall|not) ){0,3}"
    r"(?:includes?|excludes?|covers?|comprises?|means?|applies|apply|consists?|refers?)\b|"
    r"(?:it|they)\b.{0,80}\b(?:does|do|shall) not (?:include|cover|comprise|mean|apply)\b",
    re.I,
)


def with_continuation(
    candidates: Sequence[AnswerCandidate], question: str
) -> tuple[AnswerCandidate, ...]:
    """The best candidate with the sentences that go on with its own, at most MOST_SENTENCES.

    Where the candidate is its sentence, it grows with it; other words stay as they are, in a longer
    sentence. All of it is one range of the text, without heading, row or item.
    """
    if not candidates:
        return ()
    best = candidates[0]
    place = best.occurrences[0]
    sentence = _extended(place, question)
    if sentence == place.sentence:
        return tuple(candidates)
    span = sentence if place.span == place.sentence else place.span
    longer = replace(place, span=span, sentence=sentence)
    rest = [each for each in candidates[1:] if not each.span.overlaps(span)]
    return (replace(best, occurrences=(longer, *best.occurrences[1:])), *rest)


def _extended(place: Occurrence, question: str) -> Span:
    hits = place.passage.sentences
    here = next((n for n, hit in enumerate(hits) if hit.span == place.sentence), None)
    if here is None or not _is_prose(place.sentence):
        return place.sentence
    first = last = here
    is_why = _WHY.match(question) is not None
    if is_why and first and _needs_before(place.sentence.text) and _follows(hits, first):
        first -= 1
    while last + 1 < len(hits) and last - first + 1 < MOST_SENTENCES and _follows(hits, last + 1):
        if not _goes_on(hits[last].span.text, hits[last + 1].span.text, question, is_why):
            break
        last += 1
    span = Span(place.span.document, hits[first].span.start, hits[last].span.end)
    added = span.end - span.start - len(place.sentence.text)
    return span if added <= _LONGEST else place.sentence


def _needs_before(sentence: str) -> bool:
    """Whether a reason or a result refers to the sentence before."""
    return _REASON.match(sentence) is not None or _RESULT.match(sentence) is not None


def _goes_on(sentence: str, behind: str, question: str, is_why: bool) -> bool:
    if is_why:
        if _REASON.match(behind):
            return not _REASON.match(sentence)
        asked = content_words(question)
        here, there = (overlap(asked, content_words(each)) for each in (sentence, behind))
        return _RESULT.match(behind) is not None and there >= here
    if _HOW.match(question) and not _MANNER.search(sentence) and _REFERS.match(behind):
        return True
    return any(each.match(behind) for each in (_NEXT, _LIMIT, _RUNS_ON))


def _follows(hits: Sequence[Hit], n: int) -> bool:
    """Whether it is prose and follows other prose with only spaces between."""
    above, here = hits[n - 1].span, hits[n].span
    between = here.document.slice(above.end, here.start)
    return not between.strip() and "\n\n" not in between and _is_prose(above) and _is_prose(here)


def _is_prose(span: Span) -> bool:
    return not (span.is_heading or span.is_within("row") or span.text.rstrip().endswith(("?", ":")))
