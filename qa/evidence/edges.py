"""The edges of a span: where the words of an answer begin and end.

A reader chooses tokens of its own; an answer has whole words, a number with its sign, unit, bracket
and qualifier, and stays in one sentence, row or item. The rules look at a few characters on either
side of the span.
"""

from __future__ import annotations

import re

from qa.evidence.brackets import with_brackets
from qa.evidence.tokens import whole_tokens

MAX_ADDED = 60
"""Characters that a span may grow by to either side; a qualified range of amounts has fewer."""

_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundred|half)"
)
_CURRENCY = r"(?:USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN|INR|CNY|RMB|HK\$|US\$|Rs\.?)"
_SIGN = r"(?:[-−–+±~≈<>≤≥$€£¥₹]|(?<![^\W\d_])" + _CURRENCY + ")"
_NUMBER = rf"(?:{_SIGN} ?)*(?:\d[\d,.:/]*\d|\d)"
_UNIT = (
    r"(?:°\s?[CFK]\b|[%‰°′″€£¥]|per ?cent\b|(?:percentage|basis) points?\b|"
    r"(?:[kcmdnµμ]?m[²³]?|km/h|mph|[kMGT]?B|[mµ]?g|kg|t|[mcd]?l|ha|[kMG]?Wh?|[kMG]?Hz|bar|h|"
    r"min|s|ms|ft|lbs?|oz|gal|hp|rpm|dB|knots?|a\.m\.|p\.m\.|am|pm)(?:/[a-z]{1,4})?(?![\w'’-])|"
    r"(?:(?:business|working|calendar|square|cubic|nautical) )?"
    r"(?:second|minute|hour|day|night|week|month|year|decade|dollar|euro|pound|franc|mark|crown|"
    r"guilder|cent|mile|yard|foot|feet|inch(?:es)?|acre|hectare|gallon|tonne|ton|degree|watt|volt|"
    r"(?:kilo|centi|milli)?(?:met(?:er|re)|gram|lit(?:er|re)))s?\b(?!-))"
)
_SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen|bn|mn)\b"
_QUANTITY = rf"{_NUMBER}(?:[ -]?{_SCALE})?(?:[ -]?{_UNIT})?"
_BOUND = (
    r"(?:(?:in )?no(?: event| case)? |not |any )?(?:more|less|fewer|greater|higher|lower|later|"
    r"earlier|longer|shorter|older|younger|larger|smaller|sooner)(?: \w+)? than|at least|at most|"
    r"not exceeding|in excess of|"
    r"up to|as (?:many|much|few|little|late|early|long) as|approximately|approx\.?|about|around|"
    r"roughly|nearly|almost|circa|ca\.|c\.|over|under|a (?:minimum|maximum) of|not|minus"
)

