"""What each signal of search and each rule of reading gains: they are switched off one at a time.

A set is asked once as the product is, and once for each switch (eval.bench.ablation_switches). The
calibration is not fitted again, so a switch that changes the features of confidence can look worse
than it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from eval.bench.ablation_switches import SWITCHES, Switch
from eval.bench.corpus import SAMPLE, Options, corpora, library_of
from eval.bench.result import markdown_table
from eval.datasets.dataset import Question
from eval.datasets.load import load
from eval.grading import Grader, merge
from eval.runs.run import sample
from index.commands.progress import progress
from index.encoders.registry import default_encoder
from index.library import Library
from index.search.named_documents import NamedDocument
from index.spans import Passage, Span
from qa.decision.calibrations import load_calibration
from qa.evidence.reading import read_evidence
from qa.pipeline import BUNDLED_READER, QAPipeline
from qa.readers.onnx import OnnxModel
from qa.readers.reader import Logits, Reader, SpanModel, SpanPrediction, SpanReader
from qa.readers.squad import exact_match
from qa.readers.windows import PassageWindower, Window
from qa.types import Answer, AnswerType

QUESTIONS, QUICK_QUESTIONS = 1000, 10

MEASURES = {
    "document first": "the first passage is of a right document",
    "among ten": "a passage that was read has a whole gold range",
    "best right": "the best candidate overlaps a gold range",
    "exact": "its words are those of the gold",
    "gold found": "gold ranges in the best candidate or the items, of all ranges in its document",
    "given right": "answers given that are right",
    "given wrong": "answers given that are wrong, also those to unanswerable questions",
    "refused": "unanswerable questions without an answer",
}
"""Counts of questions, but "gold found", a sum of shares."""

Row = Mapping[str, float]
"""By measure, and "words": a number that tells whether the answer is the same."""


class CachedModel:
    """A reader's model that computes each window once."""

    def __init__(self, model: SpanModel) -> None:
        self._model = model
        self._known: dict[bytes, Logits] = {}

    @property
    def fingerprint(self) -> str:
        return self._model.fingerprint

    @property
    def windower(self) -> PassageWindower:
        return self._model.windower

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        keys = [window.ids.tobytes() + window.types.tobytes() for window in windows]
        new = {
            key: window for key, window in zip(keys, windows, strict=True) if key not in self._known
        }
        self._known |= zip(new, self._model.logits(list(new.values())), strict=True)
        return [self._known[key] for key in keys]


class CachedReading:
    """Stands in for `qa.evidence.reading.read_evidence`; reads the same passages once."""

    def __init__(self) -> None:
        self._known: dict[object, list[SpanPrediction]] = {}

    def __call__(
        self,
        reader: Reader,
        question: str,
        passages: Sequence[Passage],
        contexts: Sequence[str],
        answer_type: AnswerType,
        named: NamedDocument | None = None,
    ) -> list[SpanPrediction]:
        key = question, tuple(passage.span for passage in passages), tuple(contexts), named
        if key not in self._known:
            self._known[key] = read_evidence(
                reader, question, passages, contexts, answer_type, named
            )
        return self._known[key]


def measure(options: Options) -> dict[str, Any]:
    """Each set by itself, in the library NAME.pincite beside NAME.json, or in a new one."""
    return {"sets": [_measure_set(path, options) for path in options.data or (SAMPLE,)]}


def _measure_set(path: Path, options: Options) -> dict[str, Any]:
    questions = load(path)
    asked = sample(questions.questions, options.questions(QUESTIONS, QUICK_QUESTIONS))
    with _opener(path) as open_library:
        ablation = Ablation(open_library, asked)
        switches = [
            ablation.switched(switch) for switch in progress(SWITCHES, len(SWITCHES), "switches")
        ]
    return {
        "set": questions.name,
        "digest": questions.digest[:8],
        "questions": len(asked),
        "answerable": sum(question.answerable for question in asked),
        "base": {name: sum(row[name] for row in ablation.base) for name in MEASURES},
        "switches": switches,
    }


