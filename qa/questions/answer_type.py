"""What type of answer a question asks for."""

from __future__ import annotations

import re

from qa.types import AnswerType

_VERB = (
    "(is|are|was|were|am|do|does|did|can|could|has|have|had|will|would|shall|should|may|might|must)"
)
_REASON = re.compile(
    rf"(describe|explain|why|how come|how (to|{_VERB})(n['’]t)?|(for|on) what (reason|ground)s?)\b"
    rf"|what {_VERB} the (reason|purpose|point)s?\b|.*\band why\b"
)
_YES_OR_NO = re.compile(rf"{_VERB}(n['’]t)?\s(?!.*\bor\b)")
_OPENING = re.compile(r"^\W*((so|and|but|well|please|then)\b[\s,]*)*")


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
