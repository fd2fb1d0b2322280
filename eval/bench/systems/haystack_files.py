"""Haystack on files: its converters, cleaner and splitter, hybrid search, and its reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.bench.systems.driver import Models, Texts
from eval.bench.systems.haystack import Hybrid
from eval.bench.systems.reply import Place, Reply

if TYPE_CHECKING:
    from haystack import Document
    from haystack.components.converters import MultiFileConverter, TextFileToDocument
    from haystack.dataclasses import ExtractedAnswer
    from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

AS_TEXT = frozenset((".eml", ".json", ".jsonl", ".mbox", ".tsv"))
"""Suffixes that no converter takes (of JSON only one known key); they are read as plain text."""

Inputs = tuple[tuple[Any, ...], dict[str, Any]]
"""Positional and named arguments of the model."""

PASSAGES = 10
"""That are read, as many as Pincite reads."""


class Files(Hybrid):
    """All settings are the defaults of the components; file names are embedded with the text."""

    def __init__(self, models: Models) -> None:
        super().__init__(models)
        self._documents.meta_fields_to_embed = ["source"]
        self._reader = reader(models.reader)

    def add(self, texts: Texts) -> list[str]:  # type: ignore[override]
        split = split_files(texts)
        self._store.write_documents(self._documents.run(documents=split)["documents"])
        read = {each.meta["source"] for each in split}
        return [source for source, _ in texts if source not in read]

    def answer(self, question: str) -> Reply:
        """The first answer, or none if "no answer" has a higher score."""
        passages = self.joined(question)[:PASSAGES]
        answers = self._reader.run(query=question, documents=passages)["answers"]
        best = next((each for each in answers if each.data), None)
        return Reply(
            passages=tuple((each.meta["source"], each.content or "") for each in passages),
            places=(_place(best),) if best else (),
            given=bool(answers and answers[0].data),
            score=best.score if best else 0.0,
        )


def _place(answer: ExtractedAnswer) -> Place:
    document = answer.document
    source, start = document.meta["source"], answer.document_offset.start
    return Place(source, answer.data, document.content, start)


def reader(folder: str) -> TransformersExtractiveReader:
    """Its reader with these weights, loaded.

    It passes no token types to the model; a BERT needs them, so they are added here.
    """
    from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

    reader = TransformersExtractiveReader(model=folder)
    reader.warm_up()
    separator = reader.tokenizer.sep_token_id

    def with_types(_: object, arguments: tuple[Any, ...], inputs: Mapping[str, Any]) -> Inputs:
        is_separator = (inputs["input_ids"] == separator).long()
        is_passage = is_separator.cumsum(-1) - is_separator > 0
        types = is_passage.long() * inputs["attention_mask"]
        return arguments, {**inputs, "token_type_ids": types}

    reader.model.register_forward_pre_hook(with_types, with_kwargs=True)
    return reader


def split_files(texts: Texts) -> list[Document]:
    """Cleaned parts of 200 words, each with its source in the metadata."""
    from haystack import Pipeline
    from haystack.components.converters import MultiFileConverter, TextFileToDocument
    from haystack.components.preprocessors import DocumentCleaner, DocumentSplitter

    as_text = [each for each in texts if Path(each[1]).suffix.lower() in AS_TEXT]
    others = [each for each in texts if each not in as_text]
    documents = [*_converted(MultiFileConverter(), others)]
    documents += _converted(TextFileToDocument(), as_text)
    pipeline = Pipeline()
    pipeline.add_component("cleaner", DocumentCleaner())
    pipeline.add_component("splitter", DocumentSplitter())
    pipeline.connect("cleaner", "splitter")
    return list(pipeline.run({"cleaner": {"documents": documents}})["splitter"]["documents"])


def _converted(
    converter: MultiFileConverter | TextFileToDocument, texts: Texts
) -> Sequence[Document]:
    """Documents with text; a converter leaves out what it cannot read."""
    if not texts:
        return ()
    sources, paths = zip(*texts, strict=True)
    meta = [{"source": source} for source in sources]
    documents = converter.run(sources=[Path(path) for path in paths], meta=meta)["documents"]
    return [each for each in documents if each.content and each.content.strip()]


CONFIGURATIONS = {"files": Files}
