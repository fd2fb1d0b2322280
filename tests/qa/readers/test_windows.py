"""Windows of a tokenizer whose tokens are words: every number can be counted."""

from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from qa.readers.windows import (
    MAX_QUESTION_TOKENS,
    MAX_TOKENS,
    STRIDE,
    PassageWindower,
    Window,
    length_batches,
)

CLS, SEP, WORD = 0, 1, 2


def tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(WordLevel({"[CLS]": CLS, "[SEP]": SEP, "[UNK]": WORD}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)],
    )
    return tokenizer


@pytest.fixture
def windower() -> PassageWindower:
    return PassageWindower(tokenizer())


def test_a_window_is_the_question_and_the_passage(windower: PassageWindower) -> None:
    (window,) = windower("who sat", ["the cat sat"])
    assert window.ids.tolist() == [CLS, WORD, WORD, SEP, WORD, WORD, WORD, SEP]
    assert window.types.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert window.inside.tolist() == [False] * 4 + [True] * 3 + [False]
    assert window.offsets[window.inside].tolist() == [[0, 3], [4, 7], [8, 11]]
    assert window.passage == 0


def test_a_long_passage_is_read_to_its_end_in_windows_that_overlap(
    windower: PassageWindower,
) -> None:
    words = 800
    windows = windower("who", [" ".join(["a"] * 3), " ".join(f"{n:04}" for n in range(words))])
    assert [window.passage for window in windows] == [0, 1, 1, 1]
    assert max(len(window.ids) for window in windows) == MAX_TOKENS
    passage_tokens = MAX_TOKENS - 4
    starts = [int(window.offsets[window.inside][0][0]) // 5 for window in windows[1:]]
    assert starts == [n * (passage_tokens - STRIDE) for n in range(3)]
    assert windows[-1].offsets[windows[-1].inside][-1].tolist() == [5 * words - 5, 5 * words - 1]


def test_a_long_question_is_cut_to_leave_room_for_the_passage(windower: PassageWindower) -> None:
    (window,) = windower("why " * 500, ["the cat sat"])
    assert int(window.inside.argmax()) == 1 + MAX_QUESTION_TOKENS + 1
    assert window.inside.sum() == 3


def test_no_passages_make_no_windows(windower: PassageWindower) -> None:
    assert windower("who", []) == []


def test_batches_contain_windows_of_similar_length() -> None:
    windows = [
        Window(0, *(np.zeros(n, np.int64),) * 2, np.zeros(n, bool), np.zeros((n, 2), np.int64))
        for n in (5, 1, 4, 2, 3)
    ]
    assert list(length_batches(windows, 2)) == [[1, 3], [4, 2], [0]]
