"""The reader on a library's passages: how right and how fast it is, beside another way of deciding on the very same logits."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from eval.bench.corpus import library_of, text_gold_corpora
from eval.bench.options import Options
from eval.bench.result import markdown_table
from eval.bench.speed import Figure, write
from eval.datasets.dataset import Question
from index.commands.progress import progress
from index.errors import PinciteError
from index.spans import Passage, Span
from qa.pipeline import BUNDLED_READER, QAPipeline, load_calibration, open_reader
from qa.readers.reader import Logits, SpanModel, SpanReader
from qa.readers.windows import Window
from qa.squad import exact_match, f1
from qa.types import Answer

PEER_FACTOR, PEER_ANSWERS = 0.1, 20
"""The defaults of Haystack's ExtractiveReader: calibration_factor, and top_k and answers_per_seq."""

RISK = 0.1
"""The other risk that ours is decided at (`python -m qa risks`)."""

QUESTIONS, QUICK_QUESTIONS, TIMED = 400, 30, 100

TIMED_WORDS = 115
"""A passage cut to so many words has about 150 tokens."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Means over `n` questions. `ours` and `peers` are given or withheld as each decides; `always` is our best reading, never withheld."""

    n: int
    answerable: int
    ours: tuple[float, float]
    """EM and F1 as SQuAD 2.0 counts them: "no answer" to an unanswerable question is right."""
    always: tuple[float, float]
    """The same, of the answerable questions alone."""
    carefully: tuple[float, float]
    """`ours`, given or withheld at another threshold."""
    peers: tuple[float, float]
    peers_always: tuple[float, float]


def measure(options: Options) -> dict[str, Any]:
    """Of every set whose gold are words; the speed on the first of them."""
    compared: list[dict[str, Any]] = []
    times: list[Figure] = []
    for corpus in text_gold_corpora(options.data):
        with library_of(progress(corpus.documents, len(corpus.documents), "documents")) as library:
            calibration = load_calibration(BUNDLED_READER)
            bot = QAPipeline(library, open_reader(BUNDLED_READER), calibration)
            asked = corpus.drawn(options.questions(QUESTIONS, QUICK_QUESTIONS)).questions
            times = times if times else timed(bot, asked[:TIMED])
            found = compare(
                bot, progress(asked, len(asked), "questions"), calibration.for_risk(RISK).threshold
            )
            compared.append(
                {
                    "set": corpus.name,
                    "digest": corpus.digest[:8],
                    "documents": library.count(),
                    **asdict(found),
                }
            )
    return {"sets": compared, "figures": [asdict(figure) for figure in times]}


def table(figures: Mapping[str, Any]) -> str:
    rows = [
        (called, *(f"{100 * of[name][0]:.1f} / {100 * of[name][1]:.1f}" for of in figures["sets"]))
        for name, called in {
            "always": "ours, never withheld, answerable questions",
            "peers_always": "Haystack's best span, answerable questions",
            "ours": "ours, as decided",
            "carefully": f"ours, as decided at {100 * RISK:g} %",
            "peers": "Haystack's decision",
        }.items()
    ]
    sets = (f"{of['set']}, {of['n']:,} questions" for of in figures["sets"])
    read = [(figure["name"], write(figure), figure["note"]) for figure in figures["figures"]]
    return f"{markdown_table(('EM / F1 of the decision', *sets), rows)}\n\n{markdown_table(('what', 'measured', 'how'), read)}"


