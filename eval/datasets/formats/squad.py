"""SQuAD 1.1 and 2.0, as published: one JSON object with `data`. The file holds its own documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.datasets.dataset import GoldSpan, Question, QuestionSet
from eval.datasets.json_files import JsonNode
from index.spans import Document


def read(root: JsonNode) -> QuestionSet:
    """Every article becomes one document; two articles of one title get different sources, or one would replace the other."""
    questions: list[Question] = []
    documents: dict[str, Document] = {}
    for article in (
        node.fields("title paragraphs") for node in root.fields("data", "version")["data"].items()
    ):
        paragraphs = [
            node.fields("context qas", "document_id") for node in article["paragraphs"].items()
        ]
        text = "\n\n".join(paragraph["context"].text() for paragraph in paragraphs)
        source = f"squad:{article['title'].text()}"
        while source in documents:
            source += " (again)"
        documents[source] = Document(0, source, article["title"].text().replace("_", " "), text)
        questions.extend(_questions(paragraphs, documents[source]))
    written = tuple(document for document in documents.values() if document.text.strip())
    return QuestionSet(re.sub(r"(\.json)?(\.gz)?$", "", root.file.name), tuple(questions), written)


def _questions(paragraphs: list[dict[str, JsonNode]], document: Document) -> Iterator[Question]:
    digest = document.hash
    offset = 0
    for paragraph in paragraphs:
        context = paragraph["context"].text()
        for node in paragraph["qas"].items():
            fields = node.fields("id question answers", "is_impossible plausible_answers")
            places = (
                (offset + start, text)
                for start, text in _answers(fields["id"].text(), fields, context)
            )
            gold = (
                GoldSpan(digest, start, start + len(text), text, document.source)
                for start, text in places
            )
            yield Question(
                fields["id"].text(),
                fields["question"].text(),
                tuple(dict.fromkeys(gold)),
                document.source,
            )
        offset += len(context) + len("\n\n")


def _answers(id: str, question: dict[str, JsonNode], context: str) -> Iterator[tuple[int, str]]:
    """Where the answers start in the paragraph, and their text; none where `is_impossible` says so, whatever is listed there."""
    impossible = "is_impossible" in question and question["is_impossible"].of(bool, "true or false")
    for answer in [] if impossible else question["answers"].items():
        fields = answer.fields("text answer_start")
        text, start = fields["text"].text(), fields["answer_start"].integer()
        if start < 0 or not text or context[start : start + len(text)] != text:
            raise answer.error(
                f"question {id!r}: {text[:60]!r} does not stand at answer_start {start}",
                "Correct it (in code points).",
            )
        yield start, text
