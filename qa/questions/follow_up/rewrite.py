"""From a follow-up question to one that can be asked by itself. By rules, without a model.

>>> from qa.questions.follow_up.types import Previous
>>> follow_up("and when?", Previous("Where was the lease signed?", "Lindholm")).question
'When was the lease signed?'
"""

from __future__ import annotations

import re

from qa.questions.focus import MAX_WORDS
from qa.questions.follow_up import words as w
from qa.questions.follow_up.antecedents import thing
from qa.questions.follow_up.elliptical import question_word
from qa.questions.follow_up.phrases import Phrase, Question
from qa.questions.follow_up.references import resolved, resolved_part
from qa.questions.follow_up.substitution import substituted
from qa.questions.follow_up.times import WHEN
from qa.questions.follow_up.types import FollowUp, Previous, sentence
from qa.questions.follow_up.words import base_of
from qa.questions.validation import MAX_QUESTION_CHARS

_OPENING = re.compile(
    r"^\W*(?:(?:ok|okay|well|so|now|yes|no|thanks|thank you|please|hm+|ah)\b[\s,.!]*)+", re.I
)
_JOINED = re.compile(
    r"^\W*(?:(?:and|or|but|also|plus|then)\b[\s,]*)*"
    r"(?:(?:(?:what|how)\s+(?:about|of)|(?:the )?same(?: question)?(?= for| with| in))\b[\s,]*)?",
    re.I,
)
_ONLY = re.compile(r"^(?:only|just|specifically)\s+(.+)|(.+?)[\s,]+(?:only|alone)$", re.I | re.S)
_TOO = re.compile(r"[\s,]+(?:too|also|as well|then|instead|please)$", re.I)
_META = re.compile(r"\b(?:say|says|said|mean|means)\s+(?:that|so|this)\b|\bare you\b", re.I)
"""Of what was answered, not of what the documents say."""

_SHORTENED = re.compile(
    r"\b(what|who|where|when|how|why|it|that|there|he|she)['’]s\b(?!\s+[\w-]+['’]s)", re.I
)


def follow_up(question: str, previous: Previous) -> FollowUp | None:
    """How a person would read the question after the one before; None if it stands by itself."""
    if not previous.question.strip() and not previous.documents and not previous.answer:
        return None
    if max(len(question.split()), len(previous.question.split())) > MAX_WORDS:
        return None  # it tells its circumstances itself
    plain = _SHORTENED.sub(r"\1 is", _OPENING.sub("", question.strip()).strip())
    join = _JOINED.match(plain)
    joined = bool(join and join[0].strip())
    about = bool(join and re.search(r"\b(?:about|of|for|with)\b", join[0], re.I))
    core = plain[join.end() if join else 0 :].strip(" \t\n?.!,;:—-")
    found = _read(core, previous, joined=joined, about=about) if core else None
    if found is None or _same(found.question, question):
        return None
    return found if len(found.question) <= MAX_QUESTION_CHARS else None


def _read(core: str, previous: Previous, *, joined: bool, about: bool) -> FollowUp | None:
    if (found := question_word(core, previous)) is not None:
        return found
    only = _ONLY.match(core)
    part = _TOO.sub("", (only[1] or only[2]) if only else core)
    if _META.search(core):
        return None
    if _is_fragment(part):
        is_marked = joined or bool(only)
        if is_marked or _could_be_part(part):
            of_it = resolved_part(part, previous)
            is_owned = part.split()[0].lower() in w.POSSESSIVE
            if is_owned and of_it == part:
                return None
            if is_owned and (not joined or _is_other_property(part, previous)):
                return FollowUp(sentence(f"what is {of_it}"))
            return substituted(of_it, previous, is_joined=is_marked)
        return None
    if about:
        return None
    if (found := resolved(core, previous) or _of_bare_verb(core, previous)) is not None:
        return found
    return _of_document(core, previous, is_joined=joined)


def _is_other_property(part: str, previous: Previous) -> bool:
    """ "and its weight?" after "How high is the tower?", which cannot be asked of a weight."""
    return previous.parsed.wh != "what" and part.split()[-1].lower() in w.ATTRIBUTES


def _of_bare_verb(core: str, previous: Previous) -> FollowUp | None:
    """ "who signed?", "who voted against?": signed or against what was asked about before."""
    asked = Question(core)
    is_bare = asked.wh == "who" and asked.auxiliary is None and not asked.phrases
    if not is_bare or not 2 <= len(asked.tokens) <= 3:
        return None
    last = asked.tokens[-1].lower
    found = thing(previous, asked)
    same = {base_of(token.lower) or token.lower for token in previous.parsed.tokens}
    is_same = base_of(last) in same or last in w.TEXT_VERBS
    if found is None or not (last in ("against", "for") or is_same):
        return None
    return FollowUp(sentence(f"{core} {found.text}"), found.is_certain)


def _is_fragment(part: str) -> bool:
    """Whether it has no question word and no verb of its own."""
    words = Question(part).tokens
    return not any(token.lower in w.WH | w.AUXILIARY and not token.is_open for token in words)


def _could_be_part(part: str) -> bool:
    """ "in 2023", "the deposit": begins as a part of a question does."""
    if WHEN.fullmatch(part.strip()):
        return True
    first = Question(part).tokens[:1]
    return bool(first) and first[0].lower in w.PREPOSITIONS | {"the", "his", "her", "its", "their"}


def _of_document(core: str, previous: Previous, *, is_joined: bool) -> FollowUp | None:
    """The question about the document that the one before named: "under the Usio agreement".

    Only a question that names nothing itself; without "and" it is as likely meant of all documents.
    """
    asked, before = Question(core), previous.parsed
    text = next((each for each in before.phrases if each.is_text), None)
    if text is None or not asked.is_question or _names_something(asked):
        return None
    definite = [phrase for phrase in asked.phrases if phrase.determiner == "the"]
    if not definite or (asked.verb is not None and not is_joined):
        return None
    preposition = text.preposition if text.preposition in ("in", "under", "of", "according") else ""
    link = {"": "in", "of": "of", "according": "according to"}.get(preposition, preposition)
    return FollowUp(sentence(f"{core} {link} {before.whole(text)}"), is_joined)


def _names_something(asked: Question) -> bool:
    """Whether a name, a number, a text or a place of its own says what it is about."""
    own = [
        token for token in asked.tokens[1:] if token.text[0].isupper() or token.text[0].isdigit()
    ]
    has_clause = any(token.lower in w.CLAUSE for token in asked.tokens[1:])
    return bool(own) or has_clause or any(_is_specific(phrase) for phrase in asked.phrases)


def _is_specific(phrase: Phrase) -> bool:
    return phrase.is_text or (phrase.preposition not in ("", "by") and bool(phrase.determiner))


def _same(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())
