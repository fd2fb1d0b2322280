"""Whether a question can be asked."""

from __future__ import annotations

from index.errors import PinciteError

MAX_QUESTION_CHARS = 2_000
"""Characters of a question. (What the model reads is `qa.readers.windows.MAX_QUESTION_TOKENS`.)"""


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
