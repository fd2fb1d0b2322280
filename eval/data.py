"""Sets of questions whose answers are known, from SQuAD JSON (1.1 and 2.0) or from our own, gzipped or not.

A gold answer is a range of characters of a text named by its content hash, so a label outlives another splitter, index or file name.
Whatever is wrong with a file is said with the place where it stands: `set.json: data[0].title: got 3, wanted text`.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from index.spans import Document, PinciteError

T = TypeVar("T")
LARGEST = 256 * 2**20  # bytes of JSON, unzipped: six times the largest SQuAD file, and an end to zip bombs


@dataclass(frozen=True, slots=True)
class Gold:
    """Characters `[start, end)` of the text whose content hash is `hash`; `source` and `text` are there for people to read."""

    hash: str
    start: int
    end: int
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Question:
    """No gold means that the documents do not answer it. `article` names what it was asked about, "" when the set does not say."""

    id: str
    question: str
    gold: tuple[Gold, ...]
    article: str = ""

    @property
    def accepted(self) -> tuple[str, ...]:
        """The different gold texts, in the order of the set."""
        return tuple(dict.fromkeys(gold.text for gold in self.gold))


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """`documents` are those the file itself holds (SQuAD); `digest` is the SHA-256 of the JSON, unzipped."""

    name: str
    questions: tuple[Question, ...]
    documents: tuple[Document, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a JSON file that knows its place there."""

    file: Path
    place: str
    value: object

    def error(self, problem: str, remedy: str) -> PinciteError:
        return PinciteError(f"{self.file}: {self.place if self.place else 'top level'}: {problem}. {remedy}")

    def wanted(self, what: str) -> PinciteError:
        return self.error(f"got {repr(self.value)[:60]}, wanted {what}", "Correct it there.")

    def of(self, kind: type[T], what: str) -> T:
        """The value, if it is of exactly this type: JSON's `true` is no number."""
        if not isinstance(self.value, kind) or type(self.value) is not kind:
            raise self.wanted(what)
        return self.value

    def fields(self, needed: str, optional: str = "") -> dict[str, Node]:
        """The members of an object, by name. Refuses a missing name and an unknown one, so that a misspelt field is not passed over."""
        members = self.of(dict, "an object {…}")
        known = needed.split() + optional.split()
        for name in [name for name in needed.split() if name not in members]:
            raise self.error(f"the field {name!r} is missing; it needs {', '.join(needed.split())}", "Add it.")
        for name in [name for name in members if name not in known]:
            raise self.error(f"unknown field {name[:60]!r}; the fields are {', '.join(known)}", "Remove it or correct its name.")
        return {name: Node(self.file, f"{self.place}.{name}".lstrip("."), value) for name, value in members.items()}

    def items(self) -> list[Node]:
        return [Node(self.file, f"{self.place}[{n}]", value) for n, value in enumerate(self.of(list, "a list […]"))]

    def text(self) -> str:
        """Text that UTF-8 can hold: JSON can spell half a surrogate pair, which no document contains."""
        if re.search("[\ud800-\udfff]", self.of(str, "text")):
            raise self.wanted("text without lone surrogates")
        return self.of(str, "text")

    def integer(self) -> int:
        return self.of(int, "a whole number")


def load(path: Path) -> QuestionSet:
    """Read a set; SQuAD is told by its field `data`, ours by its field `format`. Raises PinciteError for anything it cannot stand by."""
    root, digest = read_json(path)
    found = _squad(root) if isinstance(root.value, dict) and "data" in root.value else _own(root)
    if not found.questions:
        raise root.error("no questions in it", "Choose a file with at least one.")
    twin, times = Counter(question.id for question in found.questions).most_common(1)[0]
    if times > 1:
        raise root.error(f"the question id {twin!r} stands {times} times, wanted once", "Give each question its own id.")
    return replace(found, digest=digest)


