"""Follow-ups of a question word alone: "and when?", "why?", "since when?", "who else?"."""

from __future__ import annotations

import re

from qa.questions.follow_up import words as w
from qa.questions.follow_up.phrases import Phrase, Question
from qa.questions.follow_up.types import FollowUp, Previous, lowered, sentence

_ADVERBIAL = (
    r"(?:since|until|till|by|from|for)\s+when|when|where(?:\s+from|\s+to)?|from\s+where|why(?:\s+not)?|"
    r"how\s+come|how\s+(?:long|often|soon|fast|quickly|far)|for\s+how\s+long|how|"
    r"how\s+(?:far|long|early|soon)\s+(?:ahead|before|in\s+advance|after(?:wards)?)|"
    r"(?:by|to|for|from|with|of|about)\s+(?:whom|what|how\s+much)|with\s+what|"
    r"(?:up\s+to|in|on|at|from|by|for|to|under|with|until|since|within)\s+"
    r"(?:which|what|whose|how\s+(?:many|much))\s+[\w-]+|what\s+for"
)
_EVENT = (
    r"(?:was|is|did|does|has|will)\s+"
    r"(?:(?:that|this|it)\s+(?:so|happen(?:ed)?|done)|(?:that|this)(?:\s+(?:be|take\s+place))?)"
)
_ALONE = re.compile(rf"({_ADVERBIAL})(?:\s+exactly|\s+then)?", re.I)
_WITH_EVENT = re.compile(
    rf"(?:what (?:is|was) the (reason)(?: (?:for|of) (?:that|this|it))?|"
    rf"({_ADVERBIAL})\s+{_EVENT}|(when|why)\s+(?:was|is)\s+it)(?:\s+exactly)?",
    re.I,
)
_ELSE = re.compile(r"(who|what|where|when|which)\s+else|any(?:one|body|thing)\s+else", re.I)
_QUANTITY = re.compile(r"how\s+(much|many|long|high|big|large|often|far|old|wide)", re.I)
_DURATION = re.compile(r"(how\s+long\s+(?:does|did|will|would)\s+(?:it|that|this)\s+take)", re.I)
_ACTOR = re.compile(r"who(?:\s+(?:did|does|was|is)\s+(?:that|this|it))?|by\s+whom", re.I)
_LOCATION = re.compile(r"where\s+(?:is|are)\s+", re.I)


def question_word(core: str, previous: Previous) -> FollowUp | None:
    """The follow-up of `core`, a question without what joins it to the one before."""
    asked = previous.parsed
    if not asked.is_question:
        return None
    if _ELSE.fullmatch(core):
        return _else(asked)
    if (how := _DURATION.fullmatch(core)) and (procedure := _procedure(asked)):
        return FollowUp(sentence(f"{how[1]} to {procedure}"))
    if _QUANTITY.fullmatch(core) and (found := _quantity(core, asked)):
        return found
    if _ACTOR.fullmatch(core) and not asked.wh and _is_passive(asked):
        return FollowUp(sentence(f"by whom {lowered(asked.text)}"))
    event = _WITH_EVENT.fullmatch(core)
    alone = _ALONE.fullmatch(core)
    if not (event or alone) or (event and _LOCATION.match(core)):
        return None
    match = event or alone
    new = next(filter(None, match.groups())) if match else ""
    new = "why" if new.lower() == "reason" else new
    new = {"why not": "why", "how come": "why", "what for": "why"}.get(new.lower(), new)
    return _asked_with(new, asked, previous)


def _asked_with(new: str, asked: Question, previous: Previous) -> FollowUp | None:
    """What was asked, with another question word."""
    rest = (
        asked.text[asked.tokens[asked.wh_end].start :] if asked.wh_end < len(asked.tokens) else ""
    )
    if not asked.wh:
        return FollowUp(sentence(f"{new} {lowered(asked.text)}"))
    if asked.auxiliary is None:
        return _of_subject(new, asked, previous)
    if asked.is_of_subject:
        return _of_subject_with_auxiliary(new, asked, previous)
    is_be = asked.tokens[asked.auxiliary].lower in w.BE
    answer = _short(previous.answer)
    if is_be and asked.verb is None and asked.wh in ("who", "what", "how", "which"):
        return _of_copula(new, asked, answer, rest)
    if asked.wh in ("when", "where", "why") or (asked.wh == "how" and not _is_amount(asked)):
        return FollowUp(sentence(f"{new} {rest}"))
    if asked.wh in ("who", "whom") or _has_preposition(asked):
        return FollowUp(sentence(f"{new} {rest}"))
    noun = _wh_noun(asked)
    if new == "why":
        what = f"{answer} {noun}" if answer.isdecimal() else answer
        return FollowUp(sentence(f"why {rest.rstrip(' ?')} {what}"), bool(answer))
    is_object = bool(noun) and not is_be
    return FollowUp(sentence(f"{new} {rest.rstrip(' ?')} {noun}" if is_object else f"{new} {rest}"))


