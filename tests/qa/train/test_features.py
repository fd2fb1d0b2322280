from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from qa.readers.decode import MAX_ANSWER_TOKENS, decode
from qa.readers.windows import STRIDE, PassageWindower
from qa.train.base_models import load_base
from qa.train.data import Example
from qa.train.features import Features, collate, make_features
from tests.qa.train.test_base_models import WORDS, tiny_base

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> PreTrainedTokenizerBase:
    return load_base(tiny_base(tmp_path_factory.mktemp("tiny")), 0)[1]


def example(question: str, context: str, answer: tuple[int, int] | None) -> Example:
    return Example("s", "found" if answer is None else "answered", question, context, answer)


def read_back(
    windows: Features, window: int, one: Example, tokenizer: PreTrainedTokenizerBase
) -> tuple[tuple[int, int] | None, tuple[int, int]]:
    """The answer by the labels of the window (decoded as for users), and the window's range."""
    encoded = tokenizer(
        one.question,
        one.context,
        truncation="only_second",
        max_length=384,
        stride=128,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
    )
    offsets, inside = (
        encoded["offset_mapping"][window],
        np.array([part == 1 for part in encoded.sequence_ids(window)]),
    )
    tokens = windows.tokens[windows.bounds[window] : windows.bounds[window + 1]]
    assert tokens.tolist() == encoded["input_ids"][window]
    assert inside.nonzero()[0].tolist() == list(range(windows.context[window], len(tokens) - 1))
    covered = offsets[windows.context[window]][0], offsets[len(tokens) - 2][1]
    if windows.start[window] == windows.end[window] == 0:
        return None, covered
    starts, ends = (
        np.eye(len(tokens), dtype=np.float32)[label[window]]
        for label in (windows.start, windows.end)
    )
    first, last, _ = decode(starts, ends, inside.astype(int) - 1, max_tokens=len(tokens))[0]
    return (offsets[first][0], offsets[last][1]), covered


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**6), words=st.integers(1, 250))
def test_labels_are_the_answer_or_none_if_the_window_lacks_it(
    seed: int, words: int, tokenizer: PreTrainedTokenizerBase
) -> None:
    """Words of up to eight letters, 60 to 200 in a window; answers of one to three words."""
    draw = random.Random(seed)
    spelt = [
        "".join(draw.choices("abcxyz", k=draw.randint(1, 8))) for _ in range(words // 2)
    ] + draw.choices(WORDS, k=words - words // 2)
    draw.shuffle(spelt)
    starts = np.cumsum([0] + [len(word) + 1 for word in spelt])
    first = draw.randrange(words)
    last = min(first + draw.randrange(3), words - 1)
    answer = int(starts[first]), int(starts[last]) + len(spelt[last])
    one = example("what did ada see", " ".join(spelt), answer)
    windows = make_features([one], tokenizer)
    answers = []
    for window in range(len(windows)):
        label, covered = read_back(windows, window, one, tokenizer)
        assert label == (answer if covered[0] <= answer[0] and answer[1] <= covered[1] else None)
        answers.append(label)
    assert answer in answers, "windows overlap by more than an answer is long"


def test_an_answer_that_a_window_splits_is_no_answer_there(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    """Answers of three words in a context of three windows, also across their edges."""
    words = ["xyz", "in", "abcab", "lima"] * 80
    starts = np.cumsum([0] + [len(word) + 1 for word in words]).tolist()
    many = [
        example("who", " ".join(words), (starts[i], starts[i + 2] + len(words[i + 2])))
        for i in range(len(words) - 2)
    ]
    for one in many[::10] + many[95:160]:
        windows = make_features([one], tokenizer)
        assert len(windows) == 3
        for window in range(3):
            label, covered = read_back(windows, window, one, tokenizer)
            assert one.answer is not None
            assert label == (
                one.answer if covered[0] <= one.answer[0] and one.answer[1] <= covered[1] else None
            )


def test_labels_are_the_fewest_tokens_that_cover_a_part_of_a_word(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    one = example("who", "in 1860s lima", (3, 7))
    windows = make_features([one], tokenizer)
    assert read_back(windows, 0, one, tokenizer)[0] == (3, 7)
    whole = example("who", "in lima", (4, 6))  # a word of one token
    assert read_back(make_features([whole], tokenizer), 0, whole, tokenizer)[0] == (3, 7)


def test_characters_without_a_token_do_not_lose_the_answer(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    one = example("who", "\u200bada in lima\u200b", (0, 4))
    assert read_back(make_features([one], tokenizer), 0, one, tokenizer)[0] == (1, 4)


def test_unanswerable_examples_point_at_the_first_token(tokenizer: PreTrainedTokenizerBase) -> None:
    windows = make_features([example("who", "ada " * 500, None)], tokenizer)
    assert len(windows) > 1
    assert not windows.start.any()
    assert not windows.end.any()


def test_every_answer_is_whole_in_some_window() -> None:
    assert MAX_ANSWER_TOKENS < STRIDE, "else an answer might be split in every window"


def test_a_batch_is_padded_to_its_longest(tokenizer: PreTrainedTokenizerBase) -> None:
    """[CLS] who [SEP] ada [SEP], and a longer one."""
    windows = make_features(
        [example("who", "ada", (0, 3)), example("who did", "ada bob ada", None)], tokenizer
    )
    assert windows.lengths.tolist() == [5, 8]
    batch = collate(windows, np.array([1, 0]), padding=0)
    assert tokenizer.convert_ids_to_tokens(batch.tokens[1].tolist()) == [
        "[CLS]",
        "who",
        "[SEP]",
        "ada",
        "[SEP]",
        *["[PAD]"] * 3,
    ]
    assert batch.mask.sum(1).tolist() == [8, 5]
    assert batch.second[1].tolist() == [False] * 3 + [True] * 2 + [False] * 3
    assert batch.places[1].tolist() == [True, False, False, True, False, False, False, False]
    assert batch.places[0].tolist() == [True, False, False, False, True, True, True, False]
    assert (batch.start.tolist(), batch.end.tolist()) == ([0, 3], [0, 3])


def test_what_is_read_before_the_context_is_no_place_for_an_answer(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    """[CLS] who [SEP] lima in ada [SEP], of which "lima" is a title; as `PassageWindower` does."""
    one = Example("s", "answered", "who", "in ada", (3, 6), before="lima ")
    windows = make_features([one], tokenizer)
    batch = collate(windows, np.array([0]), padding=0)
    assert batch.second[0].tolist() == [False] * 3 + [True] * 4
    assert batch.places[0].tolist() == [True, False, False, False, True, True, False]
    assert (windows.second.tolist(), windows.context.tolist()) == ([3], [4])
    assert (windows.start.tolist(), windows.end.tolist()) == ([5], [5])
    (read,) = PassageWindower(Tokenizer.from_str(tokenizer.backend_tokenizer.to_str()))(
        "who", ["in ada"], ["lima "]
    )
    assert read.ids.tolist() == batch.tokens[0].tolist()
    assert read.types.tolist() == batch.second[0].astype(int).tolist()
    assert read.inside[1:-1].tolist() == batch.places[0, 1:-1].tolist()


def test_a_context_without_tokens_has_a_window(
    tokenizer: PreTrainedTokenizerBase, tmp_path: Path
) -> None:
    windows = make_features([example("who", "\u200b", None)], tokenizer)
    assert windows.lengths.tolist() == [4]
    assert collate(windows, np.array([0]), 0).places.tolist() == [[True, False, False, False]]
