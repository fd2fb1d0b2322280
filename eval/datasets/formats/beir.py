"""Retrieval sets, a folder each: texts, queries, relevance judgements. Gold is whole documents.

- BEIR: texts in `corpus.jsonl` (`_id`, `title`, `text`), queries in `queries.jsonl` (`_id`,
  `text`), relevance judgements (qrels) in `test.tsv` there or in `qrels/` (query, text, grade)
- MS MARCO: texts in `collection.tsv` (id, text), queries in `queries*.tsv` (id, text), relevance
  judgements in `qrels*.tsv` (query, 0, text, grade)

Each file may be gzipped. The folder means its `test` judgements, or its only ones; another file
(`dev.tsv`) can be named instead. A query without a relevant text is one that the texts do not
answer.
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
    """`path` is the folder, or the file in it with the relevance judgements."""
    folder, qrels = _folder_and_qrels(path)
    corpus = _find(folder, "its texts", "corpus.jsonl", "collection.tsv")
    query_files = ("queries.jsonl", f"queries.{_stem(qrels)}.tsv", "queries.tsv", "queries*.tsv")
    queries = _find(folder, "its queries", *query_files)
    name = folder.resolve().name
    documents = {id: _document(f"{name}:{id}", title, text) for id, title, text in _records(corpus)}
    hashes = {id: document.hash for id, document in documents.items()}
    grades = _grades(qrels)
    asked = {id: text for id, _, text in _records(queries) if id in grades}
    missing = [id for id in grades if id not in asked]
    return QuestionSet(
        name=f"{name}/{_stem(qrels)}",
        questions=tuple(
            _question(id, text, grades[id], name, hashes) for id, text in asked.items()
        ),
        documents=tuple(each for each in documents.values() if each.text.strip()),
        digest=_digest(corpus, queries, qrels),
        notes=tuple(
            f"{qrels}: the query {id!r} has no text in {queries}; it is not asked" for id in missing
        ),
    )


def _folder_and_qrels(path: Path) -> tuple[Path, Path]:
    if path.is_dir():
        return path, _find_qrels(path)
    in_qrels = path.parent.name == "qrels"
    return path.parent.parent if in_qrels else path.parent, path


def _digest(*files: Path) -> str:
    """SHA-256 of the SHA-256 of each file's uncompressed bytes."""
    digests = [hashlib.sha256(read_bytes(file)).digest() for file in files]
    return hashlib.sha256(b"".join(digests)).hexdigest()


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
    """The title is a part of the text, as in BEIR's own baselines, and a heading.

    So it is searched but not quoted as an answer.
    """
    if not title.strip():
        return Document(0, source, source, text, ())
    heading = Marker("heading", 0, len(title), title)
    return Document(0, source, title, f"{title}\n\n{text}", (heading,))


def _find_qrels(folder: Path) -> Path:
    folders = [each for each in (folder, folder / "qrels") if each.is_dir()]
    files = sorted(file for each in folders for file in each.iterdir() if _is_qrels(file))
    candidates = [file for file in files if _stem(file) == "test"] if len(files) > 1 else files
    if len(candidates) != 1:
        names = ", ".join(str(file) for file in files) if files else "no .tsv file of them"
        raise PinciteError(
            f"{folder}: which relevance judgements are meant? Got {names};"
            f" name the file, such as {folder / 'test.tsv'}."
        )
    return candidates[0]


def _is_qrels(file: Path) -> bool:
    other = re.match(r"queries|collection|corpus", file.name)
    return bool(re.search(r"\.tsv(\.gz)?$", file.name)) and not other


def _stem(file: Path) -> str:
    """
    >>> _stem(Path("qrels.dev.small.tsv")), _stem(Path("test.tsv"))
    ('dev.small', 'test')
    """
    return re.sub(r"^qrels[._-]?|\.tsv(\.gz)?$", "", file.name)


def _find(folder: Path, what: str, *patterns: str) -> Path:
    """The first file that matches the first pattern that any file matches."""
    for pattern in patterns:
        for file in (*sorted(folder.glob(pattern)), *sorted(folder.glob(f"{pattern}.gz"))):
            return file
    wanted = " or ".join(dict.fromkeys(patterns))
    raise PinciteError(
        f"{folder}: {what} are missing, wanted {wanted}. Choose the folder of a BEIR set."
    )


def _records(path: Path) -> Iterator[tuple[str, str, str]]:
    """(id, title, text) of texts or queries; the title is "" if the format has none."""
    if ".jsonl" in path.name:
        for node in read_json_lines(path):
            fields = node.members("_id text")
            title = fields["title"].text() if "title" in fields else ""
            yield fields["_id"].text(), title, fields["text"].text()
        return
    for place, line in read_lines(path, "a file of tab-separated values"):
        id, tab, text = line.partition("\t")
        if not tab:
            raise PinciteError(
                f"{path}: {place}: got {line[:60]!r}, wanted an id, a tab and a text."
                " Correct it there."
            )
        yield id, "", text


def _grades(path: Path) -> Grades:
    """Three columns (BEIR, after a header line) or TREC's four, of which the second is ignored."""
    grades: Grades = {}
    for place, line in read_lines(path, "a file of tab-separated values"):
        cells = line.split("\t") if "\t" in line else line.split()
        has_grade = re.fullmatch(r"-?\d+", cells[-1].strip()) is not None
        if place == "line 1" and not has_grade:
            continue
        if len(cells) not in (3, 4) or not has_grade:
            raise PinciteError(
                f"{path}: {place}: got {line[:60]!r},"
                " wanted query, text and a whole number as grade. Correct it there."
            )
        grades.setdefault(cells[0], {})[cells[-2]] = int(cells[-1])
    if not grades:
        raise PinciteError(f"{path}: no relevance judgements in it. Choose a file with some.")
    return grades
