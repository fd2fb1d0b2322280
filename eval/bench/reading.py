"""The reader on a library's passages: its scores, Haystack's decision on the same logits, speed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from eval.bench.corpus import Corpus, Options, library_of, text_gold_corpora
from eval.bench.haystack_decision import haystack_decision
from eval.bench.result import markdown_table
from eval.bench.speed import Figure, format_figure
from eval.datasets.dataset import Question
from index.commands.progress import progress
from index.errors import PinciteError
from index.library import Library
from index.spans import Passage, Span
from qa.decision.calibrations import load_calibration
from qa.pipeline import BUNDLED_READER, QAPipeline, open_reader
from qa.readers.reader import SpanModel, SpanReader
from qa.readers.squad import exact_match, f1

RISK = 0.1
"""The other error rate that our answers are given at (`pincite risks`)."""

QUESTIONS, QUICK_QUESTIONS, TIMED_QUESTIONS = 400, 30, 100

TIMED_WORDS = 115
"""A passage cut to this many words has about 150 tokens."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """(EM, F1), means over `n` questions, as SQuAD 2.0 counts them.

    "No answer" to an unanswerable question is right.
    """

    n: int
    answerable: int
    ours: tuple[float, float]
    """Given or withheld at the default threshold."""
    always: tuple[float, float]
    """Our best candidate, never withheld, over the answerable questions alone."""
    carefully: tuple[float, float]
    """Given or withheld at another threshold."""
    peers: tuple[float, float]
    """Given or withheld as Haystack decides."""
    peers_always: tuple[float, float]
    """Haystack's best span, over the answerable questions alone."""


def measure(options: Options) -> dict[str, Any]:
    """Every set whose gold is ranges of text; the speed on the first of them."""
    sets: list[dict[str, Any]] = []
    times: list[Figure] = []
    for corpus in text_gold_corpora(options.data):
        documents = progress(corpus.documents, len(corpus.documents), "documents")
        questions = corpus.sampled(options.questions(QUESTIONS, QUICK_QUESTIONS)).questions
        with library_of(documents) as library:
            pipeline = _pipeline(library)
            if not times:
                times = reading_times(pipeline, questions[:TIMED_QUESTIONS])
            sets.append(_measure_set(corpus, pipeline, questions))
    return {"sets": sets, "figures": [asdict(figure) for figure in times]}


def _pipeline(library: Library) -> QAPipeline:
    return QAPipeline(library, open_reader(BUNDLED_READER), load_calibration(BUNDLED_READER))


def _measure_set(
    corpus: Corpus, pipeline: QAPipeline, questions: Sequence[Question]
) -> dict[str, Any]:
    careful = load_calibration(BUNDLED_READER).for_risk(RISK).threshold
    comparison = compare(pipeline, progress(questions, len(questions), "questions"), careful)
    return {
        "set": corpus.name,
        "digest": corpus.digest[:8],
        "documents": pipeline.library.count(),
        **asdict(comparison),
    }


LABELS = {
    "always": "ours, never withheld, answerable questions",
    "peers_always": "Haystack's best span, answerable questions",
    "ours": "ours, as decided",
    "carefully": f"ours, as decided at {100 * RISK:g} %",
    "peers": "Haystack's decision",
}
"""Field of Comparison → row of the table."""


def table(figures: Mapping[str, Any]) -> str:
    sets = figures["sets"]
    head = (
        "EM / F1 of the decision",
        *(f"{each['set']}, {each['n']:,} questions" for each in sets),
    )
    rows = [(label, *(_em_and_f1(each[name]) for each in sets)) for name, label in LABELS.items()]
    times = [(each["name"], format_figure(each), each["note"]) for each in figures["figures"]]
    speed = markdown_table(("what", "measured", "how"), times)
    return f"{markdown_table(head, rows)}\n\n{speed}"


def _em_and_f1(values: Sequence[float]) -> str:
    em, overlap = values
    return f"{100 * em:.1f} / {100 * overlap:.1f}"


def compare(pipeline: QAPipeline, questions: Iterable[Question], careful: float) -> Comparison:
    """Asks every question, and decides again on what was read.

    At the threshold `careful`, and as Haystack does on the logits of the same passages.
    """
    rows = [_decisions(pipeline, question, careful) for question in questions]
    answerable = [row for row in rows if row.accepted]
    return Comparison(
        n=len(rows),
        answerable=len(answerable),
        ours=_mean((row.given, row.accepted) for row in rows),
        always=_mean((row.best, row.accepted) for row in answerable),
        carefully=_mean((row.careful, row.accepted) for row in rows),
        peers=_mean((row.peers_given, row.accepted) for row in rows),
        peers_always=_mean((row.peers_best, row.accepted) for row in answerable),
    )


@dataclass(frozen=True, slots=True)
class _Decisions:
    """The answers to one question, None where none is given."""

    accepted: list[str]
    given: str | None
    careful: str | None
    best: str | None
    peers_given: str | None
    peers_best: str | None


def _decisions(pipeline: QAPipeline, question: Question, careful: float) -> _Decisions:
    answer = pipeline.ask(question.question)
    given = answer.span
    given_carefully = replace(answer, threshold=careful).span
    peers_given, peers_best = haystack_decision(answer, _model(pipeline))
    return _Decisions(
        accepted=[gold.text for gold in question.gold],
        given=given.text if given else None,
        careful=given_carefully.text if given_carefully else None,
        best=answer.candidates[0].span.text if answer.candidates else None,
        peers_given=peers_given,
        peers_best=peers_best,
    )


def _mean(pairs: Iterable[tuple[str | None, Sequence[str]]]) -> tuple[float, float]:
    """Mean EM and mean F1."""
    scores = [(exact_match(text, accepted), f1(text, accepted)) for text, accepted in pairs]
    return statistics.fmean(em for em, _ in scores), statistics.fmean(f for _, f in scores)


def _model(pipeline: QAPipeline) -> SpanModel:
    if not isinstance(pipeline.reader, SpanReader):
        raise PinciteError(
            f"The reader {pipeline.reader.name!r} has no logits to decide on, wanted a span reader."
            " Use the bundled reader."
        )
    return pipeline.reader.model


def reading_times(pipeline: QAPipeline, questions: Sequence[Question]) -> list[Figure]:
    """The time of reading alone: passages of about 150 tokens, as many as for a question."""
    times: list[float] = []
    tokens: list[int] = []
    pipeline.ask(questions[0].question)  # loads the models
    for question in questions:
        retrieved = pipeline.library.search(question.question, pipeline.top_k)
        passages = [_shortened(passage) for passage in retrieved]
        start = time.perf_counter()
        pipeline.reader.read(question.question, passages)
        times.append((time.perf_counter() - start) * 1000)
        texts = [passage.span.text for passage in passages]
        windows = _model(pipeline).windower(question.question, texts)
        tokens.extend(len(window.ids) for window in windows)
    mean_tokens = statistics.fmean(tokens)
    note = (
        f"{len(times)} questions, {pipeline.top_k} passages of {mean_tokens:.0f} tokens"
        " with the question, on average"
    )
    p95 = sorted(times)[int(0.95 * (len(times) - 1))]
    return [
        Figure("reading, median", statistics.median(times), "ms", note),
        Figure("reading, 95th percentile", p95, "ms", "the same"),
    ]


def _shortened(passage: Passage) -> Passage:
    """Its first TIMED_WORDS words."""
    start = passage.span.start
    length = len(" ".join(passage.span.text.split(" ")[:TIMED_WORDS]))
    return replace(passage, span=Span(passage.span.document, start, start + length))
