"""Losses of the extraction in words, singular and plural right."""

from __future__ import annotations

import re

_PLURAL = re.compile(r"([^\W\d_]*[^\W\d_s]s)\b(?: and ([^\W\d_]*[^\W\d_s]s)\b)?")
_ENDINGS = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"), ("s", ""))


def describe_loss(count: int, what: str) -> str:
    """Such as "1 hidden row skipped", "2 hidden rows skipped".

    `what` is as in Document.losses: a plural, whose first plural word is the noun that is counted.
    Of "headers and footers skipped", one is "1 header or footer skipped".
    """
    return f"{count:,} {what if count != 1 else _singular(what)}"


def _singular(what: str) -> str:
    if match := _PLURAL.search(what):
        nouns = " or ".join(_singular_noun(noun) for noun in match.groups() if noun)
        return f"{what[: match.start()]}{nouns}{what[match.end() :]}"
    return what


def _singular_noun(noun: str) -> str:
    ending, singular = next(pair for pair in _ENDINGS if noun.endswith(pair[0]))
    return f"{noun.removesuffix(ending)}{singular}"