def _of_copula(new: str, asked: Question, answer: str, rest: str) -> FollowUp | None:
    """ "Who is the director?", "How high is the fee?" """
    verb, subject = (*rest.rstrip(" ?").split(maxsplit=1), "")[:2]
    if asked.wh == "who" and answer:
        return FollowUp(sentence(f"{new} {verb} {answer} {subject}"))
    if new == "why" and answer:
        return FollowUp(sentence(f"why {verb} {subject} {answer}"))
    return FollowUp(sentence(f"{new} {rest}"), is_certain=False)


def _of_subject(new: str, asked: Question, previous: Previous) -> FollowUp | None:
    """ "Who signed the lease?" → "When was the lease signed?" """
    if asked.verb is None:
        return None
    verb = asked.tokens[asked.verb]
    rest = asked.text[verb.end :].rstrip(" ?")
    participle = w.participle_of(verb.lower)
    thing = _object(asked)
    if thing and participle:
        whole = asked.whole(thing)
        was = "were" if thing.is_plural else "was"
        after = asked.text[thing.start + len(whole) :].rstrip(" ?")
        return FollowUp(sentence(f"{new} {was} {whole} {participle}{after}"))
    subject, base = _short(previous.answer) or _subject_noun(asked), w.base_of(verb.lower)
    if not subject or not base:
        return None
    return FollowUp(sentence(f"{new} {'did' if participle else 'does'} {subject} {base}{rest}"))


def _of_subject_with_auxiliary(new: str, asked: Question, previous: Previous) -> FollowUp | None:
    """ "Who may open the safe?", and Ann may: "Why may Ann open the safe?" """
    subject = previous.name or _subject_noun(asked)
    if asked.auxiliary is None or not subject:
        return None
    auxiliary = asked.tokens[asked.auxiliary]
    return FollowUp(sentence(f"{new} {auxiliary.lower} {subject}{asked.text[auxiliary.end :]}"))


def _object(asked: Question) -> Phrase | None:
    """The phrase right behind the verb."""
    if asked.verb is None or not asked.phrases:
        return None
    first, verb = asked.phrases[0], asked.tokens[asked.verb]
    return None if asked.text[verb.end : first.start].strip() else first


def _subject_noun(asked: Question) -> str:
    return f"the {_wh_noun(asked)}" if _wh_noun(asked) else ""


def _wh_noun(asked: Question) -> str:
    """ "annual leave" of "How much annual leave …"."""
    nouns = [token for token in asked.tokens[: asked.wh_end] if token.is_open]
    nouns = [token for token in nouns if token.lower not in w.DEGREES]
    return asked.text[nouns[0].start : nouns[-1].end] if nouns else ""


def _is_amount(asked: Question) -> bool:
    return asked.wh_end > 1 and asked.tokens[asked.wh_end - 1].lower not in (
        *("long", "often", "far", "soon", "fast", "quickly"),
    )


def _has_preposition(asked: Question) -> bool:
    """ "In which city …", whose rest is whole without it."""
    return asked.tokens[0].lower in w.PREPOSITIONS


def _procedure(asked: Question) -> str:
    """ "reset the router" of "How do I reset the router?"; "" for other questions."""
    match = re.match(
        r"how\s+(?:(?:do|can|should|must)\s+(?:i|you|we|one)|to)\s+(.+?)\W*$", asked.text, re.I
    )
    return match[1] if match else ""


def _is_passive(asked: Question) -> bool:
    if asked.verb is None:
        return False
    return w.is_participle(asked.tokens[asked.verb].lower) and any(
        token.lower in w.BE for token in asked.tokens
    )


def _else(asked: Question) -> FollowUp | None:
    if not asked.wh or asked.wh == "how":
        return None
    first = asked.tokens[0].end if asked.wh_end else 0
    before, after = asked.text[:first], asked.text[first:]
    if asked.wh in ("which", "what") and asked.wh_end > 1:
        return FollowUp(sentence(f"{before} other{after}"))
    return FollowUp(sentence(f"{before} else{after}"))


def _quantity(core: str, asked: Question) -> FollowUp | None:
    """ "Is there a deposit?" and "how much?": how much the deposit is."""
    if asked.wh:
        return None
    things = [phrase for phrase in asked.phrases if phrase.determiner in ("a", "an", "any", "some")]
    bare = [phrase for phrase in asked.phrases if not phrase.determiner and phrase.is_plural]
    if things and not core.lower().endswith("many"):
        be = "are" if things[0].is_plural else "is"
        return FollowUp(sentence(f"{core} {be} the {' '.join(things[0].words)}"))
    if bare and core.lower().endswith("many"):
        thing, text = bare[0], asked.text
        left = f"{text[: thing.start].rstrip()}{text[thing.end :]}"
        return FollowUp(sentence(f"{core} {thing.text} {lowered(left)}"))
    return None


def _short(answer: str) -> str:
    words = answer.strip(" .,;").split()
    return " ".join(words) if 0 < len(words) <= 6 else ""
