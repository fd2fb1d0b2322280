"""The words of a document's name, and other ways in which a question says them.

"minutes-2024-05-14" are the May minutes, "amendment_2" is the second amendment, and the Master
Services Agreement is the MSA.
"""

from __future__ import annotations

import re
import unicodedata

from index.storage.query_variants import STOP_WORDS

WORD = re.compile(r"[^\W_]+")
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
"""Of words that are written together: UsioInc, TD20417."""

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d[-_. ]?(0[1-9]|1[0-2])(?:[-_. ]?(?:[0-2]\d|3[01]))?(?!\d)")
_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")

_NUMERALS = (
    *(
        ("first", "1st", "i"),
        ("second", "2nd", "ii"),
        ("third", "3rd", "iii"),
        ("fourth", "4th", "iv"),
    ),
    *(("fifth", "5th", "v"), ("sixth", "6th", "vi"), ("seventh", "7th", "vii"), ("eighth", "8th")),
    *(("ninth", "9th", "ix"), ("tenth", "10th", "x"), ("eleventh", "11th"), ("twelfth", "12th")),
)
_SAME = {
    **{form: str(number) for number, forms in enumerate(_NUMERALS, 1) for form in forms},
    **{month[:3]: month for month in MONTHS},
    "sept": "september",
}
"""Form -> the form under which it is compared."""

_INITIALS = range(3, 7)  # letters of an abbreviation


def compared(word: str) -> str:
    """The form under which a word of a name and of a question are compared.

    >>> compared("Müller"), compared("Second"), compared("05")
    ('muller', '2', '5')
    """
    plain = word.casefold()
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(character for character in parts if not unicodedata.combining(character))
    if plain.isdecimal() and len(plain) == 2:
        return plain.lstrip("0") or plain
    return _SAME.get(plain, plain)


def name_words(name: str) -> set[str]:
    """The words of a name as they are compared, and in capitals its abbreviations."""
    spaced = _COMPACT_DATE.sub(r"\1-\2-\3", name)
    words = WORD.findall(spaced)
    found = {compared(piece) for word in words for piece in (word, *PART.findall(word))}
    found.update(MONTHS[int(month) - 1] for month in _DATE.findall(spaced))
    return found | _abbreviations([word for word in words if word.isalpha()])


def _abbreviations(words: list[str]) -> set[str]:
    """The initials of each run of capitalised words, with the small ones between and without."""
    runs, run = list[list[str]](), list[str]()
    for word in [*words, ""]:
        if word[:1].isupper() or (run and word in STOP_WORDS):
            run.append(word)
        else:
            runs.append(run)
            run = []
    found = set[str]()
    for run in runs:
        for kept in (run, [word for word in run if word[0].isupper()]):
            if len(kept) in _INITIALS:
                found.add("".join(word[0] for word in kept).upper())
    return found
