"""Changes that a writer makes to a quotation: those that falsify it, and those that do not.

A change takes the words of a quotation, as a text, and returns the text that a draft has between
quotation marks, or None where it is not possible. It is made somewhere within, so that what remains
is no shorter quotation that stands in the source.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

Change = Callable[[str, random.Random], str | None]

_NUMBER = re.compile(r"(?<![\w.,])\d{1,6}(?![\w.,]?\d)")
_NEGATION = re.compile(r" (?:not|never|no)(?= )")
_VERB = re.compile(r"(?<= )(?:shall|will|may|must|can|is|are|was|were|has|had|should|would)(?= )")
_OTHERS = (
    *("garden", "monthly", "copper", "seventh", "unlikely", "Parliament", "soften", "harvest"),
    *("obligatory", "lantern", "vendor", "quietly", "northern", "expired", "partial", "engine"),
)


def _inner(text: str, rng: random.Random, most: int = 1) -> tuple[list[re.Match[str]], int] | None:
    """The words with more than one letter, and the index of an inner one, `most` before the end."""
    words = list(re.finditer(r"(?<![\w-])[^\W\d_]{2,}(?![\w’'-])", text))
    if len(words) < most + 3:
        return None
    return words, rng.randrange(1, len(words) - most)


def _replaced(text: str, start: int, end: int, words: str) -> str:
    return f"{text[:start]}{words}{text[end:]}"


def change_word(text: str, rng: random.Random) -> str | None:
    if (found := _inner(text, rng)) is None:
        return None
    word = found[0][found[1]]
    return _replaced(text, *word.span(), rng.choice(_OTHERS))


def change_ending(text: str, rng: random.Random) -> str | None:
    if (found := _inner(text, rng)) is None:
        return None
    word = found[0][found[1]]
    changed = word[0][:-1] if word[0].endswith("s") else f"{word[0]}s"
    return _replaced(text, *word.span(), changed)


def change_number(text: str, rng: random.Random) -> str | None:
    numbers = list(_NUMBER.finditer(text))
    if not numbers:
        return None
    number = rng.choice(numbers)
    return _replaced(text, *number.span(), str(int(number[0]) + rng.choice((1, 3, 10, 25))))


def drop_negation(text: str, rng: random.Random) -> str | None:
    found = list(_NEGATION.finditer(text))
    return _replaced(text, *rng.choice(found).span(), "") if found else None


def add_negation(text: str, rng: random.Random) -> str | None:
    found = [each for each in _VERB.finditer(text) if not text[each.end() :].startswith(" not")]
    if not found:
        return None
    verb = rng.choice(found)
    return _replaced(text, verb.end(), verb.end(), " not")


def add_word(text: str, rng: random.Random) -> str | None:
    if (found := _inner(text, rng)) is None:
        return None
    at = found[0][found[1]].start()
    return _replaced(text, at, at, f"{rng.choice(_OTHERS)} ")


def swap_words(text: str, rng: random.Random) -> str | None:
    if (found := _inner(text, rng, 2)) is None:
        return None
    first, second = found[0][found[1]], found[0][found[1] + 1]
    if first[0].casefold() == second[0].casefold():
        return None
    between = text[first.end() : second.start()]
    return _replaced(text, first.start(), second.end(), f"{second[0]}{between}{first[0]}")


def leave_out(count: int) -> Change:
    def change(text: str, rng: random.Random) -> str | None:
        if (found := _inner(text, rng, count)) is None:
            return None
        words, at = found
        start, end = words[at].start(), words[at + count].start()
        if words[at][0].casefold() == words[at + count][0].casefold():
            return None
        return _replaced(text, start, end, "")

    return change


def keep(text: str, rng: random.Random) -> str | None:
    return text


def straight_marks(text: str, rng: random.Random) -> str | None:
    straight = text.translate(str.maketrans("‘’“”–", "''''-"))
    return straight if straight != text else None


def other_capital(text: str, rng: random.Random) -> str | None:
    return f"{text[0].swapcase()}{text[1:]}" if text[0].isalpha() else None


def bracketed_letter(text: str, rng: random.Random) -> str | None:
    return f"[{text[0].swapcase()}]{text[1:]}" if text[0].isalpha() else None


def wrapped_lines(text: str, rng: random.Random) -> str | None:
    words = text.split()
    return "".join(
        f"{word}{chr(10) if i % 7 == 6 else ' '}" for i, word in enumerate(words)
    ).rstrip()


def hyphenated(text: str, rng: random.Random) -> str | None:
    long = [each for each in re.finditer(r"(?<![\w-])[a-z]{8,}(?![\w-])", text)]
    if not long:
        return None
    word = rng.choice(long)
    at = word.start() + rng.randrange(3, len(word[0]) - 2)
    return _replaced(text, at, at, "-\n")


_NEGATING = re.compile(
    r"\b(?:not|no|never|nor|neither|none|nothing|nobody|cannot|hardly|\w+n['’]t|without|only|but|"
    r"unless|except\w*|other than|excluding|apart from|provided|save)\b",
    re.IGNORECASE,
)


def ellipsis(mark: str) -> Change:
    """Words left out, but no negation nor exception: what is left would say something else."""

    def change(text: str, rng: random.Random) -> str | None:
        words = text.split()
        if len(words) < 14:
            return None
        first = rng.randrange(4, len(words) - 9)
        last = rng.randrange(first + 2, len(words) - 4)
        if _NEGATING.search(" ".join(words[first:last])):
            return None
        return " ".join((*words[:first], mark, *words[last:]))

    return change


def comma_inside(text: str, rng: random.Random) -> str | None:
    return f"{text.rstrip('.,;:')},"


def bracketed_word(text: str, rng: random.Random) -> str | None:
    if (found := _inner(text, rng)) is None:
        return None
    return _replaced(text, *found[0][found[1]].span(), "[that party]")


ALTERED: Mapping[str, Change] = {
    "a word changed": change_word,
    "the ending of a word changed": change_ending,
    "a number changed": change_number,
    "a negation dropped": drop_negation,
    "a negation added": add_negation,
    "a word added": add_word,
    "two words swapped": swap_words,
    "one word left out": leave_out(1),
    "three words left out": leave_out(3),
    "eight words left out": leave_out(8),
}

FAITHFUL: Mapping[str, Change] = {
    "as it stands": keep,
    "straight marks for curly ones": straight_marks,
    "the first letter in the other case": other_capital,
    "the first letter in [brackets]": bracketed_letter,
    "other line breaks": wrapped_lines,
    "a word hyphenated": hyphenated,
    "words left out, marked …": ellipsis("…"),
    "words left out, marked [...]": ellipsis("[...]"),
    "a comma before the closing mark": comma_inside,
    "a word replaced in [brackets]": bracketed_word,
}
