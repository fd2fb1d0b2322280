"""SQuAD (1.1 and 2.0): its questions, its JSON, and its two measures, exact match and F1.

`eval.metrics` measures answers with them, `qa.train` reads the files to score a reader and to
keep its test paragraphs out of the training data. `eval.datasets` has a reader of its own for the
same files: it joins the paragraphs of an article to one document, needs each answer's offset, and
reports errors by their place in the JSON.
"""

from __future__ import annotations

import gzip
import json
import re
import string
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import PinciteError, reason

_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question about one paragraph. `accepted` is empty where the paragraph has no answer."""

    id: str
    question: str
    paragraph: str
    accepted: tuple[str, ...]


def normalize(text: str) -> str:
    """SQuAD's normal form: lower case, no ASCII punctuation, no a/an/the, single spaces.

    >>> normalize("The U.S., a Land")
    'us land'
    """
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(prediction: str | None, accepted: Sequence[str]) -> float:
    """SQuAD 2.0 exact match, 0.0 or 1.0: the best over the accepted texts.

    `prediction` None: abstained. No accepted text: the question is unanswerable.
    """
    normalized = normalize(prediction if prediction is not None else "")
    return float(normalized in _gold_texts(accepted))


def f1(prediction: str | None, accepted: Sequence[str]) -> float:
    """SQuAD 2.0 F1 in [0, 1]: the best overlap of words over the accepted texts.

    Where the prediction or the accepted text is empty: 1.0 if both are, else 0.0.
    """
    words = normalize(prediction if prediction is not None else "").split()
    return max(_word_overlap(words, gold.split()) for gold in _gold_texts(accepted))


def _gold_texts(accepted: Sequence[str]) -> list[str]:
    """The normalized texts. As in SQuAD's script, texts that normalize to "" ("The") are left out.

    [""] where no text remains: only an empty prediction is right.
    """
    texts = [text for text in map(normalize, accepted) if text]
    return texts if texts else [""]


def _word_overlap(prediction: list[str], gold: list[str]) -> float:
    if not prediction or not gold:
        return float(prediction == gold)
    common = (Counter(prediction) & Counter(gold)).total()
    return 2 * common / (len(prediction) + len(gold))


def read_squad(path: Path) -> list[SquadQuestion]:
    """All questions, in the order of the file.

    Raises PinciteError if the file cannot be read or is not SQuAD's JSON, gzipped or not.
    """
    try:
        questions = list(_questions(json.loads(read_bytes(path))))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PinciteError(
            f"{path} is not SQuAD's JSON ({error!r}). Name a file such as dev-v2.0.json."
        ) from error
    if not questions:
        raise PinciteError(f"{path} contains no questions. Name a file such as dev-v2.0.json.")
    return questions


def read_bytes(path: Path) -> bytes:
    """The content of a file, decompressed if it is gzipped. Raises PinciteError if unreadable."""
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    except (OSError, EOFError, zlib.error) as error:
        raise PinciteError(
            f"{path} cannot be read ({reason(error)}). Check the path, or fetch the file again."
        ) from error


def _questions(
    root: dict[str, list[dict[str, list[dict[str, object]]]]],
) -> Iterator[SquadQuestion]:
    for article in root["data"]:
        for paragraph in article["paragraphs"]:
            questions, context = paragraph["qas"], paragraph["context"]
            if not isinstance(questions, list) or not isinstance(context, str):
                raise TypeError(
                    f"a paragraph with qas {questions!r:.40} and context {context!r:.40}"
                )
            for fields in questions:
                yield SquadQuestion(
                    id=str(fields["id"]),
                    question=str(fields["question"]),
                    paragraph=context,
                    accepted=_accepted(fields),
                )


def _accepted(fields: dict[str, object]) -> tuple[str, ...]:
    """The different accepted texts, in order; none where the question is marked impossible."""
    if fields.get("is_impossible"):
        return ()
    answers = fields["answers"]
    if not isinstance(answers, list):
        raise TypeError(f"answers {answers!r:.40}, wanted a list")
    return tuple(dict.fromkeys(str(answer["text"]) for answer in answers))
