"""Clauses of several documents of which one denies or forbids what the other says.

The rules of one year say "Guests may smoke in the garden", those of another "Smoking in the garden
is prohibited". Only words of the same subject, verb and objects are opposed, in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from index.search.name_words import MONTHS
from index.spans import Passage, Span
from index.storage.query_variants import STOP_WORDS
from qa.evidence.same_matter import same_context
from qa.evidence.words import WORD, content_stems, stem
from qa.questions.words import heading_words
from qa.types import Occurrence

MIN_SHARED = 2
"""Words that both clauses name: the verb and what it is about."""

MIN_OF_LONGER = 0.5
"""Share of the words that the longer clause names which the other one names too."""

_SPACE = re.compile(r"\s+")
_NUMBERING = re.compile(r"\s*(?:\d[\d.]*[.)]?|\(\w{1,3}\)|\w\)|[-•*])\s+")
_BREAK = re.compile(
    r"[;:—]|,? \b(?:but|although|though|whereas|while|because)\b|"
    r", (?:and|or|nor|which|who|it|he|she|they|we)\b|\band (?:must|may|shall|are|is|need|they)\b",
    re.IGNORECASE,
)
_DATE = (
    rf"(?:now on|today|(?:\d{{1,2}} )?(?:{'|'.join(map(str.title, MONTHS))})(?: \d{{1,2}},)?"
    r"(?: \d{4})?|\d{4}|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
)
_OCCASION = re.compile(
    rf"\b(?i:since|from|as of|as from|starting|effective|with effect from) {_DATE}\b,?|"
    r"\b(?i:since|due to|owing to|because of|following|according to|by (?:order|decision) of|for "
    r"reasons of)\b[^,;]*(?:,|$)"
)
"""Since when, or why: it tells nothing of what is allowed."""

_NOT = re.compile(
    r"\b(?:not|never|no|neither|nor|none|cannot|\w+n['’]t|prohibit\w*|forbid\w*|forbad\w*|banned|"
    r"barred|disallowed|optional|voluntary|exempt)\b"
    r"(?! (?:only|just|merely|simply|more|less|later|earlier|fewer|exceed\w*)\b)",
    re.IGNORECASE,
)
_EXEMPTS = re.compile(
    r"\b(?:need(?:n['’]t| not)|(?:not|never|no longer|n['’]t) (?:\w+ly )?(?:need|requir\w+|obliged|"
    r"obligatory|mandatory|compulsory|bound|ha(?:ve|s) to)|optional|voluntary|exempt)\b",
    re.IGNORECASE,
)
_PERMITS = re.compile(
    r"\b(?:may|can|could|allowed|permitted|entitled|authori[sz]ed|welcome)\b", re.IGNORECASE
)
_LIMIT = re.compile(
    r"\b(?:except\w*|unless|without|until|before|if|provided|only|save|other than|otherwise)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:who|whose|which|that|where|when)\b", re.IGNORECASE)
_MODALITY = frozenset(
    {
        *("need", "needs", "needed", "required", "requires", "require", "obliged", "obligatory"),
        *("mandatory", "compulsory", "bound", "allowed", "permitted", "still", "being"),
        *("entitled", "authorised", "authorized", "welcome", "longer", "now", "ever", "never"),
        *("nor", "neither", "either", "none", "cannot", "currently", "expressly", "strictly"),
        *("also", "anywhere"),
        *("every", "each", "time", "times", "circumstances", "anymore", "henceforth"),
    }
)
"""Words by which clauses with the same sense differ, apart from stop words."""

_PREPOSITIONS = frozenset(
    {"after", "before", "during", "while", "near", "outside", "inside", "within", "between", "upon"}
)
"""Those that are no stop words; a phrase may begin with one."""


class _Word(NamedTuple):
    """A word that names something, by its stem, and its number among all words of the clause."""

    stem: str
    number: int
    written: str


class _Clause(NamedTuple):
    text: str
    words: Sequence[_Word]
    is_negative: bool


def opposite_places(
    place: Occurrence, passages: Sequence[Passage], question: str
) -> Iterator[Occurrence]:
    """The sentences of other documents that deny, or that are denied by, the clause of a place.

    Of each document one that has the same words of the question around it and above it. The
    clause of the place is the one of its sentence that has most words of the question.
    """
    asked = content_stems(question)
    ours = max(_clauses(place.sentence.text), key=lambda each: len(asked & _stems(each)))
    named = asked - _stems(ours)
    known = {place.span.document}
    for passage in passages:
        for hit in passage.sentences:
            other = Occurrence(hit.span, hit.span, passage)
            if (
                hit.span.document not in known
                and any(_are_opposite(ours, each, asked) for each in _clauses(hit.span.text))
                and same_context(place, other, question)
                and _above(place.span, named) == _above(hit.span, named)
            ):
                known.add(hit.span.document)
                yield other


def _above(span: Span, stems: set[str]) -> set[str]:
    """Those of the words that the title of its document or section has: "dogs" in the "lounge"."""
    return stems & set(map(stem, heading_words(span)))


def _clauses(sentence: str) -> list[_Clause]:
    numbering = _NUMBERING.match(sentence)
    text = _OCCASION.sub(" ", _SPACE.sub(" ", sentence[numbering.end() if numbering else 0 :]))
    return [_clause(part) for part in _BREAK.split(text)]


def _clause(text: str) -> _Clause:
    words = [match[0] for match in WORD.finditer(text)]
    named = [_Word(stem(word), n, word) for n, word in enumerate(words) if _names(word)]
    return _Clause(text, named, len(_NOT.findall(text)) % 2 == 1)


def _names(word: str) -> bool:
    form = word.casefold()
    return form not in STOP_WORDS and form not in _MODALITY and not _NOT.fullmatch(form)


def _stems(clause: _Clause) -> set[str]:
    return {word.stem for word in clause.words}


def _are_opposite(one: _Clause, other: _Clause, asked: set[str]) -> bool:
    """Whether one of them denies what the other says, and says no more than that.

    That one need not pay does not contradict that one may. A condition of the denial, "unless the
    board agrees", leaves room for the other.
    """
    if one.is_negative == other.is_negative:
        return False
    denial, claim = (one, other) if one.is_negative else (other, one)
    if _EXEMPTS.search(denial.text) and _PERMITS.search(claim.text):
        return False
    limits = [{limit.casefold() for limit in _LIMIT.findall(each.text)} for each in (denial, claim)]
    negation = _NOT.search(denial.text)
    if not limits[0] <= limits[1] or not negation:
        return False
    return not _RELATIVE.search(denial.text[: negation.start()]) and _same(denial, claim, asked)


def _same(denial: _Clause, claim: _Clause, asked: set[str]) -> bool:
    """Whether they name the same, but for a subject that one leaves out and a phrase of the claim.

    "Guests may smoke in the garden after dinner", "Smoking in the garden is prohibited".
    """
    stems = [[word.stem for word in clause.words] for clause in (denial, claim)]
    matcher = SequenceMatcher(None, stems[0], stems[1], autojunk=False)
    edits = matcher.get_opcodes()
    common = [word for tag, a, b, *_ in edits if tag == "equal" for word in stems[0][a:b]]
    if len(common) < max(MIN_SHARED, MIN_OF_LONGER * max(map(len, stems))):
        return False
    if len(asked.intersection(common)) < min(MIN_SHARED, len(asked)):
        return False
    return all(
        tag == "equal"
        or (tag == "delete" and a == 0 and _is_phrase(denial, a, b))
        or (tag == "insert" and _is_phrase(claim, c, d))
        for tag, a, b, c, d in edits
    )


def _is_phrase(clause: _Clause, first: int, last: int) -> bool:
    """Whether these words stand apart from the other ones that name something, and name none."""
    words = clause.words[first:last]
    others = {word.number for word in clause.words} - {word.number for word in words}
    if words[0].number - 1 in others and words[0].written not in _PREPOSITIONS:
        return False
    if words[-1].number + 1 in others:
        return False
    return not any(re.search(r"\d|^[A-Z]", word.written) and word.number for word in words)
