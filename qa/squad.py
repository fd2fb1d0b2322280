"""SQuAD's JSON (1.1 and 2.0), for measuring a reader and for keeping what measures it out of its training."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import PinciteError
from qa.train.data import read_bytes


@dataclass(frozen=True, slots=True)
class Question:
    """Asked of a paragraph. No accepted text: the paragraph does not answer it."""

    id: str
    question: str
    paragraph: str
    accepted: tuple[str, ...]


def read_squad(path: Path) -> list[Question]:
    """All questions, in the order of the file. Raises PinciteError where it is not SQuAD's JSON, gzipped or not."""
    try:
        questions = list(_questions(json.loads(read_bytes(path))))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PinciteError(
            f"{path} is not SQuAD's JSON ({error!r}). Name a file such as dev-v2.0.json."
        ) from error
    if not questions:
        raise PinciteError(f"{path} holds no questions. Name a file such as dev-v2.0.json.")
    return questions


def _questions(root: dict[str, list[dict[str, list[dict[str, object]]]]]) -> Iterator[Question]:
    for article in root["data"]:
        for paragraph in article["paragraphs"]:
            questions, context = paragraph["qas"], paragraph["context"]
            if not isinstance(questions, list) or not isinstance(context, str):
                raise TypeError(
                    f"a paragraph with qas {questions!r:.40} and context {context!r:.40}"
                )
            for each in questions:
                texts = (
                    ()
                    if each.get("is_impossible")
                    else tuple(dict.fromkeys(str(answer["text"]) for answer in each["answers"]))
                )
                yield Question(str(each["id"]), str(each["question"]), context, texts)