_SIGN_BEFORE = re.compile(rf"(?<![\w)\]]){_SIGN}(?: ?{_SIGN})? ?\Z")
_STARTS_WITH_NUMBER = re.compile(rf"(?:an? )?(?:{_NUMBER}|{_NUMBER_WORD}\b)", re.IGNORECASE)
_ENDS_WITH_NUMBER = re.compile(rf"(?:\d|\b{_NUMBER_WORD}|\d\))\Z", re.IGNORECASE)
_SCALE_AFTER = re.compile(rf"[ -]?{_SCALE}")
_UNIT_AFTER = re.compile(rf"[ \u00a0-]?(?P<unit>{_UNIT})")
_AMOUNT = re.compile(
    rf"[$€£¥₹]|\b{_CURRENCY}(?!\w)|(?:\d|\b{_NUMBER_WORD}|\d\)|{_SCALE}) ?{_UNIT}\Z", re.IGNORECASE
)
_PER = (
    r"(?:(?:calendar|working|square|cubic) )?(?:minute|hour|day|night|week|fortnight|month|"
    r"quarter|year|annum|person|head|adult|child|seat|user|piece|copy|page|mile|met(?:er|re)|"
    r"kilo\w*|lit(?:er|re)|ton(?:ne)?|pound|acre|hectare)\b"
)
_EACH = r"(?:an?|per|each|every)"
_PER_AFTER = re.compile(
    rf" {_EACH} (?P<unit>{_PER})(?:(?: and)? {_EACH} {_PER}| and {_PER}){{0,2}}"
)
_ADJECTIVE = {"day": "daily", "year": "annual", "annum": "annual"}
_NAME = r"(?:[A-Z][\w.’'-]*(?: (?:(?:of|the) )*[A-Z][\w’'-]*){0,4})"
_BASE_AFTER = re.compile(
    r" (?:(?P<word>above|below|over|under) (?:(?:the|its|their) )?(?:[\w’'&-]+ ){0,3}?"
    r"(?:rate|index|LIBOR|EURIBOR|SONIA|SOFR)\b|plus (?:[\w’'&-]+ ){0,2}?(?:VAT|tax(?:es)?|"
    rf"postage|carriage|expenses|interest)\b|(?:ex|in)cluding VAT\b)(?: of (?:the )?{_NAME})?"
)
_QUALIFIER_BEFORE = re.compile(rf"(?<!\w)(?:{_BOUND}) (?:an? )?\Z", re.IGNORECASE)
_WORD_BEFORE_BRACKET = re.compile(rf"\b(?:{_NUMBER_WORD}[ -]){{0,3}}{_NUMBER_WORD} ?\(\Z", re.I)
_DIGITS_IN_BRACKETS = re.compile(rf" ?\({_NUMBER}%?\)")
_BETWEEN = re.compile(r"\bbetween \Z", re.IGNORECASE)
_BETWEEN_NUMBER = re.compile(rf"\bbetween {_QUANTITY} and \Z", re.IGNORECASE)
_AND_NUMBER = re.compile(rf"(?: {_UNIT})? and {_QUANTITY}")
_NUMBER_TO = re.compile(rf"(?<![\w.,]){_NUMBER}(?: ?{_UNIT})?(?: to | ?[–—] ?)\Z")
_TO_NUMBER = re.compile(rf"(?: to | ?[–—] ?){_QUANTITY}")
_ASKS_FOR_A_BOUND = re.compile(
    r"\b(?:begin|began|start|end|ended|first|last|since|until|least|most|max\w*|min\w*|highest|"
    r"lowest|greatest|smallest|largest|earliest|latest|final\w*|initial\w*|upper|lower|when)\b",
    re.IGNORECASE,
)
_NEXT_CLAUSE = re.compile(
    r"\s*\n\s*(?:\d{1,3}[.)]|\([a-z\d]{1,4}\)|[•▪●*–-] |[A-Z][\w-]*:? ?[\dIVXA-Z]{1,4}\b)"
    r"|(?<=[a-z\d)]{2})[.;] (?=(?:Exhibit|Schedule|Annex|Appendix|Section|Article|Clause)"
    r" [\dA-Z])|(?<=[a-z\d)]{2})[.;] (?=\d{1,2}(?:\.\d{1,2}){0,3}\.? [A-Z])"
)
_SPACE = re.compile(r"\s")


def fit_edges(sentence: str, start: int, end: int, question: str = "") -> tuple[int, int]:
    """The range of an answer in its sentence, with edges where words and numbers have theirs.

    A unit that the question names is not added, nor the other end of a range to a question that
    asks for one of them. The range is the same if no rule applies, and never empty.

    >>> text = "The unit works at -20 to 45 °C."
    >>> start, end = fit_edges(text, text.index("20"), text.index(" °C"))
    >>> text[start:end]
    '-20 to 45 °C'
    """
    old = (start, end)
    clause = _NEXT_CLAUSE.search(sentence, start + 1, end)
    if clause:
        end = clause.start()
    sentence = _SPACE.sub(" ", sentence)
    start, end = whole_tokens(sentence, start, end)
    start, end = _without_separators(sentence, start, end)
    if start >= end:
        return old
    start, end = with_brackets(sentence, start, end)
    for rule in (_written_twice, _signed, _scaled, _rated, _range, _qualified):
        start, end = rule(sentence, start, end, question)
    if start < old[0] - MAX_ADDED or end > old[1] + MAX_ADDED:
        return old
    return start, end


