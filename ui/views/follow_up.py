"""What the next question may take over from an answer, as removable words above the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from qa.questions.follow_up.antecedents import joined
from qa.questions.follow_up.types import Previous
from qa.questions.words import content_words
from qa.types import Answer
from ui.views.templating import render

MAX_SHOWN = 80
"""Characters that are shown of a part."""


def parts(previous: Previous) -> dict[str, str]:
    """Name of a part → its words: the topic of the question, the document, the answer.

    A document that the topic names is no part of its own.
    """
    found = {"topic": _topic(previous)}
    if previous.documents and not _names(found["topic"], previous.documents[0]):
        found["document"] = "; ".join(previous.documents)
    found["answer"] = joined(previous.items) if previous.items else previous.name
    return {name: words for name, words in found.items() if words}


def set_aside(previous: Previous, removed: Sequence[str]) -> Previous:
    """Without the parts of these names, and what goes with them."""
    shown = parts(previous)
    gone = {name for name in shown if name in removed}
    if "topic" in gone:
        gone |= {"document", "answer"} - shown.keys()
    if "topic" in gone:
        previous = replace(previous, question="")
    if "document" in gone:
        previous = replace(previous, documents=())
    return replace(previous, answer="", items=()) if "answer" in gone else previous


def context(previous: Previous) -> str:
    """The parts, each with a button that removes it; "" if there are none."""
    shown = {name: _cut(words) for name, words in parts(previous).items()}
    return render("follow_up/context.html", parts=shown) if shown else ""


def page_link(result: Answer, link: str, without: Sequence[str] = ()) -> str:
    """`link`, the parameters behind the question in the address, and how the question was read."""
    read = [("written", result.written), ("offered", result.follow_up)]
    parameters = [(name, value) for name, value in read if value]
    parameters += [("without", part) for part in without]
    return "&".join(filter(None, (link, urlencode(parameters))))


def _topic(previous: Previous) -> str:
    """The phrase that the question is about; the question, if it has none."""
    asked = previous.parsed
    phrases = [phrase for phrase in asked.phrases if not phrase.is_time]
    direct = [phrase for phrase in phrases if not phrase.preposition] or phrases
    words = asked.whole(direct[0]) if direct else asked.text
    return words.strip()


def _names(topic: str, title: str) -> bool:
    """Whether the topic has most of the words of the title, or the title those of the topic."""
    one, other = content_words(topic), content_words(title)
    return bool(one) and len(one & other) >= min(2, len(one), len(other))


def _cut(words: str) -> str:
    return words if len(words) <= MAX_SHOWN else f"{words[: MAX_SHOWN - 1].rstrip()}…"
