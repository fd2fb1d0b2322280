"""Pincite on files, added as by `pincite add --ocr` and asked as by `pincite ask`."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from eval.bench.systems.driver import Models, Texts
from eval.bench.systems.pincite import Search, bundled_pipeline
from eval.bench.systems.reply import Place, Reply
from index.ingest.pipeline import InputFile, ResourceLimits, ingest
from qa.types import AnswerCandidate, Occurrence


class Files(Search):
    """Scanned pages are read if the program tesseract is there."""

    def __init__(self, models: Models) -> None:
        super().__init__(models)
        self._pipeline = bundled_pipeline(self.library)

    def add(self, texts: Texts) -> Sequence[str]:  # type: ignore[override]
        limits = ResourceLimits.with_ocr() if shutil.which("tesseract") else None
        files = [InputFile(source, Path(path)) for source, path in texts]
        steps = list(ingest(self.library, files, limits=limits))
        results = [step.result for step in steps if step.result]
        return [result.source for result in results if result.status == "refused"]

    def answer(self, question: str) -> Reply:
        answer = self._pipeline.ask(question)
        best: AnswerCandidate | None = next(iter(answer.candidates), None)
        return Reply(
            passages=tuple(
                (passage.span.document.source, passage.span.text) for passage in answer.passages
            ),
            places=tuple(map(_place, best.occurrences)) if best else (),
            given=not answer.abstained,
            score=answer.confidence,
        )


def _place(occurrence: Occurrence) -> Place:
    span, sentence = occurrence.span, occurrence.sentence
    return Place(
        source=span.document.source,
        text=span.text,
        around=sentence.text,
        start=span.start - sentence.start,
        is_sentence=True,
    )


CONFIGURATIONS = {"files": Files}
