"""Asking: from a question to the HTML of its answer and of the document it is quoted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from index.errors import PinciteError
from index.ingest.readers import FORMAT_SUFFIXES
from index.storage.filters import Filter, parse_filters
from qa.questions.follow_up.asking import previous_of
from qa.questions.follow_up.types import NO_PREVIOUS, Previous
from qa.types import Answer
from ui.engine.engine import Engine
from ui.engine.libraries import ALL
from ui.handlers.follow_up import ALONE, Follows
from ui.views import answer as answer_view
from ui.views.answer import DEFAULT_OPTIONS, AskOptions
from ui.views.errors import error_card
from ui.views.filters import filter_words
from ui.views.follow_up import context, set_aside
from ui.views.i18n.language import gettext
from ui.views.sources import Source, sources


@dataclass(frozen=True, slots=True)
class AskResult:
    """The HTML shown after a question. `result` is None if the question could not be asked."""

    answer: str
    feedback: str
    sources: str
    viewer: str
    result: Answer | None
    options: AskOptions
    context: str = ""
    previous: Previous = NO_PREVIOUS


def empty() -> AskResult:
    """What is shown without a question."""
    return AskResult(
        answer="",
        feedback="",
        sources="",
        viewer=answer_view.viewer(None),
        result=None,
        options=DEFAULT_OPTIONS,
    )


def failed(error: Exception) -> AskResult:
    """An error, where the answer would stand."""
    return replace(empty(), answer=error_card(error))


def welcome(engine: Engine, examples: Sequence[str], library: str = "") -> str:
    """What is shown before the first question. `library` is the name to show."""
    shown = "" if library == ALL else library
    return answer_view.welcome(engine.library.count(), examples, FORMAT_SUFFIXES, shown)


def tags(engine: Engine) -> list[str]:
    """The tags of the library's documents, each once, sorted."""
    return list(engine.library.tags())


def ask(
    engine: Engine,
    question: object,
    *,
    sources: object = "",
    title: object = "",
    tags: object = (),
    since: object = "",
    until: object = "",
    risk: float | None = None,
    library: str = "",
    everywhere: bool = False,
    follows: Follows = ALONE,
    ticket: object = "",
) -> AskResult:
    """Asks the documents that pass all of the filters; empty filters let every document pass.

    `sources` are patterns separated by commas, one of which must match; the title must contain the
    words of `title`; the document must have all `tags` and a date between `since` and `until`.
    `risk` is a `max_error_rate` of the engine's operating points; `library` is the name to show.
    `everywhere`: documents that the question names do not rank higher. `follows`: what the question
    may follow up on. `ticket` names the question to `Engine.progress`. Values come from the browser
    and may be of any type. Never raises: an error is shown where the answer would stand.
    """
    try:
        tag_list = [_text(tag) for tag in tags] if isinstance(tags, list | tuple) else ()
        patterns = _text(sources).split(",")
        filters = parse_filters(patterns, _text(title), tag_list, _text(since), _text(until))
        check_match(engine, filters)
        ask = partial(engine.ask, filters=filters, everywhere=everywhere, ticket=_text(ticket))
        result = follows.asked(ask, _text(question))
        options = AskOptions(filters, library, risk, everywhere, follows.without)
        return show_answer(engine, result, options)
    except Exception as error:
        return failed(error)


def check_match(engine: Engine, filters: Filter) -> None:
    """Raises PinciteError if no document passes the filters that are given."""
    if not filters or engine.library.count(filters):
        return
    known = tags(engine)
    unknown = [tag for tag in filters.tags if tag not in known]
    if unknown:
        said = gettext("No document of this library has the tag “{tag}”.", tag=unknown[0])
        listed = gettext("Its tags are {tags}.", tags=", ".join(known[:20]))
        raise PinciteError(f"{said} {listed if known else gettext('It has no tags.')}")
    raise PinciteError(
        gettext(
            "No document of this library matches: {filters}. Change or clear the filters.",
            filters=filter_words(filters),
        )
    )


def show_answer(engine: Engine, result: Answer, options: AskOptions) -> AskResult:
    """Applies the threshold of the accepted risk and renders the result. Reads no passage again."""
    result = replace(result, threshold=threshold(engine, options.risk))
    previous = set_aside(previous_of(result), options.without)
    return AskResult(
        answer=answer_view.answer(result, options),
        feedback=answer_view.feedback(result),
        sources=answer_view.sources_of(result),
        viewer=open_source(result, 1, options.library),
        result=result,
        options=options,
        context=context(previous),
        previous=previous,
    )


def threshold(engine: Engine, risk: float | None) -> float:
    """The confidence from which an answer is given; the default one for an unknown `risk`."""
    chosen = next((point for point in engine.risks if point.max_error_rate == risk), None)
    if chosen is None or chosen == answer_view.default_stop(engine.risks, engine.threshold):
        return engine.threshold
    return chosen.threshold


def chosen_risk(engine: Engine, value: object) -> float | None:
    """The `max_error_rate` that `value` names; None for an unknown value.

    `value` is the number itself, or a string of percent as in an address ("12.5"). The number of
    the default operating point gives None, too.
    """
    points = {point.max_error_rate: point for point in engine.risks}
    if isinstance(value, str):
        return next((risk for risk in points if f"{100 * risk:g}" == value), None)
    if not isinstance(value, float) or value not in points:
        return None
    default = answer_view.default_stop(engine.risks, engine.threshold)
    return None if value == default.max_error_rate else value


def risk_slider(engine: Engine, chosen: float | None) -> str:
    """The slider of the accepted risk, at the stop that was chosen."""
    known = (engine.settings["threshold"], *(stop.threshold for stop in engine.risks))
    measured = engine.threshold in known
    return answer_view.risk_slider(engine.risks, engine.threshold, chosen, measured=measured)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def open_source(result: Answer | None, number: object, library: str = "") -> str:
    """The document of source `number`, counted from 1; `library` is its library's name.

    `number` comes from the browser and may be of any type.
    """
    if result is None:
        return answer_view.viewer(None, unavailable=True)
    chosen = next((source for source in sources(result) if source.number == number), None)
    return answer_view.viewer(chosen, library)


def open_candidate(result: Answer | None, number: object, library: str = "") -> str:
    """The document of another candidate, counted from 1 after the best one.

    `number` comes from the browser and may be of any type.
    """
    if result is None:
        return answer_view.viewer(None, unavailable=True)
    others = result.candidates[1:]
    if not isinstance(number, int) or not 1 <= number <= len(others):
        return answer_view.viewer(None)
    best = others[number - 1].occurrences[0]
    return answer_view.viewer(Source(number, best.passage, best.sentence, best.span), library)
