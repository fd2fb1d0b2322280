"""Which spans cannot answer a question, whatever a reader makes of them."""

from __future__ import annotations

import re

from qa.evidence.words import content_stems

_PRONOUN = re.compile(
    r"(?:i|me|my|we|us|our|you|your|he|him|his|she|hers?|it|its|they|them|theirs?|this|that|these|"
    r"those|who|whom|whose|which|what|(?:him|her|it|them)sel(?:f|ves)|there|here|such|thereof|"
    r"hereof|the|an?|no|not|yes|only)"
)
_WHO = re.compile(
    r"\W*who (?!is\b|are\b|was\b|were\b|has\b|have\b|had\b|do\b|does\b|did\b|can\b|could\b|may\b|"
    r"might\b|must\b|shall\b|should\b|will\b|would\b|else\b)(?P<verb>\w+)",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(
    r"\b(?:to|for|with|from|against|upon)(?: (?:an?|the|his|her|their))? \Z", re.I
)
_SOMETHING = re.compile(r"[^\s!-/:-@\[-`{-~–—‘’“”…]")
_ASKING = re.compile(r"\b(?:who|whom|whose|what|which|when|where|how)\b", re.IGNORECASE)
_CHOICE = re.compile(r"\bor\b", re.IGNORECASE)
_COST_OF = re.compile(
    r"\W*(?:how much|what) (?:does|do|did|will|would) (?!it\b)(?:[\w-]+ ){1,5}cost\W*",
    re.IGNORECASE,
)
_EXTRA = (
    r"(?:carriage|postage|shipping|freight|delivery|handling|packing|installation|fitting|repairs?|"
    r"servicing|maintenance|insurance|deposit)\b"
)
_EXTRA_BEFORE = re.compile(
    r"(?:\A|[;:.—–(] ?|\b(?:and|but) )"
    r"(?:(?:the|an?|our|your|return|express|standard|home) ){0,2}"
    rf"{_EXTRA}(?: [\w-]+){{0,4}}? (?:costs?|is|are|comes? to)(?: \w+){{0,2}} ?\Z",
    re.IGNORECASE,
)
_EXTRA_AFTER = re.compile(
    rf" (?:(?:for|towards) )?(?:(?:the|return|express|standard|home) )?{_EXTRA}"
    r"(?! (?:is )?(?:included|free|paid))",
    re.IGNORECASE,
)
_WHY = re.compile(r"\W*(?:why|how come)\b", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:because|since|as|due|owing|thanks|given|for|so|to|by|from|after|until|if|when|lest|"
    r"caus\w+|reason\w*)\b",
    re.IGNORECASE,
)
_THAT_IS = re.compile(
    r"\W*(?:this|that|these|those) (?:is|are|was|were)\b(?P<said>.*?)(?:[,;:]| and | but |\Z)",
    re.IGNORECASE | re.DOTALL,
)


def is_extra_cost(sentence: str, start: int, end: int, question: str) -> bool:
    """Whether an amount is what carriage, fitting or the like costs, where one asks for the thing.

    >>> is_extra_cost("We collect it; carriage costs £9.", 30, 32, "What does the oven cost?")
    True
    """
    asked = _COST_OF.fullmatch(question)
    if not asked or re.search(rf"\b{_EXTRA}", question, re.IGNORECASE):
        return False
    return bool(_EXTRA_BEFORE.search(sentence[:start]) or _EXTRA_AFTER.match(sentence, end))


def is_no_answer(sentence: str, start: int, end: int, question: str) -> bool:
    """Whether the span is punctuation, a pronoun, or the object where one asks for the subject.

    >>> is_no_answer("She let it to a cook.", 11, 20, "Who let the inn?")
    True
    """
    words = re.findall(r"[^\W_]+(?:['’]\w+)?", sentence[start:end].casefold())
    if not _SOMETHING.search(sentence, start, end) or (
        words and all(map(_PRONOUN.fullmatch, words))
    ):
        return True
    return _is_object(sentence, start, question) or is_extra_cost(sentence, start, end, question)


def repeats(words: str, question: str) -> bool:
    """Whether the question, which asks for a thing and offers no choice, has all that is named."""
    if not _ASKING.search(question) or _CHOICE.search(question):
        return False
    named = content_stems(words)
    counted = re.search(r"\b(?:no|not|all|any|both|every)\b", words, re.IGNORECASE)
    return bool(named) and not counted and named <= content_stems(question)


def gives_no_reason(sentence: str, question: str) -> bool:
    """Whether it only says again what one asks the reason of, as the words before it told that.

    >>> gives_no_reason("That was odd and has cost us much.", "Why was the rule odd?")
    True
    """
    if not _WHY.match(question) or _REASON.search(sentence):
        return False
    that_is = _THAT_IS.match(sentence)
    said = content_stems(that_is["said"] if that_is else sentence)
    return bool(said) and said <= content_stems(question)


def is_only_asked(words: str, sentence: str, before: str, question: str) -> bool:
    """Whether the span only takes up what the text asked in the sentence before.

    "Is it free for teachers? Teachers pay." does not say for whom it is free: the words are those
    of the text's question, and the sentence says nothing else of what is asked.
    """
    if not before.rstrip("\"'”’)] ").endswith("?"):
        return False
    named = content_stems(words)
    said = content_stems(sentence) - named
    return bool(named) and named <= content_stems(before) and not said & content_stems(question)


def _is_object(sentence: str, start: int, question: str) -> bool:
    """Whether a question for who did something would be answered with whom it was done to.

    "He gave it to Ann" does not say who gave it. It must have the same verb, with a pronoun for the
    one who acts, or "to", "for" or the like before the span.
    """
    asked = _WHO.match(question)
    if not asked:
        return False
    before = sentence[:start]
    verb = re.search(rf"\b{re.escape(asked['verb'])}\b", before, re.IGNORECASE)
    if not verb or re.search(r"[;:]|\bby (?:an?|the)? ?\Z", before[verb.end() :]):
        return False
    acts = re.search(r"\b(?:he|she|it|they|we|i|you)(?: \w+ly)? \Z", before[: verb.start()], re.I)
    return acts is not None or _TO_WHOM.search(before) is not None
