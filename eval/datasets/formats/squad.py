"""SQuAD 1.1 and 2.0, as published: one JSON object with `data`. It contains its own documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.datasets.dataset import GoldSpan, Question, QuestionSet
from eval.datasets.json_files import JsonNode
from index.spans import Document

_SEPARATOR = "\n\n"  # between the paragraphs of an article


def read(root: JsonNode) -> QuestionSet:
    """Every article becomes one document.

    Two articles with the same title get different sources, so that neither replaces the other.
    """
    questions: list[Question] = []
    documents: dict[str, Document] = {}
    for node in root.fields("data", "version")["data"].items():
        article = node.fields("title paragraphs")
        paragraphs = [
            paragraph.fields("context qas", "document_id")
            for paragraph in article["paragraphs"].items()
        ]
        title = article["title"].text()
        source = f"squad:{title}"
        while source in documents:
            source += " (again)"
        text = _SEPARATOR.join(paragraph["context"].text() for paragraph in paragraphs)
        documents[source] = Document(0, source, title.replace("_", " "), text)
        questions.extend(_questions(paragraphs, documents[source]))
    return QuestionSet(
        name=re.sub(r"(\.json)?(\.gz)?$", "", root.file.name),
        questions=tuple(questions),
        documents=tuple(each for each in documents.values() if each.text.strip()),
    )


def _questions(paragraphs: list[dict[str, JsonNode]], document: Document) -> Iterator[Question]:
    hash = document.hash
    offset = 0
    for paragraph in paragraphs:
        context = paragraph["context"].text()
        for node in paragraph["qas"].items():
            fields = node.fields("id question answers", "is_impossible plausible_answers")
            id = fields["id"].text()
            gold: dict[GoldSpan, None] = {}  # as an ordered set
            for start, text in _answers(id, fields, context):
                at = offset + start
                gold[GoldSpan(hash, at, at + len(text), text, document.source)] = None
            yield Question(id, fields["question"].text(), tuple(gold), document.source)
        offset += len(context) + len(_SEPARATOR)


def _answers(id: str, question: dict[str, JsonNode], context: str) -> Iterator[tuple[int, str]]:
    """Start in the paragraph, and text; none if `is_impossible`, whatever answers are listed."""
    if "is_impossible" in question and question["is_impossible"].boolean():
        return
    for answer in question["answers"].items():
        fields = answer.fields("text answer_start")
        text, start = fields["text"].text(), fields["answer_start"].integer()
        if start < 0 or not text or context[start : start + len(text)] != text:
            raise answer.error(
                f"question {id!r}: {text[:60]!r} is not at answer_start {start}",
                "Correct it (in code points).",
            )
        yield start, text
