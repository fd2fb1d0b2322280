"""Asks a question after another one, and says in the answer how it was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from qa.questions.follow_up.rewrite import follow_up
from qa.questions.follow_up.types import Previous
from qa.types import Answer

MAX_DOCUMENTS = 2
"""Documents of an answer that a question after it may be about."""

MAX_ANSWER_CHARS = 120
"""Of the words of an answer that a question after it may be about."""


def ask_after(ask: Callable[[str], Answer], question: str, previous: Previous) -> Answer:
    """The answer to the question as a follow-up on the one before, if it certainly is one.

    `Answer.written` is the question as it was written then; where it is in doubt, the question is
    asked as it is written, and `Answer.follow_up` is the other reading.
    """
    found = follow_up(question, previous)
    if found is None:
        return ask(question)
    if found.is_certain:
        return replace(ask(found.question), written=question.strip())
    return replace(ask(question), follow_up=found.question)


def previous_of(answer: Answer) -> Previous:
    """What a question after this answer may follow up on."""
    quoted = answer.quoted
    titles = [each.title for each in answer.named]
    titles = titles or [place.span.document.title for place in quoted]
    words = " ".join(quoted[0].span.text.split()) if quoted else ""
    items = [" ".join(item.span.text.split()) for item in answer.items] if answer.is_list else []
    return Previous(
        question=answer.question,
        answer=words if len(words) <= MAX_ANSWER_CHARS else "",
        documents=tuple(dict.fromkeys(titles))[:MAX_DOCUMENTS],
        items=tuple(items),
    )
