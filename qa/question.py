"""A question: whether it can be asked, and which shape of answer it wants."""

from __future__ import annotations

import re

from index.spans import PinciteError
from qa.answer import Shape

LONGEST_QUESTION = 2_000
"""Characters."""

_VERB = "(is|are|was|were|am|do|does|did|can|could|has|have|had|will|would|shall|should|may|might|must)"
_REASON = re.compile(
    rf"(describe|explain|why|how come|how (to|{_VERB})(n['’]t)?|(for|on) what (reason|ground)s?)\b"
    rf"|what {_VERB} the (reason|purpose|point)s?\b|.*\band why\b"
)
_YES_OR_NO = re.compile(rf"{_VERB}(n['’]t)?\s(?!.*\bor\b)")
_OPENING = re.compile(r"^\W*((so|and|but|well|please|then)\b[\s,]*)*")


def checked(question: str) -> str:
    """The question without white space around it. Raises PinciteError where there is nothing to ask, or too much."""
    question = question.strip()
    if not question:
        raise PinciteError('The question is empty. Ask something, such as "When was it founded?"')
    if len(question) > LONGEST_QUESTION:
        raise PinciteError(f"The question has {len(question):,} characters; at most {LONGEST_QUESTION:,} can be asked. Shorten it.")
    if any(0xD800 <= ord(character) < 0xE000 for character in question):
        raise PinciteError("The question holds bytes that are not UTF-8. Type it again.")
    return question


def shape(question: str) -> Shape:
    """A few words answer most questions; a reason, a manner, a description, and yes or no want sentences. By its words alone.

    >>> shape("How many mills burned?"), shape("How did the mill burn down?"), shape("Did the mill burn down?")
    ('words', 'sentences', 'sentences')
    """
    asked = _OPENING.sub("", question.casefold())
    return "sentences" if _YES_OR_NO.match(asked) or _REASON.match(asked) else "words"
