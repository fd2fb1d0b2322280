"""Spans of which the text says that they are not so: no longer, only planned, or untrue.

"Until 2019 the fee was 4 crowns" does not say what it is now, "it would have cost 90,000" not what
it cost. A question that itself asks for what was, would be or is rumoured is answered.
"""

from __future__ import annotations

import re

from qa.evidence.words import content_stems

_CLAUSE_BREAK = re.compile(
    r"[;—]|:\s|,? \bbut\b|,? \band (?=(?:now|since|today|then|is|are|has)\b)"
)

_BRACKETS = re.compile(r"\([^()]*\)")

_ASKS_FOR_NOW = re.compile(
    r"\b(?:now|nowadays|today|currently|presently|at (?:present|the moment))\b|"
    r"\b(?:is|are|does|do|has|have)\b.* (?:current|present)\b",
    re.IGNORECASE,
)
_ASKS_IN_THE_PRESENT = re.compile(
    rf"{_ASKS_FOR_NOW.pattern}|\b(?:is|are|does|do|has|have)\b", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"(?<=\w) (?:that|which|who|what) (?:is|are|has|have|today|now)\b.*", re.IGNORECASE
)
"""Who built the chapel "that is now a museum?"."""

_ASKS_FOR_THE_PAST = re.compile(
    r"\b(?:was|were|did|had|before|until|used to|why|how come|since when)\b", re.IGNORECASE
)
"""Or for a reason, which may lie in the past."""

_PAST = re.compile(r"\b(?:was|were|had|did|used to|cost|stood|held|ran|led|\w{2,}ed)\b", re.I)
_PRESENT = re.compile(
    r"\b(?:is|are|has|have|does|do|can|must|(?-i:may)|shall|will|now|nowadays|today|current(?:ly)?|"
    r"present(?:ly)?|still)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(?:until|till|before|prior to|formerly|previously|originally|used to|at first|in the past)"
    r"\b|\bfrom \S{1,20} (?:to|until|till) ",
    re.IGNORECASE,
)
_IN_OFFICE = re.compile(
    r"\b(?:was|were) (?:\w+ly )?(?:re-?)?(?:elected|appointed|chosen|extended|renewed|granted|let|"
    r"leased|fixed|agreed|set)\b",
    re.IGNORECASE,
)
"""What was done for a time that may not be over: "was elected until 2030"."""

_LATER = re.compile(
    r"\A\W*(?:since|after|following|from|as of)\b|"
    r"\b(?:since then|ever since|now|nowadays|today|currently|at present|thereafter)\b",
    re.IGNORECASE,
)

_ASKS_FOR_UNREAL = re.compile(
    r"\b(?:would|could|should|if|had\b.*\bbeen|plan\w*|propos\w*|intend\w*|suppos\w*|expect\w*|"
    r"schedul\w*|due|to be|to have|meant|suggest\w*|want\w*|hop(?:e|ed)|offer\w*|consider\w*|"
    r"reject\w*|refus\w*|declin\w*|rumou?r\w*|claim\w*|alleg\w*|false\w*|wrong\w*|untrue|"
    r"myths?|belie\w+|thought|legends?|reported|said|say|stor(?:y|ies)|cancel\w*|abandon\w*)\b",
    re.IGNORECASE,
)
_COUNTERFACTUAL = re.compile(
    r"\A(?!.*\b(?:that|which|who|whom|whose|as|what)\b.*\bhave\b).*"
    r"\b(?:would|should|was to|were to) (?:(?:not|never|also|only|probably) )?have "
    r"(?:\w+ly )?(?:been|cost|had|made|paid|taken|given|held|run|built|brought|sold|\w{2,}ed)\b|"
    r"\A\W*(?:if (?:[\w’'-]+ ){1,8}had|had (?:[\w’'-]+ ){1,8}) ?(?:\w+ )?been\b",
    re.IGNORECASE,
)
"""Not in a relative clause: "the fee that would have been due"."""

_RULE = re.compile(r"\b(?:shall|must|will|is|are)\b", re.IGNORECASE)
"""In a clause of a contract: "the Client shall pay what would have been due"."""

