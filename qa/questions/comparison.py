"""Questions for the one of several that has most or least of something."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.questions.words import content_words

_PRICE = "price cost fare rate fee charge rent amount total premium hire"
_SINCE = "since built bought founded opened joined born launched start begin established year date"
_DATE = "date day time due deadline by"
_LENGTH = "length duration hour minute"
_MEASURES = (
    ("expensive dear dearer dearest costly costlier costliest", 1, _PRICE),
    ("cheap cheaper cheapest", -1, _PRICE),
    ("long longer longest", 1, _LENGTH),
    ("short shorter shortest", -1, _LENGTH),
    ("tall taller tallest", 1, "height"),
    ("heavy heavier heaviest", 1, "weight mass load weigh"),
    ("light lighter lightest", -1, "weight mass load weigh"),
    ("fast faster fastest", 1, "speed"),
    ("slow slower slowest", -1, "speed"),
    ("wide wider widest", 1, "width breadth beam"),
    ("narrow narrower narrowest", -1, "width breadth beam"),
    ("deep deeper deepest", 1, "depth draught draft"),
    ("shallow shallower shallowest", -1, "depth draught draft"),
    ("warm warmer warmest hot hotter hottest", 1, "temperature"),
    ("cold colder coldest cool cooler coolest", -1, "temperature"),
    ("old older oldest", 1, "age"),
    ("young younger youngest new newer newest", -1, "age"),
    ("old older oldest early earlier earliest first soon sooner soonest", -1, f"{_SINCE} {_DATE}"),
    (
        "young younger youngest new newer newest late later latest last recent recently",
        1,
        f"{_SINCE} {_DATE}",
    ),
    ("big bigger biggest large larger largest great greater greatest", 1, "size area capacity"),
    ("small smaller smallest", -1, "size area capacity"),
    ("high higher highest more most maximum", 1, ""),
    ("low lower lowest less least fewer fewest minimum", -1, ""),
)
"""Words of a degree; 1 for the greatest value of a column and -1 for the least; and words that are
in the name of such a column. Without any, the words behind the degree name the column."""

_COLUMNS_OF_VERBS = {
    **dict.fromkeys(("owe", "owed"), "outstanding balance owed owing debt arrears unpaid due"),
    "earn": "salary wage pay earnings income",
    "paid": "paid payment amount",
    "spen": "spending expenditure spent amount",
    "sold": "sales sold turnover revenue",
}
"""Beginnings of verbs with "the most" or "the least", and words in the name of the column that is
meant."""

_GENERIC = ("more", "most", "less", "least")
_DEGREES = {word: n for n, (words, _, _) in enumerate(_MEASURES) for word in words.split()}
_COMPARED = re.compile(
    r"\b(?:more|most|less|least|fewer|fewest|first|last|latest|recent|recently|sooner|soonest|earlier|maximum|minimum|"
    r"[a-z]{3,}(?:er|est))\b"
)
_ASKED = re.compile(r"(?:which|what|who|whose|where|is|are|was|were|do|does|did|has|have|had|of)\b")
_PHRASE_END = re.compile(r",|\b(?:or|in|of|at|on|for|after|before|during|by|to|from)\b")
_SERVED = re.compile(r"\b(?:been|worked|served|employed|belonged)\b")
_NOUN = re.compile(
    r"\b(?:which|what|whose)\s+((?:[\w-]+\s+){1,3}?)(?:is|are|was|were|has|have|had|do|does|did|costs?|can|will|[a-z]+ed|[a-z]+s)\b"
)


class Comparison(NamedTuple):
    """What is compared, in words of small letters (see `content_words`)."""

    measures: tuple[tuple[int, frozenset[str]], ...]
    """1 (the greatest is asked for) or -1 (the least), and words in the name of the column."""
    named: frozenset[str]
    """Words behind the degree: "service speed" in "the highest service speed"."""
    words: frozenset[str]
    """All words of the question."""
    noun: frozenset[str]
    """What is asked for: "landing stage"; empty for "who"."""
    alternatives: tuple[frozenset[str], ...]
    """Words of the two that are compared; empty if all are."""
    is_of_sums: bool = False
    """Whether all values of one name count together: "Who paid the most?"."""


def parse_comparison(question: str) -> Comparison | None:
    """What the question compares; None if it compares nothing.

    >>> parse_comparison("Which kiln is the hottest?").measures
    ((1, frozenset({'temperature'})),)
    """
    asked = question.casefold().strip()
    degree = next((m for m in _COMPARED.finditer(asked) if m[0] in _DEGREES), None)
    if degree is None or not _ASKED.match(asked) or _is_bound(asked, degree):
        return None
    measures, end = _measures(asked, degree)
    behind = _PHRASE_END.split(asked[end:], maxsplit=1)[0]
    if degree[0] in ("first", "last") and content_words(behind):
        return None  # "the first chairman" is a thing of its own
    noun = _NOUN.search(asked[: degree.start()] + " is")
    alternatives = _alternatives(asked, degree)
    if asked.startswith("what") and not (noun and content_words(noun[1])) and not alternatives:
        return None  # "the highest speed" is a value, not one of several things
    return Comparison(
        measures,
        frozenset(sorted(content_words(behind), key=behind.find)[:3]),
        frozenset(content_words(asked)),
        frozenset(content_words(noun[1]) if noun else ()),
        alternatives,
        degree[0] in ("most", "least") and end == degree.end(),
    )


def _measures(
    asked: str, degree: re.Match[str]
) -> tuple[tuple[tuple[int, frozenset[str]], ...], int]:
    """The signs and measures of a degree, such as "longest" or "most expensive", and its end."""
    word, end, sign = degree[0], degree.end(), 1
    following = re.match(r"\s+(\w+)", asked[end:])
    if word in _GENERIC and following and following[1] in _DEGREES:
        sign = -1 if word in ("less", "least") else 1
        word, end = following[1], end + following.end()
    if word.startswith("long") and _SERVED.search(asked):
        return ((-1, frozenset(_SINCE.split())),), end
    measures = [(s, names) for words, s, names in _MEASURES if word in words.split()]
    if word in _GENERIC and content_words(asked) & set(_PRICE.split()):
        measures = [(s, _PRICE) for s, _ in measures]
    elif word in _GENERIC:
        columns = " ".join(_COLUMNS_OF_VERBS.get(verb[:4], "") for verb in content_words(asked))
        measures = [(s, columns) for s, _ in measures]
    return tuple((sign * s, frozenset(names.split())) for s, names in measures), end


def _is_bound(asked: str, degree: re.Match[str]) -> bool:
    """ "more than ten", "at least ten", "two or more": a bound, and nothing is compared."""
    before = asked[: degree.start()]
    return asked.startswith(" than", degree.end()) or before.endswith((" at ", " or "))


def _alternatives(asked: str, degree: re.Match[str]) -> tuple[frozenset[str], ...]:
    before, found, behind = asked.rpartition(" or ")
    if not found:
        return ()
    if "," in before:
        before = before[before.rfind(",") :]
    return frozenset(content_words(before) - {degree[0]}), frozenset(
        content_words(behind) - {degree[0], "more", "less"}
    )
