"""The shape of the answer that a question asks for: one thing, a list, or steps."""

from __future__ import annotations

import re
from typing import Literal

Shape = Literal["one", "list", "open", "steps"]
"""One thing or statement; several things; one or several, which the question leaves open; what is
to be done, in order."""

_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|can|could|has|have|had|will|would|shall|should|may|might|"
    r"must)(?:n['’]t)?"
)
_PLURAL_VERB = (
    r"(?:need|apply|belong|exist|go|come|came|went|make|made|take|took|give|gave|get|got|win|won|"
    r"hold|held|run|ran|stop|stand|stood|lie|lay|pay|paid|sell|sold|buy|bought|meet|met|lead|led|"
    r"offer|contain|carry|cover|use|show|say|said|fall|fell|begin|began|end|keep|kept|work|live|"
    r"sail|serve|require|include|count|grow|grew|lose|lost|fail|remain|differ|follow)"
)
_OPENING = re.compile(r"^\W*(?:(?:so|and|but|well|please|then|ok|okay|hello|hi)\b[\s,]*)*")
_PREPOSITION = r"(?:(?:for|in|on|at|by|to|with|from|of|under|during|against|about)\s+)?"
_NOUN_PHRASE = re.compile(
    rf"{_PREPOSITION}(?:which|what)\s+(?!of\b)((?:(?!{_AUXILIARY}\b)[\w'’-]+\s+){{1,6}}?)"
    rf"(?:of\b|(?:{_AUXILIARY}|{_PLURAL_VERB}|\w+ed)\b)"
)
_ARE = re.compile(
    r"(?:what|which)\s+(?:all\s+)?(?:are|were)\s+((?:(?!of\b|in\b|for\b|that\b|on\b)[\w'’-]+\s*)+)"
)
_LIST = re.compile(
    r"(?:name|list|enumerate)\s+(?:the|all|every|some|two|three|four|five|\d+)\b|"
    r"(?:give|show|tell|read)\s+(?:me\s+)?(?:a\s+|the\s+)?(?:full\s+|whole\s+)?list\b|"
    r"who\s+(?:all\s+)?(?:are|were)\b|"
    r"who(?:\s+all)?\s+(?:was|is|has\s+been)\s+(?:present|absent|there|invited|in attendance)\b|"
    r"who(?:\s+all)?\s+(?:attended|took part|participated)\b"
)
_ONE_NAME = re.compile(
    r"\b(?:called|named|known as|typical of|compared|based on|made (?:of|from))\W*$"
)
_STEPS = re.compile(
    rf"how\s+(?:to\b|(?:do|can|should|must|may|shall)\s+(?:i|we|you|one)\b|{_AUXILIARY}\s)|"
    r"what\s+(?:are|were)\s+the\s+(?:steps|stages)\b|"
    r"what\s+(?:do|must|should|shall|can)\s+(?:i|we|you|one)\s+do\b|"
    r"what\s+(?:must|should|has to|is to|needs to)\s+be\s+done\b|what\s+happens\b"
)
_PARTICIPLE = "done|forbidden|kept|sold|given|taken|brought|shown|left|\\w+ed"
_OPEN = re.compile(
    rf"{_PREPOSITION}what\s+(?:else\s+)?(?:(?:is|are|was|were)\s+(?:not\s+)?(?:{_PARTICIPLE})\b|"
    r"(?:must|may|should|shall)\s|can\s+(?:i|we|you|one|be)\b|(?:has|have|needs?)\s+to\s+be\b|"
    r"(?:do|does)\s.*\b(?:have\s+to|need|require|include|cover|contain|comprise|consist\s+of|"
    r"pay\s+for|sell|offer|provide)\b)"
)
_NOT_PLURAL = re.compile(
    r".*(?:ss|us|is|ous|['’]s)$|(?:news|series|species|means|mathematics|physics|politics|bias|gas|"
    r"canvas|atlas|headquarters|always|christmas|texas|kansas|perhaps|damages)$"
)
_PLURALS = frozenset({"people", "persons", "children", "men", "women", "criteria", "data", "feet"})


def question_shape(question: str) -> Shape:
    """The shape that the words of the question ask for; "one" if they say nothing else.

    >>> question_shape("Which tools are needed?"), question_shape("Which tool is needed?")
    ('list', 'one')
    >>> question_shape("How do I change the filter?"), question_shape("What is needed?")
    ('steps', 'open')
    """
    asked = _OPENING.sub("", question.casefold())
    if _STEPS.match(asked):
        return "steps"
    if _ONE_NAME.search(asked):
        return "one"
    if _LIST.match(asked) or _asks_for_several(asked):
        return "list"
    return "open" if _OPEN.match(asked) else "one"


def _asks_for_several(asked: str) -> bool:
    phrase = _NOUN_PHRASE.match(asked)
    if phrase:
        return is_plural(phrase[1].split()[-1])
    predicate = _ARE.match(asked)
    return predicate is not None and any(map(is_plural, predicate[1].split()[:5]))


def is_plural(word: str) -> bool:
    """Whether a word in small letters looks like a plural."""
    if word in _PLURALS:
        return True
    return len(word) > 3 and word.endswith("s") and not _NOT_PLURAL.match(word)