def read_json(path: Path) -> tuple[Node, str]:
    """The value in a file of JSON, gzipped or not, and the SHA-256 of the bytes it was parsed from."""
    if not path.is_file():
        raise PinciteError(f"{path}: {'is no file' if path.exists() else 'does not exist'}, wanted a file of JSON. Check the path.")
    try:
        with path.open("rb") as plain:
            raw = plain.read(LARGEST + 1)
        if raw.startswith(b"\x1f\x8b"):
            raw = gzip.GzipFile(fileobj=io.BytesIO(raw)).read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise PinciteError(f"{path}: holds more than {LARGEST // 2**20} MiB of JSON. Split it into smaller sets.")
        return Node(path, "", json.loads(raw.decode("utf-8-sig"))), hashlib.sha256(raw).hexdigest()
    except (OSError, EOFError, zlib.error) as error:
        raise PinciteError(f"{path}: cannot be read ({error}). Check its permissions, or fetch it again.") from error
    except (ValueError, RecursionError) as error:
        raise PinciteError(f"{path}: broken JSON: {error}. Mend it there, or choose another file.") from error


def _own(root: Node) -> QuestionSet:
    if not isinstance(root.value, dict) or root.value.get("format") != "pincite-questions":
        raise root.error('neither "data" (SQuAD) nor "format": "pincite-questions" (ours)', "Choose a file in one of these formats.")
    top = root.fields("format version name questions", "description licence")
    if top["version"].integer() != 1:
        raise top["version"].wanted("1, the only version this program reads")
    return QuestionSet(top["name"].text(), tuple(_own_question(node) for node in top["questions"].items()))


def _own_question(node: Node) -> Question:
    fields = node.fields("id question gold")
    gold = tuple(dict.fromkeys(read_gold(each) for each in fields["gold"].items()))
    return Question(fields["id"].text(), fields["question"].text(), gold, gold[0].source if gold else "")


def read_gold(node: Node) -> Gold:
    fields = node.fields("source hash start end text")
    gold = Gold(fields["hash"].text(), fields["start"].integer(), fields["end"].integer(), fields["text"].text(), fields["source"].text())
    if not re.fullmatch("[0-9a-f]{64}", gold.hash):
        raise fields["hash"].wanted("a SHA-256 of 64 hexadecimal digits, in lower case")
    if not 0 <= gold.start < gold.end or len(gold.text) != gold.end - gold.start:
        got = f"got [{gold.start}, {gold.end}) and a text of {len(gold.text)} characters"
        raise node.error(f"{got}, wanted 0 <= start < end and a text of end - start characters", "Correct the range.")
    return gold


def _squad(root: Node) -> QuestionSet:
    """Every article becomes one document; two articles of one title get different sources, or one would replace the other."""
    questions: list[Question] = []
    documents: dict[str, Document] = {}
    for article in (node.fields("title paragraphs") for node in root.fields("data", "version")["data"].items()):
        paragraphs = [node.fields("context qas", "document_id") for node in article["paragraphs"].items()]
        text = "\n\n".join(paragraph["context"].text() for paragraph in paragraphs)
        source = f"squad:{article['title'].text()}"
        while source in documents:
            source += " (again)"
        documents[source] = Document(0, source, article["title"].text().replace("_", " "), text)
        questions.extend(_squad_questions(paragraphs, documents[source]))
    written = tuple(document for document in documents.values() if document.text.strip())
    return QuestionSet(re.sub(r"(\.json)?(\.gz)?$", "", root.file.name), tuple(questions), written)


def _squad_questions(paragraphs: list[dict[str, Node]], document: Document) -> Iterator[Question]:
    digest = document.hash
    offset = 0
    for paragraph in paragraphs:
        context = paragraph["context"].text()
        for node in paragraph["qas"].items():
            fields = node.fields("id question answers", "is_impossible plausible_answers")
            places = ((offset + start, text) for start, text in _squad_answers(fields["id"].text(), fields, context))
            gold = (Gold(digest, start, start + len(text), text, document.source) for start, text in places)
            yield Question(fields["id"].text(), fields["question"].text(), tuple(dict.fromkeys(gold)), document.source)
        offset += len(context) + len("\n\n")


def _squad_answers(id: str, question: dict[str, Node], context: str) -> Iterator[tuple[int, str]]:
    """Where the answers start in the paragraph, and their text; none where `is_impossible` says so, whatever is listed there."""
    impossible = "is_impossible" in question and question["is_impossible"].of(bool, "true or false")
    for answer in [] if impossible else question["answers"].items():
        fields = answer.fields("text answer_start")
        text, start = fields["text"].text(), fields["answer_start"].integer()
        if start < 0 or not text or context[start : start + len(text)] != text:
            raise answer.error(f"question {id!r}: {text[:60]!r} does not stand at answer_start {start}", "Correct it (in code points).")
        yield start, text
