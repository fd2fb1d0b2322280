"""Questions with the sentence that answers and with some that seem to: what an encoder learns from. Gzipped JSON lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.chunking import sentences
from index.encoders.base import Encoder
from index.errors import PinciteError
from qa.train.data import Row, by_source, digest, named, read_lines, read_rows, write_lines
from qa.train.negatives import stand_in
from qa.train.perturb import folded
from qa.train.prepare import GENERIC, Recipe, best_answer, chosen, held_out_runs

OTHERS = 2
"""Sentences beside the one that answers."""

_LOOKED_AT = 40  # nearest sentences among which the others are looked for
_MARGIN = (
    0.05  # a sentence nearer than that to the one that answers, as a share, may well answer too
)
_TOGETHER = 256  # questions compared at once
_LONGEST = 1_000  # characters of a sentence; longer ones are lists and tables


@dataclass(frozen=True, slots=True)
class Pair:
    """`answers` holds an accepted answer; of `others`, the nearest first, none does in its words."""

    question: str
    answers: str
    others: tuple[str, ...]


def prepare(
    data: Path,
    folder: Path,
    encoder: Encoder,
    held_out: Sequence[Path],
    note: Callable[[str], None],
) -> Path:
    """Makes `folder/pairs-HASH.jsonl.gz`, unless it is there. No context of the SQuAD files `held_out` gets into it."""
    key = [OTHERS, digest(data), sorted(map(digest, held_out)), str(encoder.fingerprint)]
    path = named(folder, "pairs", key)
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        rows = list(chosen(read_rows(data), Recipe(), held_out_runs(held_out), Counter()))
        write_lines(map(asdict, pairs(rows, encoder, note)), path)
    return path


def pairs(rows: Sequence[Row], encoder: Encoder, note: Callable[[str], None]) -> Iterator[Pair]:
    """By source, in the order of the rows; a row is left out where no sentence holds all of its answer, or too few others are found.

    So is one of a source whose questions many sentences answer.
    """
    for name, part in by_source(row for row in rows if not row.source.startswith(GENERIC)).items():
        answered = [(row, sentence) for row in part if (sentence := answering(row)) is not None]
        texts = list(dict.fromkeys(text for row in part for text in _sentences(row.context)))
        note(
            f"{name}: {len(answered):,} of {len(part):,} questions, {len(texts):,} sentences to encode"
        )
        yield from _with_others(answered, texts, encoder)


def answering(row: Row) -> str | None:
    """The sentence that holds all of the answer most people gave; None where there is none."""
    answer = best_answer(row)
    if answer is None:
        return None
    ranges = (
        ends
        for ends in sentences(row.context)
        if ends[0] <= answer[0] and answer[1] <= ends[1] <= ends[0] + _LONGEST
    )
    return next((row.context[start:end] for start, end in ranges), None)


def _sentences(context: str) -> Iterator[str]:
    yield from (context[start:end] for start, end in sentences(context) if end <= start + _LONGEST)


def _with_others(
    answered: Sequence[tuple[Row, str]], texts: Sequence[str], encoder: Encoder
) -> Iterator[Pair]:
    vectors, words = encoder.encode(texts), [folded(text) for text in texts]
    places = {text: place for place, text in enumerate(texts)}
    for first in range(0, len(answered), _TOGETHER):
        part = answered[first : first + _TOGETHER]
        cosines = encoder.encode([row.question for row, _ in part]) @ vectors.T
        for (row, sentence), near in zip(part, cosines, strict=True):
            others = _others(row, places[sentence], words, near)
            if len(others) == OTHERS:
                yield Pair(row.question, sentence, tuple(texts[n] for n in others))


def _others(row: Row, right: int, words: Sequence[str], near: NDArray[np.float32]) -> list[int]:
    """Hard ones, but surely wrong: they hold no accepted answer in their `words`, and are not all but as near as the right one."""
    best = np.argpartition(-near, min(_LOOKED_AT, len(near) - 1))[:_LOOKED_AT]
    order = best[np.argsort(-near[best], kind="stable")].tolist()
    sure = (
        n
        for n in order
        if n != right
        and near[n] < (1 - _MARGIN) * near[right]
        and not stand_in(words[n], row.texts)
    )
    return list(islice(sure, OTHERS))


def read_pairs(path: Path) -> list[Pair]:
    """Raises PinciteError where the file is not one that `prepare` wrote."""
    try:
        found = [
            Pair(value["question"], value["answers"], tuple(value["others"]))
            for value in map(json.loads, read_lines(path))
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise PinciteError(
            f"{path} holds no pairs ({error!r}). Make them with: python -m qa.train.encoder pairs"
        ) from error
    if not found:
        raise PinciteError(
            f"{path} holds no pairs. Make them with: python -m qa.train.encoder pairs"
        )
    return found
