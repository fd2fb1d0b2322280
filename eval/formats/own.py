"""Our own sets: one JSON object, `"format": "pincite-questions"`, with gold ranges, relevant documents, or both.

    {"format": "pincite-questions", "version": 1, "name": "mine", "questions": [
      {"id": "q1", "question": "Who?", "gold": [{"source": "a.md", "hash": "…", "start": 0, "end": 4, "text": "Anna"}],
       "documents": [{"source": "a.md", "hash": "…", "grade": 1}]}]}

`documents` may be left out, and `gold` may be empty; where both are, the documents do not answer the question.
"""

from __future__ import annotations

from eval.data import Question, QuestionSet, read_gold, read_relevant
from eval.files import Node


def read(root: Node) -> QuestionSet:
    if not isinstance(root.value, dict) or root.value.get("format") != "pincite-questions":
        raise root.error('neither "data" (SQuAD) nor "format": "pincite-questions" (ours)', "Choose a file in one of these formats.")
    top = root.fields("format version name questions", "description licence")
    if top["version"].integer() != 1:
        raise top["version"].wanted("1, the only version this program reads")
    return QuestionSet(top["name"].text(), tuple(_question(node) for node in top["questions"].items()))


def _question(node: Node) -> Question:
    fields = node.fields("id question gold", "documents")
    gold = tuple(dict.fromkeys(read_gold(each) for each in fields["gold"].items()))
    documents = tuple(read_relevant(each) for each in fields["documents"].items()) if "documents" in fields else ()
    sources = [*(each.source for each in gold), *(each.source for each in documents)]
    return Question(fields["id"].text(), fields["question"].text(), gold, sources[0] if sources else "", documents)
