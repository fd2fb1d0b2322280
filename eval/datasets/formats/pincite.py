"""Our own sets: one JSON object, `"format": "pincite-questions"`, with gold ranges, relevant documents, or both.

    {"format": "pincite-questions", "version": 1, "name": "mine", "questions": [
      {"id": "q1", "question": "Who?", "gold": [{"source": "a.md", "hash": "…", "start": 0, "end": 4, "text": "Anna"}],
       "documents": [{"source": "a.md", "hash": "…", "grade": 1}]}]}

`documents` may be left out, and `gold` may be empty; where both are, the documents do not answer the question. A question may have
`wrong` ranges besides, and the set `unlabelled` questions that have nothing but these: what a person called wrong. No measure uses them.
"""

from __future__ import annotations

from eval.datasets.dataset import GoldSpan, Question, QuestionSet, read_gold, read_relevant
from eval.datasets.json_files import JsonNode


def read(root: JsonNode) -> QuestionSet:
    if not isinstance(root.value, dict) or root.value.get("format") != "pincite-questions":
        raise root.error(
            'neither "data" (SQuAD) nor "format": "pincite-questions" (ours)',
            "Choose a file in one of these formats.",
        )
    top = root.fields("format version name questions", "description licence unlabelled")
    if top["version"].integer() != 1:
        raise top["version"].wanted("1, the only version this program reads")
    unlabelled = (
        [_unlabelled(node) for node in top["unlabelled"].items()] if "unlabelled" in top else []
    )
    told = (
        (
            f"of {len(unlabelled)} more it is known what is wrong, not what is right: they are not asked",
        )
        if unlabelled
        else ()
    )
    return QuestionSet(
        top["name"].text(), tuple(_question(node) for node in top["questions"].items()), notes=told
    )


def _unlabelled(node: JsonNode) -> str:
    """Its id."""
    fields = node.fields("id question wrong")
    fields["question"].text()
    _ranges(fields["wrong"])
    return fields["id"].text()


def _ranges(node: JsonNode) -> tuple[GoldSpan, ...]:
    return tuple(dict.fromkeys(read_gold(each) for each in node.items()))


def _question(node: JsonNode) -> Question:
    fields = node.fields("id question gold", "documents wrong")
    gold = _ranges(fields["gold"])
    if "wrong" in fields:
        _ranges(fields["wrong"])
    documents = (
        tuple(read_relevant(each) for each in fields["documents"].items())
        if "documents" in fields
        else ()
    )
    sources = [*(each.source for each in gold), *(each.source for each in documents)]
    return Question(
        fields["id"].text(),
        fields["question"].text(),
        gold,
        sources[0] if sources else "",
        documents,
    )
