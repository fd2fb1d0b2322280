"""Follow-ups with a pronoun that has no antecedent in the question: "who signed it?"."""

from __future__ import annotations

import re
from collections.abc import Callable

from qa.questions.follow_up import antecedents
from qa.questions.follow_up import words as w
from qa.questions.follow_up.antecedents import Antecedent
from qa.questions.follow_up.phrases import Phrase, Question, Token
from qa.questions.follow_up.substitution import chosen_item, other_ordinal
from qa.questions.follow_up.types import FollowUp, Previous, sentence

MAX_CONTENT = 4
"""Words beside those of closed classes up to which a question with a pronoun is certain to follow
up; longer ones tell enough to stand alone, with a pronoun that was left by mistake."""

_EXPLETIVE = re.compile(
    r"\bit\s+(?:(?:be|been|also|still|really|not|always)\s+)?(?:"
    r"(?:take|takes|took|taken|cost|costs|mean|means|meant|need|needs|matter|matters|help|helps|"
    r"feel|feels|make sense|makes sense|happen|happens)\b.*?"
    r"\b(?:to|for|if|that|when|until|before)\s|"
    r"(?:(?!\w+ed\b)[\w-]+|allowed|permitted|required)\s+(?:to|that|if|when|whether)\s+\w|"
    r"(?:possible|necessary|common|important|normal|usual)\s+for\b|from\s+\w+.*\bto\s|true\b|"
    r"(?:rain|snow|called|said)\b)",
    re.I,
)
"""An "it" that stands for nothing, or for what follows: "Is it enough to send an e-mail?"."""

_BESIDE = frozenset({"outside", "inside", "near", "behind", "above", "below", "beyond"})
_ONES = re.compile(
    rf"\b(the\s+(?:{'|'.join(w.ORDINALS)}|last|other)\s+ones?|the\s+(?:former|latter)|"
    rf"the\s+(?:{'|'.join(w.ORDINALS)}|other)(?=\s*\?*$))",
    re.I,
)


def resolved(core: str, previous: Previous) -> FollowUp | None:
    """The question with what its pronoun stands for; None without one, or if it cannot be told."""
    asked = Question(core)
    if not asked.is_question:
        return None
    if (found := _ordinal(asked, previous)) is not None:
        return found
    token = next((each for each in asked.tokens if _is_unresolved(each, asked)), None)
    says_something = bool(asked.wh) or any(each.is_open for each in asked.tokens)
    if token is None or not says_something:
        return None
    if _EXPLETIVE.search(asked.text[token.start :]) and token.lower == "it":
        return None
    kind = _kind(token, asked)
    found_for = kind(previous) if kind else antecedents.thing(previous, asked)
    if (noun := _demonstrated(token, asked)) is not None:
        return _with_demonstrated(noun, asked, token, previous)
    if found_for is None or _is_within(token, asked):
        return None
    certain = found_for.is_certain and _is_short(asked) and not _may_be_within(token, asked)
    return FollowUp(sentence(_replaced(asked, token, found_for)), certain)


def resolved_part(part: str, previous: Previous) -> str:
    """A part of a question, "her brother" or "outside it", with what its pronoun stands for."""
    asked = Question(part)
    pronouns = w.PERSONS | w.SEVERAL | {"it", "its"}
    token = next((each for each in asked.tokens if each.lower in pronouns), None)
    if token is None or token.lower in ("these", "those") or len(asked.tokens) == 1:
        return part
    before = part[: token.start].strip().lower()
    if before in _BESIDE:
        found = antecedents.place(previous)
        return f"{before} {found.text.split(maxsplit=1)[-1]}" if found else part
    kind = _kind(token, asked)
    found = kind(previous) if kind else antecedents.thing(previous, asked)
    return _replaced(asked, token, found) if found else part


def _kind(token: Token, asked: Question) -> Callable[[Previous], Antecedent | None] | None:
    word = token.lower
    if word in w.PERSONS:
        return antecedents.person
    if word in w.SEVERAL:
        return antecedents.several
    return {"there": antecedents.place, "then": antecedents.time}.get(word)


def _is_unresolved(token: Token, asked: Question) -> bool:
    """Whether it is a pronoun, or a demonstrative, that points back."""
    word, at = token.lower, asked.tokens.index(token)
    before = asked.tokens[at - 1].lower if at else ""
    following = asked.tokens[at + 1] if at + 1 < len(asked.tokens) else None
    ends = following is None
    if word == "there":
        return ends and before not in w.BE | {"be"} and not _is_existential(asked)
    if word == "then":
        return ends and at > 1
    if word in ("that", "this", "these", "those"):
        closed = following is None or following.lower in w.AUXILIARY | w.PREPOSITIONS
        alone = closed or at + 1 == asked.verb
        return (alone or (following is not None and following.is_open)) and (
            before in w.AUXILIARY | w.PREPOSITIONS
            or (ends and at > 0)
            or _demonstrates(token, asked)
        )
    return word in w.THINGS | w.PERSONS | w.SEVERAL


def _is_existential(asked: Question) -> bool:
    """ "How many are there", "is there": there are things, wherever."""
    return bool(re.search(r"\b(?:is|are|was|were|be|been)\s+there\b", asked.text, re.I))