def _without_separators(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ",;:"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:"):
        end -= 1
    return start, end


def _written_twice(text: str, start: int, end: int, _: str) -> tuple[int, int]:
    """A number in words and digits: "Thirty (30)"."""
    before = _WORD_BEFORE_BRACKET.search(text[max(start - MAX_ADDED, 0) : start])
    if before and text[end : end + 1] == ")":
        return start - len(before[0]), end + 1
    if _ENDS_WITH_NUMBER.search(text[start:end]):
        after = _DIGITS_IN_BRACKETS.match(text, end)
        if after and not text[end - 1].isdigit():
            end = after.end()
    return start, end


def _signed(text: str, start: int, end: int, _: str) -> tuple[int, int]:
    """With the sign or currency before the number."""
    if text[start].isdigit():
        before = _SIGN_BEFORE.search(text[max(start - 8, 0) : start])
        if before:
            start -= len(before[0])
    return start, end


def _scaled(text: str, start: int, end: int, question: str) -> tuple[int, int]:
    """With the magnitude and the unit after the number."""
    if not _ENDS_WITH_NUMBER.search(text[start:end]):
        return start, end
    scale = _SCALE_AFTER.match(text, end)
    if scale:
        end = scale.end()
    unit = _UNIT_AFTER.match(text, end)
    if unit and not _names(question, unit["unit"]):
        end = unit.end()
    return start, end


def _rated(text: str, start: int, end: int, question: str) -> tuple[int, int]:
    """With what an amount is for or measured from: "a year above the base rate", "plus VAT"."""
    if not _AMOUNT.search(text[start:end]):
        return start, end
    per = _PER_AFTER.match(text, end)
    if per and not _names(question, per["unit"]):
        end = per.end()
    base = _BASE_AFTER.match(text, end)
    if base and not (base["word"] and _begins_a_word(base["word"], question)):
        end = base.end()
    return start, end


def _range(text: str, start: int, end: int, question: str) -> tuple[int, int]:
    """With both ends of a range of numbers: "between 40 and 55", "-20 to 45 °C"."""
    if not _STARTS_WITH_NUMBER.match(text[start:end]):
        return start, end
    before = text[max(start - MAX_ADDED, 0) : start]
    whole = _BETWEEN_NUMBER.search(before)
    if whole:
        return start - len(whole[0]), end
    between, second = _BETWEEN.search(before), _AND_NUMBER.match(text, end)
    if between and (second or " and " in text[start:end]):
        return start - len(between[0]), second.end() if second else end
    if _ASKS_FOR_A_BOUND.search(question):
        return start, end
    first = _NUMBER_TO.search(before)
    if first:
        start -= len(first[0])
    last = _TO_NUMBER.match(text, end)
    return start, last.end() if last else end


def _qualified(text: str, start: int, end: int, question: str) -> tuple[int, int]:
    """With the words that make a number a bound or an estimate."""
    if _STARTS_WITH_NUMBER.match(text[start:end]):
        before = _QUALIFIER_BEFORE.search(text[max(start - MAX_ADDED, 0) : start])
        if before and not _begins_a_word(before[0].strip(), question):
            start -= len(before[0])
    return start, end


def _names(question: str, unit: str) -> bool:
    """Whether the question has that unit, as in "How many years…?"."""
    word = unit.split()[-1].rstrip("s")
    if word in _ADJECTIVE and _begins_a_word(_ADJECTIVE[word], question):
        return True
    begins = word[: max(3, len(word) - 2)]  # "kilometre" is "kilometers" in the question
    return len(word) > 1 and _begins_a_word(begins, question)


def _begins_a_word(letters: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(letters)}", text, re.IGNORECASE) is not None
