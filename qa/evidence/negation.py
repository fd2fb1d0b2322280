"""Negations and exceptions in the clause that governs a span.

"The bus does not stop at the mill" names no place where it stops. A span whose clause denies what
the question asks is rejected; a negation or an exception beside the span becomes part of it.
"""

from __future__ import annotations

import re

from qa.evidence.words import WORD, content_stems, stem

MAX_ADDED = 80
"""Characters of an exception that a span is widened by: a clause; a longer one changes the kind of
answer."""

_REACH = 3
"""Words after a negation among which the denied verb stands: "does not usually stop"."""

_NOT = (
    r"(?:not|never|no longer|neither|nor|cannot|hardly|\w+n['’]t)"
    r"(?! (?:only|just|merely|simply|more|less|later|earlier|fewer|exceed\w*|until|before)\b)"
)
_NEGATION = re.compile(rf"\b{_NOT}\b", re.IGNORECASE)
_NEGATIVE_QUESTION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|without|except\w*|exclu\w*|unless|"
    r"\w+n['’]t|forbid\w*|forbad\w*|prohibit\w*|refus\w*|fail\w*|lack\w*|exempt\w*|den(?:y|ied))\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"\b(?:closed|shut)\b", re.IGNORECASE)
_CLAUSE_BREAK = re.compile(
    r"[;:—]|,? \b(?:but|although|though|whereas|while|because|since)\b|, (?:and|or|which|who|it|he|"
    r"she|they|we)\b|\band (?:is|are|was|were|has|had|it|he|she|they)\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)")
_LINKS = r"(?:(?:at|in|on|by|to|for|with|from|the|an?) ){0,2}"
_LIMIT = re.compile(r"\b(?:until|before|except|unless|but)\b", re.IGNORECASE)
_NOT_BESIDE = re.compile(rf"\b{_NOT} {_LINKS}\Z", re.I)
_INSTEAD = re.compile(
    r"\b(?:instead of|rather than|other than|unlike|as opposed to|in place of|neither|nor)"
    rf" {_LINKS}\Z",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"(?: \w+){0,2} (?:do|does|did|is|are|was|were|has|have|had|can|could|may|might|must|shall|"
    rf"should|will|would)? ?{_NOT}\b",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s")
_EXCEPT = (
    r"(?:except(?:ing)?(?: for| on| in| at| that)?|other than|excluding|save(?: for)?|apart from)"
)
_EXCEPT_BEFORE = re.compile(
    rf"\b(?:all|every|any|each|everyone|everybody|anyone|always|daily|no|none|nobody)\b"
    rf"[^.;:]{{0,{MAX_ADDED}}}? {_EXCEPT} (?:(?:on|in|at|by|the|an?) ){{0,2}}\Z",
    re.IGNORECASE,
)
_EXCEPT_AFTER = re.compile(
    rf",? (?:{_EXCEPT}|unless)\b[^.,;:()]{{1,{MAX_ADDED}}}(?=[.,;:()]|\Z)", re.IGNORECASE
)


def widened_to_sense(sentence: str, start: int, end: int, question: str) -> tuple[int, int] | None:
    """The range, widened by the negation or exception beside it; None if the sentence denies it.

    A question that itself asks negatively is not compared with the clause. The exception alone
    answers it, and a question for when something is closed.

    >>> text = "The hall is open every day except Monday."
    >>> start, end = widened_to_sense(text, 34, 40, "When is the hall open?")
    >>> text[start:end]
    'every day except Monday'
    """
    sentence = _SPACE.sub(" ", sentence)
    before = sentence[:start]
    is_negative = _NEGATIVE_QUESTION.search(question) is not None
    asks_for_it = is_negative or _CLOSED.search(question)
    exception = None if asks_for_it else _EXCEPT_BEFORE.search(before)
    if exception:
        start = exception.start()
    after = _EXCEPT_AFTER.match(sentence, end)
    if after:
        end = after.end()
    if exception or is_negative:
        return start, end
    if _INSTEAD.search(before) or _is_denied(sentence, start, end, question):
        return None
    beside = _NOT_BESIDE.search(before)
    if beside and not _is_name(sentence[start:end]):
        return beside.start(), end
    return None if beside else (start, end)


def _is_denied(sentence: str, start: int, end: int, question: str) -> bool:
    """Whether the clause of the span denies what the question asks."""
    asked = content_stems(question)
    clause_start = max((m.end() for m in _CLAUSE_BREAK.finditer(sentence, 0, start)), default=0)
    clause = _BRACKETS.sub(" ", sentence[clause_start:start])
    if not _LIMIT.search(clause) and any(
        _denies(clause[match.end() :], asked) for match in _NEGATION.finditer(clause)
    ):
        return True
    after = _NOT_AFTER.match(sentence, end)
    return after is not None and _denies(sentence[after.end() :], asked)


def _denies(rest: str, asked: set[str]) -> bool:
    """Whether one of the next words is one that the question asks about."""
    words = [match[0] for match in WORD.finditer(rest[:MAX_ADDED])][:_REACH]
    return any(stem(word) in asked for word in words)


def _is_name(words: str) -> bool:
    """Whether it names a person, place, day or number: "not Ann" answers nothing."""
    return bool(re.search(r"\d|\b[A-Z][a-z]", words))
