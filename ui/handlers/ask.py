"""Asking: from a question to the HTML of its answer and of the document it is quoted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from index.ingest.readers import SUFFIXES
from index.storage.filters import parse_filters
from qa.types import Answer
from ui.engine.engine import Engine
from ui.handlers import errors
from ui.views import answer as answer_view
from ui.views.answer import DEFAULT_OPTIONS, AskOptions
from ui.views.sources import Source, sources


class AskResult(NamedTuple):
    """What the page shows after a question; `result` is None when it could not be asked."""

    answer: str
    verdict: str
    sources: str
    viewer: str
    result: Answer | None
    asked: AskOptions


NOTHING = AskResult("", "", "", answer_view.viewer(None), None, DEFAULT_OPTIONS)


def welcome(engine: Engine, examples: Sequence[str], library: str = "") -> str:
    return answer_view.welcome(len(engine.library.list_documents()), examples, SUFFIXES, library)


def tags(engine: Engine) -> list[str]:
    """What the library's documents are filed under, each once, sorted."""
    return sorted({tag for entry in engine.library.list_documents() for tag in entry.tags})


def ask(
    engine: Engine,
    question: object,
    sources: object = "",
    title: object = "",
    tags: object = (),
    since: object = "",
    until: object = "",
    risk: float | None = None,
    library: str = "",
) -> AskResult:
    """Of the documents whose source fits one of the patterns (with commas between), that have these words in the title and these tags,
    and are dated between.

    `risk` is a share of the engine's table; `library` the name to be shown. Never raises: what went wrong is shown where the answer
    would stand. What the browser sends may be anything.
    """
    try:
        filed = [_text(tag) for tag in tags] if isinstance(tags, list | tuple) else ()
        where = parse_filters(
            _text(sources).split(","), _text(title), filed, _text(since), _text(until)
        )
        return decided(engine, engine.ask(_text(question), where), AskOptions(where, library, risk))
    except Exception as error:
        return NOTHING._replace(answer=errors.shown(error))


def decided(engine: Engine, result: Answer, asked: AskOptions) -> AskResult:
    """The answer, given or withheld as it takes to keep to the risk. Nothing is read again for it."""
    result = replace(result, threshold=threshold(engine, asked.risk))
    opened = open_source(result, 1, asked.library)
    return AskResult(
        answer_view.answer(result, asked),
        answer_view.feedback(result),
        answer_view.sources_of(result),
        opened,
        result,
        asked,
    )


def threshold(engine: Engine, risk: float | None) -> float:
    """The confidence from which an answer is given."""
    usual = engine.settings["threshold"]
    known = {each.max_error_rate: each.threshold for each in engine.risks}
    return known.get(risk, float(usual or 0.0)) if risk is not None else float(usual or 0.0)


def chosen_risk(engine: Engine, said: object) -> float | None:
    """The share that was chosen, as a number or as in an address ("12.5" of a hundred); None for the usual one and for any other."""
    known = {each.max_error_rate: each for each in engine.risks}
    if isinstance(said, str):
        return next((wrong for wrong in known if f"{100 * wrong:g}" == said), None)
    wrong = said if isinstance(said, float) and said in known else None
    return None if wrong is None or known[wrong].threshold == threshold(engine, None) else wrong


def risk(engine: Engine, chosen: float | None) -> str:
    """The slider, at the stop that was chosen."""
    return answer_view.risk(engine.risks, threshold(engine, None), chosen)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def open_source(result: Answer | None, number: object, library: str = "") -> str:
    """The document of source `number`, counted from 1, in the library of that name; what the browser sends may be anything."""
    if result is None:
        return answer_view.viewer(None, gone=True)
    return answer_view.viewer(
        next((source for source in sources(result) if source.number == number), None), library
    )


def open_reading(result: Answer | None, number: object, library: str = "") -> str:
    """The document of another reading, counted from 1 after the one that was given."""
    if result is None:
        return answer_view.viewer(None, gone=True)
    others = result.candidates[1:]
    if not isinstance(number, int) or not 1 <= number <= len(others):
        return answer_view.viewer(None)
    place = others[number - 1].occurrences[0]
    return answer_view.viewer(Source(number, place.passage, place.sentence, place.span), library)
