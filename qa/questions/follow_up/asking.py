"""Asks a question after another one, and says in the answer how it was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from qa.questions.follow_up.antecedents import quoted
from qa.questions.follow_up.phrases import Question
from qa.questions.follow_up.rewrite import follow_up
from qa.questions.follow_up.types import Previous, sentence
from qa.types import Answer

MAX_DOCUMENTS = 2
"""Documents of an answer that a question after it may be about."""

MAX_ANSWER_CHARS = 120
"""Of the words of an answer that a question after it may be about."""


def ask_after(ask: Callable[[str], Answer], question: str, previous: Previous) -> Answer:
    """The answer to the question as a follow-up on the one before, if it certainly is one.

    `Answer.written` is the question as it was written then, and `Answer.follow_up` the question
    about the document of the answer before, if another one answers now. Where it is in doubt, the
    question is asked as it is written, and `Answer.follow_up` is the other reading.
    """
    found = follow_up(question, previous)
    if found is None:
        return ask(question)
    if found.is_certain:
        answer = ask(found.question)
        other = _in_document(found.question, previous, answer)
        return replace(answer, written=question.strip(), follow_up=other)
    return replace(ask(question), follow_up=found.question)


def _in_document(question: str, previous: Previous, answer: Answer) -> str:
    """The question about the document of the answer before; "" if that one answers it.

    Also "" if there were several, or a document is named: by the question, or in it.
    """
    titles = [place.span.document.title for place in answer.quoted]
    if len(previous.documents) != 1 or previous.documents[0] in titles or answer.named:
        return ""
    if any(phrase.is_text for phrase in Question(question).phrases):
        return ""
    return sentence(f"{question.rstrip('?')} in {quoted(previous.documents[0])}")


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