class Ablation:
    """Asks the questions as the product is, and again with a switch off."""

    def __init__(self, open_library: Callable[[], Library], questions: Sequence[Question]) -> None:
        self._open_library = open_library
        self._questions = questions
        self._model = CachedModel(OnnxModel(BUNDLED_READER))
        self._reading = CachedReading()
        self._grader = Grader()
        self._families: dict[str, list[bool]] = {}
        with patch("qa.pipeline.read_evidence", self._reading):
            self.base = self._ask([True] * len(questions))

    def switched(self, switch: Switch) -> dict[str, Any]:
        """What the switch changes. A part is asked only what its whole family changes."""
        is_asked = self._families.get(switch.group, [True] * len(self._questions))
        with switch.off(), ExitStack() as stack:
            if not switch.changes_reading:
                stack.enter_context(patch("qa.pipeline.read_evidence", self._reading))
            rows = self._ask(is_asked)
        changed = [before != after for before, after in zip(self.base, rows, strict=True)]
        if switch.name == switch.group:
            self._families[switch.group] = changed
        return {
            "name": switch.name,
            "changed": sum(changed),
            "measures": {name: change(self.base, rows, name) for name in MEASURES},
        }

    def _ask(self, is_asked: Sequence[bool]) -> list[Row]:
        """A row a question; the one of the product for those that are not asked.

        In a library opened anew: it caches what a switch may change.
        """
        reader, calibration = SpanReader(self._model), load_calibration(BUNDLED_READER)
        with (
            self._open_library() as library,
            QAPipeline(library, reader, calibration) as pipeline,
        ):
            return [
                row(question, pipeline.ask(question.question), self._grader)
                if asked
                else self.base[n]
                for n, (question, asked) in enumerate(zip(self._questions, is_asked, strict=True))
            ]


@contextmanager
def _opener(path: Path) -> Iterator[Callable[[], Library]]:
    """Opens the library of a set, as often as it is called: it caches what a switch changes."""
    encoder = default_encoder()
    beside = path.with_name(f"{path.name.partition('.json')[0]}.pincite")
    if beside.is_file():
        yield lambda: Library.open(beside, encoder=encoder)
        return
    (corpus,) = corpora([path])
    with library_of(corpus.documents) as library:
        yield lambda: Library.open(library.path, encoder=encoder)


def change(base: Sequence[Row], rows: Sequence[Row], name: str) -> dict[str, float]:
    """The sums of what questions lose and gain."""
    differences = [after[name] - before[name] for before, after in zip(base, rows, strict=True)]
    return {
        "lost": -sum(each for each in differences if each < 0),
        "gained": sum(each for each in differences if each > 0),
    }


def row(question: Question, answer: Answer, grader: Grader) -> dict[str, float]:
    """MEASURES of one question, and "words"."""
    graded = grader.grade(question, answer, 0.0)
    given, wanted = answer.span is not None, question.answerable
    best = [place.span for each in answer.candidates[:1] for place in each.occurrences]
    items = [item.span for item in answer.items]
    others = [*items, *(candidate.span for candidate in answer.conflicting)]
    words = (graded.candidate, given, [span.text for span in others], answer.notice)
    return {
        "document first": wanted and _is_of(answer, question),
        "among ten": wanted and graded.rank is not None,
        "best right": wanted and graded.candidate_right,
        "exact": wanted and exact_match(graded.candidate, graded.accepted),
        "gold found": _found([*best, *items], question),
        "given right": given and wanted and graded.candidate_right,
        "given wrong": given and not (wanted and graded.candidate_right),
        "refused": not given and not wanted,
        "words": hash(repr(words)),
    }


def _is_of(answer: Answer, question: Question) -> bool:
    hashes = [passage.span.document.hash for passage in answer.passages[:1]]
    return any(hash in question.hashes for hash in hashes)


def _found(spans: Sequence[Span], question: Question) -> float:
    """The share of the gold ranges of the first span's document that the spans overlap."""
    places = [(span.document.hash, span.start, span.end) for span in spans]
    groups = [group for group in merge(question.gold) if places and group[0].hash == places[0][0]]
    found = [
        any(
            hash == gold.hash and start < gold.end and gold.start < end
            for gold in group
            for hash, start, end in places
        )
        for group in groups
    ]
    return sum(found) / len(found) if found else 0.0


def table(figures: Mapping[str, Any]) -> str:
    return "\n\n".join(_table(of_set) for of_set in figures["sets"])


def _table(figures: Mapping[str, Any]) -> str:
    whole = ["as it is", "", *(f"{figures['base'][name]:.4g}" for name in MEASURES)]
    effective = [each for each in figures["switches"] if _has_effect(each)]
    rows = [
        [each["name"], str(each["changed"]), *map(_cell, each["measures"].values())]
        for each in effective
    ]
    idle = [each["name"] for each in figures["switches"] if not _has_effect(each)]
    head = (
        f"**{figures['set']}**, {figures['questions']:,} questions,"
        f" {figures['answerable']:,} of them answerable:"
    )
    without = f"Without effect: {', '.join(idle)}." if idle else "Each has an effect."
    names = ("without", "answers changed", *MEASURES)
    return f"{head}\n\n{markdown_table(names, [whole, *rows])}\n\n{without}"


def _has_effect(switch: Mapping[str, Any]) -> bool:
    return bool(switch["changed"]) or any(map(_cell, switch["measures"].values()))


def _cell(change: Mapping[str, float]) -> str:
    """What questions lose and gain: "−3 +1"; empty if nothing."""
    parts = [("−", change["lost"]), ("+", change["gained"])]
    return " ".join(f"{sign}{round(value, 1):g}" for sign, value in parts if round(value, 1))
