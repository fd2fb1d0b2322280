"""What a pronoun of a follow-up question stands for: a phrase or the answer before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.questions.follow_up import words as w
from qa.questions.follow_up.phrases import Phrase, Question
from qa.questions.follow_up.types import Previous
from qa.questions.shape import is_plural

_PLACES = frozenset({"in", "at", "on", "from", "to", "near"})
_CLEAR = 1.0
"""Difference of two scores from which the better phrase is meant without doubt."""


@dataclass(frozen=True, slots=True)
class Antecedent:
    text: str
    is_certain: bool = True
    is_person: bool = False


def thing(previous: Previous, asked: Question) -> Antecedent | None:
    """For "it": `asked` is the question with the pronoun."""
    for phrase in previous.parsed.phrases:
        if owner := _owner(phrase, previous, asked):
            return Antecedent(owner)
    about_text = any(token.lower in w.TEXT_VERBS for token in asked.tokens)
    scored = [
        (_thing_score(phrase, about_text), -i, previous.parsed.whole(phrase))
        for i, phrase in enumerate(previous.parsed.phrases)
        if not (phrase.is_time or phrase.is_person or phrase.is_plural)
    ]
    if previous.name and not previous.is_about_person and _can_be_thing(previous):
        scored.append((3.5 + 2.0 * _acts(previous, asked), -99, previous.name))
    scored.sort(reverse=True)
    if scored:
        is_clear = len(scored) == 1 or scored[0][0] - scored[1][0] >= _CLEAR
        return Antecedent(scored[0][2], is_clear)
    return Antecedent(quoted(previous.documents[0])) if previous.documents else None


def _owner(attribute: Phrase, previous: Previous, asked: Question) -> str:
    """The thing in "What is the weight of the thing?", or in "the thing's weight"; else "".

    "Its" is of the thing then, unless the answer is a name: the capital of Peru has its own mayor;
    of what "how high" asks about, too: a wall of the thing has its own length.
    "It" is the thing only where nothing is done with the attribute: one may pay the rent of a flat.
    """
    before = previous.parsed
    pronouns = {token.lower for token in asked.tokens} & {"it", "its"}
    is_asked = before.wh in ("what", "how", "which") and before.verb is None
    may_be_its = "its" in pronouns and not previous.name and before.wh != "how"
    is_attribute = attribute.head in w.ATTRIBUTES or may_be_its
    if not (pronouns and is_asked and is_attribute) or attribute.preposition:
        return ""
    if owner := re.fullmatch(r"(.+?)['’]s?\s.+", attribute.text):
        return owner[1]
    following = before.phrases[before.phrases.index(attribute) + 1 :][:1]
    is_of = bool(following) and following[0].preposition == "of"
    return before.whole(following[0]) if is_of and not following[0].is_person else ""


def _can_be_thing(previous: Previous) -> bool:
    """Whether the answer is a thing that the question asked for."""
    return previous.asks_which or previous.parsed.wh == "what"


def _acts(previous: Previous, asked: Question) -> bool:
    """Whether the answer is a firm or the like, and "it" does something."""
    before, first = previous.parsed, asked.auxiliary
    noun = before.tokens[before.wh_end - 1].lower if before.wh_end else ""
    if first is None or noun not in w.ORGANISATIONS:
        return False
    subject = [token.lower for token in asked.tokens[first + 1 : first + 2]]
    return asked.tokens[first].lower in w.DO | w.MODAL and subject == ["it"]


def _thing_score(phrase: Phrase, about_text: bool) -> float:
    score = 3.0 * (not phrase.preposition) - (phrase.preposition == "of")
    score += phrase.determiner in ("the", "our", "this", "my") or phrase.has_name
    return score + 5.0 * (about_text and phrase.is_text)


def quoted(title: str) -> str:
    """The title of a document as a name in a question."""
    plain = re.sub(r"[\"“”?]", "", title).strip()
    return f"the document “{plain}”"


def several(previous: Previous) -> Antecedent | None:
    """For "they"."""
    asked = previous.parsed
    if previous.items and asked.wh:
        return Antecedent(joined(previous.items))
    noun = asked_noun(asked)
    if asked.wh in ("which", "what", "how") and noun and is_plural(noun.split()[-1].lower()):
        return Antecedent(f"the {noun}")
    plural = [phrase for phrase in asked.phrases if phrase.is_plural and not phrase.is_time]
    if plural:
        return Antecedent(asked.whole(plural[0]), len(plural) == 1)
    if previous.name and (previous.is_about_person or " and " in previous.name):
        return Antecedent(previous.name, is_person=True)
    names = [phrase for phrase in asked.phrases if phrase.is_name and not phrase.preposition]
    return Antecedent(asked.whole(names[0]), is_certain=False) if names else None


def asked_noun(asked: Question) -> str:
    """The noun of the question word, without what belongs to it: "How many members"."""
    found = list[str]()
    for token in asked.tokens[1 : asked.wh_end]:
        if token.lower == "of":
            break
        if token.is_open and token.lower not in w.DEGREES:
            found.append(token.text)
    return " ".join(found)


def joined(items: tuple[str, ...]) -> str:
    return " and ".join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else items[0]


def person(previous: Previous) -> Antecedent | None:
    """For "he" or "she"."""
    asked = previous.parsed
    if previous.name and previous.is_about_person:
        return Antecedent(previous.name, is_person=True)
    people = [phrase for phrase in asked.phrases if phrase.is_person]
    names = [each for each in asked.phrases if _may_be_person(each)]
    direct = [each for each in (*people, *names) if not each.preposition] or [*people, *names]
    if direct:
        first = min(direct, key=lambda phrase: phrase.start)
        text = asked.whole(first) if first.is_person else first.text
        is_subject = asked.verb is not None and first.end < asked.tokens[asked.verb].start
        certain = len(direct) == 1 or first.is_person or is_subject
        return Antecedent(text, certain, is_person=True)
    return Antecedent(previous.name, False, is_person=True) if previous.name else None


def _may_be_person(phrase: Phrase) -> bool:
    """Whether it is a name without an article, an "and" or an acronym, and no place."""
    is_plain = phrase.is_name and not (phrase.is_time or phrase.determiner)
    is_word = all(word.isalpha() and not word.isupper() for word in phrase.words)
    return is_plain and is_word and "and" not in phrase.words and phrase.preposition not in _PLACES


def place(previous: Previous) -> Antecedent | None:
    """For "there", with a preposition."""
    asked = previous.parsed
    answer = previous.answer.strip(" .")
    if asked.wh == "where" and 0 < len(answer.split()) <= 8:
        has_preposition = answer.split()[0].lower() in w.PREPOSITIONS
        return Antecedent(answer if has_preposition else f"in {answer}")
    names = [each for each in asked.phrases if not (each.is_time or each.is_person)]
    with_place = [each for each in names if each.preposition in _PLACES]
    if with_place:
        found = with_place[-1]
        preposition = found.preposition if found.preposition in ("in", "at", "on") else "in"
        return Antecedent(f"{preposition} {found.text}")
    direct = [each for each in names if each.is_name]
    return Antecedent(f"in {direct[-1].text}", len(direct) == 1) if direct else None


def time(previous: Previous) -> Antecedent | None:
    """For "then", with a preposition."""
    asked, answer = previous.parsed, previous.answer.strip(" .")
    if asked.wh == "when" and 0 < len(answer.split()) <= 6:
        if answer.split()[0].lower() in w.PREPOSITIONS:
            return Antecedent(answer)
        is_day = re.match(r"\d{1,2}\b(?!\d)", answer) is not None
        return Antecedent(f"{'on' if is_day else 'in'} {answer}")
    times = [phrase for phrase in asked.phrases if phrase.is_time]
    if not times:
        return None
    return Antecedent(f"{times[0].preposition or 'in'} {times[0].text}")
