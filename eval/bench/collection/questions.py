"""Questions with the words that answer them, beside a folder of files.

A JSON list; answers are texts, so that systems can be compared whose texts of a file differ:

    [{"question": "Who names the ferry?", "kind": "who", "source": "press.html",
      "answers": ["Astrid Penhallow"], "evidence": "The ferry will be named by Astrid Penhallow."},
     {"question": "Which law governs?", "source": "lease.pdf",
      "clauses": ["This lease is governed by the laws of Norway."]}]

`source` is a file name or a list of them. With `clauses`, an answer is right if it meets one;
without, the rule of the `kind` decides (`eval.bench.collection.judge`); a "list" has `items`.
A question without clauses, or without answers and items, has no answer in the files. `id` may name
it. Any other set whose gold is ranges of text (Pincite, SQuAD) can be used too: its gold texts are
clauses.

The files are in `documents/` or `docs/` beside the set, or beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath

from eval.datasets.json_files import JsonNode, read_json
from eval.datasets.load import load
from index.errors import PinciteError
from index.ingest.discover import find_files

CLAUSE = "clause"
"""The kind of a question with clauses."""


@dataclass(frozen=True, slots=True)
class TextQuestion:
    """`evidence` are the clauses, or the pieces of text that the answer is read from."""

    id: str
    question: str
    kind: str
    sources: frozenset[str]
    evidence: tuple[str, ...]
    answers: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        return bool(self.evidence or self.answers or self.items)


@dataclass(frozen=True, slots=True)
class Collection:
    """`files` are (source, path)."""

    name: str
    digest: str
    questions: tuple[TextQuestion, ...]
    files: tuple[tuple[str, str], ...]


def read_collection(path: Path) -> Collection:
    """Raises PinciteError if it is no such set, or no files are beside it."""
    root, digest = read_json(path)
    if isinstance(root.value, list):
        questions = tuple(_question(n, node) for n, node in enumerate(root.items(), 1))
    else:
        questions = _with_ranges(path)
    if not questions:
        raise PinciteError(f"{path}: no questions in it. Choose a file with at least one.")
    stem = path.name.split(".")[0]
    name = path.resolve().parent.name if stem == "questions" else stem
    return Collection(name, digest, questions, tuple(_files_beside(path)))


def file_name(source: str) -> str:
    """The name without folders, by which documents of different systems are compared."""
    return PurePath(source).name


def _question(number: int, node: JsonNode) -> TextQuestion:
    fields = node.members("question source")
    is_clause = "clauses" in fields
    return TextQuestion(
        id=fields["id"].text() if "id" in fields else str(number),
        question=fields["question"].text(),
        kind=CLAUSE if is_clause else node.members("kind")["kind"].text(),
        sources=frozenset(map(file_name, _texts(fields, "source"))),
        evidence=_texts(fields, "clauses" if is_clause else "evidence"),
        answers=() if is_clause else _texts(fields, "answers"),
        items=() if is_clause else _texts(fields, "items"),
    )


def _texts(fields: dict[str, JsonNode], name: str) -> tuple[str, ...]:
    """A list of texts, or one; "" and a missing one are none."""
    if name not in fields:
        return ()
    node = fields[name]
    nodes = [node] if isinstance(node.value, str) else node.items()
    return tuple(text for text in (each.text() for each in nodes) if text)


def _with_ranges(path: Path) -> tuple[TextQuestion, ...]:
    return tuple(
        TextQuestion(
            id=each.id,
            question=each.question,
            kind=CLAUSE,
            sources=frozenset(file_name(gold.source) for gold in each.gold),
            evidence=each.accepted,
        )
        for each in load(path).questions
    )


def _files_beside(path: Path) -> list[tuple[str, str]]:
    folders = [path.parent / name for name in ("documents", "docs")]
    folder = next((each for each in folders if each.is_dir()), path.parent)
    files = [
        (file.path.relative_to(folder).as_posix(), str(file.path))
        for file in find_files([folder])
        if file.path.resolve() != path.resolve()
    ]
    if not files:
        raise PinciteError(f"{path} has no files beside it. Put them into {folders[0]}.")
    return files
