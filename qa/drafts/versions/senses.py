"""What makes an edit grave: figures, dates and negations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.search.name_words import MONTHS
from index.search.verbatim_words import TextWords
from qa.drafts.versions.types import Sense
from qa.evidence.number_words import NUMBER_WORDS, number_of

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "twelfth", "half", "quarter", "dozen", "million", "billion", "percent", "twice"),
)
_FIGURES = frozenset((*NUMBER_WORDS, *MONTHS, *_DAYS, *_ORDINALS)) - {"zero", "may"}
_SIGNS = frozenset("$€£¥%‰")
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")

_NEGATIONS = frozenset(
    {
        *("not", "no", "never", "nor", "neither", "none", "nobody", "nothing", "cannot", "without"),
        *("except", "excluding", "unless", "excluded", "save"),
    }
)
_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis")


def is_figure(words: TextWords, number: int) -> bool:
    """Whether a word is a number, a part of a date, or a sign of money or percent."""
    form = words.forms[number]
    if form in _SIGNS or any(map(str.isdigit, form)):
        return True
    parts = form.split("-") if "-" in form else [form]
    if any(part in _FIGURES for part in parts):
        return True
    if form == "may":  # the month
        return _beside_digit(words, number) and words.written(number, number + 1) == "May"
    written = words.written(number, number + 1)
    return len(written) > 1 and bool(_ROMAN.fullmatch(written))


def _beside_digit(words: TextWords, number: int) -> bool:
    beside = words.forms[max(number - 1, 0) : number + 2]
    return any(form[:1].isdigit() for form in beside)


def is_negation(form: str) -> bool:
    return form in _NEGATIONS or form.endswith("n't")


def sense_of(
    old: TextWords, ours: tuple[int, int], new: TextWords, theirs: tuple[int, int]
) -> Sense:
    """Of the words [a, b) of the old version that stand as [c, d) in the new one."""
    if _figures(old, *ours) != _figures(new, *theirs):
        return "figure"
    before, after = old.forms[slice(*ours)], new.forms[slice(*theirs)]
    removed, added = ([form for form in forms if is_negation(form)] for forms in (before, after))
    return "negation" if removed != added or _is_negated(before, after) else ""


def _figures(words: TextWords, first: int, last: int) -> list[str]:
    """As digits where they are one word: "4" for "four"."""
    figures = [words.forms[i] for i in range(first, last) if is_figure(words, i)]
    return [number_of(each) for each in figures]


def _is_negated(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether a word gains or loses a prefix: lawful, unlawful."""
    return any(
        f"{prefix}{one}" in others
        for some, others in ((old, set(new)), (new, set(old)))
        for one in some
        if len(one) > 2
        for prefix in _PREFIXES
    )
