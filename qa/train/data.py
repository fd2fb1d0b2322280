"""Rows of questions and answers in, training examples in and out.

Both are gzipped JSON lines, one object a line.

A row of the data is `{"source": …, "question": …, "context": …, "answers": [{"text": …,
"answer_start": …}]}`; an example is what the reader learns from: one question, one context, and the
characters that answer, or none.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.errors import PinciteError

Range = tuple[int, int]
Kind = Literal["answered", "found", "cut", "swapped", "replaced", "negated"]
"""Of an example: answered by its context, or not, and then how it was made (`qa.train.negatives`,
`qa.train.perturb`).
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A question and the ranges of its context that were accepted as answers, one for each who
    answered: equal ones repeat.
    """

    source: str
    question: str
    context: str
    answers: tuple[Range, ...]

    def __post_init__(self) -> None:
        if not self.answers or not all(
            0 <= start < end <= len(self.context) for start, end in self.answers
        ):
            raise ValueError(
                f"answers {self.answers} to {self.question!r}: "
                f"wanted at least one, each inside {len(self.context)} characters"
            )

    @property
    def texts(self) -> tuple[str, ...]:
        """The different accepted texts, in order."""
        return tuple(dict.fromkeys(self.context[start:end] for start, end in self.answers))


@dataclass(frozen=True, slots=True)
class Example:
    """`answer` is the range of `context` to be learnt; None where the context does not answer."""

    source: str
    kind: Kind
    question: str
    context: str
    answer: Range | None

    def __post_init__(self) -> None:
        if (self.answer is None) == (self.kind == "answered"):
            raise ValueError(f"an example of kind {self.kind!r} with the answer {self.answer}")
        if self.answer is not None and not 0 <= self.answer[0] < self.answer[1] <= len(
            self.context
        ):
            raise ValueError(f"answer {self.answer} in a context of {len(self.context)} characters")


def read_rows(path: Path) -> list[Row]:
    """Raises PinciteError, with the number of the line, for a row that is not as above or an answer
    that does not stand where it says.
    """
    rows = []
    for number, line in enumerate(read_lines(path), 1):
        try:
            rows.append(_row(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise PinciteError(
                f"{path}, line {number}: {error!r}. "
                "Wanted source, question, context, answers; correct the line."
            ) from error
    if not rows:
        raise PinciteError(f"{path} holds no rows. Name a file of gzipped JSON lines.")
    return rows


def _row(value: dict[str, object]) -> Row:
    source, question, context = (_text(value[name]) for name in ("source", "question", "context"))
    answers = value["answers"]
    if not isinstance(answers, list):
        raise TypeError(f"answers are {answers!r}, wanted a list")
    return Row(
        source,
        question,
        context,
        tuple(_range(context, _text(each["text"]), each["answer_start"]) for each in answers),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"got {value!r}, wanted text")
    return value


def _range(context: str, text: str, start: int) -> Range:
    """Without white space at its ends, which no token carries."""
    if start < 0 or not text.strip() or context[start : start + len(text)] != text:
        raise ValueError(f"the answer {text[:60]!r} does not stand at {start}")
    start += len(text) - len(text.lstrip())
    return start, start + len(text.strip())


def write_lines(objects: Iterable[dict[str, object]], path: Path) -> None:
    """JSON lines, gzipped; all or nothing: under another name first.

    The same objects make the same bytes.
    """
    unfinished = path.with_name(f"{path.name}.tmp")
    with (
        unfinished.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as file,
    ):
        for each in objects:
            file.write(json.dumps(each, ensure_ascii=False).encode() + b"\n")
    os.replace(unfinished, path)


def read_examples(path: Path) -> list[Example]:
    """Raises PinciteError where the file is not one that `python -m qa.train prepare` wrote."""
    try:
        examples = [_example(json.loads(line)) for line in read_lines(path)]
    except (ValueError, KeyError, TypeError) as error:
        raise PinciteError(
            f"{path} holds no examples ({error!r}). Make them with: python -m qa.train prepare"
        ) from error
    if not examples:
        raise PinciteError(f"{path} holds no examples. Make them with: python -m qa.train prepare")
    return examples


def _example(value: dict[str, object]) -> Example:
    answer = value.pop("answer")
    start_end = answer if isinstance(answer, list) else None
    answer = (start_end[0], start_end[1]) if start_end else None
    return Example(**value, answer=answer)  # type: ignore[arg-type]  # __post_init__ checks


def read_lines(path: Path) -> Iterator[bytes]:
    """Of a file that may be gzipped. Raises PinciteError where it cannot be read."""
    yield from io.BytesIO(read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """Unzipped, where the file is gzipped. Raises PinciteError where it cannot be read."""
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    except (OSError, EOFError, zlib.error) as error:
        raise PinciteError(
            f"{path} cannot be read ({error}). Check the path, or fetch the file again."
        ) from error


def digest(path: Path) -> str:
    """SHA-256 of what the file holds, unzipped, in hex."""
    return hashlib.sha256(read_bytes(path)).hexdigest()


def named(folder: Path, name: str, key: Sequence[object]) -> Path:
    """`folder/NAME-HASH.jsonl.gz`, with a hash of the key as JSON."""
    hashed = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
    return folder / f"{name}-{hashed[:12]}.jsonl.gz"


def by_source(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """In the order in which the sources come."""
    sources: dict[str, list[Row]] = {}
    for row in rows:
        sources.setdefault(row.source, []).append(row)
    return sources