def compare(bot: QAPipeline, questions: Iterable[Question], careful: float) -> Compared:
    """Asks every question of the bot, and decides again: at the threshold `careful`, and as Haystack does on the logits of the passages
    that were read."""
    rows = [_asked(bot, question, careful) for question in questions]
    answerable = [row for row in rows if row.accepted]
    return Compared(
        len(rows),
        len(answerable),
        ours=_mean((row.given, row.accepted) for row in rows),
        always=_mean((row.best, row.accepted) for row in answerable),
        carefully=_mean((row.careful, row.accepted) for row in rows),
        peers=_mean((row.peers_given, row.accepted) for row in rows),
        peers_always=_mean((row.peers_best, row.accepted) for row in answerable),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    accepted: list[str]
    given: str | None
    careful: str | None
    best: str | None
    peers_given: str | None
    peers_best: str | None


def _asked(bot: QAPipeline, question: Question, careful: float) -> _Asked:
    answer = bot.ask(question.question)
    given, less = (
        each.span.text if each.span else None
        for each in (answer, replace(answer, threshold=careful))
    )
    best = answer.candidates[0].span.text if answer.candidates else None
    return _Asked(
        [gold.text for gold in question.gold],
        given,
        less,
        best,
        *_as_haystack_decides(answer, _model(bot)),
    )


def _mean(pairs: Iterable[tuple[str | None, Sequence[str]]]) -> tuple[float, float]:
    scores = [(exact_match(text, accepted), f1(text, accepted)) for text, accepted in pairs]
    return statistics.fmean(each for each, _ in scores), statistics.fmean(
        each for _, each in scores
    )


def _model(bot: QAPipeline) -> SpanModel:
    if not isinstance(bot.reader, SpanReader):
        raise PinciteError(
            f"{bot.reader.name!r} has no logits to decide on; a reader of spans is wanted."
        )
    return bot.reader.model


def _as_haystack_decides(answer: Answer, model: SpanModel) -> tuple[str | None, str | None]:
    """(its answer, its best span): a probability sigmoid(0.1 x logits) for each span by itself, and for "no answer" the product of what
    the best spans leave over. After `haystack.components.readers.extractive` (Apache-2.0), which is not installed here."""
    texts = [passage.span.text for passage in answer.passages]
    windows = model.windower(answer.question, texts)
    spans = [
        span
        for window, logits in zip(windows, model.logits(windows), strict=True)
        for span in _spans(window, logits)
    ]
    best = sorted(spans, key=lambda span: -span[0])[:PEER_ANSWERS]
    if not best:
        return None, None
    left = math.prod(1 - probability for probability, *_ in best)
    probability, passage, start, end = best[0]
    text = texts[passage][start:end]
    return (text if probability >= left else None), text


def _spans(window: Window, logits: Logits) -> list[tuple[float, int, int, int]]:
    """(probability, passage, start, end) of the best spans of a window, of any length."""
    starts, ends = (np.where(window.inside, each, -np.inf) for each in logits)
    scores = np.where(
        np.triu(np.ones((len(starts),) * 2, bool)), starts[:, None] + ends[None, :], -np.inf
    )
    order = np.argsort(-scores, axis=None, kind="stable")[:PEER_ANSWERS]
    found = [divmod(int(place), len(starts)) for place in order]
    return [
        (
            1 / (1 + math.exp(-PEER_FACTOR * float(scores[a, b]))),
            window.passage,
            int(window.offsets[a][0]),
            int(window.offsets[b][1]),
        )
        for a, b in found
        if np.isfinite(scores[a, b])
    ]


def timed(bot: QAPipeline, questions: Sequence[Question]) -> list[Figure]:
    """What reading alone takes, for passages of about 150 tokens, as many as are read for a question."""
    read: list[float] = []
    tokens: list[int] = []
    bot.ask(questions[0].question)  # loads the models
    for question in questions:
        passages = [
            _cut(passage) for passage in bot.library.search(question.question, bot.passages)
        ]
        began = time.perf_counter()
        bot.reader.read(question.question, passages)
        read.append((time.perf_counter() - began) * 1000)
        tokens.extend(
            len(window.ids)
            for window in _model(bot).windower(
                question.question, [passage.span.text for passage in passages]
            )
        )
    note = f"{len(read)} questions, {bot.passages} passages of {statistics.fmean(tokens):.0f} tokens with the question, on average"
    return [
        Figure("reading, median", statistics.median(read), "ms", note),
        Figure(
            "reading, 95th percentile", sorted(read)[int(0.95 * (len(read) - 1))], "ms", "the same"
        ),
    ]


def _cut(passage: Passage) -> Passage:
    words = passage.span.text.split(" ")
    text = " ".join(words[:TIMED_WORDS])
    return replace(
        passage,
        span=Span(passage.span.document, passage.span.start, passage.span.start + len(text)),
    )
