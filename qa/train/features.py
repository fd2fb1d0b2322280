"""Examples to windows of tokens with the positions of their answers, and windows to batches.

The batches depend on the lengths and the seed alone, so a step's number is enough to resume.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa.readers.windows import MAX_TOKENS, STRIDE
from qa.train.data import Example, Range

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

NO_ANSWER = 0
"""Index of the token that stands for "no answer", as start and as end: the first."""

_EXAMPLES_AT_ONCE = 1_000

Numbers = NDArray[np.int64]

_SORTED_TOGETHER = 2_048
"""Windows sorted by length at a time.

That saves most of the padding, and the batches of an epoch remain random.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Windows, in the order of their examples.

    Window i has the tokens `tokens[bounds[i]:bounds[i + 1]]`. Its second part begins at token
    `second[i]` with what is read before the context; the context begins at token `context[i]` and
    ends before the last token; the answer runs from token `start[i]` to `end[i]`, both included.
    Shapes: `tokens` (all tokens,), `bounds` (windows + 1,), the others (windows,).
    """

    tokens: NDArray[np.int32]
    bounds: Numbers
    second: Numbers
    context: Numbers
    start: Numbers
    end: Numbers

    def __len__(self) -> int:
        return len(self.start)

    @property
    def lengths(self) -> Numbers:
        return np.diff(self.bounds)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Windows padded to the longest; arrays of shape (windows, tokens) and (windows,).

    `mask` is False for padding. `second` is True for the tokens after the question. `places` is
    True where an answer may start or end: in the context, and at the first token for "no answer".
    """

    tokens: Numbers
    mask: NDArray[np.bool_]
    second: NDArray[np.bool_]
    places: NDArray[np.bool_]
    start: Numbers
    end: Numbers


def make_features(
    examples: Sequence[Example],
    tokenizer: PreTrainedTokenizerBase,
    note: Callable[[str], None] | None = None,
) -> Features:
    """The windows of all examples; each context is covered to its end.

    A window without the whole answer is labelled as one without an answer.
    """
    rows: list[tuple[list[int], int, int, int, int]] = []
    for first in range(0, len(examples), _EXAMPLES_AT_ONCE):
        if note and first % 20_000 == 0:
            note(f"{first:,} of {len(examples):,} examples tokenised")
        rows.extend(_windows(examples[first : first + _EXAMPLES_AT_ONCE], tokenizer))
    tokens = np.concatenate([np.array(row[0], np.int32) for row in rows])
    bounds = np.cumsum([0] + [len(row[0]) for row in rows])
    second, context, start, end = np.array([row[1:] for row in rows], np.int64).T
    return Features(tokens, bounds, second, context, start, end)


def _windows(
    examples: Sequence[Example], tokenizer: PreTrainedTokenizerBase
) -> Iterator[tuple[list[int], int, int, int, int]]:
    """(tokens, first tokens of the second part and of the context, start, end) of every window."""
    encoded = tokenizer(
        [example.question for example in examples],
        [example.before + example.context for example in examples],
        truncation="only_second",
        max_length=MAX_TOKENS,
        stride=STRIDE,
        return_overflowing_tokens=True,
    )
    owners = encoded["overflow_to_sample_mapping"]
    for window, (encoding, owner) in enumerate(zip(encoded.encodings or [], owners, strict=True)):
        edges = (
            window == 0 or owners[window - 1] != owner,
            window + 1 == len(owners) or owners[window + 1] != owner,
        )
        before = len(examples[owner].before)
        offsets = [(start - before, end - before) for start, end in encoding.offsets]
        second = [token for token, part in enumerate(encoding.sequence_ids) if part == 1]
        inside = [token for token in second if offsets[token][0] >= 0]
        last = len(encoding.ids) - 1
        yield (
            encoding.ids,
            second[0] if second else last,
            inside[0] if inside else last,
            *_label(offsets, inside, examples[owner].answer, *edges),
        )


def _label(
    offsets: list[Range], inside: list[int], answer: Range | None, first: bool, last: bool
) -> tuple[int, int]:
    """First and last token of the answer: the fewest tokens `inside` the context that cover it.

    NO_ANSWER if the window does not contain all of it. `offsets` are those of all tokens.
    `first` and `last` say whether the context begins or ends in this window. On that side nothing
    of the answer is outside, though it may have characters there that belong to no token.
    """
    if answer is None or not inside:
        return NO_ANSWER, NO_ANSWER
    whole = (first or offsets[inside[0]][0] <= answer[0]) and (
        last or answer[1] <= offsets[inside[-1]][1]
    )
    touched = [
        token for token in inside if offsets[token][0] < answer[1] and answer[0] < offsets[token][1]
    ]
    return (touched[0], touched[-1]) if whole and touched else (NO_ANSWER, NO_ANSWER)


def collate(features: Features, windows: Numbers, padding: int) -> Batch:
    """The windows with these indices as one batch; `padding` is the id of the padding token."""
    lengths = features.lengths[windows]
    columns = np.arange(lengths.max())
    mask = columns < lengths[:, None]
    tokens = np.full(mask.shape, padding, np.int64)
    tokens[mask] = np.concatenate(
        [features.tokens[features.bounds[i] : features.bounds[i + 1]] for i in windows]
    )
    second = mask & (columns >= features.second[windows][:, None])
    places = mask & (columns >= features.context[windows][:, None])
    places &= columns < lengths[:, None] - 1
    places[:, NO_ANSWER] = True
    return Batch(tokens, mask, second, places, features.start[windows], features.end[windows])


def plan(lengths: Numbers, rows: int, seed: int, max_tokens: int, max_rows: int) -> list[Numbers]:
    """Batches of window indices for `rows` windows in total.

    They are whole epochs, each in another order, and a random part of a further one.
    """
    batches: list[Numbers] = []
    for epoch in range(-(-rows // len(lengths))):
        remaining = rows - epoch * len(lengths)
        batches.extend(epoch_batches(lengths, seed, epoch, max_tokens, max_rows, remaining))
    return batches


def epoch_batches(
    lengths: Numbers,
    seed: int,
    epoch: int,
    max_tokens: int,
    max_rows: int,
    limit: int | None = None,
) -> list[Numbers]:
    """Batches of similar length with every window once, or with `limit` random ones.

    A batch has at most `max_rows` windows and, with padding, `max_tokens` tokens. A window longer
    than `max_tokens` is a batch of its own.
    """
    draw = np.random.default_rng([seed, epoch])
    order = draw.permutation(len(lengths))[:limit]
    batches: list[Numbers] = []
    for first in range(0, len(order), _SORTED_TOGETHER):
        together = order[first : first + _SORTED_TOGETHER]
        batches.extend(
            _packed(
                together[np.argsort(lengths[together], kind="stable")],
                lengths,
                max_tokens,
                max_rows,
            )
        )
    return [batches[i] for i in draw.permutation(len(batches))]


def _packed(windows: Numbers, lengths: Numbers, max_tokens: int, max_rows: int) -> list[Numbers]:
    """Splits windows that are sorted by length into batches; the last of a batch is the longest."""
    cuts, first = [], 0
    for i, length in enumerate(lengths[windows]):
        if i > first and (i - first == max_rows or (i - first + 1) * length > max_tokens):
            cuts.append(i)
            first = i
    return np.split(windows, cuts)
