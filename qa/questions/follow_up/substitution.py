"""Follow-ups that put something in the place of its like: "and in 2023?", "what about Graz?"."""

from __future__ import annotations

import re

from qa.questions.follow_up import words as w
from qa.questions.follow_up.phrases import Phrase, Question, Token, tokens_of
from qa.questions.follow_up.times import WHEN, WHEN_AT_END, at_time, later, relative
from qa.questions.follow_up.types import FollowUp, Previous, sentence

MAX_WORDS = 9
"""Of what is put in another's place; more words are a question or a statement of their own."""

_LOCATIVE = frozenset({"in", "on", "at"})
_ONE = re.compile(
    rf"(?:the\s+)?({'|'.join(w.ORDINALS)}|last|other|former|latter)(?:\s+ones?)?", re.I
)
_OWN_NOUN = re.compile(r"\b(?:ones?)\b", re.I)
_PREPOSITION = re.compile(rf"(according to|{'|'.join(sorted(w.PREPOSITIONS))})\s+(.+)", re.I | re.S)
_BE = {"is": "are", "was": "were", "does": "do", "has": "have"}


def substituted(part: str, previous: Previous, *, is_joined: bool = True) -> FollowUp | None:
    """What was asked, with `part` in the place of its like, or behind it.

    Without anything that joins it ("and", "what about", a preposition) it may be a search of its
    own, and the reading is not certain.
    """
    asked = previous.parsed
    words = tokens_of(part)
    if not words or len(words) > MAX_WORDS or not asked.is_question or not _is_part(words):
        return None
    if found := later(part, asked):
        return found
    part = relative(part, asked)
    if when := WHEN.fullmatch(part.strip()):
        return at_time(when, asked)
    if when := WHEN_AT_END.fullmatch(part.strip()):
        first = substituted(when[1], previous, is_joined=is_joined)
        last = WHEN.fullmatch(when[2])
        return at_time(last, Question(first.question)) if first and last else first
    preposition, noun = _split(part)
    certain = is_joined or bool(preposition)
    if chosen := _chosen(noun, previous):
        return _put(asked, preposition, chosen, certain)
    if preposition:
        return _in_phrase(asked, preposition, noun)
    new = _as_phrase(noun)
    if new and new.is_text and not any(phrase.is_text for phrase in asked.phrases):
        return FollowUp(sentence(f"{_stem(asked)} in {_definite(noun)}"), certain)
    return _put(asked, "", noun, certain)


def _is_part(words: list[Token]) -> bool:
    """Whether it names something: no remark, no bare pronoun, no "not" and "if"."""
    others = {word.lower for word in words} & (w.OTHERS - {"and", "or", "least", "once"})
    named = [word for word in words if word.is_open or word.lower in ("one", "ones")]
    return bool(named) and not others and not any(word.lower in w.REMARKS for word in words)


def _definite(noun: str) -> str:
    new = _as_phrase(noun)
    return noun if new and (new.determiner or new.has_name) else f"the {noun}"


def chosen_item(text: str, previous: Previous) -> str | None:
    """What "the second one", "the latter" or "the other one" means; None if it cannot be told."""
    match = _ONE.fullmatch(text.strip())
    if match is None:
        return None
    several = list(previous.items) or _alternatives(previous)
    which = match[1].lower()
    if which == "other":
        others = [each for each in several if each.casefold() not in previous.answer.casefold()]
        return others[0] if len(several) == 2 and len(others) == 1 else None
    place = {"former": 0, "latter": len(several) - 1, "last": len(several) - 1}.get(which)
    place = w.ORDINALS.index(which) if place is None else place
    return several[place] if 0 <= place < len(several) else None


def other_ordinal(text: str, asked: Question) -> str | None:
    """ "the second exhibition" for "the second one", after "the first exhibition"."""
    match = _ONE.fullmatch(text.strip())
    if match is None or match[1].lower() in ("former", "latter"):
        return None
    known = {*w.ORDINALS, "last"}
    for phrase in asked.phrases:
        if phrase.words[0].lower() in known and len(phrase.words) > 1:
            return " ".join(("the", match[1].lower(), *phrase.words[1:]))
    return None


def _alternatives(previous: Previous) -> list[str]:
    """The two things between which "or" stands."""
    asked = previous.parsed
    for one, other in zip(asked.phrases, asked.phrases[1:], strict=False):
        if asked.text[one.end : other.start].strip() == "or":
            return [one.text, other.text]
    return []


def _chosen(noun: str, previous: Previous) -> str | None:
    if found := other_ordinal(noun, previous.parsed):
        return found
    return chosen_item(noun, previous)


def _split(part: str) -> tuple[str, str]:
    """The preposition in small letters, and what follows it."""
    match = _PREPOSITION.fullmatch(part.strip())
    return (match[1].lower(), match[2].strip()) if match else ("", part.strip())


def _stem(asked: Question) -> str:
    return asked.text.rstrip(" ?.!")


def _in_phrase(asked: Question, preposition: str, noun: str) -> FollowUp:
    """In place of the phrase with the same preposition, else of a like one, else at the end."""
    same = [each for each in asked.phrases if each.preposition == preposition and not each.is_time]
    like = [each for each in asked.phrases if each.preposition and _likeness(noun, each) >= 6]
    new = _as_phrase(noun)
    if not same and preposition in _LOCATIVE and not (new and new.is_time):
        same = [
            each for each in asked.phrases if each.preposition in _LOCATIVE and not each.is_time
        ]
    found = max(same, key=lambda each: _likeness(noun, each), default=None)
    found = found or (like[0] if like else None)
    if found is None or (new and new.is_time):
        return _of_owner(asked, noun) or FollowUp(sentence(f"{_stem(asked)} {preposition} {noun}"))
    start = asked.text.rfind(found.preposition, 0, found.start)
    replaced = _with_noun(noun, found)
    return FollowUp(
        sentence(f"{asked.text[:start]}{preposition} {replaced}{_behind(asked, found, noun)}")
    )


