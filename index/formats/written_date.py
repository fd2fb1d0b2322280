"""The date that a document states as its own, in its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from index.formats.other_day import is_other_day

_FIRST = 14  # paragraphs of the first page, for a date in a letter's head or on a title page
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
    r"statement|effective|publication|submission|filing|release)\s+)?(?:date|datum|fecha|data)"
    r"(?:\s+of\s+(?:issue|this \w+|agreement|contract|letter|report|invoice|the \w+))?"
    r"|(?:last )?(?:updated|revised)(?: on)?|dated|sent|issued(?: on)?|published(?: on)?"
    r"|(?:for )?(?:immediate )?release|press release|embargoed until|version|stand"
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
_REPORT = re.compile(
    r"(?!.*\b(?:is|was|were|are|has|had|have|be|been|will|shall|must|says?|said|shows?)\b)"
    r".{0,40}\b(?:report|statement|newsletter|bulletin|circular|briefing|review|survey|audit|study|"
    rf"bericht|rapport|press release|pressemitteilung)\b.{{0,60}}?\b{_DATE}[\W]*(?<![.;])",
    re.IGNORECASE,
)
"""The lines of a title page, which are no sentence."""

_PLACE = re.compile(
    rf".{{0,80}}\b[^\W\d_]+,\s+(?:the\s+|den\s+|le\s+)?{_WEEKDAY}{_DATE}", re.IGNORECASE
)
_OTHER = re.compile(
    r"\b(amends?|amended|pursuant|under|certain|that|your|our letter|supersedes?|replaces?|"
    r"reference is|terminat\w+|expir\w+|incorporated|organi[sz]ed|until|original\w*)\b[^.;]*$",
    re.IGNORECASE,
)
_SHORT = 70  # characters of the lines of a head
_ENDS = 20_000  # characters at the start and at the end of a text, where its date may stand
_NOTE_MARK = re.compile(r"\[\d{1,3}\]")
_LITTLE_WORD = re.compile(r"\b(?!vom\b)[a-zà-ÿ]+\s*$")
_LEADS_ON = re.compile(r"\b(?:on|of|by|until|till|before|after|since|from|to|the|than|is|was)$")

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


def date_of(texts: Sequence[str], on_first: int, on_two: int) -> str:
    """The date that the document states as its own, ISO 8601; empty if it states none.

    A date that stands alone or behind a label on the first page, else the one of an agreement.
    `texts` are its paragraphs, of which so many stand on the first page, and on the first two.
    """
    for text in texts[: min(_FIRST, on_first)]:
        if _MAY_HOLD_YEAR.search(text) and (found := _alone(text.strip())):
            return found
    length = 0
    for text in texts[:on_two]:
        if (length := length + len(text)) > _OPENING_CHARS:
            break
        if not _MAY_HOLD_YEAR.search(text):
            continue
        for match in _AGREED.finditer(text):
            named = _start(match)
            is_other = _OTHER.search(text, max(0, match.start() - 120), named)
            if not is_other and (found := _iso(match)):
                return found
    return _signed(texts)


def _alone(text: str) -> str:
    """The date of a paragraph that is a date, or begins or ends with one as a heading does."""
    match = STANDS_ALONE.fullmatch(text) or (len(text) < 200 and _LABELLED.match(text))
    if not match and len(text) < 120 and not _OTHER.search(text):
        match = _HEAD.fullmatch(text) or _PLACE.fullmatch(text) or _report(text)
        if match and is_other_day(text, _start(match)):
            return ""
    match = match or (len(text) < 400 and _ISSUED.search(text))
    return _iso(match) if match else ""


def _report(text: str) -> re.Match[str] | None:
    """A line of a title page that ends with its date, not with that of an event: "of 3 May"."""
    match = _REPORT.fullmatch(text)
    return None if match and _LITTLE_WORD.search(text[: _start(match)]) else match


def date_of_text(text: str) -> str:
    """The date that a text of paragraphs states as its own, ISO 8601; empty if it states none.

    The lines of a short paragraph, as at the head of a letter, stand each for itself, unless one
    goes on in the next.
    """
    ends = [text[:_ENDS], text[max(_ENDS, len(text) - _ENDS) :]]
    plain = _NOTE_MARK.sub("", "\n\n".join(ends))
    paragraphs = [each.strip() for each in plain.split("\n\n") if each.strip()]
    texts: list[str] = []
    for paragraph in paragraphs:
        lines = [line.strip(" \t*_#>|") for line in paragraph.split("\n")]
        if len(texts) < _FIRST and max(map(len, lines)) < _SHORT:
            texts += _whole_lines(lines)
        else:
            texts.append(" ".join(lines))
    return date_of(texts, len(texts), len(texts))


def _whole_lines(lines: Sequence[str]) -> Iterator[str]:
    """The lines; one behind a little word, "on", is joined to it."""
    above = ""
    for line in lines:
        if _LEADS_ON.search(above):
            above = f"{above} {line}"
        else:
            yield from filter(None, [above])
            above = line
    yield from filter(None, [above])


def _start(match: re.Match[str]) -> int:
    """Where the date of a match of _DATE begins."""
    return min(match.start(name) for name, value in match.groupdict().items() if value)


def _signed(texts: Sequence[str]) -> str:
    """The date on which a document says that it is executed, or that all its signatures have."""
    dates: set[str] = set()
    for text in texts:
        words = text.lower()
        if any(word in words for word in _WITNESS_WORDS) and _WITNESS.search(text):
            match = _EXECUTED.search(text)
            if match and (found := _iso(match)):
                return found
    for text in texts[-_LAST_BLOCKS:]:
        dates |= {found for match in _SIGNATURE.finditer(text) if (found := _iso(match))}
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
