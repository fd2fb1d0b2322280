"""Retrieval sets, a folder each: texts, queries, and which text answers which query. Gold are whole documents.

| | texts | queries | relevance |
|---|---|---|---|
| BEIR | `corpus.jsonl` (`_id`, `title`, `text`) | `queries.jsonl` (`_id`, `text`) | `test.tsv` there or in `qrels/`: query, text, grade |
| MS MARCO | `collection.tsv`: id, text | `queries*.tsv`: id, text | `qrels*.tsv`: query, 0, text, grade |

Any of them may be gzipped. The folder means its `test` relevance, or its only one; the file of another (`dev.tsv`) can be named instead.
A query of which no text is relevant is one that the texts do not answer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from eval.datasets.dataset import Question, QuestionSet, RelevantDocument
from eval.datasets.json_files import read_bytes, read_json_lines, read_lines
from index.errors import PinciteError
from index.spans import Document, Marker

Grades = dict[str, dict[str, int]]  # query to text to grade


def read(path: Path) -> QuestionSet:
    """`path` is the folder, or the file in it that says what is relevant."""
    folder = (
        path
        if path.is_dir()
        else path.parent.parent
        if path.parent.name == "qrels"
        else path.parent
    )
    relevance = _relevance(path) if path.is_dir() else path
    texts = _one(folder, "its texts", "corpus.jsonl", "collection.tsv")
    queries = _one(
        folder,
        "its queries",
        "queries.jsonl",
        f"queries.{_stem(relevance)}.tsv",
        "queries.tsv",
        "queries*.tsv",
    )
    name = folder.resolve().name
    documents = {id: _document(f"{name}:{id}", title, text) for id, title, text in _records(texts)}
    hashes = {id: document.hash for id, document in documents.items()}
    grades = _grades(relevance)
    asked = {id: text for id, _, text in _records(queries) if id in grades}
    questions = [_question(id, text, grades[id], name, hashes) for id, text in asked.items()]
    lost = [
        f"{relevance}: the query {id!r} has no text in {queries}; it is not asked"
        for id in grades
        if id not in asked
    ]
    digest = hashlib.sha256(
        b"".join(hashlib.sha256(read_bytes(file)).digest() for file in (texts, queries, relevance))
    )
    written = tuple(document for document in documents.values() if document.text.strip())
    return QuestionSet(
        f"{name}/{_stem(relevance)}", tuple(questions), written, digest.hexdigest(), tuple(lost)
    )


def _question(
    id: str, text: str, grades: dict[str, int], name: str, hashes: dict[str, str]
) -> Question:
    relevant = tuple(
        RelevantDocument(hashes.get(text_id, ""), f"{name}:{text_id}", grade)
        for text_id, grade in grades.items()
        if grade > 0
    )
    return Question(id, text, (), documents=relevant)


def _document(source: str, title: str, text: str) -> Document:
    """The title is part of the text, as BEIR's own baselines have it, and a heading: found, but not quoted as an answer."""
    whole = f"{title}\n\n{text}" if title.strip() else text
    return Document(
        0,
        source,
        title if title.strip() else source,
        whole,
        (Marker("heading", 0, len(title), title),) if title.strip() else (),
    )


def _relevance(folder: Path) -> Path:
    files = sorted(
        file
        for place in (folder, folder / "qrels")
        if place.is_dir()
        for file in place.iterdir()
        if _is_relevance(file)
    )
    found = [file for file in files if _stem(file) == "test"] if len(files) > 1 else files
    if len(found) != 1:
        names = ", ".join(str(file) for file in files) if files else "no .tsv file of them"
        raise PinciteError(
            f"{folder}: which relevance judgements are meant? Found {names}; name the file, such as {folder / 'test.tsv'}."
        )
    return found[0]


def _is_relevance(file: Path) -> bool:
    return bool(re.search(r"\.tsv(\.gz)?$", file.name)) and not re.match(
        r"queries|collection|corpus", file.name
    )


def _stem(file: Path) -> str:
    """`qrels.dev.small.tsv` is of dev.small, `test.tsv` of test."""
    return re.sub(r"^qrels[._-]?|\.tsv(\.gz)?$", "", file.name)


def _one(folder: Path, what: str, *patterns: str) -> Path:
    for pattern in patterns:
        for found in (*sorted(folder.glob(pattern)), *sorted(folder.glob(f"{pattern}.gz"))):
            return found
    raise PinciteError(
        f"{folder}: {what} are missing, wanted {' or '.join(dict.fromkeys(patterns))}. Choose the folder of a BEIR set."
    )


def _records(path: Path) -> Iterator[tuple[str, str, str]]:
    """(id, title, text) of texts or queries; the title is "" where the format has none."""
    if ".jsonl" in path.name:
        for node in read_json_lines(path):
            at = node.members("_id text")
            yield at["_id"].text(), at["title"].text() if "title" in at else "", at["text"].text()
        return
    for place, line in read_lines(path, "a file of tab-separated values"):
        id, tab, text = line.partition("\t")
        if not tab:
            raise PinciteError(
                f"{path}: {place}: got {line[:60]!r}, wanted an id, a tab and a text. Correct it there."
            )
        yield id, "", text


def _grades(path: Path) -> Grades:
    """Three columns (BEIR, after a line of headings) or TREC's four, of which the second says nothing."""
    grades: Grades = {}
    for place, line in read_lines(path, "a file of tab-separated values"):
        cells = line.split("\t") if "\t" in line else line.split()
        if place == "line 1" and not re.fullmatch(r"-?\d+", cells[-1].strip()):
            continue
        if len(cells) not in (3, 4) or not re.fullmatch(r"-?\d+", cells[-1].strip()):
            raise PinciteError(
                f"{path}: {place}: got {line[:60]!r}, wanted query, text and a whole number as grade. Correct it there."
            )
        grades.setdefault(cells[0], {})[cells[-2]] = int(cells[-1])
    if not grades:
        raise PinciteError(
            f"{path}: no relevance judgements in it. Choose a file with at least one."
        )
    return grades