def _of_owner(asked: Question, noun: str) -> FollowUp | None:
    """In place of the owner in "the Berlin office's address"."""
    owner = re.search(r"\b(?:(?:the|our|my)\s+)?((?:[\w-]+\s+)*?[\w-]+)(?=['’]s\s)", asked.text)
    new = _as_phrase(noun)
    if owner is None or new is None or tokens_of(owner[1])[-1].lower != new.head:
        return None
    start = asked.text.rfind(" the ", 0, owner.end())
    start = owner.start() if start < 0 else start + 1
    return FollowUp(sentence(f"{asked.text[:start]}{noun}{asked.text[owner.end() :]}"))


def _put(asked: Question, preposition: str, noun: str, certain: bool) -> FollowUp | None:
    """`noun` in the place of the phrase most like it."""
    targets = [phrase for phrase in asked.phrases if not phrase.is_time] or asked.phrases
    if preposition:
        targets = [each for each in targets if each.preposition == preposition] or targets
    if not targets:
        return None
    target = max(targets, key=lambda phrase: (_likeness(noun, phrase), -phrase.start))
    new = _as_phrase(noun)
    if new and new.is_name and not (target.has_name or target.is_person or preposition):
        return FollowUp(sentence(f"{_stem(asked)} in {noun}"), is_certain=False)
    if (part := _name_within(noun, target)) is not None:
        start, end = part
        return FollowUp(sentence(f"{asked.text[:start]}{noun}{asked.text[end:]}"), certain)
    before = _agreeing(asked, target, noun)
    replaced = _with_noun(noun, target)
    behind = _behind(asked, target, noun)
    return FollowUp(sentence(f"{before}{replaced}{behind}"), certain)


def _likeness(noun: str, phrase: Phrase) -> float:
    """How well `noun` can stand in the place of the phrase; higher is better."""
    new = _as_phrase(noun)
    if new is None:
        return 0.0
    score = 6.0 * (new.head == phrase.head or _OWN_NOUN.search(noun) is not None)
    if new.is_name or phrase.is_name:
        score += 3.0 if new.is_name and phrase.has_name else -2.0
    shared = {word.lower() for word in new.words} & {word.lower() for word in phrase.words}
    score += 2.0 * bool(shared) + (new.is_plural == phrase.is_plural)
    score += (new.determiner == phrase.determiner) + 2.0 * (new.is_person and phrase.is_person)
    score += 2.0 * (new.is_text and phrase.is_text) + 1.5 * (not phrase.preposition)
    return score


def _as_phrase(noun: str) -> Phrase | None:
    tokens = tokens_of(noun)
    if not tokens:
        return None
    has_determiner = tokens[0].lower in w.DETERMINERS and len(tokens) > 1
    first = tokens[has_determiner:]
    stop = next(
        (i for i, token in enumerate(first) if i and token.lower in w.PREPOSITIONS), len(first)
    )
    words = tuple(token.text for token in first[:stop])
    return Phrase(noun, 0, len(noun), tokens[0].lower if has_determiner else "", words)


def _with_noun(noun: str, target: Phrase) -> str:
    """`noun` with the noun of the target for "one", and its article where it has none itself."""
    if _OWN_NOUN.search(noun):
        noun = _OWN_NOUN.sub(target.words[-1], noun, count=1)
    new = _as_phrase(noun)
    needs = new is not None and not new.determiner and not new.has_name and not new.is_plural
    if needs and target.determiner in ("the", "our", "my", "their", "your"):
        is_number = bool(re.match(r"\d|its\b|his\b|her\b", noun))
        return noun if is_number else f"{target.determiner} {noun}"
    return noun


def _name_within(noun: str, target: Phrase) -> tuple[int, int] | None:
    """The range of the name in "the Usio affiliate agreement", if `noun` is a name alone."""
    new = _as_phrase(noun)
    if new is None or not new.is_name or new.determiner or target.is_name or not target.has_name:
        return None
    tokens = [each for each in tokens_of(target.text) if each.text[0].isupper()]
    return target.start + tokens[0].start, target.start + tokens[-1].end


def _behind(asked: Question, target: Phrase, noun: str) -> str:
    """What follows the target; not "of …" if `noun` has a name or an "of" of its own."""
    whole, new = asked.whole(target), _as_phrase(noun)
    own = new is not None and (new.has_name or " of " in noun)
    of = re.match(r"\s+of\b", asked.text[target.end :])
    end = target.start + len(whole) if own and of else target.end
    return asked.text[end:]


def _agreeing(asked: Question, target: Phrase, noun: str) -> str:
    """What stands before the target, its verb in the number of `noun`."""
    before, new = asked.text[: target.start], _as_phrase(noun)
    match = re.search(r"(\w+)\s*$", before)
    if match is None or new is None or new.is_plural == target.is_plural:
        return before
    forms = _BE if new.is_plural else {plural: one for one, plural in _BE.items()}
    word = match[1]
    changed = forms.get(word.lower(), word.lower())
    changed = changed.capitalize() if word[0].isupper() else changed
    return before if changed == word else f"{before[: match.start()]}{changed} "
