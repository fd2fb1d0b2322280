"""Pincite's own format: one JSON object with gold ranges, relevant documents, or both.

    {"format": "pincite-questions", "version": 1, "name": "mine", "questions": [
      {"id": "q1", "question": "Who?",
       "gold": [{"source": "a.md", "hash": "…", "start": 0, "end": 4, "text": "Anna"}],
       "documents": [{"source": "a.md", "hash": "…", "grade": 1}]}]}

`documents` may be left out, and `gold` may be empty; if there are neither, the documents of the
library do not answer the question. A question may also have `wrong` ranges, and the set
`unlabelled` questions that have nothing else: answers that a person called wrong. They count in no
measure.
"""

from __future__ import annotations

from eval.datasets.dataset import GoldSpan, Question, QuestionSet, read_gold, read_relevant
from eval.datasets.json_files import JsonNode


def read(root: JsonNode) -> QuestionSet:
    if not isinstance(root.value, dict) or root.value.get("format") != "pincite-questions":
        raise root.error(
            'neither "data" (SQuAD) nor "format": "pincite-questions" (Pincite)',
            "Choose a file in one of these formats.",
        )
    top = root.fields("format version name questions", "description licence unlabelled")
    if top["version"].integer() != 1:
        raise top["version"].wanted("1, the only version this program reads")
    unlabelled = top["unlabelled"].items() if "unlabelled" in top else []
    for node in unlabelled:
        _check_unlabelled(node)
    note = f"questions with only answers marked wrong, which are not asked: {len(unlabelled):,}"
    return QuestionSet(
        name=top["name"].text(),
        questions=tuple(_question(node) for node in top["questions"].items()),
        notes=(note,) if unlabelled else (),
    )


def _check_unlabelled(node: JsonNode) -> None:
    fields = node.fields("id question wrong")
    fields["id"].text()
    fields["question"].text()
    _ranges(fields["wrong"])


def _ranges(node: JsonNode) -> tuple[GoldSpan, ...]:
    return tuple(dict.fromkeys(read_gold(each) for each in node.items()))


def _question(node: JsonNode) -> Question:
    fields = node.fields("id question gold", "documents wrong")
    gold = _ranges(fields["gold"])
    if "wrong" in fields:
        _ranges(fields["wrong"])
    relevant = fields["documents"].items() if "documents" in fields else []
    documents = tuple(read_relevant(each) for each in relevant)
    sources = [*(each.source for each in gold), *(each.source for each in documents)]
    return Question(
        id=fields["id"].text(),
        question=fields["question"].text(),
        gold=gold,
        article=sources[0] if sources else "",
        documents=documents,
    )
