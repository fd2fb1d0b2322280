"""What a follow-up question is read with, and how it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from qa.questions.follow_up.phrases import Phrase, Question, is_time_word, tokens_of

MAX_ANSWER_WORDS = 8
"""Of an answer that can stand in a question in place of a pronoun."""


@dataclass(frozen=True)
class Previous:
    """The question and the answer before; empty where there is none, or it was set aside."""

    question: str = ""
    """As it was asked, not as it was written."""
    answer: str = ""
    """The words that answered."""
    documents: tuple[str, ...] = ()
    """Titles of the documents that it named, or else from which the answer is quoted."""
    items: tuple[str, ...] = ()
    """The things of a list."""

    @cached_property
    def parsed(self) -> Question:
        return Question(self.question.strip())

    @property
    def name(self) -> str:
        """The answer, if it is a name or a thing that a question can be about; else ""."""
        words = self.answer.strip(" .,;").split()
        is_short = 0 < len(words) <= MAX_ANSWER_WORDS
        if not is_short or all(is_time_word(token.text) for token in tokens_of(self.answer)):
            return ""
        named = words[0][0].isupper() or words[0].lower() in ("the", "a", "an")
        return " ".join(words) if named and not re.match(r"\d", words[0]) else ""

    @property
    def is_about_person(self) -> bool:
        """Whether a person answered it."""
        asked = self.parsed
        noun = asked.tokens[asked.wh_end - 1].lower if asked.wh_end > 1 else ""
        return asked.wh in ("who", "whom", "whose") or Phrase("", 0, 0, "", (noun,)).is_person

    @property
    def asks_which(self) -> bool:
        """Whether it asked for one of several things: "Which ship …", "What exhibition …"."""
        return self.parsed.wh in ("which", "what") and self.parsed.wh_end > 1


NO_PREVIOUS = Previous()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up question in words that need no question before it."""

    question: str
    is_certain: bool = True
    """Whether a person would read it so; if not, it is as likely meant as it is written."""


def sentence(text: str) -> str:
    """With a capital at its start and a question mark at its end."""
    text = " ".join(text.split()).rstrip(" ?.!,;")
    return f"{text[:1].upper()}{text[1:]}?"


def lowered(text: str) -> str:
    """Without the capital of its first word, if that is an ordinary one."""
    first = tokens_of(text)[:1]
    is_ordinary = bool(first) and not first[0].is_open
    return text[:1].lower() + text[1:] if is_ordinary else text
