"""Questions: whether they can be asked, and what type of answer they ask for."""

from __future__ import annotations

import re

from index.errors import PinciteError
from qa.types import AnswerType

MAX_QUESTION_CHARS = 2_000
"""Characters of a question. (What the model reads is `qa.readers.windows.MAX_QUESTION_TOKENS`.)"""

_VERB = (
    "(is|are|was|were|am|do|does|did|can|could|has|have|had|will|would|shall|should|may|might|must)"
)
_REASON = re.compile(
    rf"(describe|explain|why|how come|how (to|{_VERB})(n['’]t)?|(for|on) what (reason|ground)s?)\b"
    rf"|what {_VERB} the (reason|purpose|point)s?\b|.*\band why\b"
)
_YES_OR_NO = re.compile(rf"{_VERB}(n['’]t)?\s(?!.*\bor\b)")
_OPENING = re.compile(r"^\W*((so|and|but|well|please|then)\b[\s,]*)*")


def validate_question(question: str) -> str:
    """The question, stripped. Raises PinciteError if it is empty, too long, or not valid text."""
    question = question.strip()
    if not question:
        raise PinciteError('The question is empty. Ask something, such as "When was it founded?"')
    if len(question) > MAX_QUESTION_CHARS:
        raise PinciteError(
            f"The question has {len(question):,} characters; "
            f"at most {MAX_QUESTION_CHARS:,} can be asked. Shorten it."
        )
    if any(0xD800 <= ord(character) < 0xE000 for character in question):
        raise PinciteError("The question contains bytes that are not UTF-8. Type it again.")
    return question


def answer_type(question: str) -> AnswerType:
    """Whether a few words answer the question, or sentences do; decided by its words alone.

    Sentences answer questions for a reason, a manner or a description, and yes/no questions.

    >>> answer_type("How many mills burned?")
    'words'
    >>> answer_type("How did the mill burn down?"), answer_type("Did the mill burn down?")
    ('sentences', 'sentences')
    """
    asked = _OPENING.sub("", question.casefold())
    return "sentences" if _YES_OR_NO.match(asked) or _REASON.match(asked) else "words"
