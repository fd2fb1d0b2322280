"""How fast documents go in and answers come out, beside what the encoder alone takes for the same sentences in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval.bench.corpus import SAMPLE
from eval.bench.options import Options
from eval.bench.result import markdown_table
from eval.bench.systems.resource_usage import peak_mib
from eval.datasets.dataset import Question
from eval.datasets.load import load as questions_of
from index import chunking
from index.encoders.registry import default_encoder, float_encoder
from index.encoders.sentence_transformers import SentenceTransformersEncoder
from index.ingest import readers
from index.ingest.pipeline import InputFile, find_files, ingest
from index.library import Library
from qa.pipeline import QAPipeline, open_pipeline


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, its unit, and in words how it was taken."""

    name: str
    value: float
    unit: str
    note: str


QUICK_QUESTIONS = 30


def measure(options: Options) -> dict[str, Any]:
    """A column for the sample set, and one for each file or folder named. Raises PinciteError for a file that cannot be read."""
    sample = questions_of(SAMPLE).questions
    asked = sample[: options.questions(len(sample), QUICK_QUESTIONS)]
    columns = [("sample set", figures(find_files([SAMPLE.parent / "documents"]), asked))]
    columns += [(path.stem, figures(find_files([path]), ())) for path in options.data]
    return {
        "columns": [
            {"called": called, "figures": [asdict(figure) for figure in found]}
            for called, found in columns
        ]
    }


def table(figures: Mapping[str, Any]) -> str:
    columns = figures["columns"]
    values = [{figure["name"]: write(figure) for figure in column["figures"]} for column in columns]
    rows = [
        (figure["name"], *(of.get(figure["name"], "–") for of in values), figure["note"])
        for figure in columns[0]["figures"]
    ]
    return markdown_table(("what", *(column["called"] for column in columns), "how"), rows)


def write(figure: Mapping[str, Any]) -> str:
    value = figure["value"]
    return f"{value:,.0f} {figure['unit']}" if value >= 100 else f"{value:.3g} {figure['unit']}"


def figures(files: Sequence[InputFile], questions: Sequence[Question]) -> list[Figure]:
    """Without questions, nothing is said of answers, nor of memory, which is that of the process so far."""
    encoder = default_encoder()
    encoder.encode(["Load the model before the clock starts."])
    texts = _sentences(files)
    reference = float_encoder()
    reference.encode(["Load it, too."])
    alone = _seconds(lambda: _plain_encode(reference, texts))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bench.pincite"
        with Library.open(path, create=True, encoder=encoder) as library:
            whole = _seconds(lambda: list(ingest(library, files)))
        size = path.stat().st_size
        opening = _seconds(lambda: open_pipeline(path).library.close())
        answers = _answers(path, questions) if questions else []
    return [
        Figure(
            "sentences added",
            len(texts) / whole,
            "/s",
            f"read, split, encoded and stored; {len(texts):,} sentences",
        ),
        Figure(
            "ingest beside the encoder alone",
            alone / whole,
            "×",
            "`SentenceTransformer.encode`, fp32, batches of 32, the same run",
        ),
        Figure(
            "library",
            size / len(texts),
            "bytes a sentence",
            "text, vectors and lexical index; the FAISS cache not counted",
        ),
        Figure("open a library", opening * 1000, "ms", "without loading a model"),
        *answers,
    ]


def _answers(path: Path, questions: Sequence[Question]) -> list[Figure]:
    bot = open_pipeline(path)
    asking = _milliseconds_to_answer(bot, [question.question for question in questions])
    bot.library.close()
    return [
        Figure(
            "answer, median",
            statistics.median(asking),
            "ms",
            f"{len(asking)} questions, model loaded",
        ),
        Figure(
            "answer, 95th percentile",
            sorted(asking)[int(0.95 * (len(asking) - 1))],
            "ms",
            "the same",
        ),
        Figure("peak memory", peak_mib(), "MiB", "of the whole process"),
    ]


def _sentences(files: Sequence[InputFile]) -> list[str]:
    documents = [readers.read_document(file.source, file.path.read_bytes()) for file in files]
    return [
        document.text[start:end]
        for document in documents
        for start, end in chunking.sentences(document.text)
    ]


def _plain_encode(encoder: SentenceTransformersEncoder, texts: Sequence[str]) -> None:
    encoder.model.encode(
        list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _milliseconds_to_answer(bot: QAPipeline, questions: Sequence[str]) -> list[float]:
    bot.ask(questions[0])
    return [bot.ask(question).milliseconds for question in questions]
