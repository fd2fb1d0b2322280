"""The speed of adding documents and of answering, beside the encoder alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval.bench.corpus import SAMPLE, Options
from eval.bench.result import markdown_table
from eval.datasets.dataset import Question
from eval.datasets.load import load
from index import chunking
from index.encoders.registry import default_encoder, float_encoder
from index.encoders.sentence_transformers import SentenceTransformersEncoder
from index.ingest.discover import find_files
from index.ingest.peak_memory import peak_mib
from index.ingest.pipeline import InputFile, ingest
from index.ingest.readers import read_document
from index.library import Library
from qa.pipeline import QAPipeline, open_pipeline

QUICK_QUESTIONS = 30


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, its unit, and how it was measured."""

    name: str
    value: float
    unit: str
    note: str


def measure(options: Options) -> dict[str, Any]:
    """A column for the sample set, and one for each file or folder that is named.

    Raises PinciteError for a file that cannot be read.
    """
    questions = load(SAMPLE).questions
    questions = questions[: options.questions(len(questions), QUICK_QUESTIONS)]
    columns = [("sample set", figures(find_files([SAMPLE.parent / "documents"]), questions))]
    columns += [(path.stem, figures(find_files([path]), ())) for path in options.data]
    return {
        "columns": [
            {"called": name, "figures": [asdict(figure) for figure in column]}
            for name, column in columns
        ]
    }


def table(figures: Mapping[str, Any]) -> str:
    """The rows are those of the first column; a figure that another column lacks is –."""
    columns = figures["columns"]
    values = [
        {figure["name"]: format_figure(figure) for figure in column["figures"]}
        for column in columns
    ]
    rows = [
        (figure["name"], *(column.get(figure["name"], "–") for column in values), figure["note"])
        for figure in columns[0]["figures"]
    ]
    return markdown_table(("what", *(column["called"] for column in columns), "how"), rows)


def format_figure(figure: Mapping[str, Any]) -> str:
    """Three digits, or all digits before the point, and the unit."""
    value = figure["value"]
    return f"{value:,.0f} {figure['unit']}" if value >= 100 else f"{value:.3g} {figure['unit']}"


def figures(files: Sequence[InputFile], questions: Sequence[Question]) -> list[Figure]:
    """Without questions, no figures of answers, and none of memory, which is of the process."""
    encoder = default_encoder()
    encoder.encode(["Load the model before the clock starts."])
    sentences = _sentences(files)
    reference = float_encoder()
    reference.encode(["Load this model too."])
    encoding = _seconds(lambda: _encode(reference, sentences))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bench.pincite"
        with Library.open(path, create=True, encoder=encoder) as library:
            adding = _seconds(lambda: list(ingest(library, files)))
        size = path.stat().st_size
        opening = _seconds(lambda: open_pipeline(path).close())
        answers = _answer_figures(path, questions) if questions else []
    return [
        Figure(
            "sentences added",
            len(sentences) / adding,
            "/s",
            f"read, split, encoded and stored; {len(sentences):,} sentences",
        ),
        Figure(
            "ingest beside the encoder alone",
            encoding / adding,
            "×",
            "`SentenceTransformer.encode`, fp32, batches of 32, the same run",
        ),
        Figure(
            "library",
            size / len(sentences),
            "bytes a sentence",
            "text, vectors and lexical index; the FAISS cache not counted",
        ),
        Figure("open a library", opening * 1000, "ms", "without loading a model"),
        *answers,
    ]


def _answer_figures(path: Path, questions: Sequence[Question]) -> list[Figure]:
    with open_pipeline(path) as pipeline:
        times = _answer_times(pipeline, [question.question for question in questions])
    p95 = sorted(times)[int(0.95 * (len(times) - 1))]
    note = f"{len(times)} questions, model loaded"
    answers = [
        Figure("answer, median", statistics.median(times), "ms", note),
        Figure("answer, 95th percentile", p95, "ms", "the same"),
    ]
    peak = peak_mib()
    if peak is not None:
        answers.append(Figure("peak memory", peak, "MiB", "of the whole process"))
    return answers


def _sentences(files: Sequence[InputFile]) -> list[str]:
    documents = [read_document(file.source, file.path.read_bytes()) for file in files]
    return [
        document.text[start:end]
        for document in documents
        for start, end in chunking.sentences(document.text, document.markers)
    ]


def _encode(encoder: SentenceTransformersEncoder, sentences: Sequence[str]) -> None:
    """The encoder alone, as sentence-transformers' documentation shows it."""
    encoder.model.encode(
        list(sentences), batch_size=32, normalize_embeddings=True, show_progress_bar=False
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _answer_times(pipeline: QAPipeline, questions: Sequence[str]) -> list[float]:
    """Milliseconds; the first question is asked once more before, to load the models."""
    pipeline.ask(questions[0])
    return [pipeline.ask(question).milliseconds for question in questions]