_PLANNED = re.compile(
    r"\b(?:was|were|had been) (?:to (?:be|have|open|close|start|begin)|(?:planned|due|scheduled|"
    r"meant|supposed|intended|expected|going) (?:to|for|in|on))\b|"
    r"\b(?:planned|intended|wanted|hoped|proposed|offered|agreed|considered) (?:to \w+|\w+ing)\b",
    re.IGNORECASE,
)
_DONE = (
    r"(?:built|opened|held|made|carried out|reali[sz]ed|begun|started|finished|completed|"
    r"happened|took place|open|happen|take place|go ahead|materiali[sz]e)"
)
_CAME_TO_NOTHING = re.compile(
    r"\b(?:cancel\w*|abandon\w*|scrapp\w*|called off|given up|withdrawn|withdrew|dropped|shelved|"
    r"rejected|refused|declined|turned down|voted down|decided against|came to nothing|"
    rf"fell through|(?:never|(?:was|were|did) not) (?:\w+ )?{_DONE})\b",
    re.IGNORECASE,
)
_SAME_THING = re.compile(
    r"\W*(?:it|this|that|they|these|however|but|(?:the|these) (?:plan|project|work|scheme|idea)s?)"
    r"\b",
    re.IGNORECASE,
)
_RUMOUR = re.compile(
    r"\b(?:rumou?r|claim|allegation|report|story|storie|belief|legend|myth|assertion|statement|"
    r"suggestion)s? (?:that|of|about)\b",
    re.IGNORECASE,
)
_UNTRUE = re.compile(
    r"\b(?:is|are|was|were|be|been|proved|turned out)(?: to be)?(?: \w+ly)? (?:false|untrue|wrong|"
    r"mistaken|incorrect|unfounded|baseless|not true|without foundation|denied|invented|"
    r"an? (?:myth|error|lie|invention))\b",
    re.IGNORECASE,
)
_UNTRUE_BEFORE = re.compile(
    r"\bit (?:is|was) (?:not true|untrue|false|a myth|an error) that\b|"
    r"\b(?:wrongly|falsely|mistakenly|erroneously) (?:said|reported|claimed|believed|thought|"
    r"stated|given|listed|described|assumed|called|named|dated)\b",
    re.IGNORECASE,
)


def is_not_so(sentence: str, start: int, end: int, after: str, question: str) -> bool:
    """Whether the text says that what the clause of the span says is no longer, not or never so.

    `after` is the sentence that follows.

    >>> text = "It was to open in 2015."
    >>> is_not_so(text, 18, 22, "It was cancelled.", "When did it open?")
    True
    """
    first = max((m.end() for m in _CLAUSE_BREAK.finditer(sentence, 0, start)), default=0)
    stop = _CLAUSE_BREAK.search(sentence, end)
    last = stop.start() if stop else len(sentence)
    before = _BRACKETS.sub(" ", sentence[first:start])
    behind = _BRACKETS.sub(" ", sentence[end:last])
    clause, rest = f"{before}{sentence[start:end]}{behind}", sentence[last:]
    asked = _RELATIVE.sub("", question)
    if _ASKS_IN_THE_PRESENT.search(asked) and not _ASKS_FOR_THE_PAST.search(question):
        now = _ASKS_FOR_NOW.search(asked) is not None
        if _is_past(clause, rest.lstrip(";:—, ") or after, now):
            return True
    if _ASKS_FOR_UNREAL.search(question):
        return False
    part = f"{before.rpartition(', ')[2]}{sentence[start:end]}{behind.partition(', ')[0]}"
    if _COUNTERFACTUAL.search(part) and not _RULE.search(clause):
        return True
    if _PLANNED.search(clause) and _CAME_TO_NOTHING.search(f"{rest} {_about(clause, after)}"):
        return True
    rumour = _RUMOUR.search(before) and _UNTRUE.search(behind)
    return bool(rumour or _UNTRUE_BEFORE.search(before))


def _is_past(clause: str, later: str, asks_for_now: bool) -> bool:
    """Whether it says what was, and that this ended and what follows says what is.

    For a question that asks for now, one of the two is enough.
    """
    if not _PAST.search(clause) or _PRESENT.search(clause):
        return False
    ended = bool(_ENDED.search(clause) and not _IN_OFFICE.search(clause))
    changed = _LATER.search(later) is not None
    return ended or changed if asks_for_now else ended and changed


def _about(clause: str, after: str) -> str:
    """The sentence that follows, if it is about what the clause names; else nothing."""
    named = content_stems(clause) & content_stems(" ".join(after.split()[:4]))
    return after if named or _SAME_THING.match(after) else ""
