"""The date that a document states as its own, in its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index.formats.pdf.layout.page import Block

_FIRST_BLOCKS = 14  # of the first page, for a date in a letter's head or on a title page
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan januar januari janvier enero gennaio janeiro jänner",
            "february feb februar februari février fevrier febrero febbraio fevereiro",
            "march mar märz maerz maart mars marzo março",
            "april apr avril abril aprile",
            "may mai mei mayo maggio maio",
            "june jun juni juin junio giugno junho",
            "july jul juli juillet julio luglio julho",
            "august aug augustus août aout agosto",
            "september sep sept septembre septiembre settembre setembro",
            "october oct oktober okt octobre octubre ottobre outubro",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre diciembre dicembre dezembro",
        ],
        1,
    )
    for name in names.split()
}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
            "twenty-first",
            "twenty-second",
            "twenty-third",
            "twenty-fourth",
            "twenty-fifth",
            "twenty-sixth",
            "twenty-seventh",
            "twenty-eighth",
            "twenty-ninth",
            "thirtieth",
            "thirty-first",
        ],
        1,
    )
}
_MONTH = r"(?P<month{0}>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day{0}>\d{{1,2}}(?!\d)|" + "|".join(sorted(_ORDINALS, key=len, reverse=True)) + ")"
_YEAR = r"(?P<year{0}>(?:1[5-9]|20)\d\d)(?!\d)"
_DATE = (
    "(?:"
    + (
        _DAY + r"\s?(?:st|nd|rd|th|er|\.|º)?\s*(?:\([^)]{{0,20}}\)\s*)?(?:day\s+)?(?:of\s+|de\s+)?"
        + _MONTH + r"[\s,]*(?:-{{3,}}\s*)?(?:of\s+|de\s+|in the year\s+)?" + _YEAR
    ).format(1)
    + "|"
    + (_MONTH + r"\s+" + _DAY + r"\s?(?:st|nd|rd|th)?\s*,?\s*" + _YEAR).format(2)
    + r"|(?P<year3>(?:1[5-9]|20)\d\d)[-./](?P<month3>\d\d?)[-./](?P<day3>\d\d?)(?!\d)"
    + r"|(?P<one4>\d\d?)(?P<sign4>[./-])(?P<two4>\d\d?)(?P=sign4)(?P<year4>(?:1[5-9]|20)\d\d)(?!\d)"
    + "|" + (_MONTH + r"\s*,?\s+" + _YEAR).format(5)
    + ")"
)  # fmt: skip
_MAY_HOLD_YEAR = re.compile(r"[12]\d\d\d")  # a date always has a year
_WEEKDAY = r"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\.?,?\s+)?"
_LABELS = (
    r"(?:(?:invoice|issue|report|letter|order|contract|agreement|meeting|document|quotation|offer|"
    r"statement|effective|publication|submission|filing)\s+)?(?:date|datum|fecha|data)"
    r"(?:\s+of\s+(?:issue|this \w+|agreement|contract|letter|report|invoice|the \w+))?"
    r"|(?:last )?(?:updated|revised)(?: on)?|dated|sent|issued(?: on)?|published(?: on)?"
)
_LABELLED = re.compile(
    rf"(?:{_LABELS})\s*[:.]?\s*(?:as of\s+|the\s+|this\s+|on\s+)?{_WEEKDAY}{_DATE}", re.IGNORECASE
)
STANDS_ALONE = re.compile(
    rf"\W*(?:[A-Z][^\d,:]{{1,30}},\s+)?(?:(?:the|den|le|on)\s+)?{_WEEKDAY}{_DATE}"
    r"(?:\s*,?\s*(?:at\s+)?\d{1,2}[:.]\d\d.{0,12})?\W*",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"\b(?:(?:is|are|was|be)\s+)?(?:hereby\s+)?(?:made|entered\s+into|executed|concluded|signed|"
    r"effective|dated|commences?|agreed)\b[^.;]{0,60}?"
    r"(?:as\s+of|this|on|effective|dated|from|at|the)?"
    r"[^.;\w]{0,6}(?:the\s+|this\s+|as of\s+|date of\s+|date,?\s+|on\s+){0,2}"
    rf"{_WEEKDAY}{_DATE}",
    re.IGNORECASE,
)
_ISSUED = re.compile(
    r"(?:^|[.;]\s+)(?:approved|adopted|issued|published|(?:final |revised |draft )?version)\b"
    rf"[^.;]{{0,60}}?\b(?:on|of|dated)\s+(?:the\s+)?{_WEEKDAY}{_DATE}",
    re.IGNORECASE,
)
_HEAD = re.compile(
    rf".{{0,60}}\b(?:minutes|meeting|letter|memo|agenda|protokoll|dated)\b.{{0,60}}?\b{_DATE}\W*",
    re.IGNORECASE,
)
_PLACE = re.compile(
    rf".{{0,80}}\b[^\W\d_]+,\s+(?:the\s+|den\s+|le\s+)?{_WEEKDAY}{_DATE}", re.IGNORECASE
)
_OTHER = re.compile(
    r"\b(amends?|amended|pursuant|under|certain|that|your|our letter|supersedes?|replaces?|"
    r"reference is|terminat\w+|expir\w+|incorporated|organi[sz]ed|until|original\w*)\b[^.;]*$",
    re.IGNORECASE,
)
_EXECUTED = re.compile(
    r"\b(?:executed?|signed|made|done at)\b[^.;]{0,80}?\b(?:as of|this|on|the|dated)\s+"
    rf"(?:the\s+)?{_DATE}",
    re.IGNORECASE,
)
_WITNESS = re.compile(r"\bin witness|execute[sd]? (this|as of|on)|\bdone at\b", re.IGNORECASE)
_WITNESS_WORDS = ("witness", "execute", "done at")
_SIGNATURE = re.compile(rf"\b(?:date|dated|datum)\s*:+\s*{_DATE}", re.IGNORECASE)
_LAST_BLOCKS = 60
_OPENING_CHARS = 4_000  # of the first two pages


def date_of(blocks: Sequence[Block]) -> str:
    """The date that the document states as its own, ISO 8601; empty if it states none.

    A date that stands alone or behind a label on the first page, else the one of an agreement.
    """
    opening = [
        each for each in blocks if each.page <= blocks[0].page + 1 and each.kind != "contents"
    ]
    first = [each for each in opening if each.page == blocks[0].page] if opening else []
    for block in first[:_FIRST_BLOCKS]:
        text = block.text.strip()
        if not _MAY_HOLD_YEAR.search(text):
            continue
        match = STANDS_ALONE.fullmatch(text) or (len(text) < 200 and _LABELLED.match(text))
        if not match and len(text) < 120 and not _OTHER.search(text):
            match = _HEAD.fullmatch(text) or _PLACE.fullmatch(text)
        match = match or (len(text) < 400 and _ISSUED.search(text))
        if match and (found := _iso(match)):
            return found
    length = 0
    for block in opening:
        if (length := length + len(block.text)) > _OPENING_CHARS:
            break
        if not _MAY_HOLD_YEAR.search(block.text):
            continue
        for match in _AGREED.finditer(block.text):
            named = min(match.start(name) for name, value in match.groupdict().items() if value)
            is_other = _OTHER.search(block.text, max(0, match.start() - 120), named)
            if not is_other and (found := _iso(match)):
                return found
    return _signed(blocks)


def _signed(blocks: Sequence[Block]) -> str:
    """The date on which a document says that it is executed, or that all its signatures have."""
    dates: set[str] = set()
    for block in blocks:
        words = block.text.lower()
        if any(word in words for word in _WITNESS_WORDS) and _WITNESS.search(block.text):
            match = _EXECUTED.search(block.text)
            if match and (found := _iso(match)):
                return found
    for block in blocks[-_LAST_BLOCKS:]:
        dates |= {found for match in _SIGNATURE.finditer(block.text) if (found := _iso(match))}
    return dates.pop() if len(dates) == 1 else ""


def _iso(match: re.Match[str]) -> str:
    """The date of a match of _DATE; empty if there is no such day."""
    parts = {name[:-1]: value for name, value in match.groupdict().items() if value}
    year = int(parts["year"])
    if "one" in parts:
        one, two = int(parts["one"]), int(parts["two"])
        if parts["sign"] == "." or one > 12:
            day, month = one, two
        elif two > 12 or one == two:
            month, day = one, two
        else:
            return str(year)  # 3/4/2020 is in March or in April
    else:
        name = parts["month"].lower()
        month = int(name) if name.isdecimal() else _MONTHS[name]
        if "day" not in parts:
            return f"{year}-{month:02}"
        word = parts["day"].lower()
        day = int(word) if word.isdecimal() else _ORDINALS[word]
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
