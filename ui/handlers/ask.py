"""Asking: from a question to the HTML of its answer and of the document it is quoted from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.filters import checked
from index.load import SUFFIXES
from qa.answer import Answer
from ui import view
from ui.engine import Engine
from ui.handlers import errors
from ui.sources import Source, sources


class Shown(NamedTuple):
    """What the page shows after a question; `result` is None when it could not be asked."""

    answer: str
    viewer: str
    result: Answer | None


def welcome(engine: Engine, examples: Sequence[str]) -> str:
    return view.welcome(len(engine.library.entries()), examples, SUFFIXES)


def tags(engine: Engine) -> list[str]:
    """What the library's documents are filed under, each once, sorted."""
    return sorted({tag for entry in engine.library.entries() for tag in entry.tags})


def ask(engine: Engine, question: object, sources: object = "", title: object = "", tags: object = ()) -> Shown:
    """Of the documents whose source fits one of the patterns (with commas between), and that have these words in the title and these tags.

    Never raises: what went wrong is shown where the answer would stand. What the browser sends may be anything.
    """
    try:
        where = checked(_text(sources).split(","), _text(title), [_text(tag) for tag in tags] if isinstance(tags, list | tuple) else ())
        result = engine.ask(_text(question), where)
    except Exception as error:
        return Shown(errors.shown(error), view.viewer(None), None)
    return Shown(view.answer(result, where), open_source(result, 1), result)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def open_source(result: Answer | None, number: object) -> str:
    """The document of source `number`, counted from 1; what the browser sends may be anything."""
    listed = sources(result) if result else ()
    return view.viewer(next((source for source in listed if source.number == number), None))


def open_reading(result: Answer | None, number: object) -> str:
    """The document of another reading, counted from 1 after the one that was given."""
    others = result.readings[1:] if result else ()
    if not isinstance(number, int) or not 1 <= number <= len(others):
        return view.viewer(None)
    place = others[number - 1].places[0]
    return view.viewer(Source(number, place.passage, place.sentence, place.span))
