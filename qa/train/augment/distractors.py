"""Lines of documents that match a question and do not answer it, set into contexts.

Questions of a list of frequently asked ones, headings, and lines of a table of contents. The
question itself gives the words of half of them: these match best.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from index.chunking import sentences
from qa.train.data import Example
from qa.train.data_settings import DataSettings
from qa.train.words import WORD, content_stems

_BREAK = "\n\n"
"""Between blocks, as in the text of a document."""

_MAX_HEADING_WORDS = 7


def distracted(
    example: Example, number: int, near: Sequence[Example], settings: DataSettings
) -> Example:
    """The example with a distractor in its context, for the share `settings.distracted`.

    `near` are examples of the same source, whose questions give the other words.
    """
    draw = settings.generator("distractor", number)
    if draw.random() >= settings.distracted or not near:
        return example
    questions = [example.question if draw.random() < 0.5 else draw.choice(near).question]
    make = draw.choice([_question, _heading, _contents])
    if make is _contents:
        questions += [draw.choice(near).question for _ in range(draw.randint(2, 5))]
        draw.shuffle(questions)
    return _inserted(example, make(questions, draw), draw)


def _question(questions: Sequence[str], draw: random.Random) -> str:
    asked = questions[0].strip()
    return asked[:1].upper() + asked[1:] if asked.endswith("?") else f"{asked}?"


def _heading(questions: Sequence[str], draw: random.Random) -> str:
    """Up to seven words of the question that carry meaning, some with a number before them."""
    words = [word for word in WORD.findall(questions[0]) if content_stems(word)]
    text = " ".join(words[:_MAX_HEADING_WORDS])
    text = draw.choice([text.title(), text.upper(), text[:1].upper() + text[1:]])
    number = f"{draw.randint(1, 20)}.{draw.choice(['', '1', '2', '3', '4'])} "
    return number + text if draw.random() < 0.4 else text


def _contents(questions: Sequence[str], draw: random.Random) -> str:
    page, lines = draw.randint(1, 9), []
    dots = draw.choice([" ", " . . . . . ", "........", " ... "])
    for number, question in enumerate(questions, 1):
        lines.append(f"{number}. {_heading([question], draw).lstrip('0123456789. ')}{dots}{page}")
        page += draw.randint(1, 6)
    return draw.choice(["\n", _BREAK]).join(lines)


def _inserted(example: Example, block: str, draw: random.Random) -> Example:
    """The example with the block before its context, after it, or between two sentences of it."""
    context, answer = example.context, example.answer
    starts = [start for start, _ in sentences(context)][1:]
    places = [0, len(context), *(at for at in starts if not answer or not _inside(at, answer))]
    at = draw.choice([0, draw.choice(places)])
    text = block + _BREAK if at == 0 else _BREAK + block
    if 0 < at < len(context):
        text += _BREAK
    if answer and answer[0] >= at:
        answer = (answer[0] + len(text), answer[1] + len(text))
    return replace(example, context=context[:at] + text + context[at:], answer=answer)


def _inside(place: int, answer: tuple[int, int]) -> bool:
    return answer[0] < place < answer[1]
