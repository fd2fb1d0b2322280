"""Reads the rows of answered questions, and reads and writes training examples.

Both are lines of JSON, one object each, gzipped. A row is `{"source": …, "question": …,
"context": …, "answers": [{"text": …, "answer_start": …}]}`, and may have `"answerable"`, `"shape"`
("span" or "sentence") and `"meta"` (of which "title" and "contract" are read); without answers it
must say `"answerable": false`. An example is what a reader is trained on: one question, one
context, and the range of the context that answers, or none.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.errors import PinciteError
from qa.readers.squad import read_bytes

Range = tuple[int, int]
Kind = Literal["answered", "written", "found", "cut", "swapped", "replaced", "negated"]
"""Kind of an example: answered by its context, unanswerable as its row says, or made so.

`qa.train.negatives` describes the kinds that are made. They are written to the files of examples.
"""

_REMEDY = "Make them with: pincite train prepare"


@dataclass(frozen=True, slots=True)
class Row:
    """A question, its context, and the ranges of the context that answer; none if it does not.

    There is one range for each annotator, so equal ones repeat. Raises ValueError if one is outside
    the context.
    """

    source: str
    question: str
    context: str
    answers: tuple[Range, ...]
    is_sentence: bool = False
    """The answers are whole sentences or clauses."""
    title: str = ""
    """Of the document of the context; empty if not known."""
    contract: str = ""
    """Which contract the context is from; empty for other documents."""
    before: str = ""
    """What a reader sees before the context and cannot quote (`qa.readers.context`)."""

    def __post_init__(self) -> None:
        if not all(0 <= start < end <= len(self.context) for start, end in self.answers):
            raise ValueError(
                f"answers {self.answers} to {self.question!r}: "
                f"wanted each inside {len(self.context)} characters"
            )

    @property
    def texts(self) -> tuple[str, ...]:
        """The different accepted texts, in the order of `answers`."""
        return tuple(dict.fromkeys(self.context[start:end] for start, end in self.answers))


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the range of `context` that answers it; None if the context does not."""

    source: str
    kind: Kind
    question: str
    context: str
    answer: Range | None
    before: str = ""
    """What a reader sees before the context and cannot quote."""

    def __post_init__(self) -> None:
        if (self.answer is None) == (self.kind == "answered"):
            raise ValueError(f"an example of kind {self.kind!r} with the answer {self.answer}")
        if self.answer is not None and not 0 <= self.answer[0] < self.answer[1] <= len(
            self.context
        ):
            raise ValueError(f"answer {self.answer} in a context of {len(self.context)} characters")


def read_rows(path: Path) -> list[Row]:
    """All rows of a file, in order.

    Raises PinciteError with the number of the line if a row has other fields, or an answer is not
    at its `answer_start`.
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
        raise PinciteError(f"{path} contains no rows. Name a file of gzipped JSON lines.")
    return rows


def _row(value: dict[str, object]) -> Row:
    source, question, context = (_text(value[name]) for name in ("source", "question", "context"))
    answers, meta = value["answers"], value.get("meta") or {}
    if not isinstance(answers, list) or not isinstance(meta, dict):
        raise TypeError(f"answers are {answers!r} and meta {meta!r}, wanted a list and an object")
    if bool(answers) != value.get("answerable", True):
        raise ValueError(f"{len(answers)} answers, wanted at least one, or answerable false")
    return Row(
        source,
        question,
        context,
        tuple(_range(context, _text(each["text"]), each["answer_start"]) for each in answers),
        value.get("shape") == "sentence",
        _text(meta.get("title", "")),
        _text(meta.get("contract", "")),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"got {value!r}, wanted text")
    return value


def _range(context: str, text: str, start: int) -> Range:
    """The range of an answer without white space at its ends, which belongs to no token."""
    if start < 0 or not text.strip() or context[start : start + len(text)] != text:
        raise ValueError(f"the answer {text[:60]!r} is not at character {start}")
    start += len(text) - len(text.lstrip())
    return start, start + len(text.strip())


def write_lines(objects: Iterable[dict[str, object]], path: Path) -> None:
    """Writes gzipped lines of JSON; the file appears only when it is complete.

    The same objects make the same bytes.
    """
    unfinished = path.with_name(f"{path.name}.tmp")
    with (
        unfinished.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as file,
    ):
        for value in objects:
            file.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
    os.replace(unfinished, path)


def read_examples(path: Path) -> list[Example]:
    """All examples of a file. Raises PinciteError if `pincite train prepare` did not write it."""
    try:
        examples = [_example(json.loads(line)) for line in read_lines(path)]
    except (ValueError, KeyError, TypeError) as error:
        raise PinciteError(f"{path} contains no examples ({error!r}). {_REMEDY}") from error
    if not examples:
        raise PinciteError(f"{path} contains no examples. {_REMEDY}")
    return examples


def _example(value: dict[str, object]) -> Example:
    ends = value.pop("answer")
    answer = (ends[0], ends[1]) if isinstance(ends, list) else None
    return Example(**value, answer=answer)  # type: ignore[arg-type]  # __post_init__ checks


def read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, gzipped or not. Raises PinciteError if it cannot be read."""
    yield from io.BytesIO(read_bytes(path))


def digest(path: Path) -> str:
    """SHA-256 of the decompressed content of a file, in hex."""
    return hashlib.sha256(read_bytes(path)).hexdigest()


def hashed_path(folder: Path, name: str, key: Sequence[object]) -> Path:
    """`folder/NAME-HASH.jsonl.gz`; the hash is of `key`, all that the file depends on, as JSON."""
    hashed = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
    return folder / f"{name}-{hashed[:12]}.jsonl.gz"


def by_source(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each source; sources in the order of their first row."""
    sources: dict[str, list[Row]] = {}
    for row in rows:
        sources.setdefault(row.source, []).append(row)
    return sources
