"""Dates in follow-up questions: "in 2023", "only in May", "the year before", "two years later"."""

from __future__ import annotations

import re

from qa.questions.follow_up import words as w
from qa.questions.follow_up.phrases import Question
from qa.questions.follow_up.types import FollowUp, sentence

_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun|week)days?|weekends?"
_TIME = (
    rf"(?:(?:early|late|mid|the|end of|beginning of)\s+)*"
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{'|'.join(sorted(w.MONTHS))})(?:\s+\d{{1,2}},?)?"
    rf"(?:\s+\d{{4}})?|{_WEEKDAY}|(?:1[5-9]|20)\d\d(?:s|[/–-]\d{{2,4}})?|q[1-4](?:\s+\d{{4}})?|"
    rf"(?:last|next|this|previous)\s+(?:year|month|quarter|week|spring|summer|autumn|winter))"
)
WHEN = re.compile(
    rf"\b(?:(in|on|at|during|for|since|until|before|after|by|from|of)\s+)?({_TIME})\b", re.I
)
WHEN_AT_END = re.compile(rf"(.+?)\s+((?:in|on|at|during|since|until)\s+{_TIME})", re.I)
_BESIDE = re.compile(
    r"(?:in\s+)?(?:the\s+year\s+(before|after)(?:\s+that)?|"
    r"the\s+(previous|preceding|following|next)\s+year)",
    re.I,
)


_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LATER = re.compile(
    rf"(?:(?:a|{'|'.join(_NUMBERS)}|\d{{1,2}})\s+(year|month|week|day)s?\s+"
    r"(later|after(?:wards)?|earlier|before)|the\s+(?:day|week|month)\s+(?:before|after))",
    re.I,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def later(part: str, asked: Question) -> FollowUp | None:
    """ "two years later": the year that is meant, if the question before has one."""
    match = _LATER.fullmatch(part.strip())
    if match is None:
        return None
    year, number = _YEAR.search(asked.text), part.split()[0].lower()
    if year is None or (match[1] or "").lower() != "year":
        return FollowUp(sentence(f"{asked.text.rstrip(' ?.!')} {part}"), is_certain=False)
    years = int(number) if number.isdecimal() else 1 + (*_NUMBERS, "a").index(number) % 10
    years = years if match[2].lower().startswith(("later", "after")) else -years
    new = str(int(year[0]) + years)
    return FollowUp(sentence(f"{asked.text[: year.start()]}{new}{asked.text[year.end() :]}"))


def relative(part: str, asked: Question) -> str:
    """ "in 2022" for "the year before", after a question about 2023."""
    match = _BESIDE.fullmatch(part.strip())
    year = _YEAR.search(asked.text)
    if match is None or year is None:
        return part
    is_before = (match[1] or match[2]).lower() in ("before", "previous", "preceding")
    return f"in {int(year[0]) + (-1 if is_before else 1)}"


def at_time(when: re.Match[str], asked: Question) -> FollowUp:
    """With the date in the place of one of its kind, or at the end."""
    is_weekday = re.fullmatch(_WEEKDAY, when[2], re.I) is not None
    for known in WHEN.finditer(asked.text):
        is_month = known[2].lower() != "may" or (known[2] == "May" and known.start())
        if is_month and is_weekday == (re.fullmatch(_WEEKDAY, known[2], re.I) is not None):
            given = "" if when[1] == "for" else when[1]
            preposition = given or known[1] or ""
            start, end = known.span()
            time = f"{preposition} {when[2]}".strip()
            return FollowUp(sentence(f"{asked.text[:start]}{time}{asked.text[end:]}"))
    preposition = when[1] or ("on" if is_weekday or re.match(r"\d{1,2}\b(?!\d)", when[2]) else "in")
    if re.match(r"(?:last|next|this|previous)\b", when[2], re.I) and not when[1]:
        preposition = ""
    return FollowUp(sentence(f"{asked.text.rstrip(' ?.!')} {preposition} {when[2]}"))