def _demonstrates(token: Token, asked: Question) -> bool:
    """Whether it points at a noun: "this agreement"."""
    at = asked.tokens.index(token)
    following = asked.tokens[at + 1] if at + 1 < len(asked.tokens) else None
    before = asked.tokens[at - 1] if at else None
    clause = token.lower == "that" and before is not None and before.is_open
    return following is not None and following.is_open and at + 1 != asked.verb and not clause


def _demonstrated(token: Token, asked: Question) -> str | None:
    """The noun of "this agreement"; None for "this" alone."""
    if token.lower not in ("this", "that", "these", "those"):
        return None
    for phrase in asked.phrases:
        if phrase.start == token.start:
            return phrase.text[token.end - token.start :].strip()
    return None


def _with_demonstrated(
    noun: str, asked: Question, token: Token, previous: Previous
) -> FollowUp | None:
    """Puts the phrase before with the same noun, or the answer, in the place of "that ship"."""
    head = noun.split()[-1].lower()
    before, end = (
        previous.parsed,
        token.end + len(asked.text[token.end :]) - len(asked.text[token.end :].lstrip()),
    )
    end += len(noun)
    same = [phrase for phrase in before.phrases if phrase.head == head]
    asked_for = before.tokens[before.wh_end - 1].lower if before.wh_end > 1 else ""
    is_text = head in w.TEXT_NOUNS and len(noun.split()) == 1
    if same:
        found, certain = before.whole(same[0]), True
    elif previous.name and (asked_for == head or head in w.PERSON_NOUNS):
        found, certain = previous.name, True
    elif head in ("year", "month", "day") and (when := antecedents.time(previous)):
        found, certain = when.text.split(maxsplit=1)[-1], True
    elif is_text and previous.documents:
        found, certain = antecedents.quoted(previous.documents[0]), len(previous.documents) == 1
    else:
        return None
    text = f"{asked.text[: token.start]}{found}{asked.text[end:]}"
    return FollowUp(sentence(text), certain and _is_short(asked))


def _ordinal(asked: Question, previous: Previous) -> FollowUp | None:
    match = _ONES.search(asked.text)
    if match is None:
        return None
    found = other_ordinal(match[0], previous.parsed) or chosen_item(match[0], previous)
    if found is None:
        return None
    return FollowUp(sentence(f"{asked.text[: match.start()]}{found}{asked.text[match.end() :]}"))


def _own(token: Token, asked: Question) -> list[Phrase]:
    """The phrases of the question itself before the pronoun that could be meant."""
    word = token.lower
    own = [each for each in asked.phrases if each.end <= token.start and not each.is_time]
    if word in w.PERSONS:
        return [each for each in own if each.is_person or each.is_name]
    if word in w.SEVERAL:
        return [each for each in own if _may_be_several(each)]
    return [each for each in own if not (each.is_person or each.is_plural)]


def _may_be_several(phrase: Phrase) -> bool:
    return phrase.is_plural or phrase.has_name or phrase.is_person or not phrase.determiner


def _is_within(token: Token, asked: Question) -> bool:
    """Whether the question itself has what the pronoun stands for."""
    own = _own(token, asked)
    if not own:
        return False
    between = asked.text[own[-1].end : token.start].lower().split()
    return token.lower in w.POSSESSIVE or any(word in w.CLAUSE for word in between)


def _may_be_within(token: Token, asked: Question) -> bool:
    """ "What does the museum do with it?": not the museum, most likely; "Is there a cap on it?"."""
    return any(
        phrase.determiner not in ("a", "an", "any", "")
        or (not phrase.determiner and (phrase.is_plural or phrase.has_name))
        for phrase in _own(token, asked)
    )


def _is_short(asked: Question) -> bool:
    content = [each for each in asked.tokens if each.is_open and each.lower not in w.DEGREES]
    own = [each for each in content if each.is_name and each.start > 0]
    clauses = {"when", "if", "because", "while", "as"}
    if re.match(r"what\s+(?:happens\s+)?if\b", asked.text, re.I):
        clauses = set()
    has_clause = any(each.lower in clauses for each in asked.tokens[asked.wh_end :])
    return len(content) <= MAX_CONTENT and not own and not has_clause


def _replaced(asked: Question, token: Token, found: Antecedent) -> str:
    """The question with the antecedent in the place of the pronoun."""
    text, before, after = found.text, asked.text[: token.start], asked.text[token.end :]
    at = asked.tokens.index(token)
    following = asked.tokens[at + 1] if at + 1 < len(asked.tokens) else None
    is_own = token.lower in w.POSSESSIVE and following is not None and following.is_open
    if not is_own:
        return f"{before}{text}{after}"
    if found.is_person or len(text.split()) == 1:
        genitive = f"{text}’" if text.endswith("s") and " and " not in text else f"{text}'s"
        return f"{before}{genitive}{after}"
    owned = next((each for each in asked.phrases if each.start == token.start), None)
    end = owned.end if owned else following.end if following else token.end
    noun = asked.text[token.end : end].strip()
    return f"{before}the {noun} of {text}{asked.text[end:]}"
